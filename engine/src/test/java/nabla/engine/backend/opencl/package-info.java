/// Tests of the OpenCL backend; they need a device, such as PoCL's.
@org.jspecify.annotations.NullMarked
package nabla.engine.backend.opencl;
