/// What checks: exercises of a lesson, and gradients against numeric ones.
@org.jspecify.annotations.NullMarked
package nabla.engine.check;
