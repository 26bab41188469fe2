package nabla.kernel.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bytes on their way between a Unix socket and a port.
class UnixBridgeTests {
  /// Sends all bytes to where they came from.
  private static void echo(ServerSocket server) {
    Thread.startVirtualThread(
        () -> {
          while (true) {
            try (var socket = server.accept()) {
              socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException _) {
              return;
            }
          }
        });
  }

  private static String throughTheBridge(Path path, String text) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      var bytes = UTF_8.encode(text);
      int length = bytes.remaining();
      var writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  while (bytes.hasRemaining()) {
                    var _ = channel.write(bytes);
                  }
                  channel.shutdownOutput();
                } catch (IOException _) {
                  // what arrives tells
                }
              });
      var back = ByteBuffer.allocate(length + 1);
      while (channel.read(back) >= 0) {
        // until the other side has said all
      }
      writer.interrupt();
      return UTF_8.decode(back.flip()).toString();
    }
  }

  @Test
  void bytesArriveWholeBothWaysAndTheEndArrivesToo(@TempDir Path folder) throws IOException {
    var path = folder.resolve("socket-1");
    try (var server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        var _ = new UnixBridge(path, server.getLocalPort())) {
      echo(server);
      var text = "añ\uD83D\uDE00".repeat(100_000);

      assertThat(throughTheBridge(path, text).equals(text)).isTrue();
      assertThat(throughTheBridge(path, "")).isEmpty();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void aSocketOfAnEarlierKernelIsReplacedAndAFileIsNot(@TempDir Path folder) throws IOException {
    var path = folder.resolve("socket-1");
    try (var server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        var _ = new UnixBridge(path, server.getLocalPort());
        var _ = new UnixBridge(path, server.getLocalPort())) {
      echo(server);
      assertThat(throughTheBridge(path, "x")).isEqualTo("x");
    }
    var file = Files.writeString(folder.resolve("precious"), "text");
    assertThatThrownBy(() -> new UnixBridge(file, 1)).isInstanceOf(IOException.class);
    assertThat(file).hasContent("text");
  }
}
