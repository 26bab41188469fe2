/// Data: files of tensors that Python reads and writes, data sets and batches.
@org.jspecify.annotations.NullMarked
package nabla.engine.data;
