/// What a cell may call to show something: the only package of the kernel that cells see.
@org.jspecify.annotations.NullMarked
package nabla.kernel.display;
