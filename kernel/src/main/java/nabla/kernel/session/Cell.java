package nabla.kernel.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import nabla.kernel.jshell.Task;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Incoming;

/// One execution of a cell, or of a comm's handler: the parent of all that it prints, shows and
/// asks.
final class Cell implements Task {
  private final Incoming request;
  private final boolean allowsInput;
  private final Consumer<Cell> interruption;
  private final Queue<Runnable> lasts = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;
  private volatile boolean ended;

  /// @param allowsInput whether its client can ask the user for input
  Cell(Incoming request, boolean allowsInput, Consumer<Cell> interruption) {
    this.interruption = interruption;
    this.request = request;
    this.allowsInput = allowsInput;
  }

  Incoming request() {
    return request;
  }

  Header header() {
    return request.header();
  }

  boolean allowsInput() {
    return allowsInput;
  }

  /// Stops it as an interrupt of the front end does.
  void interrupt() {
    interruption.accept(this);
  }

  /// Asks it to stop.
  void stop() {
    stopped = true;
  }

  @Override
  public boolean stopped() {
    return stopped;
  }

  /// Keeps something to do when its code has ended.
  void atEnd(Runnable last) {
    lasts.add(last);
  }

  /// Does what was kept.
  void codeEnded() {
    for (var last = lasts.poll(); last != null; last = lasts.poll()) {
      last.run();
    }
  }

  void end() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }
}
