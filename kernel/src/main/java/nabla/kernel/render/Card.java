package nabla.kernel.render;

import static nabla.kernel.text.Texts.text;

import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import nabla.engine.graph.Frame;
import nabla.engine.graph.Pin;
import nabla.engine.graph.Value;
import nabla.engine.graph.Vertex;
import nabla.kernel.render.GraphLayout.Area;
import nabla.kernel.render.GraphLayout.Size;

/// The box of one vertex: its colour and shape, and blocks of text from top to bottom.
///
/// @param order the place in the backward walk, written in a corner; 0 for none
/// @param isRoot whether this is the tensor that was asked for its graph
/// @param isGuilty whether the backward pass failed here
record Card(Palette palette, List<Block> blocks, int order, boolean isRoot, boolean isGuilty) {
  private static final int MOST_COLUMNS = 46;
  private static final int MOST_LINES = 5;
  private static final double PADDING_X = 14;
  private static final double PADDING_Y = 7;
  private static final double BADGE = 16;
  private static final double SLANT = 12;
  private static final double STACKED = 4;

  /// Lines that keep their alignment: the block as a whole is centred, not each of its lines.
  record Block(List<String> lines, boolean bold, Palette palette) {
    double width() {
      return lines.stream().mapToDouble(TextBox::width).max().orElse(0);
    }
  }

  static Card of(Vertex vertex, boolean isRoot) {
    return switch (vertex) {
      case Vertex.Leaf leaf -> leaf(leaf, isRoot);
      case Vertex.Constant constant -> {
        Palette palette = constant.cut() == null ? Palette.CONSTANT : Palette.DETACHED;
        yield of(palette, blocks(constant.kind(), constant.value(), palette), isRoot);
      }
      case Vertex.Operation operation -> operation(operation, isRoot);
      case Vertex.Group group -> group(group, isRoot);
      case Vertex.More more -> {
        List<Block> blocks = new ArrayList<>(List.of(line(more.text(), true, Palette.MORE)));
        for (String line : TextBox.wrap(more.whereToFind(), MOST_COLUMNS)) {
          blocks.add(line(line, false, Palette.MORE));
        }
        yield of(Palette.MORE, blocks, isRoot);
      }
    };
  }

  private static Card of(Palette palette, List<Block> blocks, boolean isRoot) {
    return new Card(palette, blocks, 0, isRoot, false);
  }

  private static Card leaf(Vertex.Leaf leaf, boolean isRoot) {
    Palette palette = leaf.isParameter() ? Palette.PARAMETER : Palette.LEAF;
    List<Block> blocks = blocks(leaf.kind(), leaf.value(), palette);
    if (leaf.gradient() != null) {
      String times = leaf.accumulations() > 1 ? "  ×" + leaf.accumulations() : "";
      blocks.add(block("grad = ", leaf.gradient(), times, Palette.GRADIENT));
    }
    return of(palette, blocks, isRoot);
  }

  private static Card operation(Vertex.Operation operation, boolean isRoot) {
    Value value = operation.value();
    boolean guilty = operation.detail().failure() != null;
    Palette palette = guilty ? Palette.FAILED : Palette.OPERATION;
    String label = operation.label();
    String title = value.name() == null ? label : value.name() + " = " + label;
    List<Block> blocks = new ArrayList<>();
    blocks.add(line(title, true, palette));
    if (operation.formula() != null) {
      blocks.add(line(operation.formula(), false, palette));
    }
    addValue(blocks, value, palette);
    pins(blocks, operation.detail().pins());
    return new Card(palette, blocks, operation.order(), isRoot, guilty);
  }

  /// One line for each state: a full pin, an empty one, and each that has become wrong.
  private static void pins(List<Block> blocks, List<Pin> pins) {
    for (Pin.State state : Pin.State.values()) {
      List<Pin> such = pins.stream().filter(pin -> pin.state() == state).toList();
      String of = such.stream().map(Pin::name).collect(Collectors.joining(", "));
      switch (state) {
        case KEPT -> pins(blocks, of, "● " + text("render.graph.saved", of), Palette.SAVED);
        case FREED -> pins(blocks, of, "○ " + text("render.graph.freed", of), Palette.FREED);
        case STALE -> {
          for (Pin pin : such) {
            String now = text("render.graph.version", pin.name(), pin.version());
            blocks.add(line("▲ " + now, true, Palette.STALE));
            String then = text("render.graph.expected", pin.expected());
            blocks.add(line("  " + then, true, Palette.STALE));
          }
        }
      }
    }
  }

