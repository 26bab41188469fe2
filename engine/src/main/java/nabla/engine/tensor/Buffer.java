package nabla.engine.tensor;

/// State of a module that is saved with it but not trained, PyTorch's `nn.Buffer`.
///
/// A field of a module that holds one is found by it.
public final class Buffer extends Tensor {
  private boolean persistent = true;

  /// Creates a buffer that shares the elements of `data`.
  public Buffer(Tensor data) {
    super(data);
  }

  /// Sets whether the buffer is part of the state that is saved, and returns it.
  public Buffer persistent(boolean saved) {
    persistent = saved;
    return this;
  }

  /// Tells whether the buffer is part of the state that is saved.
  public boolean isPersistent() {
    return persistent;
  }
}
