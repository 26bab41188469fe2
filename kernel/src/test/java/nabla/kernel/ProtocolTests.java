package nabla.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nabla.kernel.KernelProcess.Exchange;
import nabla.kernel.KernelProcess.Message;
import nabla.kernel.KernelProcess.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a client hears, over real sockets, from a kernel in its own process.
class ProtocolTests {
  private static KernelProcess kernel;

  @BeforeAll
  static void start() throws IOException {
    kernel = KernelProcess.start();
  }

  @AfterAll
  static void end() {
    kernel.close();
  }

  private static int count(Exchange exchange) {
    return exchange.reply().content().get("execution_count").getAsInt();
  }

  @Test
  void tellsWhoItIs() {
    var reply = kernel.request(Socket.SHELL, "kernel_info_request", "{}").reply();

    assertThat(reply.type()).isEqualTo("kernel_info_reply");
    assertThat(reply.text("protocol_version")).isEqualTo("5.5");
    assertThat(reply.text("implementation")).isEqualTo("nabla");
    var language = reply.content().getAsJsonObject("language_info");
    assertThat(language.get("name").getAsString()).isEqualTo("java");
    assertThat(language.get("version").getAsString()).startsWith(Runtime.version().feature() + ".");
    assertThat(language.get("mimetype").getAsString()).isEqualTo("text/x-java");
    assertThat(language.get("file_extension").getAsString()).isEqualTo(".java");
    assertThat(language.get("pygments_lexer").getAsString()).isEqualTo("java");
    assertThat(language.get("codemirror_mode").getAsString()).isEqualTo("text/x-java");
    assertThat(language.get("nbconvert_exporter").getAsString()).isEqualTo("script");
    assertThat(reply.content().get("supported_features")).hasToString("[\"kernel subshells\"]");
    assertThat(reply.content().get("debugger").getAsBoolean()).isFalse();
  }

  @Test
  void surroundsEveryRequestWithBusyAndIdle() {
    for (var type :
        List.of(
            "kernel_info_request",
            "comm_info_request",
            "history_request",
            "is_complete_request",
            "complete_request",
            "inspect_request",
            "never_heard_of_request")) {
      for (var socket : List.of(Socket.SHELL, Socket.CONTROL)) {
        var exchange = kernel.request(socket, type, "{}");

        assertThat(exchange.types()).as(type).containsExactly("status", "status");
        assertThat(exchange.events().getFirst().text("execution_state")).isEqualTo("busy");
        assertThat(exchange.reply().socket()).isEqualTo(socket);
        assertThat(exchange.reply().type()).isEqualTo(type.replace("_request", "_reply"));
        assertThat(exchange.reply().content().has("status")).isTrue();
      }
    }
  }

  @Test
  void datesItsMessagesWithZoneAndAtMostSixDecimals() {
    var date = kernel.execute("1").reply().header().get("date").getAsString();

    assertThat(OffsetDateTime.parse(date)).isNotNull();
    assertThat(date).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z");
  }

  @Test
  void showsTheValueOfACellInOrder() {
    var exchange = kernel.execute("System.out.println(\"printed\");\n40 + 2");

    assertThat(exchange.status()).isEqualTo("ok");
    assertThat(exchange.types())
        .containsExactly("status", "execute_input", "stream", "execute_result", "status");
    assertThat(exchange.result()).isEqualTo("42");
    assertThat(exchange.printed("stdout")).isEqualTo("printed\n");
    assertThat(exchange.ofType("execute_result").getFirst().content().get("execution_count"))
        .isEqualTo(exchange.reply().content().get("execution_count"));
  }

  @Test
  void countsOnlyWhatIsKept() {
    int before = count(kernel.execute("1"));

    assertThat(count(kernel.execute("2", "{\"store_history\": false}"))).isEqualTo(before);
    assertThat(count(kernel.execute("3", "{\"silent\": true}"))).isEqualTo(before);
    assertThat(count(kernel.execute("4"))).isEqualTo(before + 1);
  }

  @Test
  void saysNothingOfASilentCell() {
    var exchange = kernel.execute("int silent = 5; silent", "{\"silent\": true}");

    assertThat(exchange.types()).containsExactly("status", "status");
    assertThat(kernel.execute("silent").result()).isEqualTo("5");
  }

  @Test
  void saysInEventAndReplyWhyACellFailed() {
    var exchange = kernel.execute("throw new IllegalStateException(\"on purpose\");");

    assertThat(exchange.status()).isEqualTo("error");
    var event = exchange.ofType("error").getFirst().content();
    for (var content : List.of(exchange.reply().content(), event)) {
      assertThat(content.get("ename").getAsString()).isEqualTo("IllegalStateException");
      assertThat(content.get("evalue").getAsString()).isEqualTo("on purpose");
      assertThat(content.getAsJsonArray("traceback")).isNotEmpty();
    }
  }

