/// Matrix products by OpenBLAS, a native library that is called where it lies.
@NullMarked
package nabla.engine.backend.blas;

import org.jspecify.annotations.NullMarked;
