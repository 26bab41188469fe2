/// The record of what autograd wrote down: vertices and links, and three ways to write them as
/// text. Data only: it knows no tensor (tensors make it) and draws nothing (the kernel does).
@org.jspecify.annotations.NullMarked
package nabla.engine.graph;
