/// Lines of a cell that are not Java: `%name arguments` at its head, or `%%name` on its first line
/// for the whole cell.
///
/// A session asks [nabla.kernel.magic.Magics#prepare] before it evaluates, in this order:
///
/// 1. `prepare(code)`; a [nabla.kernel.magic.MagicException] is the cell's error, nothing ran.
/// 2. Publish `results()`: a `Text` on stdout, a `Content` as display data.
/// 3. Evaluate `code()` unless it is blank. Magic lines are blank in it, so line numbers hold.
/// 4. If `timed()`, publish `Magics.elapsed(nanoseconds)` as a `Text`, whatever the outcome.
///
/// A new magic is one `case` in `Magics` and one line in its help.
@org.jspecify.annotations.NullMarked
package nabla.kernel.magic;
