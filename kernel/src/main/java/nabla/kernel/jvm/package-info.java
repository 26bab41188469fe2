/// What the kernel needs of the Java virtual machine below the Java platform's own interfaces.
@NullMarked
package nabla.kernel.jvm;

import org.jspecify.annotations.NullMarked;
