/// Bars that show how far a loop is: `for (var batch : progress(loader))`.
@org.jspecify.annotations.NullMarked
package nabla.kernel.progress;
