package nabla.engine.check;

import nabla.engine.autograd.Place;
import nabla.engine.error.Explanations;
import org.jspecify.annotations.Nullable;

/// A mistake that was found.
///
/// @param kind which of the known mistakes it is
/// @param what what was found, in a sentence
/// @param where the line of the user's own code, in a notebook by cell
/// @param why why it is a mistake
/// @param cure what to write instead
public record Finding(Kind kind, String what, String where, String why, String cure) {
  /// The mistakes that are known.
  public enum Kind {
    /// A gradient was added to one that should have been reset.
    ACCUMULATED_TWICE,
    /// A parameter gets no gradient: its path to the loss is cut, or there is none.
    NO_GRADIENT,
    /// A name holds another tensor than the parameter it stood for.
    REBOUND,
    /// `(n)` was compared with `(n, 1)`, which gives `(n, n)`.
    BROADCAST,
    /// Every backward pass goes through all the graphs of those before.
    GROWING_GRAPH,
    /// A running total keeps the graphs of all that it is the sum of.
    RUNNING_TOTAL,
    /// A saved value was changed without being counted.
    BYPASSED_VERSION,
    /// NaN or infinity.
    NOT_FINITE,
    /// The gradients of the first layers are next to nothing.
    VANISHING_GRADIENT,
    /// Gradients grow beyond measure.
    EXPLODING_GRADIENT,
    /// An optimizer does not hold what the loss depends on.
    OPTIMIZER
  }

  /// Makes a finding from an explanation of three parts: what, why and cure.
  static Finding of(Kind kind, @Nullable Place place, String text) {
    String where = place == null ? "" : place.toString();
    return at(kind, where.isEmpty() ? Explanations.text("mistakes.nowhere") : where, text);
  }

  /// Makes a finding from an explanation of three parts, about something that is at no place.
  static Finding at(Kind kind, String where, String text) {
    String[] parts = text.split("\\s*\\|\\s*", 3);
    return new Finding(kind, parts[0], where, parts[1], parts[2]);
  }

  /// Returns the finding in four lines: what, where, why, cure.
  @Override
  public String toString() {
    return Explanations.text("mistakes.finding", what, where, why, cure);
  }
}
