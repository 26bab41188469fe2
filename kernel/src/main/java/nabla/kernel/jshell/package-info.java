/// The language of the cells: splits, compiles and runs Java with JShell, and says what went wrong
/// in the words and lines of the cell.
///
/// Three threads take part. The *session's* thread calls [nabla.kernel.jshell.Evaluator] and waits.
/// The *compiler thread* drives JShell. The *cell thread* runs user code and nothing else, so that
/// thread locals (grad modes, for one) live from cell to cell, that an interrupt never hits the
/// compiler, and that a thread which cannot be stopped can be left behind without harm to JShell's
/// own state.
///
/// This is the only package that may use `jdk.jshell`.
@org.jspecify.annotations.NullMarked
package nabla.kernel.jshell;
