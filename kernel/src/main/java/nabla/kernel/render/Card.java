package nabla.kernel.render;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.graph.Value;
import nabla.engine.graph.Vertex;
import nabla.kernel.render.GraphLayout.Area;
import nabla.kernel.render.GraphLayout.Size;

/// The box of one vertex: its colour and shape, and blocks of text from top to bottom.
///
/// @param order the place in the backward walk, written in a corner; 0 for none
/// @param isRoot whether this is the tensor that was asked for its graph
record Card(Palette palette, List<Block> blocks, int order, boolean isRoot) {
  private static final int MOST_COLUMNS = 36;
  private static final int MOST_LINES = 5;
  private static final double PADDING_X = 14;
  private static final double PADDING_Y = 7;
  private static final double BADGE = 16;

  /// Lines that keep their alignment: the block as a whole is centred, not each of its lines.
  record Block(List<String> lines, boolean bold, Palette palette) {
    double width() {
      return lines.stream().mapToDouble(TextBox::width).max().orElse(0);
    }
  }

  static Card of(Vertex vertex, boolean isRoot) {
    return switch (vertex) {
      case Vertex.Leaf leaf -> leaf(leaf, isRoot);
      case Vertex.Constant(_, var value) ->
          new Card(Palette.CONSTANT, blocks("constant", value, Palette.CONSTANT), 0, isRoot);
      case Vertex.Operation operation -> operation(operation, isRoot);
      case Vertex.More(_, var count) ->
          new Card(
              Palette.MORE, List.of(line("… " + count + " more", false, Palette.MORE)), 0, isRoot);
    };
  }

  private static Card leaf(Vertex.Leaf leaf, boolean isRoot) {
    List<Block> blocks = blocks("leaf", leaf.value(), Palette.LEAF);
    if (leaf.gradient() != null) {
      String times = leaf.accumulations() > 1 ? "  ×" + leaf.accumulations() : "";
      blocks.add(block("grad = ", leaf.gradient(), times, Palette.GRADIENT));
    }
    return new Card(Palette.LEAF, blocks, 0, isRoot);
  }

  private static Card operation(Vertex.Operation operation, boolean isRoot) {
    Value value = operation.value();
    String made = operation.formula() == null ? operation.label() : operation.formula();
    String title = value.name() == null ? made : value.name() + " = " + made;
    List<Block> blocks = blocks(title, value.named(null), Palette.OPERATION);
    return new Card(Palette.OPERATION, blocks, operation.order(), isRoot);
  }

  private static List<Block> blocks(String kind, Value value, Palette palette) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(line(value.name() == null ? kind : value.name(), true, palette));
    blocks.add(line(value.type(), false, palette));
    if (value.text() != null) {
      blocks.add(block("", value.text(), "", palette));
    }
    return blocks;
  }

  private static Block line(String text, boolean bold, Palette palette) {
    return new Block(List.of(TextBox.clip(text.strip(), MOST_COLUMNS)), bold, palette);
  }

  private static Block block(String before, String text, String after, Palette palette) {
    List<String> all = text.strip().lines().toList();
    List<String> lines = new ArrayList<>();
    for (String line : all.subList(0, Math.min(all.size(), MOST_LINES))) {
      String lead = lines.isEmpty() ? before : " ".repeat(before.length());
      lines.add(TextBox.clip(lead + line, MOST_COLUMNS));
    }
    if (lines.size() < all.size()) {
      lines.set(lines.size() - 1, " ".repeat(before.length()) + "…");
    }
    lines.set(lines.size() - 1, lines.getLast() + after);
    return new Block(lines, false, palette);
  }

  Size size() {
    double width = blocks.stream().mapToDouble(Block::width).max().orElse(0);
    if (order > 0) {
      width = Math.max(width, blocks.getFirst().width() + 2 * BADGE);
    }
    int lines = blocks.stream().mapToInt(block -> block.lines().size()).sum();
    return new Size(width + 2 * PADDING_X, lines * TextBox.LINE_HEIGHT + 2 * PADDING_Y);
  }

  /// Draws the box; `sentence` says the same in words, for who points at it or hears it.
  void draw(StringBuilder out, Area area, String sentence) {
    out.append("<g><title>").append(Markup.escape(sentence)).append("</title>");
    out.append("<path class=\"").append(palette.css()).append("\" d=\"").append(outline(area));
    out.append("\" fill=\"").append(palette.fill).append("\" stroke=\"").append(palette.stroke);
    out.append("\" stroke-width=\"").append(isRoot ? "2.5" : "1.2").append('"');
    out.append(palette == Palette.MORE ? " stroke-dasharray=\"3 3\"/>" : "/>");
    double base = area.y() + PADDING_Y + TextBox.FONT_SIZE;
    for (Block block : blocks) {
      double left = area.x() + (area.width() - block.width()) / 2;
      for (String line : block.lines()) {
        TextBox.write(out, line, left, base, block.palette(), block.bold());
        base += TextBox.LINE_HEIGHT;
      }
    }
    if (order > 0) {
      String number = String.valueOf(order);
      TextBox.writeSmall(out, number, area.x() + 5, area.y() + 12, palette);
    }
    out.append("</g>\n");
  }

  /// Returns the shape: leaves are round at the ends, constants have a corner cut off.
  private String outline(Area area) {
    double round =
        switch (palette) {
          case LEAF -> Math.min(area.height() / 2, 20);
          case CONSTANT -> 0;
          case OPERATION, MORE, GRADIENT -> 3;
        };
    double cut = palette == Palette.CONSTANT ? 10 : round;
    double right = area.x() + area.width();
    double bottom = area.y() + area.height();
    SvgPath path = new SvgPath();
    path.move(area.x() + round, area.y()).line(right - cut, area.y());
    if (palette == Palette.CONSTANT) {
      path.line(right, area.y() + cut);
    } else {
      path.curve(right, area.y(), right, area.y() + round);
    }
    return path.line(right, bottom - round)
        .curve(right, bottom, right - round, bottom)
        .line(area.x() + round, bottom)
        .curve(area.x(), bottom, area.x(), bottom - round)
        .line(area.x(), area.y() + round)
        .curve(area.x(), area.y(), area.x() + round, area.y())
        .close();
  }
}
