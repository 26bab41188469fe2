package nabla.kernel.magic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nabla.kernel.jshell.Outcome;
import org.jspecify.annotations.Nullable;

/// A kernel that only remembers what magics asked of it.
final class FakeHost implements Host {
  final Map<String, @Nullable Object> variables = new LinkedHashMap<>();
  final List<String> evaluated = new ArrayList<>();
  final List<Content> shown = new ArrayList<>();
  final StringBuilder printed = new StringBuilder();
  String language = "en";

  @Override
  public Map<String, @Nullable Object> variables() {
    return variables;
  }

  @Override
  public Outcome evaluate(String code) {
    evaluated.add(code);
    return new Outcome.Value(code.strip());
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
