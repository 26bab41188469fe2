package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import org.junit.jupiter.api.Test;

class ManyImportsTests {
  private static final List<String> GOOD =
      List.of(
          "import module java.base;",
          "import java.util.*;",
          "import java.util.List;",
          "import static java.lang.Math.*;",
          "import static java.lang.Math.max;");

  @Test
  void areDeclaredInOneGoAsTheyWouldBeOneByOne() {
    try (var together = JShell.create();
        var alone = JShell.create()) {
      assertThat(ManyImports.declare(together, GOOD)).isEmpty();
      GOOD.forEach(alone::eval);
      assertThat(facts(together)).isEqualTo(facts(alone)).hasSize(GOOD.size());
      assertThat(together.eval("max(3, List.of(1, 2).size()) + abs(-1)").getFirst().value())
          .isEqualTo("4");
    }
  }

  private static List<String> facts(JShell shell) {
    return shell.imports().map(each -> fact(shell, each)).toList();
  }

  private static String fact(JShell shell, ImportSnippet each) {
    return each.source() + each.subKind() + each.fullname() + shell.status(each);
  }

  @Test
  void whatIsNoImportIsLeftToBeEvaluated() {
    try (var shell = JShell.create()) {
      var other = "int i = 1;";
      var all = List.of("import java.util.*;", other, "import java.io.*;");
      assertThat(ManyImports.declare(shell, all)).containsExactly(other);
      assertThat(shell.eval(other).getFirst().status()).isEqualTo(Status.VALID);
      assertThat(shell.eval("List.of(new ByteArrayInputStream(new byte[i]))").getFirst().status())
          .isEqualTo(Status.VALID);
    }
  }

  @Test
  void nothingIsDeclaredTwice() {
    try (var shell = JShell.create()) {
      assertThat(ManyImports.declare(shell, GOOD)).isEmpty();
      assertThat(ManyImports.declare(shell, GOOD)).isEmpty();
      assertThat(shell.imports()).hasSize(GOOD.size());
    }
  }
}
