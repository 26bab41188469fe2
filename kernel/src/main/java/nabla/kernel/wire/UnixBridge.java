package nabla.kernel.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Carries what arrives on a Unix socket to a port of the loopback, and back.
///
/// Clients of the transport `ipc` speak ZeroMQ's protocol over a Unix socket. JeroMQ has an `ipc`
/// of its own, which is a port in disguise and meets nobody but itself; hence this detour. Only the
/// owner may open the Unix socket, but any user of the machine may connect to the port: what is
/// said there is signed, not secret, as with the transport `tcp`.
final class UnixBridge implements AutoCloseable {
  private static final int BYTES = 1 << 16;

  /// How long what was sent last may take on its way.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Path path;
  private final InetSocketAddress port;
  private final ServerSocketChannel server;
  private final Set<Thread> answers = ConcurrentHashMap.newKeySet();

  /// Listens at `path`. What is there of an earlier kernel is replaced.
  UnixBridge(Path path, int port) throws IOException {
    this.path = path;
    this.port = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    removeSocket();
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    Thread.ofVirtual().name("nabla-ipc").start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        join(server.accept());
      }
    } catch (IOException _) {
      // Closed: this is the end.
    }
  }

  private void join(SocketChannel client) throws IOException {
    SocketChannel kernel;
    try {
      kernel = SocketChannel.open(port);
    } catch (IOException _) {
      client.close(); // the kernel's socket is closed: the client sees what it would see of it
      return;
    }
    Thread.startVirtualThread(() -> carry(client, kernel));
    var answer = Thread.ofVirtual().unstarted(() -> carry(kernel, client));
    answers.add(answer);
    answer.start();
  }

  private void carry(SocketChannel from, SocketChannel to) {
    var bytes = ByteBuffer.allocate(BYTES);
    try {
      while (from.read(bytes) >= 0) {
        bytes.flip();
        writeAll(bytes, to);
        bytes.clear();
      }
      to.shutdownOutput();
    } catch (IOException _) {
      close(from);
      close(to);
    } finally {
      answers.remove(Thread.currentThread());
    }
  }

  private static void writeAll(ByteBuffer bytes, ByteChannel to) throws IOException {
    while (bytes.hasRemaining()) {
      var _ = to.write(bytes);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It is of no use any more in any case.
    }
  }

  private void removeSocket() throws IOException {
    // Anything else than a socket is somebody's: it stays, and listening fails.
    if (Files.exists(path)
        && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther()) {
      Files.delete(path);
    }
  }

  /// Stops listening, and waits until what the kernel has sent has left. To be called when the
  /// kernel's own socket is closed.
  @Override
  public void close() {
    try {
      server.close();
      removeSocket();
      for (var answer : answers) {
        answer.join(PATIENCE);
      }
    } catch (IOException _) {
      // The end of the process closes what is left.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
