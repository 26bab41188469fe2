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

  /// The most operands whose kinds fit into a code, two bits each.
  private static final int MOST_CODED = 28;

  private record Recent(Formula formula, long kinds, Loop loop) {
    @SuppressWarnings("ReferenceEquality") // equality of structure is what takes too long
    boolean isFor(Formula formula, long kinds) {
      return this.formula == formula && this.kinds == kinds;
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
  public static Loop of(Formula formula, Kind compute, Kind out, Kind... in) {
    if (in.length > MOST_CODED) {
      return make(formula, compute, out, in);
    }
    long kinds = compute.code() << 2 | out.code();
    for (Kind kind : in) {
      kinds = kinds << 2 | kind.code();
    }
    int slot =
        (System.identityHashCode(formula) * 31 + (int) (kinds * 0x9E3779B1L >>> 16))
            & (RECENT.length - 1);
    Recent recent = RECENT[slot];
    if (recent != null && recent.isFor(formula, kinds)) {
      return recent.loop;
    }
    Loop loop = make(formula, compute, out, in);
    RECENT[slot] = new Recent(formula, kinds, loop);
    return loop;
  }

  private static Loop make(Formula formula, Kind compute, Kind out, Kind... in) {
    Program.Applied applied = Program.of(formula);
    var key = new Template.Key(applied.program(), compute, out, List.of(in));
    Template template = TEMPLATES.get(key);
    if (template == null) {
      template = TEMPLATES.computeIfAbsent(key, Template::new);
    }
    return new TieredLoop(template, applied.constants());
  }
}
