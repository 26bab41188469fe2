package nabla.kernel.protocol;

/// Asks the user for a line of input. The only question a kernel puts to a client.
///
/// @param password whether the client hides what is typed
public record InputRequest(String prompt, boolean password) implements Answer {}