  @Test
  void abortsCellsThatWaitBehindAFailure() {
    var failing = kernel.sendCell("Thread.sleep(300); throw new Error();", "{}");
    var first = kernel.sendCell("1", "{}");
    var info = kernel.send(Socket.SHELL, "kernel_info_request", "{}");
    var second = kernel.sendCell("2", "{}");

    assertThat(kernel.finish(failing).status()).isEqualTo("error");
    assertThat(kernel.finish(first).status()).isEqualTo("aborted");
    assertThat(kernel.finish(info).status()).isEqualTo("ok");
    var aborted = kernel.finish(second);
    assertThat(aborted.status()).isEqualTo("aborted");
    assertThat(aborted.types()).containsExactly("status", "status");
    assertThat(kernel.execute("3").result()).isEqualTo("3");
  }

  @Test
  void goesOnAfterAFailureIfAsked() {
    var failing =
        kernel.sendCell("Thread.sleep(300); throw new Error();", "{\"stop_on_error\": false}");
    var next = kernel.sendCell("1", "{}");

    assertThat(kernel.finish(failing).status()).isEqualTo("error");
    assertThat(kernel.finish(next).status()).isEqualTo("ok");
  }

  @Test
  void evaluatesUserExpressions() {
    var reply =
        kernel
            .execute(
                "int six = 6;",
                """
                {"user_expressions": {"good": "six * 7", "bad": "nonsense"}}
                """)
            .reply();

    var expressions = reply.content().getAsJsonObject("user_expressions");
    var good = expressions.getAsJsonObject("good");
    assertThat(good.get("status").getAsString()).isEqualTo("ok");
    assertThat(good.getAsJsonObject("data").get("text/plain").getAsString()).isEqualTo("42");
    assertThat(expressions.getAsJsonObject("bad").get("status").getAsString()).isEqualTo("error");
    assertThat(reply.text("status")).isEqualTo("ok");
  }

  @Test
  void countsCursorsInCodePoints() {
    // The face is one code point and two UTF-16 units.
    var code = "/*\uD83D\uDE00*/ Integer.MAX_V";
    var reply =
        kernel
            .request(
                Socket.SHELL,
                "complete_request",
                "{\"code\": \"" + code + "\", \"cursor_pos\": 19}")
            .reply();

    assertThat(reply.content().getAsJsonArray("matches").get(0).getAsString())
        .isEqualTo("MAX_VALUE");
    assertThat(reply.content().get("cursor_start").getAsInt()).isEqualTo(14);
    assertThat(reply.content().get("cursor_end").getAsInt()).isEqualTo(19);
    assertThat(
            reply
                .content()
                .getAsJsonObject("metadata")
                .getAsJsonArray("_jupyter_types_experimental"))
        .isNotEmpty();
  }

  @Test
  void tellsWhetherCodeIsComplete() {
    var incomplete =
        kernel.request(Socket.SHELL, "is_complete_request", "{\"code\": \"if (true) {\"}").reply();

    assertThat(incomplete.text("status")).isEqualTo("incomplete");
    assertThat(incomplete.content().has("indent")).isTrue();
    assertThat(
            kernel.request(Socket.SHELL, "is_complete_request", "{\"code\": \"1 + 1\"}").status())
        .isEqualTo("complete");
  }

  @Test
  void remembersWhatWasRun() {
    kernel.execute("\"to be found\"");
    var tail =
        kernel
            .request(
                Socket.SHELL,
                "history_request",
                "{\"hist_access_type\": \"tail\", \"n\": 1, \"output\": true}")
            .reply();

    var entry = tail.content().getAsJsonArray("history").get(0).getAsJsonArray();
    assertThat(entry.get(2).getAsJsonArray().get(0).getAsString()).isEqualTo("\"to be found\"");
    assertThat(entry.get(2).getAsJsonArray().get(1).getAsString()).isEqualTo("to be found");
  }

  @Test
  void closesCommsThatNobodyWaitsFor() {
    var id =
        kernel.send(
            Socket.SHELL,
            "comm_open",
            "{\"comm_id\": \"c\", \"target_name\": \"t\", \"data\": {}}");

    var events = kernel.events(id);
    assertThat(events).extracting(Message::type).contains("comm_close");
    assertThat(kernel.request(Socket.SHELL, "comm_info_request", "{}").reply().content())
        .hasToString("{\"status\":\"ok\",\"comms\":{}}");
  }

