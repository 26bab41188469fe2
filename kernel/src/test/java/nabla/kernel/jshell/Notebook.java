package nabla.kernel.jshell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An evaluator as tests use it.
final class Notebook implements AutoCloseable {
  final Evaluator evaluator;
  private int cell;

  Notebook(String... startup) {
    List<String> imports = startup.length == 0 ? List.of("import java.util.*;") : List.of(startup);
    evaluator =
        new Evaluator(
            new EvaluatorOptions(List.of(), ClassLoader.getPlatformClassLoader(), imports));
    evaluator.start();
  }

  Outcome run(String code) {
    return evaluator.evaluate(++cell, code);
  }

  @Nullable Object value(String code) {
    Outcome outcome = run(code);
    if (outcome instanceof Outcome.Value(var value)) {
      return value;
    }
    throw failed(code + " gives no value: " + outcome);
  }

  /// Returns the failure, its traceback without colours.
  Failure failure(String code) {
    return plain(run(code));
  }

  int lastCell() {
    return cell;
  }

  static Failure plain(Outcome outcome) {
    Failure failure =
        switch (outcome) {
          case Outcome.Rejected(var it) -> it;
          case Outcome.Incomplete(var it) -> it;
          case Outcome.Thrown(_, var it) -> it;
          case Outcome.Interrupted(var it) -> it;
          case Outcome.Value _, Outcome.Nothing _ -> throw failed("no failure: " + outcome);
        };
    return new Failure(
        failure.ename(),
        failure.evalue(),
        failure.traceback().stream()
            .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
            .toList());
  }

  /// Returns what a cell prints on the standard output.
  String printed(String code) {
    PrintStream before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      run(code);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(UTF_8);
  }

  @Override
  public void close() {
    evaluator.close();
  }

  private static AssertionError failed(String message) {
    return new AssertionError(message);
  }
}
