package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import nabla.kernel.jshell.Outcome;

/// Magics about programs outside of the JVM.
final class ProcessMagics {
  static final List<Magic> ALL =
      List.of(
          new Magic(Magic.Kind.CELL, "bash", "", ProcessMagics::bash),
          Magic.line("env", "[NAME[=VALUE] | -u NAME]", ProcessMagics::environment));

  private ProcessMagics() {}

  private static Outcome bash(Magic.Call call, Host host) {
    Outcome outcome = host.interruptibly(() -> bash(call.body(), host));
    if (outcome instanceof Outcome.Value(Integer status)) {
      if (status != 0) {
        throw new MagicException(text("magic.bash.status", status));
      }
      return new Outcome.Nothing();
    }
    if (outcome instanceof Outcome.Thrown(IOException e, _)) {
      throw new MagicException(text("magic.bash.failed", String.valueOf(e.getMessage())));
    }
    return outcome;
  }

  private static int bash(String script, Host host) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script);
    builder.directory(host.workspace().directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(host.workspace().environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    Process process = builder.start();
    try {
      Thread errors =
          Thread.ofPlatform()
              .daemon()
              .start(() -> pump(process.getErrorStream(), host::printError));
      Thread output =
          Thread.ofPlatform().daemon().start(() -> pump(process.getInputStream(), host::print));
      int status = process.waitFor();
      // A program left in the background may hold the pipes open for ever.
      output.join(PATIENCE_MILLIS);
      errors.join(PATIENCE_MILLIS);
      return status;
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw e;
    }
  }

  private static final long PATIENCE_MILLIS = 1_000;

  private static void pump(InputStream in, Consumer<String> out) {
    char[] buffer = new char[8192];
    try (var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        out.accept(new String(buffer, 0, n));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void environment(String argument, Host host) {
    Map<String, String> environment = host.workspace().environment();
    if (argument.isEmpty()) {
      environment.forEach((name, value) -> host.print(name + "=" + value + "\n"));
    } else if (argument.startsWith("-u ")) {
      String name = argument.substring(2).strip();
      if (environment.remove(name) == null) {
        throw new MagicException(text("magic.env.missing", name));
      }
      host.print(text("magic.env.removed", name) + "\n");
    } else if (argument.indexOf('=') > 0) {
      int end = argument.indexOf('=');
      String name = argument.substring(0, end).strip();
      environment.put(name, argument.substring(end + 1).strip());
      host.print(text("magic.env.set", name) + "\n");
    } else {
      String value = environment.get(argument);
      if (value == null) {
        throw new MagicException(text("magic.env.missing", argument));
      }
      host.print(value + "\n");
    }
  }
}
