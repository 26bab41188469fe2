package nabla.kernel.display;

import java.util.function.Supplier;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;

/// The notebook as `Display` needs it. The kernel implements it.
public interface Screen {
  /// Shows a value under the calling thread's cell.
  ///
  /// @param id the name for later updates, or `null`
  void show(@Nullable Object value, @Nullable String id);

  /// Replaces what is shown under a name.
  void update(@Nullable Object value, String id);

  /// Returns the forms of a value.
  MimeBundle forms(@Nullable Object value);

  /// Replaces what is shown under a name when the cell of the calling thread ends, however it ends.
  ///
  /// @param last returns what is shown then, or `null` if what is there stays
  void atEnd(String id, Supplier<@Nullable MimeBundle> last);

  /// Returns the cell of the calling thread, for later calls of `onBehalfOf` and `stop`.
  Object cell();

  /// Runs code in the calling thread whose output belongs to another cell. What it throws is shown
  /// there.
  void onBehalfOf(Object cell, Runnable code);

  /// Stops a cell if it is running.
  void stop(Object cell);

  /// Returns the identifier of the message on whose behalf the calling thread runs.
  String request();

  /// Removes the cell's output, at once or when the next output comes.
  void clear(boolean waiting);

  /// Asks the user for a line.
  String ask(String prompt, boolean password);
}
