package nabla.engine.formula;

/// The connectives of two predicates.
public enum LogicOp {
  AND,
  OR,
  XOR
}
