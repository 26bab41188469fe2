package nabla.kernel.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import nabla.engine.error.Language;
import nabla.kernel.display.CustomRenderers;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.jshell.Outcome;
import nabla.kernel.jshell.Shell;
import nabla.kernel.jshell.Task;
import nabla.kernel.magic.Content;
import nabla.kernel.magic.Host;
import nabla.kernel.magic.Workspace;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;

/// What the magics of one cell may ask of a session.
final class MagicHost implements Host {
  private final Evaluator evaluator;
  private final Workspace workspace;
  private final Shell shell;
  private final Task task;
  private final int cell;
  private final Consumer<Event> events;

  /// @param cell the number of the cell
  /// @param events takes what is to be published for it
  MagicHost(
      Evaluator evaluator,
      Workspace workspace,
      Shell shell,
      Task task,
      int cell,
      Consumer<Event> events) {
    this.evaluator = evaluator;
    this.workspace = workspace;
    this.shell = shell;
    this.task = task;
    this.cell = cell;
    this.events = events;
  }

  @Override
  public Map<String, @Nullable Object> variables() {
    return evaluator.variables();
  }

  @Override
  public Outcome evaluate(String code) {
    return shell.evaluate(task, cell, code);
  }

  @Override
  public Outcome interruptibly(Callable<?> work) {
    return shell.call(task, cell, work);
  }

  @Override
  public void addToClassPath(List<Path> paths) {
    evaluator.addToClassPath(paths);
    CustomRenderers.search();
  }

  @Override
  public void reset() {
    evaluator.reset();
  }

  @Override
  public void printError(String text) {
    events.accept(new Event.Stream("stderr", text));
  }

  @Override
  public Workspace workspace() {
    return workspace;
  }

  @Override
  public void print(String text) {
    events.accept(new Event.Stream("stdout", text));
  }

  @Override
  public void show(Content content) {
    var bundle = MimeBundle.text(content.plain()).with(content.mimeType(), content.data());
    events.accept(new Event.DisplayData(bundle.data(), bundle.metadata(), Map.of()));
  }

  @Override
  public String language() {
    return Language.current() == Language.SPANISH ? "es" : "en";
  }

  @Override
  public void language(String code) {
    Language.set(Language.of(code));
  }
}
