package nabla.kernel.protocol;

import java.util.List;

/// A message that arrived, was verified and understood.
///
/// @param channel the socket it came from, to which its reply goes
/// @param identities the routing frames of the client, returned unchanged with the reply
/// @param parentId the identifier of the message this one answers, empty where it answers none
/// @param buffers binary frames after the content, not covered by the signature
public record Incoming(
    Channel channel,
    List<byte[]> identities,
    Header header,
    String parentId,
    Request request,
    List<byte[]> buffers) {}
