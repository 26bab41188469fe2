package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nabla.kernel.jshell.Outcome;
import nabla.kernel.text.Spelling;

/// Finds the magics of a cell and carries them out.
public final class Magics {
  /// Every magic there is, in the order of `%help`.
  public static final List<Magic> ALL =
      Stream.of(
              NotebookMagics.ALL,
              TimeMagics.ALL,
              DependencyMagics.ALL,
              FileMagics.ALL,
              ProcessMagics.ALL,
              MachineMagics.ALL,
              ContentMagics.ALL)
          .flatMap(List::stream)
          .toList();

  private static final Pattern LINE = Pattern.compile("%([A-Za-z]\\w*)(?:\\s+(.*))?\\s*");
  private static final Pattern CELL = Pattern.compile("%%([A-Za-z]\\w*)[ \\t]*(.*)");

  private Magics() {}

  private record Use(Magic magic, String argument) {}

  /// A cell, read.
  ///
  /// @param lines the magics to carry out before the Java, in order
  /// @param code what remains, with every character of it where it was
  private record Parts(List<Use> lines, Optional<Use> around, String code) {}

  /// Carries out the magics of a cell, and runs its Java.
  ///
  /// @throws MagicException if one does not exist, and then nothing ran; if one was used wrongly
  public static Outcome run(String code, Host host) {
    Parts parts = read(code);
    for (Use use : parts.lines()) {
      Outcome outcome = use.magic().action().run(new Magic.Call(use.argument(), ""), host);
      if (!ended(outcome)) {
        return outcome;
      }
    }
    if (parts.around().isPresent()) {
      Use use = parts.around().get();
      return use.magic().action().run(new Magic.Call(use.argument(), parts.code()), host);
    }
    return parts.code().isBlank() ? new Outcome.Nothing() : host.evaluate(parts.code());
  }

  /// Tells whether what comes next may run.
  static boolean ended(Outcome outcome) {
    return outcome instanceof Outcome.Nothing || outcome instanceof Outcome.Value;
  }

  /// Returns a time limit as it was given: `2.5`.
  public static String seconds(Duration limit) {
    return String.valueOf(limit.toNanos() / 1e9).replaceFirst("\\.0$", "");
  }

  private static Parts read(String code) {
    String text = code.stripLeading();
    Matcher cell = CELL.matcher(text.lines().findFirst().orElse(""));
    if (!cell.matches()) {
      return head(code);
    }
    Magic magic = find("%%", cell.group(1));
    if (magic.kind() == Magic.Kind.AROUND) {
      String argument = cell.group(2);
      String java = code.replaceFirst("%%" + magic.name(), " ".repeat(2 + magic.name().length()));
      return new Parts(List.of(), Optional.of(new Use(magic, argument.strip())), java);
    }
    int end = text.indexOf('\n');
    String body = end < 0 ? "" : text.substring(end + 1);
    return new Parts(List.of(), Optional.of(new Use(magic, cell.group(2).strip())), body);
  }

  /// Reads line magics up to the first line of Java; after it, `%` is the remainder operator.
  private static Parts head(String code) {
    List<String> lines = new ArrayList<>(List.of(code.split("\n", -1)));
    List<Use> uses = new ArrayList<>();
    Optional<Use> around = Optional.empty();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher written = LINE.matcher(line);
      if (written.matches()) {
        Magic magic = find("%", written.group(1));
        String rest = written.group(2);
        Use use = new Use(magic, rest == null ? "" : rest.strip());
        if (magic.kind() == Magic.Kind.AROUND) {
          around = Optional.of(use);
          String head = magic.mark() + magic.name();
          lines.set(i, " ".repeat(head.length()) + line.substring(head.length()));
        } else {
          uses.add(use);
          lines.set(i, "");
        }
      } else if (!line.isBlank() && !line.stripLeading().startsWith("//")) {
        break;
      }
    }
    return new Parts(uses, around, String.join("\n", lines));
  }

  /// Finds a magic; those around a cell may be written as cell magics, too.
  private static Magic find(String mark, String name) {
    return ALL.stream()
        .filter(magic -> magic.name().equals(name))
        .filter(magic -> magic.mark().equals(mark) || magic.kind() == Magic.Kind.AROUND)
        .findFirst()
        .orElseThrow(() -> unknown(mark, name));
  }

  private static MagicException unknown(String mark, String name) {
    List<String> near =
        Spelling.near(name, ALL.stream().map(Magic::name).toList()).stream()
            .limit(2)
            .flatMap(meant -> ALL.stream().filter(magic -> magic.name().equals(meant)))
            .map(magic -> magic.mark() + magic.name())
            .distinct()
            .toList();
    boolean exact = ALL.stream().anyMatch(magic -> magic.name().equals(name));
    List<String> meant =
        exact
            ? ALL.stream()
                .filter(magic -> magic.name().equals(name))
                .map(magic -> magic.mark() + magic.name())
                .toList()
            : near;
    return new MagicException(
        text("magic.unknown", mark + name)
            + (meant.isEmpty()
                ? ""
                : "\n" + text("error.meant", String.join(text("error.or"), meant)))
            + "\n"
            + text("magic.unknown.help"));
  }

  /// Returns the code with its magics blanked out and every character where it was; carries out
  /// nothing. For questions about code that is still being written.
  public static String blanked(String code) {
    var blank = new StringBuilder();
    boolean head = true;
    boolean all = code.stripLeading().startsWith("%%");
    for (String line : code.split("(?<=\\n)", -1)) {
      head = all || (head && (line.isBlank() || line.startsWith("%")));
      blank.append(head ? line.replaceAll("[^\\n]", " ") : line);
    }
    return blank.toString();
  }
}
