package nabla.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nabla.kernel.jshell.Completions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MagicCompletionTests {
  @TempDir Path folder;

  private List<String> names(String code) {
    return MagicCompletion.complete(code, code.length(), folder).stream()
        .flatMap(found -> found.items().stream())
        .map(Completions.Item::text)
        .toList();
  }

  @Test
  void completesTheNamesOfMagics() {
    assertThat(names("%ti")).contains("%time", "%timeit").allMatch(name -> name.startsWith("%ti"));
    assertThat(names("%")).hasSameSizeAs(Magics.ALL);
    assertThat(names("%%ht")).containsExactly("%%html");
    assertThat(MagicCompletion.complete("%vars\n%la", 9, folder))
        .hasValueSatisfying(
            found -> {
              assertThat(found.start()).isEqualTo(6);
              assertThat(found.items())
                  .containsExactly(new Completions.Item("%lang", "magic", "[es|en]"));
            });
  }

  @Test
  void leavesJavaAlone() {
    assertThat(MagicCompletion.complete("int a = 7\n%ti", 13, folder)).isEmpty();
    assertThat(MagicCompletion.complete("%time Mat", 9, folder)).isEmpty();
    assertThat(MagicCompletion.complete("%%html\n%ti", 10, folder)).isEmpty();
  }

  @Test
  void completesFiles() throws IOException {
    Files.createDirectories(folder.resolve("src"));
    Files.createFile(folder.resolve("src/Main.java"));
    assertThat(names("%run ")).containsExactly("src/");
    assertThat(names("%run src/M")).containsExactly("Main.java");
    assertThat(names("%run none/")).isEmpty();
  }
}
