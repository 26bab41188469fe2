/// What is recorded while tensors compute, and how it runs backwards.
///
/// An operation of PyTorch that is one autograd node is one [nabla.engine.autograd.Node] here, of
/// the same name. A [nabla.engine.autograd.Partial] is one derivative and says what it needs saved.
/// [nabla.engine.autograd.Gradients] walks the nodes backwards.
@org.jspecify.annotations.NullMarked
package nabla.engine.autograd;
