/// Tests of the printer.
@org.jspecify.annotations.NullMarked
package nabla.engine.format;
