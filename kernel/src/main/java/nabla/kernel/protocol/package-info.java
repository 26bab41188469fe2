/// What is said: one nested record per message of the Jupyter protocol, and the only user of Gson.
///
/// A new request is one record in `Request`, a new broadcast one record in `Event`. Names on the
/// wire come from the class names, field names from the component names in snake case, the registry
/// from the sealed hierarchy. No sockets here and no Java language: `Session` is the port through
/// which a request is answered.
@org.jspecify.annotations.NullMarked
package nabla.kernel.protocol;
