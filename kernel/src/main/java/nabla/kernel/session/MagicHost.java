package nabla.kernel.session;

import java.util.Map;
import nabla.engine.error.Language;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.magic.Host;
import org.jspecify.annotations.Nullable;

/// What magics may ask of a session.
final class MagicHost implements Host {
  private final Evaluator evaluator;

  MagicHost(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  @Override
  public Map<String, @Nullable Object> variables() {
    return evaluator.variables();
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
