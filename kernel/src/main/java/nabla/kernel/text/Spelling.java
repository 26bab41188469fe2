package nabla.kernel.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// How far apart two names are, for asking whether another one was meant.
public final class Spelling {
  private Spelling() {}

  /// Returns the names that may have been meant by `wrong`, nearest first.
  public static List<String> near(String wrong, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(wrong, name) <= tolerance(wrong))
        .sorted(Comparator.<String>comparingInt(name -> distance(wrong, name)))
        .toList();
  }

  private static int tolerance(String name) {
    return name.length() <= 3 ? 1 : 2;
  }

  /// Returns the number of letters to insert, delete, replace or swap; a change of case counts as
  /// one in all.
  public static int distance(String a, String b) {
    if (a.equalsIgnoreCase(b)) {
      return 1;
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 ? j : j == 0 ? i : step(a, b, i, j, d);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] d) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
