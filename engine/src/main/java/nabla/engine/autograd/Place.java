package nabla.engine.autograd;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where the user's code called the engine: the frames outside it, the innermost first.
///
/// Places are recorded in anomaly mode and while the mistakes finder watches; at other times the
/// cost is one look at a field. In plain Java a place reads `Training.java:14`; a front end says
/// with [#describe] how it names its own lines.
public record Place(List<StackTraceElement> frames) {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /// More frames say nothing to a learner.
  private static final int DEPTH = 16;

  private static volatile Function<StackTraceElement, @Nullable String> describer = Place::line;

  private static volatile int recorders;

  private static final ClassValue<Boolean> ENGINE =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return type.getName().startsWith("nabla.engine.")
              && Objects.equals(source(type), source(Place.class));
        }
      };

  /// Creates a place from its frames.
  public Place {
    frames = List.copyOf(frames);
  }

  private static @Nullable CodeSource source(Class<?> type) {
    return type.getProtectionDomain().getCodeSource();
  }

  /// Sets how a frame is named, null for one that shall not be shown; returns who named before.
  public static Function<StackTraceElement, @Nullable String> describe(
      Function<StackTraceElement, @Nullable String> next) {
    Function<StackTraceElement, @Nullable String> before = describer;
    describer = next;
    return before;
  }

  /// Returns the plain name of a frame, `Training.java:14`.
  public static String line(StackTraceElement frame) {
    String file = frame.getFileName();
    return (file == null ? frame.getClassName() : file) + ":" + frame.getLineNumber();
  }

  static synchronized void record(boolean more) {
    recorders += more ? 1 : -1;
  }

  /// Tells whether places are recorded.
  public static boolean isRecording() {
    return recorders > 0;
  }

  /// Returns the place of this call if places are recorded, else null.
  public static @Nullable Place hereIfRecording() {
    return recorders > 0 ? here() : null;
  }

  /// Returns the place of this call.
  public static Place here() {
    return new Place(
        WALKER.walk(
            stack ->
                stack
                    .takeWhile(frame -> !frame.getClassName().startsWith("nabla.kernel."))
                    .filter(frame -> isUsers(frame.getDeclaringClass()))
                    .limit(DEPTH)
                    .map(StackWalker.StackFrame::toStackTraceElement)
                    .toList()));
  }

  private static boolean isUsers(Class<?> type) {
    String name = type.getName();
    return !ENGINE.get(type)
        && !name.startsWith("java.")
        && !name.startsWith("jdk.")
        && !name.startsWith("sun.");
  }

  /// Returns the frames by name, the outermost first, as Python orders a traceback.
  public List<String> trace() {
    List<String> lines = new ArrayList<>();
    for (StackTraceElement frame : frames) {
      String line = describer.apply(frame);
      if (line != null && (lines.isEmpty() || !lines.getLast().equals(line))) {
        lines.add(line);
      }
    }
    Collections.reverse(lines);
    return List.copyOf(lines);
  }

  /// Returns the innermost line of the user's, or the empty text if there is none.
  @Override
  public String toString() {
    List<String> lines = trace();
    return lines.isEmpty() ? "" : lines.getLast();
  }
}
