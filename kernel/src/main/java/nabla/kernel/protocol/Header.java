package nabla.kernel.protocol;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who says what and when. An answer carries the header of its question as its parent.
///
/// @param date ISO 8601 with a zone and at most six decimals, which is all that clients parse
/// @param subshellId the subshell that is asked, or `null` for the main one
public record Header(
    String msgId,
    String msgType,
    String username,
    String session,
    String date,
    String version,
    @Nullable String subshellId) {
  /// The version of the protocol that this kernel speaks.
  public static final String VERSION = "5.5";

  /// The name of this run of the kernel in every header that it writes.
  public static final String SESSION = UUID.randomUUID().toString();

  /// Fills in what a client left out: a header from the outside may lack any field.
  public Header {
    msgId = requireNonNullElse(msgId, "");
    msgType = requireNonNullElse(msgType, "");
    username = requireNonNullElse(username, "");
    session = requireNonNullElse(session, "");
    date = requireNonNullElse(date, "");
    version = requireNonNullElse(version, "");
  }

  /// Returns a new header of this kernel, dated now.
  public static Header of(String msgType) {
    var now = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
    return new Header(UUID.randomUUID().toString(), msgType, "nabla", SESSION, now, VERSION, null);
  }
}
