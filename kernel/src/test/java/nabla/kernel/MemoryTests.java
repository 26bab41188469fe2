package nabla.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// A cell that takes all the memory there is, or all the stack.
class MemoryTests {
  @Test
  void aCellThatFillsTheHeapOrTheStackIsToldWhatToDo() throws IOException {
    try (var kernel =
        new KernelProcess(
            "",
            "127.0.0.1",
            builder -> builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx320m"))) {
      kernel.execute("int kept = 7;");
      outOfMemory(kernel, "long[] large = new long[1 << 30];");
      // Without a variable that holds it, all of it is free again.
      outOfMemory(
          kernel,
          "{ var all = new ArrayList<long[]>(); while (true) all.add(new long[1 << 20]); }");
      assertThat(kernel.execute("kept + new long[1 << 22].length").result()).isEqualTo("4194311");

      kernel.execute("int depth(int n) { return depth(n + 1); }");
      var deep = kernel.execute("depth(0)");
      assertThat(deep.reply().text("ename")).isEqualTo("StackOverflowError");
      assertThat(traceback(deep)).contains("calls itself", "depth(n + 1)");
      assertThat(kernel.execute("kept").result()).isEqualTo("7");
      assertThat(kernel.log()).doesNotContain("\tat ");
    }
  }

  private static void outOfMemory(KernelProcess kernel, String filling) {
    var full = kernel.execute(filling);
    assertThat(full.reply().text("ename")).as(filling).isEqualTo("OutOfMemoryError");
    assertThat(traceback(full)).contains("NABLA_JAVA_OPTS=-Xmx4g", "%reset");
  }

  private static String traceback(KernelProcess.Exchange exchange) {
    return exchange.reply().content().get("traceback").toString();
  }
}
