package nabla.kernel.session;

import static nabla.kernel.text.Texts.text;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import nabla.engine.autograd.Place;
import nabla.engine.error.Warnings;
import nabla.kernel.comm.CommHub;
import nabla.kernel.display.Screens;
import nabla.kernel.jshell.Completions;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.jshell.Shell;
import nabla.kernel.magic.MagicCompletion;
import nabla.kernel.magic.Magics;
import nabla.kernel.magic.Workspace;
import nabla.kernel.protocol.Answer;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.protocol.Outbox;
import nabla.kernel.protocol.Request;
import nabla.kernel.protocol.Session;
import nabla.kernel.widgets.Models;
import org.jspecify.annotations.Nullable;

/// Answers requests with the Java language behind it.
///
/// Requests of a shell come one after the other from one thread; those of each subshell and of the
/// control channel from threads of their own.
public final class LiveSession implements Session {
  private final Evaluator evaluator;
  private final Outbox outbox;
  private final Function<@Nullable Object, MimeBundle> renderer;
  private final Cells cells;
  private final CellInput input;
  private final History history;
  private final CellWarnings warnings = new CellWarnings(this::print);
  private final CommMessages comms;
  private final AtomicInteger counter = new AtomicInteger();
  private final Workspace workspace = new Workspace();

  /// What runs the cells of each shell, by its identifier; that of the main shell is empty.
  private final Map<String, CellRunner> runners = new ConcurrentHashMap<>();

  private final Map<String, Shell> subshells = new ConcurrentHashMap<>();

  /// @param renderer shows the value of a cell
  public LiveSession(
      Evaluator evaluator, Outbox outbox, Function<@Nullable Object, MimeBundle> renderer) {
    this.evaluator = evaluator;
    this.outbox = outbox;
    this.renderer = renderer;
    this.cells = new Cells(Evaluator::task);
    this.input = new CellInput(cells, outbox);
    this.history = new History(History.defaultFile(System.getenv()), Header.SESSION);
    this.comms = new CommMessages(cells, outbox);
    runners.put("", runner(evaluator.main()));
  }

  private CellRunner runner(Shell shell) {
    return new CellRunner(
        evaluator, shell, counter, workspace, outbox, renderer, cells, history, warnings);
  }

  private CellRunner runner(Incoming origin) {
    var runner = runners.get(origin.subshell());
    if (runner == null) {
      throw new NoSuchElementException("The subshell was deleted.");
    }
    return runner;
  }

  /// Turns the streams of this process and `display(…)` over to the cells, once and for good.
  public void takeOver() {
    System.setOut(CellOutput.printer("stdout", cells, outbox));
    System.setErr(CellOutput.printer("stderr", cells, outbox));
    System.setIn(input);
    Screens.connect(new CellScreen(cells, outbox, input, renderer));
    CommHub.KERNEL.connect(comms);
    Models.register();
    var _ = Warnings.handler(warnings);
    var _ = Place.describe(this::place);
    Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
    outbox.publish(Event.Status.STARTING, null);
  }

  /// A thread that a cell has started ends with an exception.
  private void uncaught(Thread thread, Throwable thrown) {
    System.err.println(text("thread.uncaught", thread.getName()));
    evaluator.failure(thrown).traceback().forEach(System.err::println);
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
    return runner(origin).execute(request, origin);
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
    return new Request.CommInfoRequest.Reply(Answer.OK, comms.info(request));
  }

  @Override
  public void commOpen(Request.CommOpen opening, Incoming origin) {
    runner(origin).call(origin, () -> comms.opened(opening, origin));
  }

  @Override
  public void commMessage(Request.CommMsg message, Incoming origin) {
    runner(origin).call(origin, () -> comms.received(message, origin));
  }

  @Override
  public void commClose(Request.CommClose closing, Incoming origin) {
    runner(origin).call(origin, () -> comms.closed(closing, origin));
  }

  @Override
  public void begin(Incoming origin) {
    var runner = runners.get(origin.subshell());
    if (runner != null) {
      var _ = runner.begin(origin);
    }
  }

  @Override
  public void interrupt(Incoming origin) {
    var only = origin.header().subshellId();
    runners.forEach(
        (id, runner) -> {
          if (only == null || only.equals(id)) {
            interrupt(runner);
          }
        });
  }

  private void interrupt(CellRunner runner) {
    var cell = runner.stop();
    if (cell != null) {
      input.interrupt(cell);
    }
  }

  @Override
  public String createSubshell() {
    var id = UUID.randomUUID().toString();
    var shell = evaluator.fork();
    subshells.put(id, shell);
    runners.put(id, runner(shell));
    return id;
  }

  @Override
  public boolean deleteSubshell(String id) {
    var shell = subshells.remove(id);
    if (shell == null) {
      return false;
    }
    var runner = runners.remove(id);
    if (runner != null) {
      interrupt(runner);
    }
    shell.close();
    return true;
  }

  @Override
  public List<String> subshells() {
    return List.copyOf(subshells.keySet());
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
