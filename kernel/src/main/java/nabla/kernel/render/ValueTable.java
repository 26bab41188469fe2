package nabla.kernel.render;

import static nabla.kernel.text.Texts.text;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nabla.kernel.display.Components;
import org.jspecify.annotations.Nullable;

/// Writes values with rows and columns as HTML tables: collections and arrays of records, maps, and
/// rectangular arrays of numbers. The tables are of bounded size.
final class ValueTable {
  static final int MOST_ROWS = 50;
  private static final int MOST_COLUMNS = 20;
  private static final int LONGEST = 200;
  private static final String FRAME = "1px solid rgba(128,128,128,0.25)";
  private static final String CELL = "padding:2px 8px;border:" + FRAME + ";text-align:";
  private static final String HEAD =
      "padding:2px 8px;border:" + FRAME + ";background-color:rgba(128,128,128,0.12);text-align:";

  private final StringBuilder out = new StringBuilder();

  private ValueTable() {}

  /// Returns the table of a value, or nothing where text says as much.
  static Optional<String> of(Object value) {
    return switch (value) {
      case Map<?, ?> map when isJavas(map) && !map.isEmpty() -> Optional.of(map(map));
      case Collection<?> items when isJavas(items) && !items.isEmpty() ->
          records(items, items.size());
      case Record[] items when items.length > 0 -> records(List.of(items), items.length);
      default -> isGrid(value) ? Optional.of(grid(value)) : Optional.empty();
    };
  }

  private static boolean isJavas(Object value) {
    return value.getClass().getName().startsWith("java.util.");
  }

  private static Optional<String> records(Collection<?> items, int size) {
    List<Record> rows = new ArrayList<>();
    for (Object row : first(items)) {
      if (!(row instanceof Record record)
          || (!rows.isEmpty() && !record.getClass().equals(rows.getFirst().getClass()))) {
        return Optional.empty();
      }
      rows.add(record);
    }
    Record model = rows.getFirst();
    RecordComponent[] columns = model.getClass().getRecordComponents();
    if (columns.length == 0) {
      return Optional.empty();
    }
    ValueTable table = new ValueTable();
    table.head(Stream.of(columns).map(RecordComponent::getName).toList());
    for (Record row : rows) {
      table.row(Stream.of(columns).map(column -> Components.value(row, column)).toList());
    }
    return Optional.of(table.end(size));
  }

  private static String map(Map<?, ?> map) {
    ValueTable table = new ValueTable();
    table.head(List.of(text("render.key"), text("render.value")));
    for (Object entry : first(map.entrySet())) {
      if (entry instanceof Map.Entry<?, ?> pair) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(pair.getKey());
        row.add(pair.getValue());
        table.row(row);
      }
    }
    return table.end(map.size());
  }

  private static boolean isGrid(Object value) {
    Class<?> row = value.getClass().getComponentType();
    Class<?> element = row == null ? null : row.getComponentType();
    if (element == null || !element.isPrimitive() || Array.getLength(value) == 0) {
      return false;
    }
    int width = width(value, 0);
    return width > 0
        && width <= MOST_COLUMNS
        && IntStream.range(0, Array.getLength(value)).allMatch(i -> width(value, i) == width);
  }

  private static int width(Object rows, int i) {
    Object row = Array.get(rows, i);
    return row == null ? -1 : Array.getLength(row);
  }

  private static String grid(Object rows) {
    ValueTable table = new ValueTable();
    table.begin();
    int size = Array.getLength(rows);
    for (int i = 0; i < Math.min(size, MOST_ROWS); i++) {
      Object row = Array.get(rows, i);
      table.row(IntStream.range(0, Array.getLength(row)).mapToObj(j -> Array.get(row, j)).toList());
    }
    return table.end(size);
  }

  private static List<@Nullable Object> first(Collection<?> items) {
    List<@Nullable Object> rows = new ArrayList<>();
    Iterator<?> rest = items.iterator();
    while (rest.hasNext() && rows.size() < MOST_ROWS) {
      rows.add(rest.next());
    }
    return rows;
  }

  private void begin() {
    out.append("<div style=\"overflow-x:auto\"><table style=\"border-collapse:collapse\">");
  }

  private void head(List<String> names) {
    begin();
    out.append("<thead><tr>");
    for (String name : names.subList(0, Math.min(names.size(), MOST_COLUMNS))) {
      out.append("<th style=\"").append(HEAD).append("left\">").append(Markup.escape(name));
      out.append("</th>");
    }
    out.append("</tr></thead>");
  }

  private void row(List<? extends @Nullable Object> values) {
    out.append("<tr>");
    for (Object value : values.subList(0, Math.min(values.size(), MOST_COLUMNS))) {
      String text = PlainText.of(value);
      String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
      out.append("<td style=\"").append(CELL).append(value instanceof Number ? "right" : "left");
      out.append("\">").append(Markup.escape(shown)).append("</td>");
    }
    out.append("</tr>");
  }

  private String end(int size) {
    out.append("</table>");
    if (size > MOST_ROWS) {
      out.append("<div style=\"opacity:0.6\">");
      out.append(Markup.escape(text("list.more", size - MOST_ROWS))).append("</div>");
    }
    return out.append("</div>").toString();
  }
}
