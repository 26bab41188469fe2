package nabla.kernel.protocol;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The connection file: where to listen, and with which key messages are signed.
///
/// @param ip for the transport `ipc`, what the paths of the sockets begin with
/// @param key empty where messages are not signed
/// @param curvePublickey with the secret key in Z85 (ZeroMQ's base 85) where all that is said is to
///   be encrypted, else empty
public record Connection(
    String transport,
    String ip,
    int shellPort,
    int iopubPort,
    int stdinPort,
    int controlPort,
    int hbPort,
    String key,
    String signatureScheme,
    String curvePublickey,
    String curveSecretkey) {
  private static final Pattern Z85_KEY =
      Pattern.compile("[0-9a-zA-Z.\\-:+=^!/*?&<>()\\[\\]{}@%$#]{40}");

  public Connection {
    transport = requireNonNullElse(transport, "tcp");
    ip = requireNonNullElse(ip, "127.0.0.1");
    key = requireNonNullElse(key, "");
    signatureScheme = requireNonNullElse(signatureScheme, "hmac-sha256");
    curvePublickey = requireNonNullElse(curvePublickey, "");
    curveSecretkey = requireNonNullElse(curveSecretkey, "");
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
    if (isIpc()) {
      return "ipc://" + path(port);
    }
    return ip.contains(":") ? "tcp://[" + ip + "]:" + port : "tcp://" + ip + ":" + port;
  }

  /// Returns whether the sockets are Unix sockets.
  public boolean isIpc() {
    return transport.equals("ipc");
  }

  /// Returns the path of the Unix socket that stands for a port.
  public String path(int port) {
    return ip + "-" + port;
  }

  /// Returns whether all that is said is encrypted.
  public boolean isEncrypted() {
    return !curvePublickey.isEmpty() || !curveSecretkey.isEmpty();
  }

  private void check(Path file) throws Unusable {
    if (!transport.equals("tcp") && !isIpc()) {
      throw new Unusable(
          "The connection file "
              + file
              + " asks for the transport "
              + transport
              + "; only tcp and ipc are known.");
    }
    if (isEncrypted()
        && !(Z85_KEY.matcher(curvePublickey).matches()
            && Z85_KEY.matcher(curveSecretkey).matches())) {
      throw new Unusable(
          "The connection file "
              + file
              + " asks for encryption, which needs curve_publickey and curve_secretkey, each of 40"
              + " characters of Z85.");
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
