package nabla.kernel.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import nabla.kernel.protocol.Channel;
import nabla.kernel.protocol.Connection;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.Json;
import nabla.kernel.protocol.MalformedMessage;
import org.jspecify.annotations.Nullable;

/// Turns messages into signed frames and back. Not thread-safe: every thread has its own.
///
/// A message is: routing frames, the delimiter, the signature, then header, parent header, metadata
/// and content as JSON, then any binary buffers. The signature covers the four JSON frames.
final class Frames {
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(US_ASCII);
  private static final byte[] NOTHING = "{}".getBytes(US_ASCII);
  private static final int SIGNED = 4;

  /// `null` where the connection has no key, and nothing is signed.
  private final @Nullable Mac mac;

  Frames(Connection connection) {
    mac = connection.key().isEmpty() ? null : mac(connection);
  }

  /// Verifies and reads what arrived on a socket.
  Incoming read(Channel channel, List<byte[]> frames) throws MalformedMessage {
    var parts = parts(frames);
    int delimiter = delimiter(frames);
    var header = Json.header(parts.get(0));
    return new Incoming(
        channel,
        List.copyOf(frames.subList(0, delimiter)),
        header,
        Json.parentId(parts.get(1)),
        Json.request(header.msgType(), parts.get(3)),
        Json.fields(parts.get(2)),
        List.copyOf(frames.subList(delimiter + 2 + SIGNED, frames.size())));
  }

  /// Verifies what arrived and returns header, parent header, metadata and content.
  List<byte[]> parts(List<byte[]> frames) throws MalformedMessage {
    int delimiter = delimiter(frames);
    int first = delimiter + 2;
    if (frames.size() < first + SIGNED) {
      throw new MalformedMessage("it has too few frames or no delimiter");
    }
    var parts = frames.subList(first, first + SIGNED);
    verify(frames.get(delimiter + 1), parts);
    return parts;
  }

  private static int delimiter(List<byte[]> frames) {
    int delimiter = 0;
    while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
      delimiter++;
    }
    return delimiter;
  }

  /// Writes and signs a message.
  ///
  /// @param routing the identities of a client, or the topic of a broadcast
  List<byte[]> write(
      List<byte[]> routing,
      Header header,
      @Nullable Header parent,
      Object content,
      Event.Extras extras) {
    var signed =
        List.of(
            Json.bytes(header),
            parent == null ? NOTHING : Json.bytes(parent),
            Json.bytes(extras.metadata()),
            Json.bytes(content));
    var buffers = extras.buffers();
    var frames = new ArrayList<byte[]>(routing.size() + 2 + SIGNED + buffers.size());
    frames.addAll(routing);
    frames.add(DELIMITER);
    frames.add(sign(signed));
    frames.addAll(signed);
    frames.addAll(buffers);
    return frames;
  }

  private void verify(byte[] signature, List<byte[]> signed) throws MalformedMessage {
    // Constant time: the moment of a refusal must not tell how much of a forged signature was
    // right.
    if (mac != null && !MessageDigest.isEqual(sign(signed), signature)) {
      throw new MalformedMessage("its signature does not match the key of the connection file");
    }
  }

  private byte[] sign(List<byte[]> signed) {
    if (mac == null) {
      return new byte[0];
    }
    signed.forEach(mac::update);
    return HexFormat.of().formatHex(mac.doFinal()).getBytes(US_ASCII);
  }

  /// Makes the signing algorithm: `hmac-sha256` is `HmacSHA256` in Java.
  private static Mac mac(Connection connection) {
    var algorithm =
        "Hmac" + connection.signatureScheme().substring("hmac-".length()).toUpperCase(Locale.ROOT);
    try {
      var mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(connection.key().getBytes(UTF_8), algorithm));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "This Java has no " + connection.signatureScheme() + " to sign messages with", e);
    }
  }
}
