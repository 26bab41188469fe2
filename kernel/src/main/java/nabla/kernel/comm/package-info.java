/// What a cell may call to talk with objects of the front end, such as widgets: comms.
///
/// `Comms` registers targets and opens comms, `Comm` sends and listens. `CommHub` joins both to the
/// one running kernel.
@org.jspecify.annotations.NullMarked
package nabla.kernel.comm;
