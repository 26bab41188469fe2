/// The backend of OpenCL devices: the same verbs and formulas as on the processor, as kernels.
@org.jspecify.annotations.NullMarked
package nabla.engine.backend.opencl;
