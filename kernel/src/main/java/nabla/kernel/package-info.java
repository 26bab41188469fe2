/// The kernel's entry: a connection file comes in, sockets and a language are joined.
@org.jspecify.annotations.NullMarked
package nabla.kernel;
