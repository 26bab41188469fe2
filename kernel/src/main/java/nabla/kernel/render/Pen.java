package nabla.kernel.render;

import java.awt.geom.Path2D;

/// What a drawing is drawn with: one pen writes SVG, another paints pixels, both from the same
/// places.
interface Pen {
  /// Begins a part of the drawing that belongs together.
  ///
  /// @param sentence says it in words, for who points at it or hears it; empty for none
  /// @param data pairs of a name and a value that a script finds the part by
  void begin(String sentence, String... data);

  /// Ends the part.
  void end();

  /// Draws a filled shape with its outline.
  void shape(Path2D path, Palette palette, double width, boolean dashed);

  /// Draws a line in the grey of lines.
  void line(Path2D path, boolean dashed);

  /// Draws the filled head of a line.
  void head(Path2D path);

  /// Writes a line of text from `x` on, with its base line at `y`.
  ///
  /// @param scale the size as a part of the normal one
  void text(String text, double x, double y, Palette palette, boolean bold, double scale);
}
