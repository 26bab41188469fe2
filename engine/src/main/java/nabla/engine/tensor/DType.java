package nabla.engine.tensor;

import nabla.engine.formula.Kind;

/// The type of a tensor's elements.
public enum DType implements TensorOption {
  /// 32-bit floating point, the default of literals with a decimal point.
  FLOAT32("float32", "Float", "float", 4, Kind.FLOAT32, 2),
  /// 64-bit floating point.
  FLOAT64("float64", "Double", "double", 8, Kind.FLOAT64, 2),
  /// 64-bit integers, the default of whole literals and of indices.
  INT64("int64", "Long", "long int", 8, Kind.INT64, 1),
  /// Truth values, one byte each.
  BOOL("bool", "Bool", "bool", 1, Kind.BOOL, 0);

  private static volatile DType defaultDType = FLOAT32;

  private final String text;
  private final String scalarType;
  private final String cName;
  private final int bytes;
  private final Kind kind;
  private final int category;

  DType(String text, String scalarType, String cName, int bytes, Kind kind, int category) {
    this.text = text;
    this.scalarType = scalarType;
    this.cName = cName;
    this.bytes = bytes;
    this.kind = kind;
    this.category = category;
  }

  /// Returns the dtype that literals with a decimal point get.
  public static DType defaultDType() {
    return defaultDType;
  }

  static void setDefault(DType dtype) {
    defaultDType = dtype;
  }

  /// Tells whether elements are floating point, so that gradients make sense.
  public boolean isFloating() {
    return category == 2;
  }

  /// Returns the size of an element in bytes.
  public int bytes() {
    return bytes;
  }

  /// Returns PyTorch's `ScalarType` name as its messages write it: `Float`, `Double`, `Long`,
  /// `Bool`.
  public String scalarType() {
    return scalarType;
  }

  /// Returns the C type name as some of PyTorch's messages write it: `float`, `long int`.
  public String cName() {
    return cName;
  }

  /// Returns how the elements are held in memory.
  public Kind kind() {
    return kind;
  }

  /// Returns the name as PyTorch prints it without its `torch.` prefix, such as `float32`.
  @Override
  public String toString() {
    return text;
  }

  /// Returns the smallest dtype that holds both, by PyTorch's promotion lattice.
  static DType promote(DType a, DType b) {
    if (a.category != b.category) {
      return a.category > b.category ? a : b;
    }
    return a == FLOAT64 || b == FLOAT64 ? FLOAT64 : a;
  }

  /// Returns the kind in which a copy from one dtype to another is computed, so that nothing is
  /// lost that the target can hold.
  static Kind copyKind(DType from, DType to) {
    Kind kind = to == BOOL ? from.kind : to.kind;
    return kind == Kind.BOOL ? Kind.INT64 : kind;
  }

  int category() {
    return category;
  }
}
