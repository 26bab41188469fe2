package nabla.engine.formula;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Makes loops of formulas.
public final class Loops {
  /// The last loops asked for, by the formula's identity, because hashing a formula's structure
  /// takes longer than a short loop runs. A race loses an entry, never mixes two.
  private static final Recent[] RECENT = new Recent[1024];

  private static final ConcurrentMap<Template.Key, Template> TEMPLATES = new ConcurrentHashMap<>();

  private record Recent(Formula formula, Kind compute, Kind out, List<Kind> in, Loop loop) {
    @SuppressWarnings("ReferenceEquality") // equality of structure is what takes too long
    boolean isFor(Formula formula, Kind compute, Kind out, List<Kind> in) {
      return this.formula == formula
          && this.compute == compute
          && this.out == out
          && this.in.equals(in);
    }
  }

  private Loops() {}

  /// Returns the loop of a formula with operands held as `in`, computed in `compute`, stored as
  /// `out`.
  ///
  /// A predicate is stored as 0 or 1. A number stored as INT64 is truncated as by Java's `(long)`,
  /// stored as BOOL it is tested for not being zero. Asking again with the same `Formula` object is
  /// cheap; formulas that differ only in constants share their code.
  ///
  /// @throws IllegalArgumentException if the formula has a function that is not defined in
  ///   `compute`, or an operand that has no kind
  public static Loop of(Formula formula, Kind compute, Kind out, List<Kind> in) {
    int slot =
        (System.identityHashCode(formula) * 31 + compute.hashCode() * 7 + out.hashCode())
            & (RECENT.length - 1);
    Recent recent = RECENT[slot];
    if (recent != null && recent.isFor(formula, compute, out, in)) {
      return recent.loop;
    }
    Program.Applied applied = Program.of(formula);
    List<Kind> kinds = List.copyOf(in);
    var key = new Template.Key(applied.program(), compute, out, kinds);
    Template template = TEMPLATES.get(key);
    if (template == null) {
      template = TEMPLATES.computeIfAbsent(key, Template::new);
    }
    Loop loop = new TieredLoop(template, applied.constants());
    RECENT[slot] = new Recent(formula, compute, out, kinds, loop);
    return loop;
  }
}
