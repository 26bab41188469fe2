package nabla.engine.tensor;

/// Different values in ascending order; for each element which of them it is; how often each
/// occurs.
public record Unique(Tensor values, Tensor inverse, Tensor counts) {}
