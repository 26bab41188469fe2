package nabla.kernel.magic;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import nabla.kernel.jshell.Failure;
import nabla.kernel.jshell.Outcome;
import org.jspecify.annotations.Nullable;

/// A kernel that only remembers what magics asked of it.
@SuppressWarnings("JdkObsolete") // A process's two streams are printed by two threads.
final class FakeHost implements Host {
  final Map<String, @Nullable Object> variables = new LinkedHashMap<>();
  final List<String> evaluated = new ArrayList<>();
  final List<Content> shown = new ArrayList<>();
  final List<Path> classPath = new ArrayList<>();
  final Workspace workspace = new Workspace();
  final StringBuffer printed = new StringBuffer();
  final StringBuffer errors = new StringBuffer();
  String language = "en";
  Function<String, Outcome> outcome = code -> new Outcome.Value(code.strip());

  @Override
  public Map<String, @Nullable Object> variables() {
    return variables;
  }

  @Override
  public Outcome evaluate(String code) {
    evaluated.add(code);
    return outcome.apply(code);
  }

  @Override
  public Outcome interruptibly(Callable<?> work) {
    try {
      return new Outcome.Value(work.call());
    } catch (Exception e) {
      return new Outcome.Thrown(e, new Failure("", "", List.of()));
    }
  }

  @Override
  public void addToClassPath(List<Path> paths) {
    classPath.addAll(paths);
  }

  @Override
  public void reset() {
    variables.clear();
  }

  @Override
  public void printError(String text) {
    errors.append(text);
  }

  @Override
  public Workspace workspace() {
    return workspace;
  }

  @Override
  public void print(String text) {
    printed.append(text);
  }

  @Override
  public void show(Content content) {
    shown.add(content);
  }

  @Override
  public String language() {
    return language;
  }

  @Override
  public void language(String code) {
    language = code;
  }
}
