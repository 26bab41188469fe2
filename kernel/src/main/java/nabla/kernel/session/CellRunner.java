package nabla.kernel.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import nabla.kernel.display.DisplayHandle;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.jshell.Failure;
import nabla.kernel.jshell.Outcome;
import nabla.kernel.jshell.Shell;
import nabla.kernel.magic.MagicException;
import nabla.kernel.magic.Magics;
import nabla.kernel.magic.Workspace;
import nabla.kernel.protocol.Answer;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.protocol.Outbox;
import nabla.kernel.protocol.Request.ExecuteRequest;
import org.jspecify.annotations.Nullable;

/// Runs cells: numbers them, carries out their magics, has their Java evaluated and shows what came
/// of it.
///
/// There is one for each shell, and only that shell's thread uses it, but for `stop`.
final class CellRunner {
  private final Evaluator evaluator;
  private final Shell shell;
  private final Outbox outbox;
  private final Function<@Nullable Object, MimeBundle> renderer;
  private final Cells cells;
  private final History history;
  private final CellWarnings warnings;
  private final Workspace workspace;
  private final TimeLimit timeLimit;

  /// How many cells with history have run, in all shells.
  private final AtomicInteger counter;

  /// The number of the running cell.
  private int count;

  private volatile @Nullable Cell running;

  CellRunner(
      Evaluator evaluator,
      Shell shell,
      AtomicInteger counter,
      Workspace workspace,
      Outbox outbox,
      Function<@Nullable Object, MimeBundle> renderer,
      Cells cells,
      History history,
      CellWarnings warnings) {
    this.evaluator = evaluator;
    this.shell = shell;
    this.counter = counter;
    this.workspace = workspace;
    this.outbox = outbox;
    this.renderer = renderer;
    this.cells = cells;
    this.history = history;
    this.warnings = warnings;
    this.timeLimit = new TimeLimit(this::stop);
  }

  /// Makes the cell of a request known to `stop`, before it runs.
  Cell begin(Incoming origin) {
    var allowsInput = origin.request() instanceof ExecuteRequest request && request.allowStdin();
    var cell = new Cell(origin, allowsInput, this::stop);
    running = cell;
    return cell;
  }

  /// Stops the running cell; returns it, or `null` if none runs.
  @Nullable Cell stop() {
    var cell = running;
    if (cell == null || cell.ended()) {
      return null;
    }
    cell.stop();
    shell.interrupt();
    return cell;
  }

  private void stop(Cell cell) {
    if (cell.equals(running)) {
      var _ = stop();
    }
  }

  private Cell cell(Incoming origin) {
    var begun = running;
    return begun != null && begun.request().equals(origin) ? begun : begin(origin);
  }

  /// Runs code of the user's that a message of the front end calls. What it throws is shown.
  void call(Incoming origin, Runnable code) {
    var cell = cell(origin);
    try {
      var outcome = shell.call(cell, counter.get(), Executors.callable(code));
      cell.codeEnded();
      failure(outcome)
          .ifPresent(
              error ->
                  outbox.publish(
                      new Event.Error(error.ename(), error.evalue(), error.traceback()),
                      origin.header()));
    } finally {
      cell.end();
    }
  }

  Answer execute(ExecuteRequest request, Incoming origin) {
    var parent = origin.header();
    var cell = cell(origin);
    cells.begin(cell);
    try {
      if (request.storeHistory()) {
        count = counter.incrementAndGet();
        history.add(count, request.code());
      } else {
        count = counter.get();
      }
      if (!request.silent()) {
        outbox.publish(new Event.ExecuteInput(request.code(), count), parent);
      }
      warnings.forget();
      var outcome = evaluate(request, cell);
      cell.codeEnded();
      var failure = show(outcome, request, cell);
      if (failure.isEmpty()) {
        return ExecuteRequest.Reply.ok(count, expressions(request.userExpressions(), cell));
      }
      var error = failure.get();
      if (!request.silent()) {
        outbox.publish(new Event.Error(error.ename(), error.evalue(), error.traceback()), parent);
      }
      return ExecuteRequest.Reply.error(count, error.ename(), error.evalue(), error.traceback());
    } finally {
      cell.end();
    }
  }

  /// Carries out the magics and evaluates the Java of a cell.
  private Outcome evaluate(ExecuteRequest request, Cell cell) {
    var host =
        new MagicHost(
            evaluator,
            workspace,
            shell,
            cell,
            count,
            event -> {
              if (!request.silent()) {
                outbox.publish(event, cell.header());
              }
            });
    try {
      return timeLimit.within(workspace.timeLimit(), () -> Magics.run(request.code(), host));
    } catch (MagicException e) {
      var message = String.valueOf(e.getMessage());
      return new Outcome.Rejected(
          new Failure("MagicException", message, List.of("MagicException: " + message)));
    }
  }

  /// Shows what a cell came to; returns its failure if it failed.
  private Optional<Failure> show(Outcome outcome, ExecuteRequest request, Cell cell) {
    if (request.silent()
        || !(outcome instanceof Outcome.Value(var value))
        || value instanceof DisplayHandle) {
      return failure(outcome);
    }
    // On the cells' thread, and interruptible: a `toString` of the user's may never end.
    var shown = shell.call(cell, count, () -> renderer.apply(value));
    if (shown instanceof Outcome.Value(MimeBundle bundle)) {
      outbox.publish(
          new Event.ExecuteResult(count, bundle.data(), bundle.metadata()), cell.header());
      if (request.storeHistory()) {
        history.output(count, bundle.plainText());
      }
    }
    return failure(shown);
  }

  private static Optional<Failure> failure(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Nothing(), Outcome.Value(_) -> Optional.empty();
      case Outcome.Incomplete(var failure) -> Optional.of(failure);
      case Outcome.Rejected(var failure) -> Optional.of(failure);
      case Outcome.Thrown(_, var failure) -> Optional.of(failure);
      case Outcome.Interrupted(var failure) -> Optional.of(failure);
    };
  }

  private Map<String, Object> expressions(Map<String, String> expressions, Cell cell) {
    var results = new LinkedHashMap<String, Object>();
    expressions.forEach((name, code) -> results.put(name, expression(code, cell)));
    return results;
  }

  private Map<String, Object> expression(String code, Cell cell) {
    var outcome = shell.evaluate(cell, count, code);
    var shown =
        outcome instanceof Outcome.Value(var value)
            ? shell.call(cell, count, () -> renderer.apply(value))
            : outcome;
    return failure(shown)
        .map(CellRunner::error)
        .orElseGet(
            () ->
                ok(
                    shown instanceof Outcome.Value(MimeBundle bundle)
                        ? bundle
                        : MimeBundle.empty()));
  }

  private static Map<String, Object> ok(MimeBundle bundle) {
    return Map.of("status", Answer.OK, "data", bundle.data(), "metadata", bundle.metadata());
  }

  private static Map<String, Object> error(Failure failure) {
    return Map.of(
        "status", Answer.ERROR,
        "ename", failure.ename(),
        "evalue", failure.evalue(),
        "traceback", failure.traceback());
  }
}
