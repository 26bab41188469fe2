/// What trains: optimizers, the clipping of gradients and the schedules of learning rates.
@org.jspecify.annotations.NullMarked
package nabla.engine.optim;
