/// The engine's errors: PyTorch's sentence first, then what it means and what to do.
@org.jspecify.annotations.NullMarked
package nabla.engine.error;
