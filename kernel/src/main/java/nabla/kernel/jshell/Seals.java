package nabla.kernel.jshell;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sealed types whose name an import has as well, such as `Shape`.
///
/// A sealed type is not defined until its heirs are, and so long JShell takes its name in them for
/// the imported one. Such a type is declared without the seal first, and again when all heirs are
/// there. Offsets stay: what is left out is blanked.
final class Seals {
  private static final Pattern SEAL = Pattern.compile("\\bsealed\\b");
  private static final Pattern PERMITS = Pattern.compile("\\bpermits\\s+([^{]*)");

  private final Map<String, Unit> open = new LinkedHashMap<>();

  /// Returns the type without its seal, which is to come when its heirs are there.
  Optional<Unit> withoutSeal(Unit type) {
    String head = Syntax.onlyCode(type.source());
    Matcher seal = SEAL.matcher(head);
    Matcher permits = PERMITS.matcher(head);
    if (!seal.find() || !permits.find(seal.end())) {
      return Optional.empty();
    }
    open.put(type.declares(), type);
    StringBuilder text = new StringBuilder(type.source());
    Syntax.blank(text, seal.start(), seal.end());
    Syntax.blank(text, permits.start(), permits.end());
    return Optional.of(
        new Unit(
            type.start(),
            text.toString(),
            type.inserted(),
            type.kind(),
            type.declares(),
            type.local(),
            type.habits()));
  }

  /// Returns a type whose heirs are all there, once.
  Optional<Unit> complete(Predicate<String> defined) {
    for (Iterator<Unit> each = open.values().iterator(); each.hasNext(); ) {
      Unit type = each.next();
      Matcher permits = PERMITS.matcher(Syntax.onlyCode(type.source()));
      if (permits.find()
          && Arrays.stream(permits.group(1).split(","))
              .map(String::strip)
              .allMatch(heir -> heir.contains(".") || defined.test(heir))) {
        each.remove();
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  void clear() {
    open.clear();
  }
}
