/// The cache of classes that are loaded and linked already (JDK 25's AOT cache): what a process
/// does while it is recorded, and when a kernel that has no cache has one made.
@org.jspecify.annotations.NullMarked
package nabla.kernel.aot;
