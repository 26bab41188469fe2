/// What computes: the small set of verbs that every device implements.
///
/// A backend sees strided pieces of buffers and formulas; it knows nothing of tensors or gradients.
@org.jspecify.annotations.NullMarked
package nabla.engine.backend;
