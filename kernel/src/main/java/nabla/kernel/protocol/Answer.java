package nabla.kernel.protocol;

import java.util.List;

/// The content of a reply. Its JSON is its components; every answer to a request has a `status`.
public interface Answer {
  String OK = "ok";
  String ERROR = "error";
  String ABORTED = "aborted";

  /// Says that the request could not be answered, in the form clients expect of any reply.
  record Failed(String status, String ename, String evalue, List<String> traceback)
      implements Answer {
    public Failed(String ename, String evalue) {
      this(ERROR, ename, evalue, List.of());
    }

    /// Says that there is no such subshell, or no longer.
    public static Failed noSubshell(String id) {
      return new Failed("UnknownSubshell", "This kernel has no subshell " + id + ".");
    }

    /// Says that the request was not tried, because an earlier cell failed.
    public static Failed aborted() {
      return new Failed(ABORTED, "Aborted", "an earlier cell failed", List.of());
    }
  }
}
