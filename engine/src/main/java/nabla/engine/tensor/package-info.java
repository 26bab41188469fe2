/// Tensors and their operations.
///
/// [nabla.engine.tensor.Tensor] holds the state; its operations come from families, one sealed
/// interface each: [nabla.engine.tensor.Unary], [nabla.engine.tensor.Binary],
/// [nabla.engine.tensor.Reduce], [nabla.engine.tensor.Movement], [nabla.engine.tensor.Indexing],
/// [nabla.engine.tensor.Linear], [nabla.engine.tensor.Composite], [nabla.engine.tensor.InPlace].
/// Factories are static methods of [nabla.engine.tensor.Creation], functions of several tensors
/// those of [nabla.engine.tensor.Functional].
///
/// An operation is one method: documentation, shape rule, forward and gradient stand side by side.
@org.jspecify.annotations.NullMarked
package nabla.engine.tensor;
