/// The text of a tensor, character for character as PyTorch prints it.
///
/// This package lies below the tensor: it sees values through [nabla.engine.format.Printable].
@org.jspecify.annotations.NullMarked
package nabla.engine.format;
