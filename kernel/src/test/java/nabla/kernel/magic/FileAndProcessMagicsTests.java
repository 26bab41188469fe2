package nabla.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nabla.kernel.jshell.Failure;
import nabla.kernel.jshell.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAndProcessMagicsTests {
  @TempDir Path folder;
  private final FakeHost host = new FakeHost();

  @BeforeEach
  void changeDirectory() {
    Magics.run("%cd " + folder, host);
    host.printed.setLength(0);
  }

  @Test
  void writesACellToAFileAndAppends() throws IOException {
    Magics.run("%%writefile a.txt\none\n", host);
    Magics.run("%%writefile -a a.txt\ntwo\n", host);
    assertThat(folder.resolve("a.txt")).hasContent("one\ntwo");
    Magics.run("%%writefile a.txt\nthree\n", host);
    assertThat(folder.resolve("a.txt")).hasContent("three");
    assertThat(host.printed.toString()).contains("wrote ", "added to ", "replaced ");
  }

  @Test
  void runsAFileWithItsMagicsAndWithoutItsPackage() throws IOException {
    Files.writeString(folder.resolve("A.java"), "package a.b;\nint x = 1;\n");
    Files.writeString(folder.resolve("b.jsh"), "%lang es\nx + 1");
    Magics.run("%run A.java\n%load b.jsh", host);
    assertThat(host.evaluated).containsExactly("\nint x = 1;\n", "\nx + 1");
    assertThat(host.language).isEqualTo("es");
  }

  @Test
  void runsTheCodeOfANotebookUpToItsFirstError() throws IOException {
    Files.writeString(
        folder.resolve("n.ipynb"),
        """
        {"nbformat": 4, "cells": [
          {"cell_type": "markdown", "source": "text"},
          {"cell_type": "code", "source": ["int a = 1;\\n", "a"]},
          {"cell_type": "code", "source": "fails"},
          {"cell_type": "code", "source": "never"}]}
        """);
    host.outcome =
        code ->
            code.equals("fails")
                ? new Outcome.Rejected(new Failure("E", "e", java.util.List.of("E: e")))
                : new Outcome.Nothing();
    assertThat(Magics.run("%run n.ipynb\nnever", host))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected ->
                assertThat(rejected.failure().traceback().getLast()).contains("n.ipynb [2]"));
    assertThat(host.evaluated).containsExactly("int a = 1;\na", "fails");
  }

  @Test
  void aFileThatRunsItselfEnds() throws IOException {
    Files.writeString(folder.resolve("a.jsh"), "%run a.jsh");
    assertThatThrownBy(() -> Magics.run("%run a.jsh", host))
        .isInstanceOf(MagicException.class)
        .hasMessageContaining("runs itself");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> Magics.run("%run none.java", host))
        .isInstanceOf(MagicException.class)
        .hasMessage("There is no file " + folder.resolve("none.java") + ".");
    assertThatThrownBy(() -> Magics.run("%cd none", host)).hasMessageContaining("no folder");
    assertThatThrownBy(() -> Magics.run("%jars none", host)).hasMessageContaining("none");
  }

  @Test
  void addsTheJarsOfAFolderOnce() throws IOException {
    for (String name : new String[] {"a.jar", "b.jar", "c.txt"}) {
      Files.writeString(folder.resolve(name), "");
    }
    Magics.run("%jars *.jar\n%jars a.jar", host);
    assertThat(host.classPath).containsExactly(folder.resolve("a.jar"), folder.resolve("b.jar"));
    host.printed.setLength(0);
    Magics.run("%classpath", host);
    assertThat(host.printed.toString().lines()).hasSize(2);
  }

  @Test
  void aScriptSeesItsFolderAndEnvironmentAndSaysHowItEnded() {
    Magics.run("%env NABLA_TEST=ñ", host);
    host.printed.setLength(0);
    Magics.run("%%bash\necho $NABLA_TEST; basename \"$PWD\"; echo no >&2", host);
    assertThat(host.printed).hasToString("ñ\n" + folder.getFileName() + "\n");
    assertThat(host.errors).hasToString("no\n");
    assertThatThrownBy(() -> Magics.run("%%bash\nexit 3", host))
        .isInstanceOf(MagicException.class)
        .hasMessageContaining("exit status 3");
    Magics.run("%env -u NABLA_TEST", host);
    assertThatThrownBy(() -> Magics.run("%env NABLA_TEST", host))
        .hasMessageContaining("NABLA_TEST");
  }

  @Test
  void setsAndLiftsTheTimeLimit() {
    Magics.run("%timeout 2.5", host);
    assertThat(host.workspace.timeLimit()).hasMillis(2500);
    Magics.run("%timeout", host);
    assertThat(host.printed.toString()).contains("2.5 s");
    Magics.run("%timeout off", host);
    assertThat(host.workspace.timeLimit()).isNull();
    assertThatThrownBy(() -> Magics.run("%timeout soon", host)).hasMessageContaining("\"soon\"");
  }
}
