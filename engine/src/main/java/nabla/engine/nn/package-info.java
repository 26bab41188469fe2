/// Modules: functions with parameters that can be trained.
@org.jspecify.annotations.NullMarked
package nabla.engine.nn;
