package nabla.kernel.render;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import nabla.engine.format.PrintOptions;
import nabla.engine.format.Printable;
import nabla.engine.format.TensorText;

/// Writes the elements of a tensor as HTML tables in which colour shows sign and size: orange above
/// zero, blue below, the stronger the farther from zero.
///
/// All styles are inline and of the kinds that front ends leave in place when they clean a page,
/// but for what keeps the labels in sight, which is lost then as a whole. The colours are thin
/// enough for the text of a light and of a dark page.
final class HeatTable {
  /// More slices than this of a tensor of rank 3 or more are counted, not shown.
  static final int MOST_SLICES = 12;

  /// So many slices stand side by side; of more, all but the first are folded like pages.
  static final int OPEN_SLICES = 4;

  /// A table of more rows scrolls in a frame of its own, under its labels.
  private static final int TALL = 20;

  private static final int WIDE = 16;

  /// Labels stay in sight. Both values are variables that nobody sets: a cleaner that knows no
  /// variables drops the place together with the ground, never one of them alone.
  private static final String STICKY =
      "padding:2px 7px;text-align:right;font-weight:normal;color:rgb(128,128,128);border:none"
          + ";position:var(--nabla-label,sticky);background-color:var(--jp-layout-color0,Canvas);";

  private static final String FRAME = "1px solid rgba(128,128,128,0.25)";
  private static final String CELL =
      "padding:2px 7px;text-align:right;white-space:nowrap;border:" + FRAME;
  private static final String LABEL =
      "padding:2px 7px;text-align:right;font-weight:normal;opacity:0.6;border:none";

  private final Printable tensor;
  private final List<Axis> axes;
  private final List<String> texts;
  private final double greatest;
  private final StringBuilder out;

  /// Whether the table that is being written has a frame of its own.
  private boolean scrolls;

  HeatTable(Printable tensor, PrintOptions options, StringBuilder out) {
    this.tensor = tensor;
    this.axes = Axis.of(tensor.shape(), options);
    this.texts = TensorText.elements(tensor, options);
    this.greatest = greatestMagnitude();
    this.out = out;
  }

  void write() {
    int rank = axes.size();
    if (texts.isEmpty()) {
      out.append("<div style=\"opacity:0.6\">")
          .append(text("render.tensor.empty"))
          .append("</div>");
    } else if (rank <= 2) {
      table(new int[rank]);
    } else {
      slices();
    }
  }

  private void slices() {
    int leading = axes.size() - 2;
    int total = axes.subList(0, leading).stream().mapToInt(Axis::shown).reduce(1, (a, b) -> a * b);
    int[] places = new int[axes.size()];
    for (int slice = 0; slice < Math.min(total, MOST_SLICES); slice++) {
      int rest = slice;
      boolean gap = false;
      for (int axis = leading - 1; axis >= 0; axis--) {
        places[axis] = rest % axes.get(axis).shown();
        rest /= axes.get(axis).shown();
        boolean firstBelow = allZero(places, axis + 1, leading);
        gap |= firstBelow && axes.get(axis).hasGapBefore(places[axis]);
      }
      if (gap) {
        out.append("<div>⋮</div>");
      }
      slice(places, sliceName(places, leading), total <= OPEN_SLICES, slice == 0);
    }
    if (total > MOST_SLICES) {
      out.append("<div style=\"opacity:0.6\">");
      out.append(text("render.tensor.slices", total - MOST_SLICES)).append("</div>");
    }
  }

  private void slice(int[] places, String name, boolean sideBySide, boolean first) {
    if (sideBySide) {
      out.append("<div style=\"display:inline-block;vertical-align:top;margin:4px 16px 4px 0\">");
      out.append("<div style=\"opacity:0.6\">").append(name).append("</div>");
      table(places);
      out.append("</div>");
    } else {
      out.append("<details").append(first ? " open" : "").append("><summary>");
      out.append(name).append("</summary>");
      table(places);
      out.append("</details>");
    }
  }

  private static boolean allZero(int[] places, int from, int to) {
    return Arrays.stream(places, from, to).allMatch(place -> place == 0);
  }

  private String sliceName(int[] places, int leading) {
    List<String> parts = new ArrayList<>();
    for (int axis = 0; axis < leading; axis++) {
      parts.add(String.valueOf(axes.get(axis).index(places[axis])));
    }
    return "[" + String.join(", ", parts) + ", :, :]";
  }

