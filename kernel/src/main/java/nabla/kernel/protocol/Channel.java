package nabla.kernel.protocol;

/// The sockets on which requests arrive and are answered.
public enum Channel {
  SHELL,
  CONTROL,
  STDIN
}
