package nabla.kernel.deps;

/// A library that could not be had; why is `reason`, the details are in the message.
public final class Unresolvable extends Exception {
  private static final long serialVersionUID = 1L;

  /// Why a library could not be had.
  public enum Reason {
    /// What was given is no coordinate.
    MALFORMED,
    /// No repository has it.
    MISSING,
    /// It is not on this machine, and nothing else may be asked.
    OFFLINE,
    /// It is not on this machine, and a repository does not answer.
    UNREACHABLE,
    /// Anything else, such as a file with a wrong checksum.
    OTHER
  }

  private final Reason reason;
  private final String coordinate;
  private final String places;

  Unresolvable(Reason reason, String coordinate, String places, Throwable cause) {
    super(reason + ": " + coordinate, cause);
    this.reason = reason;
    this.coordinate = coordinate;
    this.places = places;
  }

  public Reason reason() {
    return reason;
  }

  /// Returns what could not be had.
  public String coordinate() {
    return coordinate;
  }

  /// Returns where it was looked for, or what went wrong there.
  public String places() {
    return places;
  }
}
