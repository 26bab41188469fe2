package nabla.engine.graph;

import org.jspecify.annotations.Nullable;

/// One use of a value: the value of vertex `from` is an input of the operation `to`.
///
/// @param gradient the gradient (or its norm) that went back along this link, if that is known
/// @param cut why no gradient goes back along this link (`detach`, `noGrad`, …), or null
public record Link(long from, long to, @Nullable String gradient, @Nullable String cut) {
  /// A link of which only the ends are known.
  public Link(long from, long to) {
    this(from, to, null, null);
  }
}
