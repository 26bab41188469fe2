package nabla.engine.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import nabla.engine.autograd.Watcher;
import nabla.engine.nn.Module;
import nabla.engine.optim.Optimizer;
import nabla.engine.tensor.Tensor;

/// Finds the mistakes of a training that PyTorch passes over in silence.
///
/// `Mistakes.find(loss)` looks at one loss, before or after its backward pass; with the parameters,
/// the module or the optimizer it also tells what does not get trained. `Mistakes.watch(true)`
/// looks at everything from then on and issues what it finds as a warning, once for each place.
/// Only while it watches are the lines known in which an operation was called, and where a path to
/// a parameter was cut. Watching is slow and meant for looking at a mistake; switched off, it costs
/// nothing.
///
/// A program that is right must not be blamed: where a mistake cannot be told from an intention,
/// nothing is said.
public final class Mistakes {
  private static final Object LOCK = new Object();

  private static volatile Watch watch = new Watch();

  private Mistakes() {}

  /// Returns the mistakes in the graph of a loss and in the gradients of its leaves.
  public static Findings find(Tensor loss) {
    return Watcher.aside(
        () -> {
          Search search = new Search();
          Inspection in = search.graph(loss);
          GradientMistakes.cutOff(in, watch.reads(), watch::mayTrain, search);
          GradientMistakes.accumulated(in, search);
          NumberMistakes.layers(Parameters.leaves(in.leaves()), search);
          return search.findings();
        });
  }

  /// Returns the mistakes of a loss by which these parameters shall be trained.
  public static Findings find(Tensor loss, Tensor... parameters) {
    return find(loss, Arrays.asList(parameters));
  }

  /// Returns the mistakes of a loss by which these parameters shall be trained.
  public static Findings find(Tensor loss, List<Tensor> parameters) {
    return find(loss, Parameters.of(parameters));
  }

  /// Returns the mistakes of a loss by which these parameters shall be trained; findings call them
  /// by their names.
  public static Findings find(Tensor loss, Map<String, Tensor> parameters) {
    return find(loss, Parameters.of(parameters));
  }

  /// Returns the mistakes of a loss by which a module shall be trained.
  public static Findings find(Tensor loss, Module module) {
    return find(loss, Parameters.of(module.namedParameters()));
  }

  /// Returns the mistakes of a loss by which an optimizer trains what it holds.
  public static Findings find(Tensor loss, Optimizer optimizer) {
    return find(loss, optimizer, held(optimizer), List.of());
  }

  /// Returns the mistakes of a loss by which an optimizer shall train a module, all of whose
  /// parameters it should hold.
  public static Findings find(Tensor loss, Optimizer optimizer, Module module) {
    Parameters named = Parameters.of(module.namedParameters());
    return find(loss, optimizer, named, named.all());
  }

  private static Findings find(Tensor loss, Parameters parameters) {
    return Watcher.aside(
        () -> {
          Search search = new Search();
          Inspection in = search.graph(loss);
          parameters.all().forEach(each -> search.unreached(in, watch.reads(), each));
          search.gradients(parameters);
          return search.findings();
        });
  }

  private static Findings find(
      Tensor loss, Optimizer optimizer, Parameters parameters, List<Parameters.Named> required) {
    return Watcher.aside(
        () -> {
          Search search = new Search();
          Inspection in = search.graph(loss);
          Parameters held = held(optimizer);
          OptimizerMistakes.missing(new Parameters(required), held, search);
          boolean replaced =
              search.findings().isEmpty()
                  && OptimizerMistakes.replaced(in.leaves(), held, held::holds, search);
          if (!replaced) {
            parameters.all().forEach(each -> search.unreached(in, watch.reads(), each));
          }
          search.gradients(parameters);
          return search.findings();
        });
  }

  private static Parameters held(Optimizer optimizer) {
    return Parameters.of(
        optimizer.groups().stream().flatMap(group -> group.parameters().stream()).toList());
  }

  /// Starts to watch, from an empty list of findings, or stops.
  public static void watch(boolean on) {
    synchronized (LOCK) {
      if (on) {
        watch = new Watch();
      }
      Watcher.install(on ? watch : null);
    }
  }

  /// Tells whether mistakes are being watched for.
  public static boolean isWatching() {
    return Watcher.current() != null;
  }

  /// Returns what has been found since the watch began.
  public static Findings found() {
    return watch.found();
  }

  /// The findings of one search, in the order in which they are made; each is taken once.
  static final class Search implements Consumer<Finding> {
    private final List<Finding> all = new ArrayList<>();

    @Override
    public void accept(Finding finding) {
      if (!all.contains(finding)) {
        all.add(finding);
      }
    }

    Inspection graph(Tensor loss) {
      Inspection in = new Inspection(loss);
      NumberMistakes.loss(in, this);
      NumberMistakes.gradients(in, this);
      GraphMistakes.broadcast(in, this);
      GraphMistakes.bypassed(in, this);
      GraphMistakes.total(in, this);
      GraphMistakes.growing(in, this);
      return in;
    }

    void unreached(Inspection in, ItemReads reads, Parameters.Named parameter) {
      GradientMistakes.unreached(in, reads, parameter, this);
    }

    void gradients(Parameters parameters) {
      parameters.all().forEach(p -> GradientMistakes.accumulated(p.name(), p.tensor(), true, this));
      NumberMistakes.layers(parameters, this);
    }

    Findings findings() {
      return new Findings(all);
    }
  }
}
