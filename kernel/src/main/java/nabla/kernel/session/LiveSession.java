package nabla.kernel.session;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import nabla.engine.autograd.Place;
import nabla.engine.error.Warnings;
import nabla.kernel.display.Screens;
import nabla.kernel.jshell.Completions;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.magic.MagicCompletion;
import nabla.kernel.magic.Magics;
import nabla.kernel.protocol.Answer;
import nabla.kernel.protocol.Event;
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
  private final CellWarnings warnings = new CellWarnings(this::print);
  private final CellRunner runner;

  /// @param renderer shows the value of a cell
  public LiveSession(
      Evaluator evaluator, Outbox outbox, Function<@Nullable Object, MimeBundle> renderer) {
    this.evaluator = evaluator;
    this.outbox = outbox;
    this.renderer = renderer;
    this.cells = new Cells(Evaluator::runsCells);
    this.input = new CellInput(cells, outbox);
    this.history = new History(History.defaultFile(System.getenv()));
    this.runner = new CellRunner(evaluator, outbox, renderer, cells, history, warnings);
  }

  /// Turns the streams of this process and `display(…)` over to the cells, once and for good.
  public void takeOver() {
    System.setOut(CellOutput.printer("stdout", cells, outbox));
    System.setErr(CellOutput.printer("stderr", cells, outbox));
    System.setIn(input);
    Screens.connect(new CellScreen(cells, outbox, input, renderer));
    var _ = Warnings.handler(warnings);
    var _ = Place.describe(this::place);
    outbox.publish(Event.Status.STARTING, null);
  }

  /// The engine names a line of its user's: of a cell, or of a library of the user's own.
  private @Nullable String place(StackTraceElement frame) {
    String place = evaluator.place(frame);
    if (place != null) {
      return place;
    }
    return frame.getClassName().startsWith("REPL.") ? null : Place.line(frame);
  }

  private void print(String text) {
    outbox.publish(new Event.Stream("stdout", text), cells.parent());
  }

  @Override
  public Request.KernelInfoRequest.Reply kernelInfo() {
    return KernelInfo.REPLY;
  }

  @Override
  public Answer execute(Request.ExecuteRequest request, Incoming origin) {
    return runner.execute(request, origin);
  }

  @Override
  public Request.IsCompleteRequest.Reply isComplete(Request.IsCompleteRequest request) {
    var code = Magics.blanked(request.code());
    if (code.isBlank() && !request.code().isBlank()) {
      return new Request.IsCompleteRequest.Reply("complete", null);
    }
    var completeness = evaluator.completeness(code);
    var status = completeness.status().name().toLowerCase(Locale.ROOT);
    return new Request.IsCompleteRequest.Reply(
        status, status.equals("incomplete") ? completeness.indent() : null);
  }

  @Override
  public Request.CompleteRequest.Reply complete(Request.CompleteRequest request) {
    var code = request.code();
    int cursor = CodePoints.toUtf16(code, request.cursorPos());
    var found =
        MagicCompletion.complete(code, cursor, Path.of(""))
            .orElseGet(() -> evaluator.complete(Magics.blanked(code), cursor));
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
    var code = Magics.blanked(request.code());
    int cursor = CodePoints.toUtf16(code, request.cursorPos());
    var data = new LinkedHashMap<String, Object>();
    var found = evaluator.inspect(code, cursor, request.detailLevel());
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
