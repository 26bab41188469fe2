package nabla.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Journal;
import nabla.kernel.aot.Refresh;
import nabla.kernel.aot.Training;
import nabla.kernel.doctor.Environment;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.jshell.EvaluatorOptions;
import nabla.kernel.protocol.Connection;
import nabla.kernel.protocol.Json;
import nabla.kernel.render.Renderers;
import nabla.kernel.session.Dispatcher;
import nabla.kernel.session.KernelInfo;
import nabla.kernel.session.LiveSession;
import nabla.kernel.wire.Client;
import nabla.kernel.wire.Sockets;

/// Starts the kernel that Jupyter asks for with a connection file, and ends with it.
public final class Main {
  private static final String USAGE =
      """
      Usage: nabla-kernel CONNECTION_FILE
      Runs the Java kernel Nabla on the sockets of a connection file, as Jupyter starts it.
        --help     prints this text
        --version  prints the versions of Nabla and Java
        --environment  prints what the kernel runs on, as JSON
      """;

  /// Broken messages may come in floods; the log of the server must not.
  private static final int COMPLAINTS = 50;

  private static final int MISUSE = 2;

  private Main() {}

  public static void main(String[] arguments) {
    // Kept apart from System.err, which is going to belong to the cells.
    var log = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    if (arguments.length == 1 && arguments[0].equals("--help")) {
      System.out.print(USAGE);
    } else if (arguments.length == 1 && arguments[0].equals("--version")) {
      System.out.println(KernelInfo.banner());
    } else if (arguments.length == 1 && arguments[0].equals("--environment")) {
      System.out.println(Json.text(Environment.facts()));
    } else if (arguments.length == 1 && arguments[0].equals("--train")) {
      System.exit(train(log));
    } else if (arguments.length == 0 || arguments[0].startsWith("-")) {
      log.print(USAGE);
      System.exit(MISUSE);
    } else {
      try {
        run(Connection.read(Path.of(arguments[0])), log);
      } catch (Connection.Unusable e) {
        log.println(e.getMessage());
        System.exit(MISUSE);
      }
      exit();
    }
  }

  /// Leads a kernel of this process through a lesson, for the JVM to record.
  ///
  /// @return the status to exit with
  private static int train(PrintStream log) {
    try {
      var connection = Client.freeConnection();
      var kernel = Thread.ofPlatform().start(() -> runOrHalt(connection, log));
      try (var client = new Client(connection)) {
        int wrong = Training.lead(client);
        kernel.join();
        return wrong == 0 ? 0 : 1;
      }
    } catch (IOException | Client.Unanswered | InterruptedException e) {
      log.println(e);
      return 1;
    }
  }

  /// Without a kernel there is nothing to wait for: the lesson would wait all the same.
  private static void runOrHalt(Connection connection, PrintStream log) {
    try {
      run(connection, log);
    } catch (Connection.Unusable | RuntimeException | LinkageError e) {
      log.println(e);
      Runtime.getRuntime().halt(1);
    }
  }

  /// Runs the kernel until a client ends it or the process that started it is gone.
  private static void run(Connection connection, PrintStream log) throws Connection.Unusable {
    var end = new CountDownLatch(1);
    ProcessLife.ignoreInterrupts();
    ProcessLife.watchParent(System.getenv("JPY_PARENT_PID"), end::countDown);
    var complaints = new AtomicInteger();
    try (var sockets =
        new Sockets(
            connection,
            line -> {
              if (complaints.incrementAndGet() <= COMPLAINTS) {
                log.println("nabla: " + line);
              }
            })) {
      Journal.keep(true); // Notebooks draw graphs.
      var classes = new CellClasses();
      // Not closed at the end: the end of the process is quicker and more certain.
      var evaluator =
          new Evaluator(
              new EvaluatorOptions(
                  classes.classPath(), classes, imports(), GradMode::reset, Sources::folder));
      var session =
          new LiveSession(
              evaluator, sockets.outbox(), value -> Renderers.render(value, evaluator::variables));
      session.takeOver();
      var dispatcher = new Dispatcher(session, sockets.outbox(), end::countDown);
      dispatcher.start();
      sockets.start(dispatcher);
      evaluator.start();
      Refresh.begin();
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns the imports that every cell starts with.
  static List<String> imports() {
    try (var in = Objects.requireNonNull(Main.class.getResourceAsStream("imports.txt"))) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> line.startsWith("import "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The list of imports cannot be read", e);
    }
  }

  /// Ends the process, also where a shutdown hook that a cell has set does not end.
  private static void exit() {
    Thread.ofPlatform()
        .daemon()
        .name("nabla-end")
        .start(
            () -> {
              try {
                Thread.sleep(2_000);
              } catch (InterruptedException _) {
                // then at once
              }
              Runtime.getRuntime().halt(0);
            });
    System.exit(0);
  }
}
