package nabla.engine.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DataException;
import nabla.engine.tensor.Tensor;

/// Reads and writes files of named tensors, in the format safetensors that PyTorch's users share
/// models in.
///
/// The format is a JSON header and the plain bytes of the tensors
/// (<https://github.com/huggingface/safetensors>); reading a file runs no code of it. Types that do
/// not compute here are converted: see [StoredType].
public final class Safetensors {
  private static final int ALIGNMENT = 8;

  private Safetensors() {}

  /// Returns the tensors of a file by name, in the order of its header. `load_file` in Python.
  ///
  /// @throws DataException if there is no such file, or if it is malformed
  public static Map<String, Tensor> read(Path file) {
    return Disk.read(file, Safetensors::tensors);
  }

  /// Returns the tensors of a file by name.
  public static Map<String, Tensor> read(String file) {
    return read(Path.of(file));
  }

  /// Returns the texts about the file that its header holds, empty if it has none.
  ///
  /// @throws DataException if there is no such file, or if it is malformed
  public static Map<String, String> metadata(Path file) {
    return Disk.read(
        file,
        path -> {
          try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return SafetensorsHeader.read(in, Files.size(path)).metadata();
          }
        });
  }

  private static Map<String, Tensor> tensors(Path path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      SafetensorsHeader header = SafetensorsHeader.read(in, Files.size(path));
      Map<String, Tensor> read = new HashMap<>();
      for (SafetensorsHeader.Entry entry : header.inOrderOfBytes()) {
        read.put(
            entry.name(), Elements.read(in, entry.type(), ByteOrder.LITTLE_ENDIAN, entry.shape()));
      }
      Map<String, Tensor> ordered = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        ordered.put(entry.name(), Objects.requireNonNull(read.get(entry.name())));
      }
      return ordered;
    }
  }

  /// Writes tensors into a file, which is replaced if it is there. `save_file` in Python.
  ///
  /// @throws DataException if the file cannot be written
  public static void write(Path file, Map<String, Tensor> tensors) {
    write(file, tensors, Map.of());
  }

  /// Writes tensors into a file.
  public static void write(String file, Map<String, Tensor> tensors) {
    write(Path.of(file), tensors);
  }

  /// Writes tensors and texts about them into a file.
  ///
  /// @param metadata texts of any names, such as the version of the program that made the tensors
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    if (tensors.containsKey(SafetensorsHeader.METADATA)) {
      throw new ArgumentException(
          "tensor name `" + SafetensorsHeader.METADATA + "` is reserved", "data.reserved");
    }
    byte[] header = header(tensors, metadata);
    Disk.write(
        file,
        out -> {
          out.write(length(header.length));
          out.write(header);
          for (Map.Entry<String, Tensor> entry : aligned(tensors)) {
            write(out, entry.getValue());
          }
        });
  }

  private static void write(OutputStream out, Tensor tensor) throws IOException {
    Elements.write(out, tensor, StoredType.of(tensor.dtype()));
  }

  private static byte[] length(int bytes) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes).array();
  }

  /// Large elements come first, so that each lies at a multiple of its size: who maps the file into
  /// memory depends on it.
  private static List<Map.Entry<String, Tensor>> aligned(Map<String, Tensor> tensors) {
    return tensors.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> -entry.getValue().dtype().bytes()))
        .toList();
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, Long> begins = new HashMap<>();
    long next = 0;
    for (Map.Entry<String, Tensor> entry : aligned(tensors)) {
      begins.put(entry.getKey(), next);
      next += size(entry.getValue());
    }
    StringBuilder json = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      json.append(Json.quote(SafetensorsHeader.METADATA)).append(":{");
      metadata.forEach(
          (key, text) -> json.append("%s:%s,".formatted(Json.quote(key), Json.quote(text))));
      json.setCharAt(json.length() - 1, '}');
      json.append(',');
    }
    tensors.forEach(
        (name, tensor) -> json.append(entry(name, tensor, begins.getOrDefault(name, 0L))));
    if (json.length() > 1) {
      json.setLength(json.length() - 1);
    }
    byte[] text = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  private static String entry(String name, Tensor tensor, long begin) {
    return "%s:{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]},"
        .formatted(
            Json.quote(name),
            StoredType.of(tensor.dtype()).safetensors(),
            tensor.shape(),
            begin,
            begin + size(tensor));
  }

  private static long size(Tensor tensor) {
    return (long) tensor.numel() * tensor.dtype().bytes();
  }
}
