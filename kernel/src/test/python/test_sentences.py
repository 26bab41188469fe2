"""What the kernel promises about cells, sentence by sentence, against the installed kernel.

The protocol has a suite of its own, `protocol_checks.py`. Here a sentence is a few cells, and what the last of them
must answer: a value, a part of what is printed or of the traceback, or forms of the value.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import pytest
from clients import finish, run, wait_until_busy

#: Before and after each sentence: what a cell does may not cost the notebook its variables.
KEPT = "kept"


@dataclass(frozen=True)
class Sentence:
    """One promise. `says` are parts of the value, of the output or of the traceback; what is not in it is in `not_said`."""

    text: str
    cells: list[str]
    says: list[str]
    status: str = "ok"
    not_said: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


ERRORS = [
    Sentence("an error names file and line of the cell, with a caret", ["int a = 1;\nint b = a + missing;"], ["line 2", "^^^^^^^"], "error"),
    Sentence("did you mean", ['"x".lenght()'], ["Did you mean", "length"], "error"),
    Sentence("did you mean, behind other pieces of the cell", ["class First {}\nint one = 1;\nSystem.out.printn(one);"], ["Did you mean", "println"], "error"),
    Sentence("an unresolved name is reported at the definition", ["int early(int n) { return n + laterOn(n); }"], ["laterOn", "^^^^^^^", "cannot be used yet"]),
    Sentence("the cause chain is shown", ['throw new IllegalStateException("outer", new IllegalArgumentException("inner"));'], ["IllegalStateException: outer", "Caused by", "IllegalArgumentException: inner"], "error"),
    Sentence("suppressed exceptions are shown", ['try (AutoCloseable c = () -> { throw new Exception("closing"); }) { throw new Exception("body"); }'], ["Suppressed", "closing"], "error"),
    Sentence("our frames are hidden", ["List.of(1).forEach(x -> { throw new IllegalStateException(); });"], ["line 1"], "error", ("nabla.kernel", "jdk.jshell", "java.lang.reflect", "REPL", "Thread.run")),
    Sentence("a syntax error is told", ["int untouched = 1;", "untouched = 2;\nint = 3;"], ["line 2"], "error"),
    Sentence("a syntax error runs nothing", ["untouched"], ["1"], not_said=("2",)),
    Sentence("a later error stops there and says what ran", ['int first = 1;\nfirst = 5;\nint second = "no";'], ["line 3 ran", "did not run"], "error"),
    Sentence("a final variable keeps its value", ["final int fixed = 1;", "fixed = 2;"], ["final variable fixed", "^^^^^"], "error"),
    Sentence("a return that leaves no method is refused", ["return 5;"], ["return outside method"], "error"),
    Sentence("a private field names the method that reads it", ["var linear = new Linear(2, 3);", "linear.weight"], ["weight()"], "error"),
    Sentence("an exception whose message fails is told", ['class Mute extends RuntimeException { public String getMessage() { throw new IllegalStateException("mute"); } }\nthrow new Mute();'], ["Mute", "mute"], "error"),
]

FORMS = [
    Sentence("assert works", ["assert 1 > 2 : \"math\";"], ["AssertionError", "math"], "error"),
    Sentence("a main in a class says how to run it", ["public class Hello { public static void main(String[] args) { System.out.println(\"hi\"); } }"], ["Hello.main(new String[0])"]),
    Sentence("Java 25's compact main", ["void main() { IO.println(\"compact\"); }\nmain();"], ["compact"]),
    Sentence("sealed types in one cell, whose name is imported too", ["sealed interface Shape {}\nrecord Circle(double r) implements Shape {}\nrecord Square(double s) implements Shape {}\ndouble area(Shape s) { return switch (s) { case Circle c -> 3; case Square q -> q.s() * q.s(); }; }\narea(new Square(3))"], ["9.0"]),
    Sentence("sealed types in any order", ["record Num(int v) implements Expr {}\nrecord Sum(Expr a, Expr b) implements Expr {}\nsealed interface Expr {}\nint eval(Expr e) { return switch (e) { case Num n -> n.v(); case Sum(Expr a, Expr b) -> eval(a) + eval(b); }; }\neval(new Sum(new Num(2), new Num(3)))"], ["5"]),
    Sentence("types that refer to each other", ["interface Visitor<R> { R leaf(Leaf l); R fork(Fork f); }\ninterface Twig { <R> R accept(Visitor<R> v); }\nrecord Leaf(int v) implements Twig { public <R> R accept(Visitor<R> w) { return w.leaf(this); } }\nrecord Fork(Twig l, Twig r) implements Twig { public <R> R accept(Visitor<R> w) { return w.fork(this); } }\nnew Fork(new Leaf(1), new Leaf(2)).accept(new Visitor<Integer>() { public Integer leaf(Leaf l) { return l.v(); } public Integer fork(Fork f) { return f.l().accept(this) + f.r().accept(this); } })"], ["3"]),
    Sentence("an enum with a body", ["enum Planet { EARTH(1) { int twice() { return 2 * n; } }; final int n; Planet(int n) { this.n = n; } abstract int twice(); }\nPlanet.EARTH.twice()"], ["2"]),
    Sentence("nested classes and private methods of interfaces", ["class Outer { static class In { int v = 4; } interface I { private int p() { return 2; } default int q() { return p() + 1; } } }\nnew Outer.In().v + new Outer.I() {}.q()"], ["7"]),
    Sentence("generic methods", ["<T extends Comparable<T>> T biggest(List<? extends T> l) { T m = l.get(0); for (T e : l) if (e.compareTo(m) > 0) m = e; return m; }\nbiggest(List.of(3, 9, 2))"], ["9"]),
    Sentence("text blocks, with a percent sign at the start of a line", ['String block = """\n%time is text\n  """;\nblock'], ["%time is text"]),
    Sentence("import module", ["import module java.sql;\nDriverManager.getLoginTimeout()"], ["0"]),
    Sentence("patterns, unnamed variables and labels", ["Object o = 42;\nString s = switch (o) { case Integer i when i > 40 -> \"big\"; default -> \"?\"; };\nouter: for (var _ : List.of(1)) for (;;) break outer;\ns"], ["big"]),
    Sentence("lines that end as on Windows", ["int w = 1;\r\nint v = 2;\r\n// c\r\nw + v\r\n"], ["3"]),
    Sentence("names in any script", ["int año = 5; String 名 = \"n\"; año + 名"], ["5n"]),
    Sentence("a class is declared again while objects live", ["class Again { int v = 1; }", "List<Object> old = new ArrayList<>(List.of(new Again()));", "class Again { int w = 2; }", "old.size() + new Again().w"], ["3"]),
]

ACCIDENTS = [
    Sentence("System.exit is reported", ["System.exit(3);"], ["SystemExit", "not carried out"], "error"),
    Sentence("Runtime.halt is reported", ["Runtime.getRuntime().halt(3);"], ["SystemExit"], "error"),
    Sentence("a stack overflow", ["int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)"], ["StackOverflowError", "calls itself"], "error"),
    Sentence("a full heap, and what to do", ["long[][] huge = new long[1000][]; for (int i = 0; i < 1000; i++) huge[i] = new long[1 << 24];"], ["OutOfMemoryError", "NABLA_JAVA_OPTS"], "error", ("java.lang.Thread",)),
    Sentence("after a full heap it is usable", ["huge = null;", "new long[1 << 20].length"], ["1048576"]),
    Sentence("a background thread's exception is told in the cell's lines", ["new Thread(() -> {\n  throw new IllegalStateException(\"behind\");\n}, \"worker\").start();", "Thread.sleep(300);", "1"], ["1"]),
    Sentence("a toString that throws", ['class Angry { public String toString() { throw new RuntimeException("angry"); } }\nnew Angry()'], ["an object of Angry", "angry"], "ok", ("REPL",)),
    Sentence("a toString without end", ["class Round { Round next = this; public String toString() { return \"\" + next; } }\nnew Round()"], ["an object of Round", "StackOverflowError"]),
    Sentence("a toString that gives null", ["class Nothing { public String toString() { return null; } }\nnew Nothing()"], ["null"]),
    Sentence("a static initialiser that throws", ['class Bad { static int v = Integer.parseInt("x"); }\nBad.v'], ["ExceptionInInitializerError", "NumberFormatException"], "error"),
    Sentence("input that nobody can give", ["new Scanner(System.in).nextLine()"], ["does not support input"], "error", ("sun.nio",)),
]

DISPLAY = [
    Sentence("records", ["record Point(int x, int y) {}\nnew Point(1, 2)"], ["Point[x=1, y=2]"]),
    Sentence("collections", ["List.of(1, 2, 3)"], ["[1, 2, 3]"]),
    Sentence("collections of records, as a table", ["record Line(int n) {}\nList.of(new Line(7))"], ["Line[n=7]"], forms=("text/html",)),
    Sentence("maps", ['Map.of("a", 1)'], ["{a=1}"], forms=("text/html",)),
    Sentence("arrays", ["new int[][] {{1, 2}, {3, 4}}"], ["[[1, 2], [3, 4]]"], forms=("text/html",)),
    Sentence("pictures", ["new java.awt.image.BufferedImage(4, 4, java.awt.image.BufferedImage.TYPE_INT_RGB)"], [], forms=("image/png",)),
    Sentence("optionals", ["Optional.of(3)"], ["Optional[3]"]),
    Sentence("exceptions", ['new IllegalStateException("as a value")'], ["IllegalStateException", "as a value"]),
]

MAGICS = [
    Sentence("%help lists them all", ["%help"], "%maven %jars %classpath %time %timeit %vars %reset %load %run %env %cd %mem %device %lang %%html %%markdown %%mermaid %%latex %%writefile %%bash %timeout".split()),
    Sentence("%time", ["%time 1 + 1"], ["2"]),
    Sentence("%timeit", ["%timeit 1 + 1"], ["per loop"]),
    Sentence("%vars names lambdas by what they implement", ["Runnable lambda = () -> {};", "%vars"], ["lambda", "Runnable"], not_said=("Lambda/0x",)),
    Sentence("%%writefile and %run, which says how to call main", ['%%writefile Hello25.java\nvoid main() { System.out.println("from a file"); }', "%run Hello25.java"], ["main()"]),
    Sentence("%%bash", ["%%bash\necho from bash"], ["from bash"]),
    Sentence("%env", ["%env NABLA_SENTENCE=yes", "%%bash\necho $NABLA_SENTENCE"], ["yes"]),
    Sentence("%cd, %mem, %device, %classpath", ["%cd", "%mem", "%device", "%classpath"], ["Nothing was added"]),
    Sentence("%%html", ["%%html\n<b>bold</b>"], [], forms=("text/html",)),
    Sentence("%%markdown", ["%%markdown\n**bold**"], [], forms=("text/markdown",)),
    Sentence("%%latex", ["%%latex\n$x^2$"], [], forms=("text/latex",)),
    Sentence("%timeout", ["%timeout 1", "while (true) {}"], ["longer than the 1"], "error"),
    Sentence("%timeout off", ["%timeout off", "%timeout"], ["as long as they like"]),
    Sentence("%lang", ["%lang es", "int x = \"a\";"], ["Celda"], "error"),
    Sentence("%lang back", ["%lang en", "int x = \"a\";"], ["Cell"], "error"),
    Sentence("a missing artifact is one clear sentence", ["%maven no.such.group:nothing-at-all:9.9.9"], ["nothing-at-all"], "error", ("\tat ",)),
    Sentence("an unknown magic", ["%nosuch"], ["There is no magic %nosuch"], "error"),
]


@pytest.fixture(scope="module")
def notebook(kernel):
    _, client = kernel
    assert run(client, f"int {KEPT} = 42;").status == "ok"
    return client


def said(result) -> str:
    forms = [m["content"]["data"] for m in result.published if "data" in m["content"]]
    text = [form.get("text/plain", "") for form in forms]
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join([*text, result.stream("stdout"), result.stream("stderr"), result.traceback]))


@pytest.mark.parametrize("sentence", ERRORS + FORMS + ACCIDENTS + DISPLAY + MAGICS, ids=lambda sentence: sentence.text)
def test_sentence(notebook, sentence: Sentence, tmp_path_factory) -> None:
    *before, last = sentence.cells
    for code in before:
        assert run(notebook, code, allow_stdin=False).status == "ok", code
    result = run(notebook, last, allow_stdin=False)
    text = said(result)
    assert result.status == sentence.status, text
    for part in sentence.says:
        assert part in text
    for part in sentence.not_said:
        assert part not in text
    if sentence.forms:
        forms = {form for m in result.published if "data" in m["content"] for form in m["content"]["data"]}
        assert set(sentence.forms) <= forms
    assert run(notebook, f"{KEPT}").text == "42"


def test_a_threads_exception_is_told_in_the_lines_of_its_cell(notebook) -> None:
    result = run(notebook, 'var t = new Thread(() -> {\n  throw new IllegalStateException("behind");\n}, "worker");\nt.start(); t.join(); Thread.sleep(200);')
    told = re.sub(r"\x1b\[[0-9;]*m", "", result.stream("stderr"))
    assert 'Exception in thread "worker"' in told
    assert "line 2" in told and "REPL" not in told and "Thread.run" not in told


#: What an interrupt ends. `helper` and `Earlier` are declared before.
ENDLESS = {
    "a snippet": "while (true) {}",
    "a lambda": "Runnable r = () -> { while (true) {} };\nr.run();",
    "a method of an earlier cell": "helper();",
    "a class of an earlier cell": "new Earlier().loop();",
    "the engine": "var m = randn(600, 600); while (true) m = m.matmul(m);",
    "a parallel stream": "IntStream.range(0, 1_000_000).parallel().forEach(i -> { while (true) {} });",
    "a sleep with the interruption swallowed": "while (true) { try { Thread.sleep(50); } catch (InterruptedException e) {} }",
    "a lock wait": "var lock = new java.util.concurrent.locks.ReentrantLock(); var holder = new Thread(lock::lock); holder.start(); holder.join(); lock.lock();",
    "a blocked read": "var pipe = new PipedInputStream(new PipedOutputStream()); pipe.read();",
    "a library loop that never checks": "LongStream.rangeClosed(0, Long.MAX_VALUE).sum()",
}


@pytest.mark.parametrize("what", ENDLESS)
def test_an_interrupt_ends(kernel, notebook, what: str) -> None:
    manager, _ = kernel
    run(notebook, "void helper() { while (true) {} }\nclass Earlier { void loop() { for (;;) {} } }")
    request = notebook.execute(ENDLESS[what])
    wait_until_busy(notebook, request)
    time.sleep(0.3)
    manager.interrupt_kernel()
    result = finish(notebook, request)
    assert result.status == "error"
    assert result.reply["content"]["ename"] == "Interrupted"
    assert run(notebook, KEPT).text == "42"


def test_a_loop_that_cannot_be_stopped_is_left_alone_and_said(kernel, notebook) -> None:
    """Its thread holds a lock of the class loader's, where nothing may throw."""
    manager, _ = kernel
    request = notebook.execute("class Stuck { static int v = stuck(); static int stuck() { try { while (true) { Thread.onSpinWait(); } } finally { while (true) { try { Thread.sleep(1000); } catch (Throwable t) {} } } } }\nStuck.v")
    wait_until_busy(notebook, request)
    time.sleep(0.3)
    manager.interrupt_kernel()
    result = finish(notebook, request)
    assert result.status == "error"
    assert run(notebook, KEPT).text == "42"
