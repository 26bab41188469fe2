/// The processor as a device: elements in arrays of the Java heap, loops made from formulas.
@org.jspecify.annotations.NullMarked
package nabla.engine.backend.cpu;
