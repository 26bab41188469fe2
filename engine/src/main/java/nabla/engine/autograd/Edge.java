package nabla.engine.autograd;

/// Where a gradient goes: to the `output`-th output of a node.
public record Edge(Node node, int output) {}
