package nabla.kernel.jshell;

/// Whether code could run as it stands.
///
/// @param indent the white space with which the next line should begin, when incomplete
public record Completeness(Status status, String indent) {
  /// The answers that the Jupyter protocol knows.
  public enum Status {
    COMPLETE,
    INCOMPLETE,
    INVALID,
    UNKNOWN
  }
}
