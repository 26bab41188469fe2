package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class QuestionsTests {
  private static final Notebook notebook = new Notebook();

  @BeforeAll
  static void declare() {
    notebook.run(
        """
        String text = "abc";
        int add(int first, int... rest) { return first; }
        class Own { int field; void method(List<String> names) {} }
        Own own = new Own();
        """);
  }

  @AfterAll
  static void close() {
    notebook.close();
  }

  private static Completions complete(String code) {
    return notebook.evaluator.complete(code, code.length());
  }

  private static List<String> names(String code) {
    return complete(code).items().stream().map(Completions.Item::text).toList();
  }

  @Test
  void completesAMemberWithTypeAndSignature() {
    assertThat(complete("text.sub"))
        .isEqualTo(
            new Completions(
                5,
                8,
                List.of(
                    new Completions.Item(
                        "subSequence", "function", "(int beginIndex, int endIndex) → CharSequence"),
                    new Completions.Item(
                        "substring", "function", "(int beginIndex) → String (+1)"))));
  }

  @Test
  void completesWhatCellsDeclared() {
    assertThat(complete("tex").items())
        .contains(new Completions.Item("text", "instance", "String"));
    assertThat(complete("ad").items())
        .contains(new Completions.Item("add", "function", "(int first, int... rest) → int"));
    assertThat(complete("new Ow").items()).contains(new Completions.Item("Own()", "class", "()"));
    assertThat(names("own.")).startsWith("field", "method").contains("toString()");
  }

  @Test
  void completesWhatTheCellItselfDeclares() {
    assertThat(names("int f(int parameter) {\n  int local = 1;\n  return para"))
        .contains("parameter");
    assertThat(names("void first() {}\nString inner = \"\";\ninner.isEm")).contains("isEmpty()");
    assertThat(complete("int ahead = 1;\nahe").start()).isEqualTo(15);
  }

  @Test
  void putsWhatFitsTheTypeFirstAndObjectsMethodsLast() {
    assertThat(names("String copy = text.").getFirst()).isEqualTo("concat");
    List<String> members = names("own.");
    assertThat(members.indexOf("hashCode()")).isGreaterThan(members.indexOf("method"));
  }

  @Test
  void completesInTheMiddle() {
    String code = "text.le; int z = 1;";
    assertThat(notebook.evaluator.complete(code, 7))
        .satisfies(
            found -> {
              assertThat(found.start()).isEqualTo(5);
              assertThat(found.end()).isEqualTo(7);
              assertThat(found.items())
                  .containsExactly(new Completions.Item("length()", "function", "() → int"));
            });
  }

  @Test
  void completesAlwaysInTheSameOrder() {
    assertThat(names("Math.")).isEqualTo(names("Math.")).doesNotHaveDuplicates();
  }

  @Test
  void hasNothingForNonsense() {
    assertThat(names("nowhere.foo")).isEmpty();
    assertThat(names("")).isNotNull();
    assertThat(names("}}} x")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text            | String text
          add             | int add(int first, int... rest)
          add(1,          | int add(int first, int... rest)
          own.method      | void Own.method(List<String> names)
          Math.max        | int Math.max(int a, int b)
          Math.PI         | double Math.PI
          new Own(        | Own()
          """)
  void explainsWithASignature(String code, String signature) {
    assertThat(notebook.evaluator.inspect(code, code.length(), 0))
        .hasValueSatisfying(found -> assertThat(found.text()).startsWith(signature));
  }

  @Test
  void explainsANameWithTheCursorInsideIt() {
    assertThat(notebook.evaluator.inspect("int z = text.length() + 1;", 15, 0))
        .hasValueSatisfying(found -> assertThat(found.text()).startsWith("int String.length()"));
  }

  @Test
  void explainsWithTheCommentOfTheSource() {
    Assumptions.assumeTrue(
        Files.exists(Path.of(System.getProperty("java.home"), "lib", "src.zip")), "no src.zip");
    assertThat(notebook.evaluator.inspect("text.isEmpty()", 8, 0))
        .hasValueSatisfying(
            found -> {
              assertThat(found.text()).contains("Returns true if, and only if, length() is 0.");
              assertThat(found.html()).contains("<code>true</code>").startsWith("<pre>");
            });
  }

  @Test
  void showsMoreOverloadsOnDemand() {
    String code = "System.out.println";
    int few = notebook.evaluator.inspect(code, code.length(), 0).orElseThrow().text().length();
    int many = notebook.evaluator.inspect(code, code.length(), 1).orElseThrow().text().length();
    assertThat(many).isGreaterThan(few);
  }

  @Test
  void explainsNothingThatIsUnknown() {
    assertThat(notebook.evaluator.inspect("unknownThing", 5, 0)).isEmpty();
    assertThat(notebook.evaluator.inspect("", 0, 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 + 1                               | COMPLETE   | 0
          int a = 1                           | COMPLETE   | 0
          ''                                  | COMPLETE   | 0
          for (int i = 0; i < 3; i++) {       | INCOMPLETE | 4
          class A { void f() { if (x) {       | INCOMPLETE | 12
          String s = "{"; foo(                | INCOMPLETE | 4
          foo(1,                              | INCOMPLETE | 4
          x.map(y ->                          | INCOMPLETE | 4
          Runnable r = () -> {                | INCOMPLETE | 4
          Runnable r = () ->                  | INCOMPLETE | 4
          if (true)                           | INCOMPLETE | 4
          if (a) { b(); } else                | INCOMPLETE | 4
          class A { int f()                   | INCOMPLETE | 4
          int a = 1; // {                     | COMPLETE   | 0
          package p;                          | INVALID    | 0
          else {}                             | INVALID    | 0
          int b = 1; foo(1))                  | INVALID    | 0
          }                                   | INVALID    | 0
          """)
  void tellsWhetherCodeIsComplete(String code, Completeness.Status status, int indent) {
    assertThat(notebook.evaluator.completeness(code))
        .isEqualTo(new Completeness(status, " ".repeat(indent)));
  }

  @Test
  void indentsATextBlockAsItsLastLine() {
    String code = "String s = \"\"\"\n   abc {";
    assertThat(notebook.evaluator.completeness(code))
        .isEqualTo(new Completeness(Completeness.Status.INCOMPLETE, "   "));
  }

  @Test
  void completesFilesInsideTexts(@TempDir Path folder) throws IOException {
    Files.createFile(folder.resolve("data.csv"));
    Files.createFile(folder.resolve(".hidden"));
    Files.createDirectory(folder.resolve("deep"));
    String code = "Path.of(\"" + folder + "/";
    assertThat(complete(code))
        .isEqualTo(
            new Completions(
                code.length(),
                code.length(),
                List.of(
                    new Completions.Item("data.csv", "path", ""),
                    new Completions.Item("deep/", "path", ""))));
    assertThat(names(code + "da")).containsExactly("data.csv");
    assertThat(names("// \"" + folder + "/")).doesNotContain("data.csv");
    assertThat(names("\"" + folder + "/\".len")).containsExactly("length()");
  }

  @Test
  void completesPackagesBeforeTheIndexIsMade() {
    try (Notebook fresh = new Notebook()) {
      Completions found = fresh.evaluator.complete("import java.u", 13);
      assertThat(found.items()).containsExactly(new Completions.Item("util.", "module", ""));
      assertThat(found.start()).isEqualTo(12);
      assertThat(fresh.evaluator.complete("import ja", 9).items())
          .extracting(Completions.Item::text)
          .containsExactly("java.", "javax.");
    }
  }

  private static Comment html(String comment) {
    return Comment.of(new Comment.Source(comment, false));
  }

  @Test
  void writesCommentsAsTextAndHtml() {
    Comment comment =
        html(
            """
             Joins {@code a < b} and {@link List#of(Object, Object) of}.
             <p>Then more.

             @param <E> the type
             @param names what to
                    join
             @throws IllegalStateException never
             @since 9
            """);
    assertThat(comment.text())
        .isEqualTo(
            """
            Joins a < b and of.

            Then more.
              <E>: the type
              names: what to join
              Throws IllegalStateException: never""");
    assertThat(comment.html())
        .contains("<code>a &lt; b</code>", "<code>&lt;E&gt;</code>: the type")
        .doesNotContain("since", "@");
  }

  @Test
  void writesMarkdownAsTextAndHtml() {
    Comment comment =
        Comment.of(
            new Comment.Source(
                """
                The *sum* of **two** numbers `a < b`, see [Tensor#sum(int)] and [here](https://x.org).

                - first
                - second
                  goes on

                1. one

                | a | b |
                |---|---|
                | 1 | 2 |

                ```java
                add(1, 2) // *no*
                ```

                > quoted

                @param a the `a`
                @return the sum
                """,
                true));
    assertThat(comment.html())
        .isEqualTo(
            "<p>The <em>sum</em> of <strong>two</strong> numbers <code>a &lt; b</code>, see"
                + " <code>Tensor.sum(int)</code> and <a href=\"https://x.org\">here</a>.</p>"
                + "<ul><li>first</li><li>second\ngoes on</li></ul><ol><li>one</li></ol>"
                + "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
                + "<pre><code>add(1, 2) // *no*</code></pre>"
                + "<blockquote><p>quoted</p></blockquote>"
                + "<ul><li><code>a</code>: the <code>a</code></li><li>Returns the sum</li></ul>");
    assertThat(comment.text())
        .contains("The sum of two numbers a < b", "  - first\n  - second\ngoes on", "a  b\n1  2");
  }

  @Test
  void explainsWhatCellsDeclareWithTheirComments() {
    notebook.run(
        """
        /// Adds *two* numbers.
        int plus(int a, int b) { return a + b; }
        /** Holds a {@code thing}. */
        class Holder<T> {
          /// Gives it back.
          T get(List<? extends T> others) { return null; }
        }
        """);
    assertThat(notebook.evaluator.inspect("plus(", 5, 0).orElseThrow())
        .isEqualTo(
            new Documentation(
                "int plus(int a, int b)\n\nAdds two numbers.",
                "<pre>int plus(int a, int b)</pre><p>Adds <em>two</em> numbers.</p>"));
    assertThat(notebook.evaluator.inspect("plus(", 5, 1).orElseThrow().text())
        .endsWith("int plus(int a, int b) { return a + b; }");
    assertThat(notebook.evaluator.inspect("Holder", 6, 0).orElseThrow().text())
        .contains("Holds a thing.");
    String call = "new Holder<String>().get(";
    assertThat(notebook.evaluator.inspect(call, call.length(), 0).orElseThrow().text())
        .contains("Gives it back.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          T GradMode.<T, X extends E>noGrad(a.b.Action<T,X> action) throws X | GradMode | noGrad | [Action]
          List<E> List<E>.<E>of(E... elements)                             | List     | of     | [E...]
          int add(int, String...)                                          |          | add    | [int, String...]
          Adam(List<Tensor> parameters, Adam.Options options)              | Adam     | Adam   | [List, Options]
          R Box(a.T t, int[] u).u()                                        | Box      | u      | []
          DType.FLOAT32                                                    | DType    | FLOAT32 |
          text:String                                                      |          | text   |
          java.util.Map.Entry<K, V>                                        | Map      | Entry  |
          """)
  void readsSignatures(String signature, String owner, String name, String types) {
    Signatures.Parsed parsed = Signatures.parse(signature);
    assertThat(parsed.owner()).isEqualTo(owner == null ? "" : owner);
    assertThat(parsed.name()).isEqualTo(name);
    assertThat(parsed.types() == null ? null : parsed.types().toString()).isEqualTo(types);
  }

  @Test
  void knowsAllPackagesWithTheFirstQuestion() {
    try (Notebook fresh = new Notebook("import java.lang.ref.*;")) {
      assertThat(fresh.evaluator.complete("java.util.reg", 13).toString()).contains("regex");
    }
  }
}
