package nabla.engine.optim;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.error.Warnings;

/// Changes an optimizer's learning rates from step to step.
///
/// `scheduler.step()` comes after `optimizer.step()`, once an epoch or once a batch as the plan is
/// meant. The rates of the first step are set when the scheduler is made.
public abstract class LRScheduler {
  private final Optimizer optimizer;
  private final List<Double> baseRates;
  private int epoch;

  LRScheduler(Optimizer optimizer) {
    this.optimizer = optimizer;
    this.baseRates = optimizer.groups().stream().map(ParameterGroup::initialLr).toList();
  }

  /// Sets the learning rates of the next step.
  public void step() {
    if (epoch == 0 && optimizer.steps() == 0) {
      Warnings.warn(
          "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and"
              + " later, you should call them in the opposite order: `optimizer.step()` before"
              + " `lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping the"
              + " first value of the learning rate schedule. See more details at"
              + " https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate");
    }
    epoch++;
    apply();
  }

  /// Returns the learning rates in force, one for each parameter group.
  public final List<Double> lastLr() {
    return optimizer.groups().stream().map(ParameterGroup::lr).toList();
  }

  /// Sets the rates of the first step; the last thing a constructor does.
  final void begin() {
    apply();
  }

  /// Takes the beginning back that the constructor made, and begins anew with the first rates.
  void rewind() {
    epoch = 0;
    apply();
  }

  /// Begins in the middle of a [SequentialLR].
  void enter() {
    epoch = 0;
    for (int i = 0; i < baseRates.size(); i++) {
      ParameterGroup group = optimizer.groups().get(i);
      group.lr(entryRate(group.lr(), baseRates.get(i)));
    }
    after(epoch);
  }

  /// Returns a group's rate when the schedule takes over from another one: its first rate, whatever
  /// the other one left. PyTorch computes it in closed form where it knows one.
  double entryRate(double now, double base) {
    return rate(0, base, base);
  }

  private void apply() {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < baseRates.size(); i++) {
      rates.add(rate(epoch, optimizer.groups().get(i).lr(), baseRates.get(i)));
    }
    for (int i = 0; i < rates.size(); i++) {
      optimizer.groups().get(i).lr(rates.get(i));
    }
    after(epoch);
  }

  /// Returns a group's next rate.
  ///
  /// @param epoch how often [#step()] was called; 0 at the beginning
  /// @param now the rate in force, from which PyTorch computes most of the next ones
  /// @param base the rate with which the group began
  abstract double rate(int epoch, double now, double base);

  /// Does what else changes with an epoch.
  void after(int epoch) {}

  final Optimizer optimizer() {
    return optimizer;
  }
}
