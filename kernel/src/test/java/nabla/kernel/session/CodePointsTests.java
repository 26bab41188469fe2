package nabla.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CodePointsTests {
  @Property
  void convertsThereAndBack(@ForAll String before, @ForAll String after) {
    // A face between keeps the two texts from forming a new surrogate pair.
    var text = before + "\uD83D\uDE00" + after;
    int position = before.codePointCount(0, before.length()) + 1;

    int offset = CodePoints.toUtf16(text, position);

    assertThat(offset).isEqualTo(before.length() + 2);
    assertThat(CodePoints.fromUtf16(text, offset)).isEqualTo(position);
  }

  @Property
  void staysInsideTheText(@ForAll String text, @ForAll @IntRange(min = -5) int position) {
    assertThat(CodePoints.toUtf16(text, position)).isBetween(0, text.length());
  }
}
