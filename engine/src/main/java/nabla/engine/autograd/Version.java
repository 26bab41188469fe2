package nabla.engine.autograd;

import org.jspecify.annotations.Nullable;

/// Counts the in-place changes of a storage; shared by all views of it.
///
/// Changes through `x.data()` are not counted, as in PyTorch; they are only remembered, so that the
/// mistakes finder can name them.
public final class Version {
  private final boolean tracked;
  private final @Nullable Version bypassed;
  private int count;
  private int bypasses;
  private @Nullable Place changedAt;

  /// Creates a counter at 0. One that is made in inference mode belongs to an inference tensor.
  public Version() {
    this(null);
  }

  /// Creates the counter of an alias whose changes the other counter does not see.
  public Version(@Nullable Version bypassed) {
    this.bypassed = bypassed;
    tracked = !GradMode.isInferenceModeEnabled();
  }

  /// Tells whether changes may be made outside inference mode.
  public boolean isTracked() {
    return tracked;
  }

  /// Returns the number of in-place changes so far.
  public int count() {
    return count;
  }

  /// Returns how often the elements were changed without being counted.
  public int bypasses() {
    return bypasses;
  }

  /// Returns where the last change was made, or null if places were not recorded.
  public @Nullable Place changedAt() {
    return changedAt;
  }

  /// Counts one more change.
  public void bump() {
    count++;
    changedAt = Place.hereIfRecording();
    if (bypassed != null) {
      bypassed.bypass();
    }
  }

  /// Remembers a change that is not counted.
  public void bypass() {
    bypasses++;
    changedAt = Place.hereIfRecording();
    if (bypassed != null) {
      bypassed.bypass();
    }
  }
}
