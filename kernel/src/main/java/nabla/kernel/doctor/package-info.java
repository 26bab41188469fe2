/// What a kernel knows of the machine it runs on. What can be wrong before there is a kernel is
/// looked at by the Python package `nabla_kernel`.
@org.jspecify.annotations.NullMarked
package nabla.kernel.doctor;
