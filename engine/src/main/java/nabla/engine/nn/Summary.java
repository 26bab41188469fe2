package nabla.engine.nn;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Meta;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A table of the modules in a module: what each is called, what it returns, what it holds.
///
/// @param type the class of the module
/// @param rows one for each module inside, or one for the module itself if there is none inside
/// @param total how many numbers the parameters have together; a shared one counts once
/// @param trainable how many of them require a gradient
public record Summary(String type, List<Row> rows, long total, long trainable) {
  /// Creates a summary from a copy of the rows.
  public Summary {
    rows = List.copyOf(rows);
  }

  /// One module.
  ///
  /// @param name where it stands, `block.0` for instance
  /// @param type its class
  /// @param output the shape of what it returned last, or null if no input was given
  /// @param parameters the shapes of its own parameters by name
  /// @param count how many numbers these have
  public record Row(
      String name, String type, @Nullable Shape output, Map<String, Shape> parameters, long count) {
    /// Returns the shapes of the parameters as text.
    String weights() {
      return parameters.entrySet().stream()
          .map(each -> each.getKey() + " " + each.getValue())
          .collect(Collectors.joining(", "));
    }
  }

  static Summary of(Module module, Tensor... inputs) {
    Map<Module, Shape> outputs = inputs.length == 0 ? Map.of() : outputs(module, inputs);
    List<Row> rows = new ArrayList<>();
    module
        .namedModules()
        .forEach(
            (name, each) -> {
              if (!name.isEmpty() || module.namedChildren().isEmpty()) {
                rows.add(row(name, each, outputs.get(each)));
              }
            });
    long total = 0;
    long trainable = 0;
    for (Tensor parameter : module.parameters()) {
      total += parameter.numel();
      trainable += parameter.requiresGrad() ? parameter.numel() : 0;
    }
    return new Summary(module.typeName(), rows, total, trainable);
  }

  private static Row row(String name, Module module, @Nullable Shape output) {
    Map<String, Parameter> own = module.own(Parameter.class);
    Map<String, Shape> shapes = new LinkedHashMap<>();
    own.forEach((key, parameter) -> shapes.put(key, parameter.shape()));
    long count = own.values().stream().mapToLong(Tensor::numel).sum();
    return new Row(name, module.typeName(), output, shapes, count);
  }

  // Evaluation, so that nothing is learnt from the inputs.
  private static Map<Module, Shape> outputs(Module module, Tensor... inputs) {
    Map<Module, Shape> shapes = new IdentityHashMap<>();
    List<Meta.Handle> handles = new ArrayList<>();
    List<Module> training = module.modules().stream().filter(Module::training).toList();
    try (GradMode.Scope _ = GradMode.noGrad()) {
      for (Module each : module.modules()) {
        handles.add(
            each.registerForwardHook(
                (watched, _, output) -> {
                  shapes.put(watched, output.shape());
                  return null;
                }));
      }
      module.eval();
      module.call(inputs);
    } finally {
      handles.forEach(Meta.Handle::remove);
      training.forEach(Module::resumeTraining);
    }
    return shapes;
  }

  /// Returns the table as text.
  @Override
  public String toString() {
    boolean shapes = rows.stream().anyMatch(row -> row.output != null);
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("name", "type", shapes ? "output" : "weights", "parameters"));
    for (Row row : rows) {
      Shape output = row.output;
      String middle = shapes ? output == null ? "" : output.toString() : row.weights();
      cells.add(List.of(row.name, row.type, middle, grouped(row.count)));
    }
    int[] widths = new int[4];
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    String format =
        "%%-%ds  %%-%ds  %%-%ds  %%%ds\n".formatted(widths[0], widths[1], widths[2], widths[3]);
    String rule = "-".repeat(widths[0] + widths[1] + widths[2] + widths[3] + 6) + "\n";
    StringBuilder text = new StringBuilder(type).append('\n').append(rule);
    for (int i = 0; i < cells.size(); i++) {
      text.append(format.formatted(cells.get(i).toArray()));
      text.append(i == 0 ? rule : "");
    }
    return text.append(rule)
        .append("parameters: %s, trainable: %s".formatted(grouped(total), grouped(trainable)))
        .toString();
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
