package nabla.engine.tensor;

/// A choice that PyTorch spells as a boolean keyword argument.
public enum Flag {
  /// Keep what was saved, so that the graph can be walked again (`retain_graph=True`).
  RETAIN_GRAPH,
  /// Record the backward pass itself, for higher derivatives (`create_graph=True`).
  CREATE_GRAPH,
  /// Answer null for an input that the outputs do not depend on (`allow_unused=True`).
  ALLOW_UNUSED,
  /// Answer zeros for an input that the outputs do not depend on (`materialize_grads=True`).
  MATERIALIZE_GRADS,
  /// Keep reduced dimensions with size 1 (`keepdim=True`).
  KEEPDIM,
  /// Count two NaN as close (`equal_nan=True`).
  EQUAL_NAN,
  /// The greatest first (`descending=True`).
  DESCENDING,
  /// The least instead of the greatest (`largest=False`).
  SMALLEST,
  /// Only what is brought, without what was there (`include_self=False`).
  EXCLUDE_SELF,
  /// Behind equal ones instead of before (`right=True`).
  RIGHT,
  /// The centres of the corner pixels stay corners (`align_corners=True`).
  ALIGN_CORNERS,
  /// Take what fits and leave the rest as it is (`strict=False`).
  NOT_STRICT;

  /// Tells whether a flag is among others.
  public static boolean in(Flag flag, Flag... flags) {
    for (Flag candidate : flags) {
      if (candidate == flag) {
        return true;
      }
    }
    return false;
  }
}
