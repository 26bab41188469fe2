package nabla.kernel.jshell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import nabla.kernel.jshell.Unit.Insertion;

/// Splits a cell into the units that JShell evaluates.
final class Splitter {
  /// A run shorter than this is not worth a parse and a block.
  private static final int WORTH_A_BLOCK = 2;

  /// Conditional, lambda, method reference, switch: their type depends on what is wanted.
  private static final Pattern POLY = Pattern.compile("\\?|->|::|\\bswitch\\b");

  private final SourceCodeAnalysis analysis;
  private final Syntax syntax;

  Splitter(SourceCodeAnalysis analysis, Syntax syntax) {
    this.analysis = analysis;
    this.syntax = syntax;
  }

  /// The units of a cell in order.
  ///
  /// @param incomplete whether the last unit stops in the middle
  record Split(List<Unit> units, boolean incomplete) {}

  Split split(String code) {
    List<String> sources = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    boolean incomplete = false;
    boolean invalid = false;
    String rest = code;
    while (!rest.isBlank() && !incomplete && !invalid) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
      int start = code.length() - rest.length();
      switch (info.completeness()) {
        case COMPLETE, COMPLETE_WITH_SEMI, CONSIDERED_INCOMPLETE -> {
          if (!isEmpty(info.source())) {
            sources.add(info.source());
            starts.add(start);
          }
          rest = info.remaining();
        }
        case EMPTY -> rest = "";
        case DEFINITELY_INCOMPLETE -> incomplete = true;
        case UNKNOWN -> invalid = true;
      }
      if (incomplete || invalid) {
        sources.add(rest);
        starts.add(start);
      }
    }
    return new Split(units(sources, starts, incomplete || invalid), incomplete);
  }

  private List<Unit> units(List<String> sources, List<Integer> starts, boolean broken) {
    List<Syntax.Facts> facts = syntax.facts(sources);
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Syntax.Facts each = facts.get(i);
      boolean invalid = broken && i == sources.size() - 1;
      // JShell makes every class of a cell public, and a record's constructor must be as open as
      // it.
      List<Insertion> inserted = new ArrayList<>();
      if (each.family().permitsAt() >= 0) {
        heirs(each, facts)
            .ifPresent(text -> inserted.add(new Insertion(each.family().permitsAt(), text)));
      }
      each.bareConstructors().forEach(at -> inserted.add(new Insertion(at, "public ")));
      units.add(
          new Unit(
              starts.get(i),
              Unit.insert(sources.get(i), inserted),
              inserted,
              invalid ? Unit.Kind.INVALID : each.kind(),
              each.declares(),
              each.local(),
              each.habits()));
    }
    return parentsFirst(units, facts);
  }

  /// Puts types before their heirs: in a file their order does not matter. JShell would take the
  /// name of a parent that comes later for an imported one.
  private static List<Unit> parentsFirst(List<Unit> units, List<Syntax.Facts> facts) {
    Map<String, Integer> types = new HashMap<>();
    for (int i = 0; i < units.size(); i++) {
      if (facts.get(i).isType()) {
        types.put(units.get(i).declares(), i);
      }
    }
    Set<Integer> placed = new LinkedHashSet<>();
    for (int i = 0; i < units.size(); i++) {
      place(i, facts, types, placed, new HashSet<>());
    }
    return placed.stream().map(units::get).toList();
  }

  private static void place(
      int at,
      List<Syntax.Facts> facts,
      Map<String, Integer> types,
      Set<Integer> placed,
      Set<Integer> open) {
    if (facts.get(at).isType() && open.add(at)) {
      for (String parent : facts.get(at).family().parents()) {
        Integer place = types.get(parent);
        if (place != null && !placed.contains(place)) {
          place(place, facts, types, placed, open);
        }
      }
    }
    placed.add(at);
  }

  /// Returns the list of heirs that a sealed type may leave out when they are in the same file: for
  /// a notebook, in the same cell.
  private static Optional<String> heirs(Syntax.Facts sealed, List<Syntax.Facts> cell) {
    List<String> others =
        cell.stream()
            .filter(other -> other.family().parents().contains(sealed.declares()))
            .map(Syntax.Facts::declares)
            .toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.concat(sealed.family().inner().stream(), others.stream())
            .collect(Collectors.joining(", ", "permits ", " ")));
  }

  /// A lone `;` between declarations, or a comment.
  private static boolean isEmpty(String source) {
    String text = Syntax.withoutComments(source).strip();
    return text.isEmpty() || text.equals(";");
  }

  /// Returns the unit that stands last in its cell.
  static Unit last(List<Unit> units) {
    return Collections.max(units, Comparator.comparingInt(Unit::start));
  }

  /// Joins neighbours that can be compiled together and mean the same as one after another.
  ///
  /// @param free whether a unit needs nothing to be removed first
  static List<List<Unit>> runs(List<Unit> units, Predicate<Unit> free) {
    List<List<Unit>> runs = new ArrayList<>();
    Set<String> declared = new HashSet<>();
    boolean open = false;
    for (Unit unit : units) {
      boolean joins = joins(unit) && free.test(unit);
      if (!open || !joins || declared.contains(unit.declares())) {
        runs.add(new ArrayList<>());
        declared.clear();
      }
      runs.getLast().add(unit);
      if (!unit.declares().isEmpty()) {
        declared.add(unit.declares());
      }
      open = joins;
    }
    return runs;
  }

  /// Whether a unit can be compiled with others: a variable, a statement, or an expression that
  /// means the same wherever an object is wanted.
  static boolean joins(Unit unit) {
    return switch (unit.kind()) {
      case DECLARATION -> unit.local().isOne();
      case CALL, STATEMENT -> true;
      case EXPRESSION -> !POLY.matcher(outermost(unit.source())).find();
      case IMPORT, INVALID -> false;
    };
  }

  /// Returns what of an expression stands in no brackets.
  private static String outermost(String source) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (char each : Syntax.onlyCode(source).toCharArray()) {
      if ("([{".indexOf(each) >= 0) {
        depth++;
      } else if (")]}".indexOf(each) >= 0) {
        depth--;
      } else if (depth == 0) {
        text.append(each);
      }
    }
    return text.toString();
  }

  /// Joins runs of plain statements, for a block costs as much as one of them. A run never holds
  /// the cell's last unit if that has a value to show.
  static List<List<Unit>> groups(List<Unit> units, boolean lastHasValue) {
    List<List<Unit>> groups = new ArrayList<>();
    List<Unit> run = new ArrayList<>();
    NavigableSet<Integer> starts =
        units.stream().map(Unit::start).collect(Collectors.toCollection(TreeSet::new));
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get(i);
      boolean single = lastHasValue && i == units.size() - 1;
      // A type that stood between two statements may have been put before both.
      if (!run.isEmpty()
          && !Integer.valueOf(unit.start()).equals(starts.higher(run.getLast().start()))) {
        flush(run, groups);
      }
      if (!single && joinable(unit)) {
        run.add(unit);
      } else {
        flush(run, groups);
        groups.add(List.of(unit));
      }
    }
    flush(run, groups);
    return groups;
  }

  private static void flush(List<Unit> run, List<List<Unit>> groups) {
    if (run.size() >= WORTH_A_BLOCK) {
      groups.add(List.copyOf(run));
    } else {
      run.forEach(unit -> groups.add(List.of(unit)));
    }
    run.clear();
  }

  /// A pattern's variable would outlive its statement inside a block, and hide a notebook variable.
  private static boolean joinable(Unit unit) {
    return (unit.kind() == Unit.Kind.CALL || unit.kind() == Unit.Kind.STATEMENT)
        && !unit.source().contains("instanceof");
  }

  /// Returns one unit with the text of several, in a block.
  static Unit block(String code, List<Unit> run) {
    if (run.size() == 1) {
      return run.getFirst();
    }
    int start = run.getFirst().start();
    int end = run.getLast().start();
    String text = code.substring(start, end) + run.getLast().source();
    return new Unit(
        start,
        "{" + text + "\n}",
        List.of(new Insertion(0, "{")),
        Unit.Kind.STATEMENT,
        "",
        Unit.Local.NONE,
        Habits.NONE);
  }
}