  /// Writes the last two axes at these places of the others as one table.
  private void table(int[] places) {
    int rank = axes.size();
    Axis rows = rank >= 2 ? axes.get(rank - 2) : new Axis(List.of(0), 1);
    Axis columns = rank >= 1 ? axes.getLast() : new Axis(List.of(0), 1);
    scrolls = rows.shown() > TALL || columns.shown() > WIDE;
    if (scrolls) {
      boolean tall = rows.shown() > TALL;
      out.append("<div style=\"overflow:auto").append(tall ? ";max-height:420px\">" : "\">");
    }
    out.append("<table style=\"border-collapse:collapse;margin:2px 0\">");
    if (rank >= 1) {
      header(columns, rank >= 2);
    }
    out.append("<tbody>");
    for (int row = 0; row < rows.shown(); row++) {
      if (rows.hasGapBefore(row)) {
        gapRow(columns);
      }
      out.append("<tr style=\"background-color:transparent\">");
      if (rank >= 2) {
        label("row", rows.index(row), "left:0");
        places[rank - 2] = row;
      }
      for (int column = 0; column < columns.shown(); column++) {
        if (columns.hasGapBefore(column)) {
          gapCell();
        }
        if (rank >= 1) {
          places[rank - 1] = column;
        }
        cell(places);
      }
      out.append("</tr>");
    }
    out.append("</tbody></table>").append(scrolls ? "</div>" : "");
  }

  private void header(Axis columns, boolean hasRowLabels) {
    out.append("<thead style=\"border:none\"><tr style=\"background-color:transparent\">");
    if (hasRowLabels) {
      out.append("<td style=\"border:none\"></td>");
    }
    for (int column = 0; column < columns.shown(); column++) {
      if (columns.hasGapBefore(column)) {
        gapCell();
      }
      label("col", columns.index(column), "top:0");
    }
    out.append("</tr></thead>");
  }

  private void label(String scope, int index, String edge) {
    out.append("<th scope=\"").append(scope).append("\" style=\"");
    out.append(scrolls ? STICKY + edge : LABEL).append("\">");
    out.append(index).append("</th>");
  }

  private void gapRow(Axis columns) {
    boolean hasGap = columns.shown() < columns.size();
    out.append("<tr style=\"background-color:transparent\">");
    for (int i = 0; i < columns.shown() + (hasGap ? 2 : 1); i++) {
      out.append("<td style=\"padding:0 7px;text-align:right;border:none\">⋮</td>");
    }
    out.append("</tr>");
  }

  private void gapCell() {
    out.append("<td style=\"padding:2px 7px;border:none\">…</td>");
  }

  private void cell(int[] places) {
    String text = texts.get(position(places));
    out.append("<td style=\"").append(CELL).append(colour(value(places))).append("\">");
    out.append(Markup.escape(text)).append("</td>");
  }

  private String colour(double value) {
    if (!Double.isFinite(value)) {
      return ";font-weight:bold;background-color:rgba(214,40,150,0.35)";
    }
    if (value == 0 || greatest == 0) {
      return "";
    }
    String hue = value > 0 ? "235,110,20" : "40,110,220";
    double strength = 0.06 + 0.49 * (Math.abs(value) / greatest);
    return String.format(Locale.ROOT, ";background-color:rgba(%s,%.2f)", hue, strength);
  }

  private double greatestMagnitude() {
    double magnitude = 0;
    int[] places = new int[axes.size()];
    for (int i = 0; i < texts.size(); i++) {
      int rest = i;
      for (int axis = axes.size() - 1; axis >= 0; axis--) {
        places[axis] = rest % axes.get(axis).shown();
        rest /= axes.get(axis).shown();
      }
      double value = Math.abs(value(places));
      magnitude = Double.isFinite(value) ? Math.max(magnitude, value) : magnitude;
    }
    return magnitude;
  }

  private double value(int[] places) {
    int[] index = new int[places.length];
    for (int axis = 0; axis < index.length; axis++) {
      index[axis] = axes.get(axis).index(places[axis]);
    }
    return tensor.isFloating() ? tensor.doubleAt(index) : tensor.longAt(index);
  }

  private int position(int[] places) {
    int position = 0;
    for (int axis = 0; axis < places.length; axis++) {
      position = position * axes.get(axis).shown() + places[axis];
    }
    return position;
  }
}
