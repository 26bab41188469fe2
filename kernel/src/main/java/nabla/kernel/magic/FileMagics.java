package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import nabla.kernel.jshell.Failure;
import nabla.kernel.jshell.Outcome;
import nabla.kernel.protocol.Json;
import nabla.kernel.protocol.MalformedMessage;

/// Magics about files: where they are, running and writing them.
final class FileMagics {
  static final List<Magic> ALL =
      List.of(
          new Magic(Magic.Kind.LINE, "run", "FILE", FileMagics::run),
          new Magic(Magic.Kind.LINE, "load", "FILE", FileMagics::run),
          Magic.line("cd", "[FOLDER]", FileMagics::changeDirectory),
          Magic.cell("writefile", "[-a] FILE", FileMagics::write));

  private static final int DEEPEST = 20;

  private FileMagics() {}

  /// The parts of a notebook file that matter here.
  record Notebook(List<NotebookCell> cells) {}

  /// A cell of a notebook file.
  ///
  /// @param source a string or a list of strings
  record NotebookCell(String cellType, Object source) {
    String code() {
      return source instanceof List<?> lines
          ? String.join("", lines.stream().map(String::valueOf).toList())
          : String.valueOf(source);
    }
  }

  private static Outcome run(Magic.Call call, Host host) {
    if (call.argument().isEmpty()) {
      throw new MagicException(text("magic.run.usage"));
    }
    Path file = host.workspace().file(call.argument());
    List<Path> running = host.workspace().running();
    if (running.contains(file) || running.size() >= DEEPEST) {
      throw new MagicException(text("magic.run.itself", file));
    }
    String content = read(file);
    running.add(file);
    try {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      return name.endsWith(".ipynb")
          ? notebook(file, content, host)
          : within(Magics.run(javaOf(content), host), file.getFileName().toString());
    } finally {
      running.removeLast();
    }
  }

  private static Outcome notebook(Path file, String content, Host host) {
    Notebook notebook;
    try {
      notebook = Json.read(content, Notebook.class);
    } catch (MalformedMessage e) {
      throw new MagicException(text("magic.run.notebook", file));
    }
    int number = 0;
    for (NotebookCell cell : notebook.cells()) {
      if (!cell.cellType().equals("code")) {
        continue;
      }
      number++;
      Outcome outcome =
          within(Magics.run(cell.code(), host), file.getFileName() + " [" + number + "]");
      if (!Magics.ended(outcome)) {
        return outcome;
      }
    }
    return new Outcome.Nothing();
  }

  /// A notebook has no packages: the line goes, the others keep their numbers.
  private static String javaOf(String content) {
    return content.replaceFirst("(?m)^[ \\t]*package\\s+[\\w.]+\\s*;", "");
  }

  /// Says in a failure that its lines are those of a file.
  private static Outcome within(Outcome outcome, String place) {
    return switch (outcome) {
      case Outcome.Rejected(var failure) -> new Outcome.Rejected(noted(failure, place));
      case Outcome.Incomplete(var failure) -> new Outcome.Rejected(noted(failure, place));
      case Outcome.Thrown(var cause, var failure) ->
          new Outcome.Thrown(cause, noted(failure, place));
      case Outcome.Interrupted(var failure) -> new Outcome.Interrupted(noted(failure, place));
      case Outcome.Value _, Outcome.Nothing _ -> new Outcome.Nothing();
    };
  }

  static Failure noted(Failure failure, String place) {
    return failure.with(text("magic.run.within", place));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException _) {
      throw new MagicException(text("magic.file.missing", file));
    } catch (IOException e) {
      throw new MagicException(text("magic.file.unreadable", file, e));
    }
  }

  private static void changeDirectory(String argument, Host host) {
    Workspace workspace = host.workspace();
    if (!argument.isEmpty()) {
      Path folder = workspace.file(argument);
      if (!Files.isDirectory(folder)) {
        throw new MagicException(text("magic.cd.missing", folder));
      }
      workspace.directory(folder);
      host.print(text("magic.cd.note", folder) + "\n");
    } else {
      host.print(workspace.directory() + "\n");
    }
  }

  private static void write(Magic.Call call, Host host) {
    boolean append = call.argument().startsWith("-a ");
    String name = append ? call.argument().substring(2).strip() : call.argument();
    if (name.isEmpty()) {
      throw new MagicException(text("magic.writefile.usage"));
    }
    Path file = host.workspace().file(name);
    boolean exists = Files.exists(file);
    try {
      if (append) {
        Files.writeString(file, call.body(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } else {
        Files.writeString(file, call.body());
      }
    } catch (IOException e) {
      throw new MagicException(text("magic.writefile.failed", file, e));
    }
    host.print(
        (append && exists
                ? text("magic.writefile.appended", file)
                : exists
                    ? text("magic.writefile.replaced", file)
                    : text("magic.writefile.written", file))
            + "\n");
  }
}
