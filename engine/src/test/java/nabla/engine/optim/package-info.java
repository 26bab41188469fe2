/// Optimizers and schedules against PyTorch's.
@org.jspecify.annotations.NullMarked
package nabla.engine.optim;
