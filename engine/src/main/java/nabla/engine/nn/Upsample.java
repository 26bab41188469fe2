package nabla.engine.nn;

import nabla.engine.format.PythonText;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Pictures;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Gives pictures or sequences another size: [Pictures#interpolate].
public final class Upsample extends Module {
  private final @Nullable Shape size;
  private final double scaleFactor;
  private final String mode;
  private final Flag[] flags;

  private Upsample(@Nullable Shape size, double scaleFactor, String mode, Flag... flags) {
    this.size = size;
    this.scaleFactor = scaleFactor;
    this.mode = mode;
    this.flags = flags.clone();
  }

  /// Creates the layer that repeats pixels so that there are `scaleFactor` times as many.
  public Upsample(double scaleFactor) {
    this(scaleFactor, "nearest");
  }

  /// Creates the layer that makes the old size times a factor.
  ///
  /// @param mode one of [Pictures#interpolate]
  /// @param flags [Flag#ALIGN_CORNERS]
  public Upsample(double scaleFactor, String mode, Flag... flags) {
    this(null, scaleFactor, mode, flags);
  }

  /// Creates the layer that makes a size, one number per dimension after batch and channels.
  public Upsample(Shape size, String mode, Flag... flags) {
    this(size, 1, mode, flags);
  }

  @Override
  public Tensor forward(Tensor input) {
    return size == null
        ? Pictures.interpolate(input, scaleFactor, mode, flags)
        : Pictures.interpolate(input, size, mode, flags);
  }

  @Override
  protected String extraRepr() {
    String target =
        size == null
            ? "scale_factor=" + PythonText.of(scaleFactor)
            : "size=" + Texts.outputSize(size.toArray());
    return "%s, mode='%s'".formatted(target, mode);
  }
}
