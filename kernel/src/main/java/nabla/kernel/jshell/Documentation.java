package nabla.kernel.jshell;

/// What is known about a name, as plain text and as simple HTML.
public record Documentation(String text, String html) {}
