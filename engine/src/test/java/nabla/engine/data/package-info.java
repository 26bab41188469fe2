/// Files, data sets and batches.
@org.jspecify.annotations.NullMarked
package nabla.engine.data;
