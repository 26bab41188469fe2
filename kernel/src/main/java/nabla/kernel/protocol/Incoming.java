package nabla.kernel.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message that arrived, was verified and understood.
///
/// @param channel the socket it came from, to which its reply goes
/// @param identities the routing frames of the client, returned unchanged with the reply
/// @param parentId the identifier of the message this one answers, empty where it answers none
/// @param metadata what the client says beside the content, covered by the signature
/// @param buffers binary frames after the content, not covered by the signature
public record Incoming(
    Channel channel,
    List<byte[]> identities,
    Header header,
    String parentId,
    Request request,
    Map<String, @Nullable Object> metadata,
    List<byte[]> buffers) {
  /// Returns the subshell that is asked, or an empty text for the main shell.
  public String subshell() {
    var id = header.subshellId();
    return id == null ? "" : id;
  }
}
