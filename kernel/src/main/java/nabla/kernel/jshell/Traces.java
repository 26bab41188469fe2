package nabla.kernel.jshell;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nabla.kernel.jshell.SourceMap.Place;
import org.jspecify.annotations.Nullable;

/// Tells an exception in the cell's own lines, without the frames of machinery.
final class Traces {
  private static final Pattern MACHINERY =
      Pattern.compile(
          "(?:nabla\\.(?:kernel|engine)|jdk\\.jshell|jdk\\.internal|java\\.lang\\.reflect|sun\\.nio\\.cs"
              + "|java\\.lang\\.invoke)\\..*|java\\.util\\.concurrent\\.ForkJoin.*");

  private static final Pattern CAST =
      Pattern.compile(
          "class REPL\\.\\S*?\\$([A-Za-z_]\\w*) cannot be cast to class REPL\\.\\S*?\\$([A-Za-z_]\\w*) ");

  private static final String ENTRY = "do_it$";

  /// More frames of libraries in a row than these say nothing to a learner.
  private static final int LIBRARY_FRAMES = 4;

  private static final int CELL_FRAMES = 12;

  private final SourceMap sources;

  Traces(SourceMap sources) {
    this.sources = sources;
  }

  Failure failure(Throwable thrown) {
    String name = name(thrown);
    String message = message(thrown);
    List<String> lines = new ArrayList<>();
    lines.addAll((Paint.error(name) + (message.isEmpty() ? "" : ": " + message)).lines().toList());
    ofRedefined(thrown).map(Paint::hint).ifPresent(lines::add);
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    describe(thrown, lines, seen);
    advice(seen).ifPresent(lines::add);
    return new Failure(name, message, lines);
  }

  /// Says what to do where the exception itself says only that something ran out.
  private static Optional<String> advice(Set<Throwable> chain) {
    for (Throwable each : chain) {
      if (each instanceof OutOfMemoryError && message(each).contains("heap")) {
        return Optional.of(text("memory.heap", Runtime.getRuntime().maxMemory() >> 20));
      } else if (each instanceof StackOverflowError) {
        return Optional.of(text("memory.stack"));
      }
    }
    return Optional.empty();
  }

  /// Explains `class Q cannot be cast to class Q`: the two are versions of one class of the cells.
  private static Optional<String> ofRedefined(Throwable thrown) {
    // Not a subclass: its message may be code of the cell's.
    if (thrown.getClass() != ClassCastException.class) {
      return Optional.empty();
    }
    Matcher cast = CAST.matcher(String.valueOf(thrown.getMessage()));
    return cast.find() && cast.group(1).equals(cast.group(2))
        ? Optional.of(text("redefined.cast", cast.group(1)))
        : Optional.empty();
  }

  /// Returns the deepest line of a cell in a trace.
  Optional<Place> where(StackTraceElement[] trace) {
    for (StackTraceElement frame : trace) {
      Place place = sources.place(frame);
      if (place != null) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  private void describe(Throwable thrown, List<String> lines, Set<Throwable> seen) {
    seen.add(thrown);
    frames(thrown.getStackTrace(), lines);
    for (Throwable suppressed : thrown.getSuppressed()) {
      chained(text("trace.suppressed"), suppressed, lines, seen);
    }
    Throwable cause = thrown.getCause();
    if (cause != null) {
      chained(text("trace.cause"), cause, lines, seen);
    }
  }

  private void chained(String title, Throwable thrown, List<String> lines, Set<Throwable> seen) {
    if (seen.contains(thrown)) {
      return;
    }
    String message = message(thrown);
    lines.add("");
    String head = title + Paint.error(name(thrown)) + (message.isEmpty() ? "" : ": " + message);
    lines.addAll(head.lines().toList());
    describe(thrown, lines, seen);
  }

  private void frames(StackTraceElement[] trace, List<String> lines) {
    int end = endOfCell(trace);
    int library = 0;
    int cells = 0;
    Set<String> shown = new HashSet<>();
    int repeated = 0;
    for (int i = 0; i < end; i++) {
      StackTraceElement frame = trace[i];
      Place place = sources.place(frame);
      if (place == null) {
        if (!isMachinery(frame) && ++library <= LIBRARY_FRAMES) {
          lines.add("    at " + frame.getClassName() + "." + frame.getMethodName() + file(frame));
        }
        continue;
      }
      library = 0;
      if (!shown.add(place.title()) || cells == CELL_FRAMES) {
        repeated++;
        continue;
      }
      cells++;
      lines.add(Paint.place(place.title()) + in(frame));
      lines.add(String.format(Locale.ROOT, "%5d | %s", place.line(), place.text()));
    }
    if (repeated > 0) {
      lines.add("    " + text("trace.repeated", repeated));
    }
  }

  /// A thread's own entries say nothing either: an error without a stack of the cell's ends there.
  private static boolean isMachinery(StackTraceElement frame) {
    return MACHINERY.matcher(frame.getClassName()).matches()
        || frame.getClassName().equals("java.lang.Thread")
            && frame.getMethodName().startsWith("run");
  }

  /// Below the last entry of a cell there is only what called it.
  private static int endOfCell(StackTraceElement[] trace) {
    for (int i = trace.length - 1; i >= 0; i--) {
      if (trace[i].getMethodName().equals(ENTRY)) {
        return i + 1;
      }
    }
    return trace.length;
  }

  private static String in(StackTraceElement frame) {
    String method = frame.getMethodName();
    if (method.equals(ENTRY) || method.startsWith("lambda$")) {
      return "";
    }
    String owner =
        frame
            .getClassName()
            .replaceFirst("^REPL\\.\\$JShell\\$[0-9A-Z_]+\\$?", "")
            // Anonymous classes are numbered, and JShell gives them names.
            .replaceFirst("(?:^\\$JShell\\$anonymous\\$|^|\\$)\\$?[0-9]+$", "");
    if (method.equals("<init>")) {
      return text("trace.inConstructor", owner);
    }
    return text("trace.inMethod", (owner.isEmpty() ? "" : owner + ".") + method);
  }

  private static String file(StackTraceElement frame) {
    return frame.getFileName() == null
        ? ""
        : "(" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
  }

  static String name(Throwable thrown) {
    String simple = thrown.getClass().getSimpleName();
    return simple.isEmpty() ? thrown.getClass().getSuperclass().getSimpleName() : simple;
  }

  /// The message is made by code that may itself be the cell's, and may fail.
  private static String message(Throwable thrown) {
    @Nullable String message;
    try {
      message = thrown.getLocalizedMessage();
    } catch (RuntimeException | StackOverflowError e) {
      message = text("trace.noMessage", e);
    }
    return message == null
        ? ""
        // Where the loader is in memory says nothing, and changes from run to run.
        : message
            .replaceAll(" \\([^()]*loader 'cells' @\\w+[^()]*\\)$", "")
            .replaceAll("\\bREPL\\.\\$JShell\\$[0-9A-Z_]+[.$]", "");
  }
}
