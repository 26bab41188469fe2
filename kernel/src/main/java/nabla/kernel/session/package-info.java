/// Who answers: the way of a message from its arrival to its reply, and what a cell sees of the
/// world.
///
/// `Dispatcher` says busy and idle around every request and turns whatever is thrown into a reply;
/// `LiveSession` answers; output, input and display of cells find the request they belong to
/// through `Cells`.
@org.jspecify.annotations.NullMarked
package nabla.kernel.session;
