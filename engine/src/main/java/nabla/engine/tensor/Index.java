package nabla.engine.tensor;

/// What may stand in the brackets of `x[…]`: a [Slice], or a tensor of positions or truth values.
public sealed interface Index permits Slice, Tensor {}