  private static void pins(List<Block> blocks, String of, String text, Palette palette) {
    if (!of.isEmpty()) {
      blocks.add(line(text, false, palette));
    }
  }

  private static Card group(Vertex.Group group, boolean isRoot) {
    boolean guilty = group.failure() != null;
    Palette palette = guilty ? Palette.FAILED : Palette.GROUP;
    Frame frame = group.frame();
    String name = group.value().name();
    String times = group.times() > 1 ? " ×" + group.times() : "";
    List<Block> blocks = new ArrayList<>();
    blocks.add(line((name == null ? "" : name + " = ") + frame.type() + times, true, palette));
    if (!frame.name().equals(frame.type())) {
      blocks.add(line(frame.name() + (group.times() > 1 ? ", …" : ""), false, palette));
    }
    addValue(blocks, group.value(), palette);
    blocks.add(line("⊞ " + group.size(), false, palette));
    return new Card(palette, blocks, group.order(), isRoot, guilty);
  }

  private static List<Block> blocks(String kind, Value value, Palette palette) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(line(value.name() == null ? kind : value.name(), true, palette));
    addValue(blocks, value, palette);
    return blocks;
  }

  private static void addValue(List<Block> blocks, Value value, Palette palette) {
    blocks.add(line(value.type(), false, palette));
    if (value.text() != null) {
      blocks.add(block("", value.text(), "", palette));
    }
  }

  private static Block line(String text, boolean bold, Palette palette) {
    return new Block(List.of(TextBox.clip(text, MOST_COLUMNS)), bold, palette);
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

  private double margin() {
    return switch (palette) {
      case PARAMETER, DETACHED -> PADDING_X + SLANT / 2;
      case LEAF, CONSTANT, OPERATION, GROUP, FAILED, MORE, SAVED, FREED, STALE, GRADIENT ->
          PADDING_X;
    };
  }

  Size size() {
    double width = blocks.stream().mapToDouble(Block::width).max().orElse(0);
    if (order > 0) {
      String number = String.valueOf(order);
      width = Math.max(width, blocks.getFirst().width() + BADGE + 2 * TextBox.width(number));
    }
    int lines = blocks.stream().mapToInt(block -> block.lines().size()).sum();
    return new Size(width + 2 * margin(), lines * TextBox.LINE_HEIGHT + 2 * PADDING_Y);
  }

  /// Draws the box.
  ///
  /// @param sentence says the same in words, for who points at it or hears it
  /// @param data what a script finds it by
  void draw(Pen pen, Area area, String sentence, String... data) {
    pen.begin(sentence, data);
    double width = isGuilty ? 3 : isRoot ? 2.5 : 1.2;
    boolean dashed = palette == Palette.MORE || palette == Palette.DETACHED;
    if (palette == Palette.GROUP) {
      Area behind = new Area(area.x() + STACKED, area.y() + STACKED, area.width(), area.height());
      pen.shape(Outlines.rounded(behind, 3), palette, 1, false);
    }
    pen.shape(outline(area), palette, width, dashed);
    double base = area.y() + PADDING_Y + TextBox.FONT_SIZE;
    for (Block block : blocks) {
      double left = area.x() + (area.width() - block.width()) / 2;
      for (String line : block.lines()) {
        pen.text(line, left, base, block.palette(), block.bold(), 1);
        base += TextBox.LINE_HEIGHT;
      }
    }
    if (order > 0) {
      String number = String.valueOf(order);
      pen.text(number, area.x() + 5, area.y() + 12, palette, false, TextBox.SMALL);
    }
    pen.end();
  }

  /// Returns the shape: kinds differ in it, and not in their colour alone.
  private Path2D outline(Area area) {
    return switch (palette) {
      case LEAF -> Outlines.rounded(area, Math.min(area.height() / 2, 20));
      case PARAMETER -> Outlines.hexagon(area, SLANT);
      case CONSTANT -> Outlines.note(area, 10);
      case DETACHED -> Outlines.leaning(area, SLANT);
      case OPERATION, GROUP, FAILED, MORE, SAVED, FREED, STALE, GRADIENT ->
          Outlines.rounded(area, 3);
    };
  }
}