  @Test
  void speaksOnCommsWhoseTargetACellRegistered() {
    kernel.execute(
        """
        Comms.target("echo", comm -> {
          System.out.println("opened");
          comm.onMessage(message -> comm.send(Map.of("seen", message.data().get("x"))));
        });
        """);
    var opening =
        kernel.events(
            kernel.send(
                Socket.SHELL,
                "comm_open",
                "{\"comm_id\": \"e\", \"target_name\": \"echo\", \"data\": {}}"));
    var saying =
        kernel.events(
            kernel.send(
                Socket.SHELL, "comm_msg", "{\"comm_id\": \"e\", \"data\": {\"x\": [1, null]}}"));

    assertThat(opening).extracting(Message::type).containsExactly("status", "stream", "status");
    assertThat(saying).extracting(Message::type).containsExactly("status", "comm_msg", "status");
    assertThat(saying.get(1).content())
        .hasToString("{\"comm_id\":\"e\",\"data\":{\"seen\":[1,null]}}");
    assertThat(kernel.request(Socket.SHELL, "comm_info_request", "{}").reply().content())
        .hasToString("{\"status\":\"ok\",\"comms\":{\"e\":{\"target_name\":\"echo\"}}}");
    var closing = kernel.send(Socket.SHELL, "comm_close", "{\"comm_id\": \"e\"}");
    assertThat(kernel.events(closing)).hasSize(2);
    assertThat(kernel.execute("Comms.all().isEmpty()").result()).isEqualTo("true");
  }

  @Test
  void answersInASubshellWhileACellRuns() {
    var id =
        kernel.request(Socket.CONTROL, "create_subshell_request", "{}").reply().text("subshell_id");
    var running = kernel.sendCell("System.out.println(\"in\"); while (true) { }", "{}");
    kernel.await(message -> message.type().equals("stream") && message.parentId().equals(running));

    var beside =
        kernel.finish(kernel.send(Socket.SHELL, "execute_request", "{\"code\": \"6 * 7\"}", id));
    assertThat(beside.result()).isEqualTo("42");
    assertThat(beside.reply().parent().get("subshell_id").getAsString()).isEqualTo(id);
    assertThat(kernel.request(Socket.CONTROL, "list_subshell_request", "{}").reply().content())
        .hasToString("{\"status\":\"ok\",\"subshell_id\":[\"" + id + "\"]}");
    kernel.request(Socket.CONTROL, "interrupt_request", "{}");
    assertThat(kernel.finish(running).status()).isEqualTo("error");

    var deletion = "{\"subshell_id\": \"" + id + "\"}";
    assertThat(kernel.request(Socket.CONTROL, "delete_subshell_request", deletion).status())
        .isEqualTo("ok");
    assertThat(kernel.request(Socket.CONTROL, "delete_subshell_request", deletion).status())
        .isEqualTo("error");
    var late = kernel.send(Socket.SHELL, "execute_request", "{\"code\": \"1\"}", id);
    assertThat(kernel.finish(late).reply().text("ename")).isEqualTo("UnknownSubshell");
  }

  @Test
  void anInterruptClearsTheQueueAlsoWhereFailuresDoNot() {
    var options = "{\"stop_on_error\": false}";
    var running = kernel.sendCell("System.out.println(\"in\"); while (true) { }", options);
    kernel.await(message -> message.type().equals("stream") && message.parentId().equals(running));
    var waiting = kernel.sendCell("1", options);
    // The answer to what was sent behind it, to nowhere, tells that it has arrived.
    kernel.finish(kernel.send(Socket.SHELL, "kernel_info_request", "{}", "not there"));
    kernel.request(Socket.CONTROL, "interrupt_request", "{}");

    assertThat(kernel.finish(running).status()).isEqualTo("error");
    assertThat(kernel.finish(waiting).status()).isEqualTo("aborted");
  }

  @Test
  void keepsTheOrderOfTheTwoStreams() {
    var exchange =
        kernel.execute(
            """
            for (int i = 0; i < 4; i++) {
              System.out.print("o" + i);
              System.err.print("e" + i);
            }
            """);

    assertThat(exchange.ofType("stream"))
        .extracting(event -> event.text("text"))
        .containsExactly("o0", "e0", "o1", "e1", "o2", "e2", "o3", "e3");
  }

