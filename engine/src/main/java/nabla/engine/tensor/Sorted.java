package nabla.engine.tensor;

/// Values in order, and where along the dimension each of them was.
public record Sorted(Tensor values, Tensor indices) {}
