package nabla.engine.check;

import java.util.AbstractList;
import java.util.List;
import java.util.stream.Collectors;
import nabla.engine.error.Explanations;

/// What the mistakes finder found, the most telling first; empty if it found nothing.
public final class Findings extends AbstractList<Finding> {
  private final List<Finding> all;

  Findings(List<Finding> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public Finding get(int index) {
    return all.get(index);
  }

  @Override
  public int size() {
    return all.size();
  }

  /// Tells whether a mistake of this kind was found.
  public boolean has(Finding.Kind kind) {
    return all.stream().anyMatch(finding -> finding.kind() == kind);
  }

  /// Returns the findings beneath one another.
  @Override
  public String toString() {
    return all.isEmpty()
        ? Explanations.text("mistakes.none")
        : all.stream().map(Finding::toString).collect(Collectors.joining("\n\n"));
  }
}
