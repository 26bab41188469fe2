package nabla.engine.formula;

import java.util.List;

/// What the loops of one formula structure share, whatever their constants.
final class Template {

  /// What makes two loops the same but for constants.
  record Key(Program program, Kind compute, Kind out, List<Kind> in) {}

  private final Key key;

  Template(Key key) {
    key.program().check(key.compute(), key.in().size());
    this.key = key;
  }

  Key key() {
    return key;
  }
}
