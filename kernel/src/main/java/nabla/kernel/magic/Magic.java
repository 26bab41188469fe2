package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.util.function.BiConsumer;
import nabla.kernel.jshell.Outcome;

/// A magic: all there is to know of one, in one place.
///
/// @param kind where it stands
/// @param name the word after `%`
/// @param arguments what follows the name, as help shows it: `es|en`, or nothing
/// @param action carries it out
public record Magic(Kind kind, String name, String arguments, Action action) {

  /// Where a magic stands, and so what it is given.
  public enum Kind {
    /// At the head of a cell, on a line of its own: `%name arguments`.
    LINE("%"),
    /// At the head of a cell, whose Java it runs itself: `%name`, or `%name EXPRESSION`.
    AROUND("%"),
    /// On the first line of a cell, all of which is its own: `%%name arguments`.
    CELL("%%");

    final String mark;

    Kind(String mark) {
      this.mark = mark;
    }
  }

  /// How a magic was called.
  ///
  /// @param argument the rest of its line
  /// @param body `CELL`: the other lines; `AROUND`: the cell's Java, with what is on its own line
  public record Call(String argument, String body) {}

  /// What a magic does, on the thread that answers requests.
  @FunctionalInterface
  public interface Action {
    /// Carries the magic out; any [outcome][Outcome] but `Nothing` and `Value` ends the cell.
    ///
    /// @throws MagicException if it was used wrongly or cannot do its work
    Outcome run(Call call, Host host);
  }

  /// Returns a magic for a line; it is given the rest of the line.
  public static Magic line(String name, String arguments, BiConsumer<String, Host> action) {
    return new Magic(
        Kind.LINE,
        name,
        arguments,
        (call, host) -> {
          action.accept(call.argument(), host);
          return new Outcome.Nothing();
        });
  }

  /// Returns a magic for a cell; it is given all of the call.
  public static Magic cell(String name, String arguments, BiConsumer<Call, Host> action) {
    return new Magic(
        Kind.CELL,
        name,
        arguments,
        (call, host) -> {
          action.accept(call, host);
          return new Outcome.Nothing();
        });
  }

  /// Returns how it is written: `%lang es|en`.
  public String usage() {
    return (mark() + name + " " + arguments).strip();
  }

  /// Returns what it does, in a line; the text is `magic.help.NAME` of the kernel's texts.
  public String help() {
    return text("magic.help." + name);
  }

  String mark() {
    return kind.mark;
  }
}
