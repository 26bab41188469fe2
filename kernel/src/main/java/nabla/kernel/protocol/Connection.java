package nabla.kernel.protocol;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The connection file: where to listen, and with which key messages are signed.
///
/// @param key empty where messages are not signed
public record Connection(
    String transport,
    String ip,
    int shellPort,
    int iopubPort,
    int stdinPort,
    int controlPort,
    int hbPort,
    String key,
    String signatureScheme) {
  public Connection {
    transport = requireNonNullElse(transport, "tcp");
    ip = requireNonNullElse(ip, "127.0.0.1");
    key = requireNonNullElse(key, "");
    signatureScheme = requireNonNullElse(signatureScheme, "hmac-sha256");
  }

  /// Says in one sentence why a connection file cannot be used.
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unusable(String message) {
      super(message);
    }
  }

  /// Reads and checks a connection file.
  public static Connection read(Path file) throws Unusable {
    try {
      var connection = Json.read(Files.readString(file), Connection.class);
      connection.check(file);
      return connection;
    } catch (NoSuchFileException _) {
      throw new Unusable(
          "The connection file "
              + file
              + " does not exist: Jupyter writes it when it starts a kernel.");
    } catch (MalformedInputException | MalformedMessage e) {
      throw new Unusable(
          "The connection file " + file + " is not what Jupyter writes: " + e.getMessage() + ".");
    } catch (IOException e) {
      throw new Unusable("The connection file " + file + " cannot be read: " + e + ".");
    }
  }

  /// Returns the address of a port in the form that ZeroMQ takes.
  public String address(int port) {
    return ip.contains(":") ? "tcp://[" + ip + "]:" + port : "tcp://" + ip + ":" + port;
  }

  private void check(Path file) throws Unusable {
    if (transport.equals("ipc")) {
      throw new Unusable(
          "The connection file "
              + file
              + " asks for the transport ipc (Unix sockets), which this kernel does not speak yet:"
              + " start it with transport tcp (--KernelManager.transport=tcp).");
    }
    if (!transport.equals("tcp")) {
      throw new Unusable(
          "The connection file "
              + file
              + " asks for the transport "
              + transport
              + "; only tcp is known.");
    }
    if (!signatureScheme.startsWith("hmac-")) {
      throw new Unusable(
          "The connection file "
              + file
              + " asks for signatures by "
              + signatureScheme
              + "; only hmac-sha256 and its relatives are known.");
    }
    for (int port : new int[] {shellPort, iopubPort, stdinPort, controlPort, hbPort}) {
      if (port < 1 || port > 65535) {
        throw new Unusable(
            "The connection file "
                + file
                + " gives "
                + port
                + " as one of the five ports;"
                + " a port lies between 1 and 65535.");
      }
    }
  }
}
