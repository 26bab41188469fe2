package nabla.engine.nn;

import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Several layers of a transformer's encoder, one after the other.
///
/// As in PyTorch they begin as copies of one layer, with the same numbers: initialise them anew if
/// that is not wanted.
public final class TransformerEncoder extends Module {
  private final ModuleList layers = new ModuleList();
  private final @Nullable Module norm;

  /// Creates an encoder of copies of a layer.
  public TransformerEncoder(TransformerEncoderLayer layer, int numLayers) {
    this(layer, numLayers, null);
  }

  /// Creates an encoder of copies of a layer, and a normalisation at the end.
  public TransformerEncoder(TransformerEncoderLayer layer, int numLayers, @Nullable Module norm) {
    for (int i = 0; i < numLayers; i++) {
      layers.append(layer.copy());
    }
    this.norm = norm;
  }

  @Override
  public Tensor forward(Tensor source) {
    return forward(source, null, null);
  }

  /// Returns what the layers make of a sequence; see [TransformerEncoderLayer#forward(Tensor,
  /// Tensor)].
  public Tensor forward(Tensor source, @Nullable Tensor mask) {
    return forward(source, mask, null);
  }

  /// Returns what the layers make of a sequence; see [TransformerEncoderLayer#forward(Tensor,
  /// Tensor, Tensor)].
  public Tensor forward(Tensor source, @Nullable Tensor mask, @Nullable Tensor keyPaddingMask) {
    Tensor x = source;
    for (Module layer : layers) {
      x = through((TransformerEncoderLayer) layer, x, mask, keyPaddingMask);
    }
    return norm == null ? x : norm.call(x);
  }

  // Calls a layer with as many inputs as there are, so that its hooks run.
  private static Tensor through(
      TransformerEncoderLayer layer,
      Tensor x,
      @Nullable Tensor mask,
      @Nullable Tensor keyPaddingMask) {
    if (keyPaddingMask == null) {
      return mask == null ? layer.call(x) : layer.call(x, mask);
    }
    return mask == null
        ? layer.forward(x, null, keyPaddingMask)
        : layer.call(x, mask, keyPaddingMask);
  }
}
