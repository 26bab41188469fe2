/// How it is said: frames, signatures and sockets. The only user of JeroMQ.
///
/// Every socket belongs to one thread, which blocks in a poll and never sleeps: `SocketThread`.
/// Everything that leaves goes through one queue, `Post`, so its order holds over all sockets, and
/// so that a thread of the user, which may be interrupted at any moment, never touches a socket or
/// a selectable channel.
@org.jspecify.annotations.NullMarked
package nabla.kernel.wire;
