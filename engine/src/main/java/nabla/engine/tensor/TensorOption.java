package nabla.engine.tensor;

/// What a factory may be told besides the data: a [DType], a [Device].
public sealed interface TensorOption permits DType, Device {}
