package nabla.engine.data;

import static nabla.engine.tensor.Creation.tensor;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DataException;
import nabla.engine.tensor.Tensor;

/// A table of texts with named columns, read from a file of comma-separated values.
///
/// ```java
/// var table = CSV.read("flowers.csv");
/// var x = table.numbers("petal length", "petal width");
/// var y = table.classes("species");
/// ```
///
/// A field in quotes may hold commas, line breaks and doubled quotes (RFC 4180). Empty lines are
/// left out. Every row must have as many fields as there are columns.
public final class CSV {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?|[-+]?[iI]nf(inity)?|[nN]a[nN]");

  private final List<String> columns;
  private final List<CsvReader.Row> rows;

  private CSV(List<String> columns, List<CsvReader.Row> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /// Returns the table of a file whose first line names the columns.
  ///
  /// @throws DataException if there is no such file, or if a row has too many or too few fields
  public static CSV read(Path file) {
    return read(file, options());
  }

  /// Returns the table of a file whose first line names the columns.
  public static CSV read(String file) {
    return read(Path.of(file));
  }

  /// Returns the table of a file.
  public static CSV read(Path file, Options options) {
    return Disk.read(file, path -> parse(text(path), options));
  }

  /// Returns the table of a file.
  public static CSV read(String file, Options options) {
    return read(Path.of(file), options);
  }

  private static String text(Path path) throws IOException {
    try {
      return Files.readString(path);
    } catch (CharacterCodingException _) {
      throw new DataException(
          "'utf-8' codec can't decode the file '" + path + "'", "csv.encoding", path);
    }
  }

  /// Returns the table that a text spells, whose first line names the columns.
  public static CSV parse(String text) {
    return parse(text, options());
  }

  /// Returns the table that a text spells.
  public static CSV parse(String text, Options options) {
    List<CsvReader.Row> rows = new CsvReader(text, options.separator).rows();
    if (rows.isEmpty()) {
      throw new DataException("No columns to parse from file", "csv.empty");
    }
    CsvReader.Row first = rows.getFirst();
    List<String> columns =
        options.header
            ? first.fields().stream().map(String::strip).toList()
            : IntStream.range(0, first.fields().size()).mapToObj(String::valueOf).toList();
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        throw new DataException("Duplicate names are not allowed.", "csv.twice", column);
      }
    }
    List<CsvReader.Row> body = options.header ? rows.subList(1, rows.size()) : rows;
    for (CsvReader.Row row : body) {
      if (row.fields().size() != columns.size()) {
        throw new DataException(
            "Expected %d fields in line %d, saw %d"
                .formatted(columns.size(), row.line(), row.fields().size()),
            "csv.ragged",
            row.line(),
            columns.size(),
            row.fields().size());
      }
    }
    return new CSV(columns, List.copyOf(body));
  }

  /// Returns the options of a file with a header and commas.
  public static Options options() {
    return new Options(',', true);
  }

  /// How a file is written.
  ///
  /// @param separator what stands between fields
  /// @param header whether the first line names the columns; if not, their names are 0, 1, …
  public record Options(char separator, boolean header) {
    /// Returns these options with another separator, such as `;` or a tab.
    public Options separator(char other) {
      return new Options(other, header);
    }

    /// Returns these options with or without a line of names.
    public Options header(boolean first) {
      return new Options(separator, first);
    }
  }

  /// Returns the names of the columns.
  public List<String> columns() {
    return columns;
  }

  /// Returns the number of rows.
  public int size() {
    return rows.size();
  }

  /// Returns the fields of a column as they are.
  public List<String> texts(String column) {
    int place = place(column);
    return rows.stream().map(row -> row.fields().get(place)).toList();
  }

  /// Returns the numbers of columns, `(rows, columns)`, of the default dtype; of all columns if
  /// none is named.
  ///
  /// @throws DataException if a field is empty or is no number, with its line
  public Tensor numbers(String... names) {
    List<String> chosen = names.length == 0 ? columns : List.of(names);
    int[] places = chosen.stream().mapToInt(this::place).toArray();
    double[] values = new double[rows.size() * places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(rows.get(i / places.length), places[i % places.length]);
    }
    return tensor(values).reshape(rows.size(), places.length).detach();
  }

  private double number(CsvReader.Row row, int place) {
    String field = row.fields().get(place).strip();
    if (!NUMBER.matcher(field).matches()) {
      throw new DataException(
          "could not convert string to float: '" + field + "'",
          field.isEmpty() ? "csv.missing" : "csv.number",
          row.line(),
          columns.get(place),
          field);
    }
    return Double.parseDouble(
        field.replaceFirst("[iI]nf(inity)?", "Infinity").replaceFirst("[nN]a[nN]", "NaN"));
  }

  /// Returns a column of names as numbers: `(rows)` int64, the place of each among the different
  /// names in alphabetical order; whole numbers are ordered as numbers.
  public Classes classes(String column) {
    List<String> texts = texts(column).stream().map(String::strip).toList();
    boolean whole = texts.stream().allMatch(text -> text.matches("-?\\d{1,18}"));
    List<String> names =
        whole
            ? texts.stream()
                .mapToLong(Long::parseLong)
                .distinct()
                .sorted()
                .mapToObj(String::valueOf)
                .toList()
            : texts.stream().distinct().sorted().toList();
    Map<String, Long> places = new LinkedHashMap<>();
    for (String name : names) {
      places.put(name, (long) places.size());
    }
    long[] indices =
        texts.stream()
            .map(text -> whole ? String.valueOf(Long.parseLong(text)) : text)
            .mapToLong(name -> places.getOrDefault(name, -1L))
            .toArray();
    return new Classes(tensor(indices), names);
  }

  /// Classes as numbers, and what each number means.
  ///
  /// @param indices `(rows)`, int64
  /// @param names the name of class 0, of class 1, …
  public record Classes(Tensor indices, List<String> names) {}

  /// Returns the rows as examples: the numbers of all other columns, and the class that this column
  /// names.
  public LabelledDataset dataset(String label) {
    place(label);
    String[] features =
        columns.stream().filter(column -> !column.equals(label)).toArray(String[]::new);
    if (features.length == 0) {
      throw new ArgumentException("No columns to parse from file", "csv.onlyLabel", label);
    }
    Classes classes = classes(label);
    return new LabelledDataset(
        numbers(features), classes.indices(), Arrays.asList(features), classes.names());
  }

  private int place(String column) {
    int place = columns.indexOf(column);
    if (place < 0) {
      throw new ArgumentException("'" + column + "'", "csv.column", column, columns);
    }
    return place;
  }

  /// Returns how large the table is and what its columns are called.
  @Override
  public String toString() {
    return "%d rows × %d columns: %s".formatted(rows.size(), columns.size(), columns);
  }
}
