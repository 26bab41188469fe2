package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import nabla.engine.error.Language;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every form of Java in a cell: it works, or the kernel says what to do instead.
@Timeout(120)
class FormsTests {
  private static final Notebook notebook = new Notebook();

  @AfterEach
  void restore() {
    Language.set(Language.ENGLISH);
  }

  @AfterAll
  static void close() {
    notebook.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          sealed interface A permits B, C {} record B(int v) implements A {} final class C implements A {} A a = new B(3); a | B[v=3]
          record Leaf(int v) implements Tree {} record Fork(Tree l, Tree r) implements Tree {} sealed interface Tree permits Leaf, Fork {} new Fork(new Leaf(1), new Leaf(2)) | Fork[l=Leaf[v=1], r=Leaf[v=2]]
          sealed interface D {} record E() implements D {} record F() implements D {} D d = new F(); switch (d) { case E e -> 1; case F f -> 2; } | 2
          sealed interface G { record Inner() implements G {} } record Outer() implements G {} G g = new G.Inner(); switch (g) { case G.Inner i -> 1; case Outer o -> 2; } | 1
          sealed abstract class H<T extends Comparable<T>> {} final class I extends H<String> { public String toString() { return `I`; } } new I() | I
          class J { K k; static class N { int z = 3; } class In { int w = 4; } } class K extends J {} new J.N().z + new J().new In().w | 7
          abstract class L { abstract int f(); } class M extends L { int f() { return later() + 1; } } int later() { return 41; } new M().f() | 42
          enum Op { ADD { int of(int a, int b) { return a + b; } }; abstract int of(int a, int b); } Op.ADD.of(2, 3) | 5
          interface Greets { default String hi() { return "hi " + name(); } String name(); static Greets of(String n) { return () -> n; } } Greets.of("Ana").hi() | hi Ana
          <T extends Comparable<T>> T larger(T a, T b) { return a.compareTo(b) > 0 ? a : b; } larger("a", "b") | b
          class Box<T> { T t; Box(T t) { this.t = t; } <R> Box<R> map(java.util.function.Function<T, R> f) { return new Box<>(f.apply(t)); } } new Box<>(3).map(x -> x + 1).t | 4
          record Pair<A, B>(A a, B b) { Pair { Objects.requireNonNull(a); } static Pair<Integer, Integer> twice(int n) { return new Pair<>(n, n); } } Pair.twice(2) | Pair[a=2, b=2]
          java.util.function.BinaryOperator<Integer> sum = (var x, var y) -> x + y; sum.apply(1, 2) | 3
          Object o = 5; switch (o) { case Integer i when i > 3 -> "big"; case Integer _ -> "small"; case null, default -> "other"; } | big
          record P(int x, int y) {} Object p = new P(1, 2); int got = 0; if (p instanceof P(int x, _)) got = x; got | 1
          int times = 0; for (var _ : List.of(1, 2)) times++; times | 2
          @FunctionalInterface interface Fn { int f(int x); } @SuppressWarnings("unused") Fn fn = x -> x * 2; fn.f(4) | 8
          public int pub = 1; private int pri = 2; static final int FIN = 3; protected static int pro = 4; public static int all() { return pub + pri + FIN + pro; } all() | 10
          int even(int n) { return n == 0 ? 1 : odd(n - 1); } int odd(int n) { return n == 0 ? 0 : even(n - 1); } even(10) | 1
          var anonymous = new Object() { int k = 7; }; anonymous.k | 7
          import module java.sql; java.sql.Types.INTEGER + Types.INTEGER | 8
          import static java.lang.Math.*; max(2, 3) | 3
          static int unused; int[] array = {1, 2, 3}; array[2] | 3
          String s = ""; outer: for (int i = 0; i < 3; i++) { for (;;) { s += i; continue outer; } } s | 012
          """)
  void runs(String code, String value) {
    assertThat(notebook.value(code.replace('`', '"'))).hasToString(value);
  }

  @Test
  void runsTextBlocks() {
    assertThat(notebook.value("String text = \"\"\"\n  one \"1\"\n    two\\\n  \"\"\";\ntext"))
        .isEqualTo("one \"1\"\n  two");
  }

  @Test
  void aFamilyMayBeDeclaredOverCells() {
    assertThat(notebook.failure("sealed interface Over permits Under {}").evalue())
        .isEqualTo("class Over needs class Under, which is not defined");
    notebook.run("record Under(int v) implements Over {}");
    assertThat(notebook.value("Over over = new Under(1); over")).hasToString("Under[v=1]");
  }

  @Test
  void saysHowToRunMain() {
    assertThat(notebook.printed("public static void main(String[] args) {}"))
        .contains("To run it: main(new String[0])");
    assertThat(notebook.printed("void main() { IO.println(1); }")).contains("To run it: main()");
    assertThat(notebook.printed("void main() { IO.println(1); }\nmain()")).isEqualTo("1\n");
    assertThat(notebook.printed("class Hello { public static void main(String... a) {} }"))
        .contains("To run it: Hello.main(new String[0])");
    assertThat(notebook.printed("class Hi { void main() {} }")).contains("new Hi().main()");
    Language.set(Language.SPANISH);
    assertThat(notebook.printed("void main() {}")).contains("Para ejecutarlo: main()");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          package demo; class X {}                 | a cell belongs to no package
          module foo { requires java.sql; }        | a cell is not a module
          static { done = 9; }                     | a static block belongs into a class
          synchronized int locked() { return 1; }  | a method of a cell cannot be synchronized
          public static native int far();          | a method of a cell cannot be native
          %graph done                              | %graph stands below Java
          """)
  void saysWhatHasNoPlaceInACell(String code, String why) {
    notebook.run("int done = 0;");
    Failure failure = notebook.failure("done = 1;\n" + code);
    assertThat(failure.evalue()).startsWith(why);
    assertThat(failure.traceback()).anyMatch(line -> line.endsWith("line 2"));
    assertThat(failure.traceback()).endsWith("Nothing of this cell ran.");
    assertThat(notebook.value("done")).isEqualTo(0);
  }

  @Test
  void synchronizedBlocksAreNoMethods() {
    assertThat(notebook.value("int in = 0; synchronized (List.class) { in = 2; } in")).isEqualTo(2);
  }

  @Test
  void saysWhatHappensToObjectsOfAClassThatIsDeclaredAgain() {
    notebook.run("class Q { int a = 1; } Q q = new Q(); Object keep = q;");
    assertThat(notebook.printed("class Q { int a = 2; }"))
        .contains("the class Q was declared again", "gone: q", "stay of the old class");
    Failure failure = notebook.failure("((Q) keep).a");
    assertThat(failure.evalue()).isEqualTo("class Q cannot be cast to class Q");
    assertThat(failure.traceback())
        .contains(
            "The class Q was declared again: this object was made with the old one. Make it anew.");
    assertThat(notebook.value("new Q().a")).isEqualTo(2);
  }

  @Test
  void assertStops() {
    assertThat(notebook.failure("assert 1 > 2 : \"no\";").ename()).isEqualTo("AssertionError");
  }
}
