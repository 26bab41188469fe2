package nabla.kernel.magic;

import java.util.function.BiConsumer;
import java.util.function.Function;
import nabla.kernel.jshell.Outcome;

/// A magic: all there is to know of one, in one place.
///
/// @param kind where it stands
/// @param name the word after `%`
/// @param arguments what follows the name, as help shows it: `es|en`, or nothing
/// @param help what it does, for the list of `%help`
/// @param action carries it out
public record Magic(Kind kind, String name, String arguments, String help, Action action) {

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
  public static Magic line(
      String name, String arguments, String help, BiConsumer<String, Host> action) {
    return new Magic(
        Kind.LINE,
        name,
        arguments,
        help,
        (call, host) -> {
          action.accept(call.argument(), host);
          return new Outcome.Nothing();
        });
  }

  /// Returns a magic for a cell; it is given all of the call.
  public static Magic cell(
      String name, String arguments, String help, BiConsumer<Call, Host> action) {
    return new Magic(
        Kind.CELL,
        name,
        arguments,
        help,
        (call, host) -> {
          action.accept(call, host);
          return new Outcome.Nothing();
        });
  }

  /// Returns a cell magic whose text is shown as content.
  static Magic shown(String name, String help, Function<String, Content> content) {
    return cell(name, "", help, (call, host) -> host.show(content.apply(call.body())));
  }

  /// Returns how it is written: `%lang es|en`.
  public String usage() {
    return (mark() + name + " " + arguments).strip();
  }

  String mark() {
    return kind.mark;
  }
}
