/// The expression of a pointwise operation, and what is made of it: an interpreter and JVM loops.
///
/// This is the lowest package of the engine: it knows arrays and numbers, not tensors.
@org.jspecify.annotations.NullMarked
package nabla.engine.formula;
