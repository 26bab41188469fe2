package nabla.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DataException;
import nabla.engine.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables of comma-separated values.
class CSVTests {
  private static final String FLOWERS =
      """
      length,width,species
      1.5, 2e1 ,rose
      -3,.5,daisy

      4,NaN,rose
      """;

  @Test
  void columnsAreFoundByName() {
    CSV table = CSV.parse(FLOWERS);
    assertThat(table).hasToString("3 rows × 3 columns: [length, width, species]");
    assertThat(table.numbers("length").toDoubleArray()).containsExactly(1.5, -3, 4);
    assertThat(table.numbers("width", "length").shape().toArray()).containsExactly(3, 2);
    assertThat(table.numbers("width").toDoubleArray()).containsExactly(20, 0.5, Double.NaN);
    assertThat(table.numbers("width").dtype()).isEqualTo(DType.FLOAT32);
    assertThat(table.texts("species")).containsExactly("rose", "daisy", "rose");
    CSV.Classes species = table.classes("species");
    assertThat(species.names()).containsExactly("daisy", "rose");
    assertThat(species.indices().toLongArray()).containsExactly(1, 0, 1);
    LabelledDataset examples = table.dataset("species");
    assertThat(examples.data().shape().toArray()).containsExactly(3, 2);
    assertThat(examples.featureNames()).containsExactly("length", "width");
  }

  @Test
  void wholeNumbersAreClassesInTheirOrder() {
    CSV.Classes classes = CSV.parse("x\n10\n9\n09\n-1\n").classes("x");
    assertThat(classes.names()).containsExactly("-1", "9", "10");
    assertThat(classes.indices().toLongArray()).containsExactly(2, 1, 1, 0);
  }

  @Test
  void quotesHoldAnything() {
    CSV table = CSV.parse("\uFEFF\"a\",\"b \"\"c\"\"\"\r\n\"1,5\",\"two\nlines\"\r\n,\"\"\r\n");
    assertThat(table.columns()).containsExactly("a", "b \"c\"");
    assertThat(table.texts("a")).containsExactly("1,5", "");
    assertThat(table.texts("b \"c\"")).containsExactly("two\nlines", "");
  }

  @Test
  void otherFormsOfFiles() {
    CSV table = CSV.parse("1;2\n3;4", CSV.options().separator(';').header(false));
    assertThat(table.columns()).containsExactly("0", "1");
    assertThat(table.numbers().toDoubleArray()).containsExactly(1, 2, 3, 4);
    assertThat(CSV.parse("a,b\n").numbers().shape().toArray()).containsExactly(0, 2);
    assertThat(CSV.parse("a\rb\n").size()).as("a lone carriage return ends a line").isEqualTo(1);
    assertThat(CSV.parse("a,b\n,\n").texts("b"))
        .as("empty fields are a row")
        .isEqualTo(List.of(""));
  }

  @Test
  void errorsNameTheLine() {
    assertThatThrownBy(() -> CSV.parse("a,b\n\n1,2\n1,2,3\n"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Expected 2 fields in line 4, saw 3");
    assertThatThrownBy(() -> CSV.parse("a,b\n1\n"))
        .hasMessageStartingWith("Expected 2 fields in line 2, saw 1");
    // A field over two lines counts both.
    assertThatThrownBy(() -> CSV.parse("a,b\n\"x\ny\",2\n1\n"))
        .hasMessageStartingWith("Expected 2 fields in line 4, saw 1");
    assertThatThrownBy(() -> CSV.parse("a\n1\ntwo\n").numbers("a"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("could not convert string to float: 'two'")
        .hasMessageContaining("ine 3");
    assertThatThrownBy(() -> CSV.parse("a,b\n1,\n").numbers())
        .hasMessageStartingWith("could not convert string to float: ''")
        .hasMessageContaining("ine 2");
    for (String number : List.of("0x10", "1d", "1_000", "1,5", "--1", "e5", ".")) {
      assertThatThrownBy(() -> CSV.parse("a\n\"" + number + "\"\n").numbers())
          .isInstanceOf(DataException.class);
    }
    assertThatThrownBy(() -> CSV.parse("a\n1\n\"never ends\n"))
        .hasMessageStartingWith("EOF inside string starting at row 3");
    assertThatThrownBy(() -> CSV.parse("a\n\"x\"y\n")).hasMessageStartingWith("',' expected after");
    assertThatThrownBy(() -> CSV.parse(" \n\n")).hasMessageStartingWith("No columns to parse");
    assertThatThrownBy(() -> CSV.parse("a,a\n")).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> CSV.parse("a\n1\n").dataset("a"))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> CSV.parse("a,b\n").numbers("c"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith("'c'")
        .hasMessageContaining("[a, b]");
  }

  @Test
  void filesAreRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("flowers.csv");
    Files.writeString(file, FLOWERS);
    assertThat(CSV.read(file).size()).isEqualTo(3);
    assertThat(CSV.read(file.toString()).columns()).hasSize(3);
    Files.write(file, "año\n1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> CSV.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("utf-8");
    assertThatThrownBy(() -> CSV.read(folder.resolve("none.csv")))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("[Errno 2] No such file or directory");
  }
}
