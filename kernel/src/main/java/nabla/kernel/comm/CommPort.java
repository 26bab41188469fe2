package nabla.kernel.comm;

/// The front end as comms need it. The kernel implements it.
public interface CommPort {
  void open(Comm comm, CommMessage message);

  void send(Comm comm, CommMessage message);

  void close(Comm comm, CommMessage message);
}
