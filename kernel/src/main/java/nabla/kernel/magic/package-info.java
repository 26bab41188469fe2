/// Lines of a cell that are not Java: `%name arguments` at its head, or `%%name` on its first line
/// for the whole cell.
///
/// A session hands a cell to [nabla.kernel.magic.Magics#run] with a [nabla.kernel.magic.Host]: the
/// magics run in order, then the Java. Their lines are blank in it, so line numbers hold. A
/// [nabla.kernel.magic.MagicException] is the cell's error.
///
/// A new magic is one [nabla.kernel.magic.Magic] in the list of its family; `%help` is made of
/// these lists, and completion may read [nabla.kernel.magic.Magics#ALL].
@org.jspecify.annotations.NullMarked
package nabla.kernel.magic;
