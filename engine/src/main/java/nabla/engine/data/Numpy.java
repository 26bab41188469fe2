package nabla.engine.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import nabla.engine.error.DTypeException;
import nabla.engine.error.DataException;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;

/// Reads and writes NumPy's files: `.npy`, one array, and `.npz`, an archive of named arrays.
///
/// Versions 1 to 3 are read, in row-major and column-major order and either order of bytes. Types
/// that do not compute here are converted: see [StoredType].
public final class Numpy {
  private static final String ARRAY = ".npy";
  private static final String ARCHIVE = ".npz";

  /// Zip files know no time before; always the same, so that the same arrays give the same file.
  private static final LocalDateTime DAWN = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Numpy() {}

  /// Returns the array of a `.npy` file, `torch.from_numpy(np.load(file))` in Python.
  ///
  /// @throws DataException if there is no such file, or if it is malformed
  /// @throws DTypeException if its elements are no numbers
  public static Tensor load(Path file) {
    return Disk.read(
        file,
        path -> {
          try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return array(in, Files.size(path));
          }
        });
  }

  /// Returns the array of a `.npy` file.
  public static Tensor load(String file) {
    return load(Path.of(file));
  }

  /// Returns the arrays of a `.npz` file by name, in the order in which they lie there.
  ///
  /// @throws DataException if there is no such file, or if it is malformed
  public static Map<String, Tensor> loadz(Path file) {
    return Disk.read(file, Numpy::archive);
  }

  /// Returns the arrays of a `.npz` file by name.
  public static Map<String, Tensor> loadz(String file) {
    return loadz(Path.of(file));
  }

  /// Writes a tensor into a `.npy` file; the ending is added if it lacks. `np.save` in Python.
  public static void save(Path file, Tensor tensor) {
    save(file, tensor, StoredType.of(tensor.dtype()));
  }

  /// Writes a tensor into a `.npy` file.
  public static void save(String file, Tensor tensor) {
    save(Path.of(file), tensor);
  }

  /// Writes a tensor into a `.npy` file as elements of a type.
  ///
  /// @throws DTypeException if a whole number does not fit, or if NumPy has no such type
  public static void save(Path file, Tensor tensor, StoredType type) {
    Disk.write(ending(file, ARRAY), out -> write(out, tensor, type));
  }

  /// Writes tensors into a `.npz` file, uncompressed; the ending is added if it lacks. `np.savez`
  /// in Python.
  public static void savez(Path file, Map<String, Tensor> tensors) {
    savez(file, tensors, Deflater.NO_COMPRESSION);
  }

  /// Writes tensors into a `.npz` file, uncompressed.
  public static void savez(String file, Map<String, Tensor> tensors) {
    savez(Path.of(file), tensors);
  }

  /// Writes tensors into a compressed `.npz` file. `np.savez_compressed` in Python.
  public static void savezCompressed(Path file, Map<String, Tensor> tensors) {
    savez(file, tensors, Deflater.DEFAULT_COMPRESSION);
  }

  /// Writes tensors into a compressed `.npz` file.
  public static void savezCompressed(String file, Map<String, Tensor> tensors) {
    savezCompressed(Path.of(file), tensors);
  }

  private static void savez(Path file, Map<String, Tensor> tensors, int level) {
    Disk.write(
        ending(file, ARCHIVE),
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.setLevel(level);
          for (Map.Entry<String, Tensor> each : tensors.entrySet()) {
            ZipEntry entry = new ZipEntry(each.getKey() + ARRAY);
            entry.setTimeLocal(DAWN);
            zip.putNextEntry(entry);
            write(zip, each.getValue(), StoredType.of(each.getValue().dtype()));
            zip.closeEntry();
          }
          zip.finish();
        });
  }

  private static Path ending(Path file, String ending) {
    return file.toString().endsWith(ending) ? file : Path.of(file + ending);
  }

  private static void write(OutputStream out, Tensor tensor, StoredType type) throws IOException {
    String code = type.numpy();
    if (code == null) {
      throw new DTypeException(
          "Got unsupported ScalarType BFloat16", "data.numpyBrain", StoredType.FLOAT32);
    }
    out.write(NumpyHeader.bytes(type, code, tensor.shape()));
    Elements.write(out, tensor, type);
  }

  /// Reads an array.
  ///
  /// @param length the number of bytes of header and elements; negative if it is not known
  static Tensor array(InputStream in, long length) throws IOException {
    NumpyHeader header = NumpyHeader.read(in);
    Shape shape = header.shape();
    long needed = (long) shape.numel() * header.type().bytes();
    long there = length - header.length();
    if (length >= 0 && needed > there) {
      throw cutShort(header, there);
    }
    try {
      if (!header.fortran()) {
        return Elements.read(in, header.type(), header.order(), shape);
      }
      Shape reversed = Shape.shape(backwards(shape.toArray()));
      Tensor columns = Elements.read(in, header.type(), header.order(), reversed);
      int[] dims = backwards(IntStream.range(0, shape.rank()).toArray());
      return columns.permute(dims).contiguous().detach();
    } catch (EOFException _) {
      throw cutShort(header, 0);
    }
  }

  private static DataException cutShort(NumpyHeader header, long bytes) {
    return NumpyHeader.malformed(
        ("Failed to read all data for array. Expected %s = %d elements, could only read %d"
                + " elements. (file seems not fully written?)")
            .formatted(
                NumpyHeader.tuple(header.shape()),
                header.shape().numel(),
                Math.max(0, bytes) / header.type().bytes()));
  }

  private static int[] backwards(int[] values) {
    return IntStream.range(0, values.length).map(i -> values[values.length - 1 - i]).toArray();
  }

  private static Map<String, Tensor> archive(Path path) throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (name.endsWith(ARRAY)) {
          try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
            arrays.put(
                name.substring(0, name.length() - ARRAY.length()), array(in, entry.getSize()));
          }
        }
      }
    } catch (ZipException | EOFException e) {
      throw new DataException(
          "File is not a zip file", "data.numpyZip", String.valueOf(e.getMessage()));
    }
    return arrays;
  }
}
