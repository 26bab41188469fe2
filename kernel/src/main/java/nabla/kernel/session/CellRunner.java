package nabla.kernel.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import nabla.kernel.display.DisplayHandle;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.jshell.Failure;
import nabla.kernel.jshell.Outcome;
import nabla.kernel.magic.MagicException;
import nabla.kernel.magic.Magics;
import nabla.kernel.magic.Workspace;
import nabla.kernel.protocol.Answer;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.protocol.Outbox;
import nabla.kernel.protocol.Request.ExecuteRequest;
import org.jspecify.annotations.Nullable;

/// Runs cells: numbers them, carries out their magics, has their Java evaluated and shows what came
/// of it.
///
/// Only the shell's thread uses it.
final class CellRunner {
  private final Evaluator evaluator;
  private final Outbox outbox;
  private final Function<@Nullable Object, MimeBundle> renderer;
  private final Cells cells;
  private final History history;
  private final CellWarnings warnings;
  private final Workspace workspace = new Workspace();
  private final TimeLimit timeLimit;

  /// How many cells with history have run.
  private int count;

  CellRunner(
      Evaluator evaluator,
      Outbox outbox,
      Function<@Nullable Object, MimeBundle> renderer,
      Cells cells,
      History history,
      CellWarnings warnings) {
    this.evaluator = evaluator;
    this.outbox = outbox;
    this.renderer = renderer;
    this.cells = cells;
    this.history = history;
    this.warnings = warnings;
    this.timeLimit = new TimeLimit(evaluator::interrupt);
  }

  Answer execute(ExecuteRequest request, Incoming origin) {
    var parent = origin.header();
    cells.begin(new Cell(origin, request.allowStdin()));
    try {
      if (request.storeHistory()) {
        count++;
        history.add(count, request.code());
      }
      if (!request.silent()) {
        outbox.publish(new Event.ExecuteInput(request.code(), count), parent);
      }
      warnings.forget();
      var failure = show(evaluate(request, parent), request, parent);
      if (failure.isEmpty()) {
        return ExecuteRequest.Reply.ok(count, expressions(request.userExpressions()));
      }
      var error = failure.get();
      if (!request.silent()) {
        outbox.publish(new Event.Error(error.ename(), error.evalue(), error.traceback()), parent);
      }
      return ExecuteRequest.Reply.error(count, error.ename(), error.evalue(), error.traceback());
    } finally {
      cells.end();
    }
  }

  /// Carries out the magics and evaluates the Java of a cell.
  private Outcome evaluate(ExecuteRequest request, Header parent) {
    var host =
        new MagicHost(
            evaluator,
            workspace,
            count,
            event -> {
              if (!request.silent()) {
                outbox.publish(event, parent);
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
  private Optional<Failure> show(Outcome outcome, ExecuteRequest request, Header parent) {
    if (request.silent()
        || !(outcome instanceof Outcome.Value(var value))
        || value instanceof DisplayHandle) {
      return failure(outcome);
    }
    // On the cells' thread, and interruptible: a `toString` of the user's may never end.
    var shown = evaluator.call(count, () -> renderer.apply(value));
    if (shown instanceof Outcome.Value(MimeBundle bundle)) {
      outbox.publish(new Event.ExecuteResult(count, bundle.data(), bundle.metadata()), parent);
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

  private Map<String, Object> expressions(Map<String, String> expressions) {
    var results = new LinkedHashMap<String, Object>();
    expressions.forEach((name, code) -> results.put(name, expression(code)));
    return results;
  }

  private Map<String, Object> expression(String code) {
    var outcome = evaluator.evaluate(count, code);
    var shown =
        outcome instanceof Outcome.Value(var value)
            ? evaluator.call(count, () -> renderer.apply(value))
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