  @Test
  void losesNothingOfALongOutput() {
    var exchange =
        kernel.execute("for (int i = 0; i < 100_000; i++) System.out.println(\"line \" + i);");

    var expected =
        IntStream.range(0, 100_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
    assertThat(exchange.printed("stdout").equals(expected)).isTrue();
    assertThat(exchange.ofType("stream").size()).isLessThan(1_000);
  }

  @Test
  void readsCharactersThatAreWrittenByteByByte() {
    var exchange =
        kernel.execute(
            """
            for (byte b : "añ\uD83D\uDE00".getBytes()) { System.out.write(b); System.out.flush(); }
            System.out.write(0xff);
            """);

    assertThat(exchange.printed("stdout")).isEqualTo("añ\uD83D\uDE00\uFFFD");
  }

  @Test
  void takesLateOutputToTheCellThatStartedTheThread() {
    var starting =
        kernel.execute(
            """
            var gate = new CountDownLatch(1);
            var late = new Thread(() -> {
              try { gate.await(); } catch (InterruptedException e) { }
              System.out.println("late");
            });
            late.start();
            """);
    var opening = kernel.execute("gate.countDown(); late.join();");

    var late = kernel.await(message -> message.type().equals("stream"));
    assertThat(late.text("text")).isEqualTo("late\n");
    assertThat(late.parentId()).isEqualTo(starting.reply().parentId());
    assertThat(opening.printed("stdout")).isEmpty();
  }

  @Test
  void displaysUpdatesAndClears() {
    var exchange =
        kernel.execute(
            """
            var handle = display(html("<b>one</b>"), "place");
            handle.update(markdown("*two*"));
            clear(true);
            display(latex("$x$"))
            """);

    assertThat(exchange.types())
        .containsExactly(
            "status",
            "execute_input",
            "display_data",
            "update_display_data",
            "clear_output",
            "display_data",
            "status");
    var shown = exchange.ofType("display_data").getFirst().content();
    assertThat(shown.getAsJsonObject("data").get("text/html").getAsString())
        .isEqualTo("<b>one</b>");
    assertThat(id(shown)).isEqualTo("place");
    assertThat(id(exchange.ofType("update_display_data").getFirst().content())).isEqualTo("place");
    assertThat(exchange.ofType("clear_output").getFirst().content().get("wait").getAsBoolean())
        .isTrue();
  }

  private static String id(JsonObject content) {
    return content.getAsJsonObject("transient").get("display_id").getAsString();
  }

  @Test
  void showsThatAValueCannotBeShown() {
    var exchange =
        kernel.execute(
            """
            class Shy { public String toString() { throw new IllegalStateException("too shy"); } }
            Object shy = new Shy();
            shy
            """);

    assertThat(exchange.result()).contains("could not be shown").contains("too shy");
  }

  @Test
  void interruptsAValueThatNeverEndsItsText() {
    var id =
        kernel.sendCell(
            """
            class Endless {
              public String toString() { System.out.println("in"); while (true) { } }
            }
            Object endless = new Endless();
            endless
            """,
            "{}");
    kernel.await(message -> message.type().equals("stream") && message.parentId().equals(id));
    kernel.request(Socket.CONTROL, "interrupt_request", "{}");

    assertThat(kernel.finish(id).status()).isEqualTo("error");
  }

  @Test
  void carriesOutMagics() {
    assertThat(kernel.execute("%%html\n<i>x</i>").ofType("display_data").getFirst().content())
        .hasToString(
            "{\"data\":{\"text/plain\":\"<i>x</i>\",\"text/html\":\"<i>x</i>\"},"
                + "\"metadata\":{},\"transient\":{}}");
    assertThat(kernel.execute("int listed = 3;\n").status()).isEqualTo("ok");
    assertThat(kernel.execute("%vars").printed("stdout")).contains("listed");
    assertThat(kernel.execute("%time\nlisted").result()).isEqualTo("3");
    assertThat(kernel.execute("%nonsense").reply().text("ename")).isEqualTo("MagicException");
    assertThat(
            kernel
                .request(Socket.SHELL, "is_complete_request", "{\"code\": \"%%html\\n<b>\"}")
                .status())
        .isEqualTo("complete");
  }

  @Test
  void restoresTheGradModeThatACellLeft() {
    var leaving = kernel.execute("%lang en\nnoGrad();");

    assertThat(leaving.printed("stdout")).contains("UserWarning: A mode");
    assertThat(kernel.execute("isGradEnabled()").result()).isEqualTo("true");
  }

  @Test
  void mistakesAreToldByCellAndLine() {
    kernel.execute("%mistakes on\nvar weight = vector(1.0).requiresGrad(true);");
    var training =
        kernel.execute(
            """
            for (int i = 0; i < 3; i++) {
              var loss = weight.sub(5).pow(2).sum();
              loss.backward();
              noGrad(() -> weight.sub_(weight.grad().mul(0.1)));
            }
            """);
    int cell = count(training);
    assertThat(training.printed("stdout"))
        .contains("was not reset after a step")
        .contains("Where: cell " + cell + ", line 3\n");
    var found = kernel.execute("%mistakes\nMistakes.found().size()");
    assertThat(found.printed("stdout")).contains("cell " + cell + ", line 3");
    kernel.execute("%mistakes off");
  }

  @Test
  void anomaliesAreToldByCellAndLine() {
    var failed =
        kernel.execute(
            """
            var zero = vector(0.0).requiresGrad(true);
            try (var _ = setDetectAnomaly(true)) {
              var root = zero.sub(1)
                  .sqrt();
              root.sum().backward();
            }
            """);
    String place = "cell " + count(failed) + ", line 4";
    assertThat(failed.printed("stdout"))
        .contains("Error detected in SqrtBackward0. Traceback of forward call")
        .contains(place);
    assertThat(failed.reply().text("evalue"))
        .startsWith("Function 'SqrtBackward0' returned nan values in its 0th output.")
        .contains(place);
  }

  @Test
  void showsWarningsOnTheStandardOutput() {
    var exchange = kernel.execute("Warnings.warn(\"mind the gap\");");

    assertThat(exchange.printed("stdout")).isEqualTo("UserWarning: mind the gap\n");
    assertThat(exchange.printed("stderr")).isEmpty();
  }

  @Test
  void asksForInput() {
    var id =
        kernel.sendCell(
            "var scanner = new Scanner(System.in);\nString both = scanner.nextLine() + scanner.nextLine();\nboth",
            "{\"allow_stdin\": true}");

    for (var line : List.of("añ", "\uD83D\uDE00")) {
      var question = kernel.await(message -> message.socket() == Socket.STDIN);
      assertThat(question.type()).isEqualTo("input_request");
      assertThat(question.parentId()).isEqualTo(id);
      kernel.send(Socket.STDIN, "input_reply", "{\"value\": \"" + line + "\"}");
    }
    assertThat(kernel.finish(id).result()).isEqualTo("añ\uD83D\uDE00");
  }

  @Test
  void saysAtOnceThatNobodyCanBeAsked() {
    var exchange = kernel.execute("new Scanner(System.in).nextLine();", "{\"allow_stdin\": false}");

    assertThat(exchange.reply().text("ename")).isEqualTo("StdinNotImplementedException");
    assertThat(exchange.reply().text("evalue")).contains("does not support input requests");
  }

  @Test
  void stopsWaitingForInputWhenInterrupted() {
    var id = kernel.sendCell("System.in.read();", "{\"allow_stdin\": true}");
    kernel.await(message -> message.socket() == Socket.STDIN);
    kernel.request(Socket.CONTROL, "interrupt_request", "{}");

    assertThat(kernel.finish(id).status()).isEqualTo("error");
  }

  @Test
  void interruptsALoopAndKeepsTheVariables() {
    kernel.execute("int kept = 11;");
    for (int i = 0; i < 5; i++) {
      var id = kernel.sendCell("System.out.println(\"in\"); while (true) { }", "{}");
      kernel.await(message -> message.type().equals("stream") && message.parentId().equals(id));
      assertThat(kernel.request(Socket.CONTROL, "interrupt_request", "{}").status())
          .isEqualTo("ok");
      assertThat(kernel.finish(id).status()).isEqualTo("error");
    }
    assertThat(kernel.execute("kept").result()).isEqualTo("11");
  }

  @Test
  void answersOnControlWhileACellRuns() {
    var id = kernel.sendCell("System.out.println(\"in\"); while (true) { }", "{}");
    kernel.await(message -> message.type().equals("stream") && message.parentId().equals(id));

    assertThat(kernel.request(Socket.CONTROL, "kernel_info_request", "{}").status())
        .isEqualTo("ok");
    kernel.request(Socket.CONTROL, "interrupt_request", "{}");
    assertThat(kernel.finish(id).status()).isEqualTo("error");
  }

  @Test
  void echoesHeartbeats() {
    assertThat(kernel.beat("tick")).isEqualTo("tick");
  }

  @Test
  void hidesItsLibrariesFromCells() {
    assertThat(kernel.execute("com.google.gson.Gson gson;").status()).isEqualTo("error");
    for (var hidden :
        List.of("com.google.gson.Gson", "org.zeromq.ZMQ", "nabla.kernel.wire.Sockets")) {
      assertThat(kernel.execute("Class.forName(\"" + hidden + "\");").reply().text("ename"))
          .isEqualTo("ClassNotFoundException");
    }
  }
}
