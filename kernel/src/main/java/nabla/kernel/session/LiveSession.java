package nabla.kernel.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import nabla.engine.error.Warnings;
import nabla.kernel.display.Display;
import nabla.kernel.display.DisplayHandle;
import nabla.kernel.display.Screens;
import nabla.kernel.jshell.Completions;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.jshell.Failure;
import nabla.kernel.jshell.Outcome;
import nabla.kernel.magic.MagicException;
import nabla.kernel.magic.Magics;
import nabla.kernel.magic.Result;
import nabla.kernel.protocol.Answer;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.protocol.Outbox;
import nabla.kernel.protocol.Request;
import nabla.kernel.protocol.Session;
import org.jspecify.annotations.Nullable;

/// Answers requests with the Java language behind it.
///
/// Requests of the shell come one after the other from one thread; those of the control channel
/// from another.
public final class LiveSession implements Session {
  private final Evaluator evaluator;
  private final Outbox outbox;
  private final Function<@Nullable Object, MimeBundle> renderer;
  private final Cells cells;
  private final CellInput input;
  private final History history;
  private final Magics magics;
  private final CellWarnings warnings = new CellWarnings();

  /// How many cells with history have run. Only the shell's thread touches it.
  private int count;

  /// @param renderer shows the value of a cell
  public LiveSession(
      Evaluator evaluator, Outbox outbox, Function<@Nullable Object, MimeBundle> renderer) {
    this.evaluator = evaluator;
    this.outbox = outbox;
    this.renderer = value -> value instanceof MimeBundle bundle ? bundle : renderer.apply(value);
    this.cells = new Cells(thread -> thread.getName().equals("cells"));
    this.input = new CellInput(cells, outbox);
    this.history = new History(History.defaultFile(System.getenv()));
    this.magics = new Magics(new MagicHost(evaluator));
  }

  /// Turns the streams of this process and `display(…)` over to the cells, once and for good.
  public void takeOver() {
    System.setOut(CellOutput.printer("stdout", cells, outbox));
    System.setErr(CellOutput.printer("stderr", cells, outbox));
    System.setIn(input);
    Screens.connect(new CellScreen(cells, outbox, input, renderer));
    Warnings.handler(warnings);
    outbox.publish(Event.Status.STARTING, null);
  }

  @Override
  public Request.KernelInfoRequest.Reply kernelInfo() {
    return KernelInfo.REPLY;
  }

  @Override
  public Answer execute(Request.ExecuteRequest request, Incoming origin) {
    cells.begin(new Cell(origin, request.allowStdin()));
    try {
      if (request.storeHistory()) {
        count++;
        history.add(count, request.code());
      }
      if (!request.silent()) {
        outbox.publish(new Event.ExecuteInput(request.code(), count), origin.header());
      }
      warnings.forget();
      var failure = run(request, origin.header());
      if (failure.isEmpty()) {
        return Request.ExecuteRequest.Reply.ok(count, expressions(request.userExpressions()));
      }
      var error = failure.get();
      if (!request.silent()) {
        outbox.publish(
            new Event.Error(error.ename(), error.evalue(), error.traceback()), origin.header());
      }
      return Request.ExecuteRequest.Reply.error(
          count, error.ename(), error.evalue(), error.traceback());
    } finally {
      cells.end();
    }
  }

  @Override
  public Request.IsCompleteRequest.Reply isComplete(Request.IsCompleteRequest request) {
    var completeness = evaluator.completeness(request.code());
    var status = completeness.status().name().toLowerCase(Locale.ROOT);
    return new Request.IsCompleteRequest.Reply(
        status, status.equals("incomplete") ? completeness.indent() : null);
  }

  @Override
  public Request.CompleteRequest.Reply complete(Request.CompleteRequest request) {
    var code = request.code();
    var found = evaluator.complete(code, CodePoints.toUtf16(code, request.cursorPos()));
    int start = CodePoints.fromUtf16(code, found.start());
    int end = CodePoints.fromUtf16(code, found.end());
    var typed = found.items().stream().map(item -> typed(item, start, end)).toList();
    return new Request.CompleteRequest.Reply(
        Answer.OK,
        found.items().stream().map(Completions.Item::text).distinct().toList(),
        start,
        end,
        Map.of("_jupyter_types_experimental", typed));
  }

  @Override
  public Request.InspectRequest.Reply inspect(Request.InspectRequest request) {
    int cursor = CodePoints.toUtf16(request.code(), request.cursorPos());
    var data = new LinkedHashMap<String, Object>();
    var found = evaluator.inspect(request.code(), cursor, request.detailLevel());
    found.ifPresent(
        documentation -> {
          data.put(MimeBundle.TEXT, documentation.text());
          data.put(MimeBundle.HTML, documentation.html());
        });
    return new Request.InspectRequest.Reply(Answer.OK, found.isPresent(), data, Map.of());
  }

  @Override
  public Request.HistoryRequest.Reply history(Request.HistoryRequest request) {
    return new Request.HistoryRequest.Reply(Answer.OK, history.find(request));
  }

  @Override
  public Request.CommInfoRequest.Reply commInfo(Request.CommInfoRequest request) {
    return new Request.CommInfoRequest.Reply(Answer.OK, Map.of());
  }

