package nabla.engine.formula;

import java.lang.reflect.Array;

/// How an element is held in memory, and the kinds a formula can be computed in (all but [#BOOL]).
public enum Kind {
  /// `float[]`
  FLOAT32(float.class, 0),
  /// `double[]`
  FLOAT64(double.class, 1),
  /// `long[]`
  INT64(long.class, 2),
  /// `byte[]` of zeros and ones.
  BOOL(byte.class, 3);

  private final Class<?> element;
  private final long code;

  Kind(Class<?> element, long code) {
    this.element = element;
    this.code = code;
  }

  /// Returns a number of two bits.
  public long code() {
    return code;
  }

  /// Returns whether elements of this kind are floating-point numbers.
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /// Returns the primitive type of one element.
  public Class<?> element() {
    return element;
  }

  /// Returns a new zeroed array of this kind.
  public Object allocate(int length) {
    return Array.newInstance(element, length);
  }
}
