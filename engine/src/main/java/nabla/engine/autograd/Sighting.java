package nabla.engine.autograd;

import org.jspecify.annotations.Nullable;

/// What anomaly mode and the [Watcher] know of an operation; without them there is none.
final class Sighting {
  final Place place = Place.here();
  final @Nullable Node parent = Anomaly.running();
  @Nullable Cuts cuts;
  boolean watched;
  boolean finiteInputs;
  boolean finiteOutputs = true;
  boolean lostGradients;

  private Sighting() {}

  static @Nullable Sighting now() {
    return Place.isRecording() ? new Sighting() : null;
  }
}
