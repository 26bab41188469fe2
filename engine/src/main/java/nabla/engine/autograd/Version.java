package nabla.engine.autograd;

/// Counts the in-place changes of a storage; shared by all views of it.
public final class Version {
  private int count;

  /// Creates a counter at 0.
  public Version() {}

  /// Returns the number of in-place changes so far.
  public int count() {
    return count;
  }

  /// Counts one more change.
  public void bump() {
    count++;
  }
}
