package nabla.kernel.deps;

/// One library that is asked for in two versions.
///
/// @param name group and artifact
/// @param chosen the version that is used
/// @param other the version that `by` asks for
/// @param by who asks for the other one, with its version
public record Conflict(String name, String chosen, String other, String by) {}
