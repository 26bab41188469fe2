/// The engine against PyTorch: the golden corpus and the Java call of each of its operations.
@org.jspecify.annotations.NullMarked
package nabla.engine.golden;
