package nabla.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nabla.kernel.KernelProcess.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bad input, and how a kernel begins and ends.
class RobustnessTests {
  private static final String HEADER =
      """
      {"msg_id": "m", "msg_type": "TYPE", "session": "s", "username": "u", "date": "", "version": ""}
      """;

  @Test
  void dropsWhatIsNoMessage() throws IOException {
    try (var kernel = KernelProcess.start()) {
      for (var socket : List.of(Socket.SHELL, Socket.CONTROL, Socket.STDIN)) {
        kernel.sendFrames(socket, bytes("x"));
        kernel.sendFrames(socket, bytes(""), bytes("<IDS|MSG>"));
        kernel.sendFrames(
            socket,
            bytes("<IDS|MSG>"),
            bytes("forged"),
            bytes("{}"),
            bytes("{}"),
            bytes("{}"),
            bytes("{}"));
        kernel.sendParts(socket, "{", "{}", "{}", "{}");
        kernel.sendParts(socket, "{}", "{}", "{}", "{}");
        kernel.sendParts(socket, "null", "null", "null", "null");
        kernel.sendParts(socket, header("kernel_info_request"), "{}", "{}", "[1]");
        kernel.sendParts(socket, header("kernel_info_request"), "{}", "{}", "[".repeat(100_000));
        kernel.sendParts(socket, header("execute_request"), "{}", "{}", "{\"code\": \"1\"} more");
      }

      assertThat(kernel.request(Socket.SHELL, "kernel_info_request", "{}").status())
          .isEqualTo("ok");
      assertThat(kernel.request(Socket.CONTROL, "kernel_info_request", "{}").status())
          .isEqualTo("ok");
      assertThat(kernel.execute("1 + 1").result()).isEqualTo("2");
      assertThat(kernel.log()).contains("signature").doesNotContain("\tat ");
    }
  }

  @Test
  void answersARequestWhoseContentDoesNotFit() throws IOException {
    try (var kernel = KernelProcess.start()) {
      var reply = kernel.request(Socket.SHELL, "execute_request", "{\"code\": {\"a\": 1}}").reply();

      assertThat(reply.text("status")).isEqualTo("error");
      assertThat(reply.text("evalue")).contains("execute_request");
      // What it does not know, it overlooks.
      assertThat(kernel.request(Socket.SHELL, "kernel_info_request", "{\"new\": [{}]}").status())
          .isEqualTo("ok");
    }
  }

  @Test
  void worksWithoutAKey() throws IOException {
    try (var kernel = new KernelProcess("", "127.0.0.1", _ -> {})) {
      assertThat(kernel.execute("1 + 1").result()).isEqualTo("2");
    }
  }

  @Test
  void listensOnVersionSixOfTheInternetProtocol() throws IOException {
    try (var kernel = new KernelProcess("a key", "::1", _ -> {})) {
      assertThat(kernel.execute("1 + 1").result()).isEqualTo("2");
      assertThat(kernel.beat("tick")).isEqualTo("tick");
    }
  }

  @Test
  void endsWhenAskedAlsoWhileACellRuns() throws IOException, InterruptedException {
    try (var kernel = KernelProcess.start()) {
      var id = kernel.sendCell("System.out.println(\"in\"); while (true) { }", "{}");
      kernel.await(message -> message.type().equals("stream") && message.parentId().equals(id));

      var reply = kernel.request(Socket.CONTROL, "shutdown_request", "{\"restart\": true}").reply();

      assertThat(reply.content().get("restart").getAsBoolean()).isTrue();
      assertThat(kernel.exitCode()).isZero();
      assertThat(kernel.log()).isEmpty();
    }
  }

  @Test
  void outlivesAnInterruptSignalAndEndsOnTermination() throws IOException, InterruptedException {
    try (var kernel = KernelProcess.start()) {
      var signal = new ProcessBuilder("kill", "-INT", String.valueOf(kernel.process.pid()));
      assertThat(signal.inheritIO().start().waitFor()).isZero();
      assertThat(kernel.execute("1 + 1").result()).isEqualTo("2");

      kernel.process.destroy();
      assertThat(kernel.exitCode()).isNotZero();
    }
  }

  @Test
  void endsWithTheProcessThatStartedIt() throws IOException, InterruptedException {
    var parent = new ProcessBuilder("sleep", "600").start();
    try (var kernel =
        new KernelProcess(
            "key",
            "127.0.0.1",
            builder -> builder.environment().put("JPY_PARENT_PID", String.valueOf(parent.pid())))) {
      assertThat(kernel.execute("1 + 1").result()).isEqualTo("2");
      parent.destroyForcibly();
      assertThat(kernel.exitCode()).isZero();
    }
  }

  @Test
  void namesWhatIsWrongWithAConnectionFile(@TempDir Path folder) throws Exception {
    var broken = Files.writeString(folder.resolve("broken.json"), "{\"shell_port\": ");
    var pipes = Files.writeString(folder.resolve("pigeon.json"), "{\"transport\": \"pigeon\"}");
    var keys = Files.writeString(folder.resolve("keys.json"), "{\"curve_publickey\": \"short\"}");
    var ports = Files.writeString(folder.resolve("ports.json"), "{\"shell_port\": 70000}");

    assertThat(refusal(folder.resolve("none.json"))).contains("does not exist");
    assertThat(refusal(broken)).contains("not what Jupyter writes");
    assertThat(refusal(pipes)).contains("pigeon");
    assertThat(refusal(keys)).contains("curve_publickey");
    assertThat(refusal(ports)).contains("70000");
    assertThat(refusal(folder)).contains("cannot be read");
  }

  @Test
  void printsHelpAndVersion() throws Exception {
    var help = new ProcessBuilder(KernelProcess.command("--help")).start();
    assertThat(new String(help.getInputStream().readAllBytes(), UTF_8)).startsWith("Usage:");
    assertThat(help.waitFor()).isZero();
    var version = new ProcessBuilder(KernelProcess.command("--version")).start();
    assertThat(new String(version.getInputStream().readAllBytes(), UTF_8)).startsWith("Nabla ");
    assertThat(version.waitFor()).isZero();
  }

  /// Returns the one line that the kernel says before it gives up with exit code 2.
  private static String refusal(Path connectionFile) throws Exception {
    var process =
        new ProcessBuilder(KernelProcess.command(connectionFile.toString()))
            .redirectErrorStream(true)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(text.lines()).hasSize(1);
    return text;
  }

  private static String header(String type) {
    return HEADER.replace("TYPE", type);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
