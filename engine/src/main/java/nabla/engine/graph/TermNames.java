package nabla.engine.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nabla.engine.graph.Derivation.Kind;
import nabla.engine.graph.Derivation.Quantity;
import nabla.engine.graph.Derivation.Step;
import nabla.engine.graph.Derivation.Term;

/// What the values of a derivation are called: by their variables, else v1, v2 and so on in the
/// order of the forward pass. A constant of one number is that number.
final class TermNames {
  private static final Pattern INDEXED = Pattern.compile("(.*?[^0-9_])_?([0-9]+)");

  private final Map<String, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> used = new HashMap<>();

  TermNames(Derivation derivation) {
    adopt(derivation.root());
    for (Step step : derivation.steps()) {
      adopt(step.result());
      step.inputs().forEach(this::adopt);
    }
    derivation.results().forEach(result -> adopt(result.leaf()));
    if (!names.containsKey(key(derivation.root())) && taken.add("y")) {
      names.put(key(derivation.root()), "y");
    }
    for (Step step : derivation.steps().reversed()) {
      step.inputs().forEach(this::invent);
    }
    derivation.results().forEach(result -> invent(result.leaf()));
    invent(derivation.root());
  }

  private void adopt(Term term) {
    String name = term.name();
    Quantity value = term.value();
    boolean fixed = term.kind() == Kind.NUMBER || term.kind() == Kind.CONSTANT;
    if (name != null) {
      names.put(key(term), name);
      taken.add(name);
    } else if (fixed && value != null && value.isNumber()) {
      names.putIfAbsent(key(term), Expression.number(value.elements().get(0)));
    }
  }

  private void invent(Term term) {
    if (names.containsKey(key(term))) {
      return;
    }
    String letter = term.kind() == Kind.CONSTANT ? "c" : "v";
    String name;
    do {
      name = letter + used.merge(letter, 1, Integer::sum);
    } while (!taken.add(name));
    names.put(key(term), name);
  }

  static String key(Term term) {
    return term.id() + "/" + term.output();
  }

  /// Returns the name in text.
  String text(Term term) {
    String name = names.get(key(term));
    if (name == null) {
      throw new IllegalStateException("a term without a name: " + term);
    }
    return name;
  }

  /// Returns the name in mathematics: `w1` as w with an index, words upright.
  String latex(Term term) {
    String name = text(term);
    if (!Character.isJavaIdentifierStart(name.charAt(0))) {
      return name.startsWith("-") ? "\\left(" + name + "\\right)" : name;
    }
    Matcher indexed = INDEXED.matcher(name);
    return indexed.matches()
        ? letters(indexed.group(1)) + "_{" + indexed.group(2) + "}"
        : letters(name);
  }

  private static String letters(String name) {
    boolean single = name.codePointCount(0, name.length()) == 1;
    return single && Character.isLetter(name.codePointAt(0))
        ? name
        : "\\mathrm{" + name.replaceAll("[_$]", "\\\\$0") + "}";
  }
}