  /// Refuses: no cell can register a target yet, and the protocol wants an unknown one closed.
  @Override
  public void commOpen(Request.CommOpen opening, Incoming origin) {
    outbox.publish(new Event.CommClose(opening.commId(), Map.of()), origin.header());
  }

  @Override
  public void commMessage(Request.CommMsg message, Incoming origin) {
    // No comm is open: the message is late, or for a kernel that has been restarted since.
  }

  @Override
  public void commClose(Request.CommClose closing, Incoming origin) {
    // Nothing is open that could be closed.
  }

  @Override
  public void interrupt() {
    input.interrupt();
    evaluator.interrupt();
  }

  @Override
  public void input(Request.InputReply line, Incoming origin) {
    input.answer(line, origin);
  }

  /// Carries out the magics of a cell, then its Java; returns its failure if it failed.
  private Optional<Failure> run(Request.ExecuteRequest request, Header parent) {
    Magics.Prepared cell;
    try {
      cell = magics.prepare(request.code());
    } catch (MagicException e) {
      String text = String.valueOf(e.getMessage());
      return Optional.of(new Failure("MagicException", text, List.of(text)));
    }
    cell.results().forEach(this::show);
    if (cell.code().isBlank()) {
      return Optional.empty();
    }
    long start = System.nanoTime();
    var outcome = evaluator.evaluate(count, cell.code());
    if (cell.timed()) {
      show(Magics.elapsed(System.nanoTime() - start));
    }
    return conclude(outcome, request, parent);
  }

  private void show(Result result) {
    switch (result) {
      case Result.Text(var text) -> System.out.print(text);
      case Result.Content(var type, var data, var plain) ->
          Display.display(MimeBundle.text(plain).with(type, data));
    }
  }

  /// Shows what a cell came to; returns its failure if it failed.
  private Optional<Failure> conclude(
      Outcome outcome, Request.ExecuteRequest request, Header parent) {
    return switch (outcome) {
      case Outcome.Nothing() -> Optional.empty();
      case Outcome.Value(var value) ->
          request.silent() || value instanceof DisplayHandle
              ? Optional.empty()
              : show(value, request.storeHistory(), parent);
      case Outcome.Incomplete(var failure) -> Optional.of(failure);
      case Outcome.Rejected(var failure) -> Optional.of(failure);
      case Outcome.Thrown(_, var failure) -> Optional.of(failure);
      case Outcome.Interrupted(var failure) -> Optional.of(failure);
    };
  }

  /// Publishes the value of a cell. A value that cannot be shown fails the cell, for the user has
  /// to know.
  private Optional<Failure> show(@Nullable Object value, boolean remember, Header parent) {
    try {
      var bundle = renderer.apply(value);
      outbox.publish(new Event.ExecuteResult(count, bundle.data(), bundle.metadata()), parent);
      if (remember) {
        history.output(count, bundle.plainText());
      }
      return Optional.empty();
    } catch (Throwable e) { // user code: its toString may throw anything
      return Optional.of(unshowable(value, e));
    }
  }

  private static Failure unshowable(@Nullable Object value, Throwable e) {
    var type = value == null ? "null" : value.getClass().getName();
    var name = e.getClass().getSimpleName();
    var text =
        "The cell ran, but its value (a "
            + type
            + ") cannot be shown: showing it threw "
            + name
            + (e.getMessage() == null ? "" : ": " + e.getMessage());
    return new Failure(name, String.valueOf(e.getMessage()), List.of(text));
  }

  private Map<String, Object> expressions(Map<String, String> expressions) {
    var results = new LinkedHashMap<String, Object>();
    expressions.forEach((name, code) -> results.put(name, expression(code)));
    return results;
  }

  private Map<String, Object> expression(String code) {
    try {
      return switch (evaluator.evaluate(count, code)) {
        case Outcome.Value(var value) -> ok(renderer.apply(value));
        case Outcome.Nothing() -> ok(MimeBundle.empty());
        case Outcome.Incomplete(var failure) -> error(failure);
        case Outcome.Rejected(var failure) -> error(failure);
        case Outcome.Thrown(_, var failure) -> error(failure);
        case Outcome.Interrupted(var failure) -> error(failure);
      };
    } catch (Throwable e) { // user code, as in show
      return error(unshowable(null, e));
    }
  }

  private static Map<String, Object> ok(MimeBundle bundle) {
    return Map.of("status", Answer.OK, "data", bundle.data(), "metadata", bundle.metadata());
  }

  private static Map<String, Object> error(Failure failure) {
    return Map.of(
        "status",
        Answer.ERROR,
        "ename",
        failure.ename(),
        "evalue",
        failure.evalue(),
        "traceback",
        new ArrayList<>(failure.traceback()));
  }

  private static Map<String, Object> typed(Completions.Item item, int start, int end) {
    var typed = new LinkedHashMap<String, Object>();
    typed.put("start", start);
    typed.put("end", end);
    typed.put("text", item.text());
    typed.put("type", item.type());
    if (!item.signature().isEmpty()) {
      typed.put("signature", item.signature());
    }
    return typed;
  }
}
