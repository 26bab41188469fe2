package nabla.kernel.jshell;

/// On whose behalf code runs. Threads that the code starts keep it: [Evaluator#task].
@FunctionalInterface
public interface Task {
  /// Runs on nobody's behalf and is never stopped before it begins.
  Task NONE = () -> false;

  /// Returns whether it was asked to stop. What is begun for it from then on ends at once.
  boolean stopped();
}
