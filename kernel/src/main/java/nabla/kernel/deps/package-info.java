/// Finds libraries by their Maven coordinates, with the user's own settings; knows nothing of
/// cells.
@org.jspecify.annotations.NullMarked
package nabla.kernel.deps;
