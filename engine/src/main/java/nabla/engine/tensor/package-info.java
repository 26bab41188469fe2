/// Tensors and their operations.
///
/// [nabla.engine.tensor.Tensor] holds the state; its operations come from families, one sealed
/// interface each, which its `implements` clause lists: [nabla.engine.tensor.Unary],
/// [nabla.engine.tensor.Binary], [nabla.engine.tensor.Reduce], [nabla.engine.tensor.Movement] and
/// so on. Factories are static methods of [nabla.engine.tensor.Creation]; functions of several
/// tensors are static methods by theme: [nabla.engine.tensor.Functional],
/// [nabla.engine.tensor.Joining], [nabla.engine.tensor.Losses], [nabla.engine.tensor.Convolution]
/// and their like.
///
/// An operation is one method: documentation, shape rule, forward and gradient stand side by side.
@org.jspecify.annotations.NullMarked
package nabla.engine.tensor;
