package nabla.kernel.comm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is said on a comm.
///
/// @param data JSON as maps, lists, texts, numbers and booleans
/// @param metadata what is said beside the data
/// @param buffers binary data
public record CommMessage(
    Map<String, @Nullable Object> data,
    Map<String, @Nullable Object> metadata,
    List<byte[]> buffers) {
  public CommMessage {
    // Map.copyOf refuses null, which is a value in JSON.
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    buffers = List.copyOf(buffers);
  }
}
