package nabla.kernel.render;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The colours of a drawing. Light ones stand as attributes, so that a viewer that drops style
/// sheets still shows them; dark ones are rules of a style sheet.
///
/// Every text stands on a filled box of its own and lines are of a middle grey: the drawing can be
/// read even where the system asks for dark and the notebook is light, or the reverse.
enum Palette {
  LEAF("#dbeafe", "#2563eb", "#172554", "#1e3a5f", "#60a5fa", "#eff6ff"),
  CONSTANT("#f1f3f5", "#868e96", "#343a40", "#343a40", "#868e96", "#e9ecef"),
  PARAMETER("#ede9fe", "#7c3aed", "#2e1065", "#35265c", "#a78bfa", "#f5f3ff"),
  DETACHED("#ffe8ec", "#c2536b", "#4c0519", "#4a2230", "#e58ba0", "#ffeef1"),
  GROUP("#e0f2f1", "#0f766e", "#083b37", "#153f3c", "#4fb8ae", "#e6fffb"),
  FAILED("#ffe3e3", "#c92a2a", "#7a1010", "#5c1f1f", "#ff6b6b", "#ffe3e3"),
  OPERATION("#fff3d6", "#c77d0a", "#3f2a05", "#4a3512", "#e0a238", "#fff7e6"),
  MORE("#f8f9fa", "#adb5bd", "#495057", "#2b3035", "#868e96", "#ced4da"),
  SAVED("#e3f6e8", "#2f9e57", "#1d6b3b", "#173d26", "#4cc27a", "#8fe0b0"),
  FREED("#f1f3f5", "#868e96", "#6b6358", "#343a40", "#868e96", "#b9b2a6"),
  STALE("#ffe3e3", "#c92a2a", "#c92a2a", "#5c1f1f", "#ff6b6b", "#ff8787"),
  GRADIENT("#e3f6e8", "#2f9e57", "#14532d", "#173d26", "#4cc27a", "#d9f7e3");

  /// The grey of lines, seen well on white and on black.
  static final String LINE = "#8a9099";

  final String fill;
  final String stroke;
  final String text;
  private final String darkFill;
  private final String darkStroke;
  private final String darkText;

  Palette(
      String fill,
      String stroke,
      String text,
      String darkFill,
      String darkStroke,
      String darkText) {
    this.fill = fill;
    this.stroke = stroke;
    this.text = text;
    this.darkFill = darkFill;
    this.darkStroke = darkStroke;
    this.darkText = darkText;
  }

  /// The class of a shape of this colour; its text has the class with `-t` behind it.
  String css() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns the style sheet for dark pages. It reaches only into the drawing with this id, because
  /// an SVG that is part of a page shares its style sheets with the page.
  static String darkRules(String id) {
    return Arrays.stream(values())
        .map(
            p ->
                "#%1$s .%2$s{fill:%3$s;stroke:%4$s}#%1$s .%2$s-t{fill:%5$s}"
                    .formatted(id, p.css(), p.darkFill, p.darkStroke, p.darkText))
        .collect(Collectors.joining("", "@media(prefers-color-scheme:dark){", "}"));
  }
}
