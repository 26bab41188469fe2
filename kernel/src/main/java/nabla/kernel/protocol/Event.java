package nabla.kernel.protocol;

import com.google.gson.annotations.SerializedName;
import java.util.List;
import java.util.Map;

/// What the kernel broadcasts: one nested record per message type, named as on the wire.
public sealed interface Event {
  /// Returns what travels beside the content.
  default Extras extras() {
    return Extras.NONE;
  }

  /// What travels beside the content of a message: never a part of its JSON.
  ///
  /// @param buffers the binary frames that follow it
  record Extras(Map<String, Object> metadata, List<byte[]> buffers) {
    public static final Extras NONE = new Extras(Map.of(), List.of());
  }

  /// Says whether the kernel works. `busy` and `idle` stand around every request.
  ///
  /// @param executionState `starting`, `busy` or `idle`
  record Status(String executionState) implements Event {
    public static final Status STARTING = new Status("starting");
    public static final Status BUSY = new Status("busy");
    public static final Status IDLE = new Status("idle");
  }

  /// Greets a client once its subscription has arrived, so that it knows when it misses nothing
  /// more.
  record IopubWelcome(String subscription) implements Event {}

  /// Repeats the code that is about to run, for all the other clients.
  record ExecuteInput(String code, int executionCount) implements Event {}

  /// Shows the value of a cell.
  record ExecuteResult(int executionCount, Map<String, Object> data, Map<String, Object> metadata)
      implements Event {}

  /// Text that a cell printed.
  ///
  /// @param name `stdout` or `stderr`
  record Stream(String name, String text) implements Event {}

  /// Shows something that a cell displayed.
  ///
  /// @param fleeting what the front end must not store: the identifier for later updates
  record DisplayData(
      Map<String, Object> data,
      Map<String, Object> metadata,
      @SerializedName("transient") Map<String, Object> fleeting)
      implements Event {}

  /// Replaces what was displayed under an identifier, wherever it stands.
  record UpdateDisplayData(
      Map<String, Object> data,
      Map<String, Object> metadata,
      @SerializedName("transient") Map<String, Object> fleeting)
      implements Event {}

  /// Removes the output of the cell.
  ///
  /// @param waiting (`wait` on the wire) whether to wait for the next output, so that an animation
  ///   does not flicker
  record ClearOutput(@SerializedName("wait") boolean waiting) implements Event {}

  /// Says why a cell failed.
  ///
  /// @param traceback lines with ANSI colours
  @SuppressWarnings("AvoidCommonTypeNames") // the message is called `error`
  record Error(String ename, String evalue, List<String> traceback) implements Event {}

  /// Opens a comm to the front end.
  record CommOpen(String commId, String targetName, Object data, Extras extras) implements Event {}

  /// Says something on a comm.
  record CommMsg(String commId, Object data, Extras extras) implements Event {}

  /// Closes a comm.
  record CommClose(String commId, Object data, Extras extras) implements Event {}
}
