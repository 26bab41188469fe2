package nabla.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nabla.engine.nn.Module;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The table of PyTorch's names in `ARCHITECTURE.md` says what the code has and what is missing.
///
/// With `-Dnabla.rewrite=true` the table is written anew. PyTorch's names are in
/// `pytorch-names.txt`, which `src/test/python/names.py` has listed.
class NamesTests {
  private static final Path PAGE = Path.of("../ARCHITECTURE.md");
  private static final String BEGIN = "<!-- names: begin, written by NamesTests -->\n";
  private static final String END = "<!-- names: end -->\n";

  /// Names that Nabla has under another: where PyTorch has several, and where Java forbids one.
  private static final Map<String, String> OTHERWISE = otherwise();

  private static Map<String, String> otherwise() {
    Map<String, String> names = new TreeMap<>();
    String[] pairs = {
      "absolute abs, clip clamp, divide div, true_divide div, multiply mul, subtract sub,",
      "negative neg, greater gt, greater_equal ge, less lt, less_equal le, not_equal ne, fix trunc,",
      "concat cat, concatenate cat, swapaxes transpose, swapdims transpose, moveaxis movedim,",
      "inverse inv, ger outer, row_stack vstack, split_with_sizes split, float toFloat,",
      "double toDouble, long toLong, bool toBool, requires_grad_ requiresGrad, ndim dim,",
      "ndimension dim, nelement numel, stride strides, numpy toDoubleArray, tolist toDoubleArray,",
      "type to, type_as to, is_nonzero itemBoolean, T t, sum_to_size sumTo, Function CustomFunction,",
      "absolute_ abs_, clip_ clamp_, swapaxes_ transpose_, swapdims_ transpose_, greater_ gt_,",
      "greater_equal_ ge_, less_ lt_, less_equal_ le_, not_equal_ ne_,",
      "divide_ div_, true_divide_ div_, multiply_ mul_, subtract_ sub_, negative_ neg_, fix_ trunc_,",
      "from_numpy tensor, as_tensor tensor, asarray tensor, scalar_tensor tensor, index at, range arange"
    };
    for (String pair : String.join(" ", pairs).split(",\\s*", -1)) {
      List<String> both = List.of(pair.split(" ", -1));
      names.put(both.get(0), both.get(1));
    }
    for (String inverse : List.of("cos", "cosh", "sin", "sinh", "tan", "tan2", "tanh")) {
      names.put("arc" + inverse, "a" + inverse);
      names.put("arc" + inverse + "_", "a" + inverse + "_");
    }
    return names;
  }

  /// Names that mean another thing in PyTorch: `x.set_(source)` replaces the storage.
  private static final Set<String> UNLIKE = Set.of("set_");

  /// What a course of automatic differentiation on one machine has no use for.
  private static final Map<String, Pattern> OUTSIDE = outside();

  private static Map<String, Pattern> outside() {
    Map<String, Pattern> reasons = new LinkedHashMap<>();
    reasons.put(
        "sparse tensors",
        Pattern.compile(
            "sparse|Sparse|^(ccol|col|crow|row)_indices|coalesce|^(hspmm|smm|spmm|dsmm|hsmm|saddmm)$"
                + "|sspaddmm|to_dense|dense_dim|^indices|^values"));
    reasons.put(
        "quantised tensors",
        Pattern.compile("quanti[sz]e|^q_|_int8|_fp16|fbgemm|int_repr|qscheme|qparams|fake_quant"));
    reasons.put(
        "complex numbers",
        Pattern.compile(
            "complex|conj|view_as_real|_neg$|^(real|imag|polar|isreal|adjoint|cfloat|cdouble|chalf"
                + "|H|mH|angle|stft|istft)$"));
    reasons.put(
        "dtypes that do not compute", Pattern.compile("^(half|bfloat16|char|short|int|byte)$"));
    reasons.put(
        "other devices, libraries and several machines",
        Pattern.compile(
            "cuda|cudnn|miopen|mkldnn|vulkan|xla|ipu|xpu|mps|mtia|maia|dlpack|pin|record_stream"
                + "|get_device|share|autocast|Parallel|istributed|interop|SyncBatchNorm|default_device"));
    reasons.put(
        "names of PyTorch's inside, and what it has given up",
        Pattern.compile(
            "^sym_|_copy$|compile|^cond$|while_loop|parse_|_ir_|merge_type|unify_type|^fork$|^wait$"
                + "|backward_(elemt|reduce)|^native_|batch_norm_(elemt|stats|gather|update)|torch_function"
                + "|boolean_dispatch|int_or_pair|Optional|file_path|^unsafe_|typename|classproperty|meta|nested"
                + "|storage|data_ptr|_deterministic|deterministic_|cxx11|DataPipe|DataChunk|datapipes|_validation"
                + "|functional_datapipe|non_deterministic|generator|multiprocessing|symeig|reinforce|volatile"
                + "|upsample|dump_patches|T_destination|call_super|NLLLoss2d|warn_always|profiler|flush_denormal"
                + "|Container|Lazy|fuse_|convert_conv|_weights$|thread|slice_inverse|set_to|output_nr"
                + "|module_load|as_subclass|^(name|new|layout|quantile_)$|scaled_(mm|addmm|grouped)|grouped_mm"));
    return reasons;
  }

  private record Area(String name, Set<String> methods, Set<String> functions, Set<String> types) {}

  private static Map<String, Area> areas() {
    Set<String> tensor = methods(Tensor.class);
    Set<String> functions = functions("tensor", "autograd");
    Set<String> layers = functions("tensor", "nn");
    Set<String> all = functions("tensor", "autograd", "nn", "optim", "check");
    Map<String, Area> areas = new LinkedHashMap<>();
    for (Area area :
        List.of(
            new Area("torch", tensor, functions, Set.of()),
            new Area("torch.Tensor", tensor, functions, Set.of()),
            new Area("torch.nn", Set.of(), Set.of(), types("nn")),
            new Area("torch.nn.functional", without(tensor, layers), layers, Set.of()),
            new Area("torch.nn.Module", methods(Module.class), Set.of(), Set.of()),
            new Area("torch.nn.init", Set.of(), functions("nn"), Set.of()),
            new Area("torch.nn.utils", Set.of(), functions("nn", "optim"), Set.of()),
            new Area("torch.optim", Set.of(), Set.of(), types("optim")),
            new Area("torch.optim.lr_scheduler", Set.of(), Set.of(), types("optim")),
            new Area("torch.utils.data", Set.of(), functions("data"), types("data")),
            new Area("torch.autograd", tensor, all, types("tensor")),
            new Area("torch.autograd.functional", Set.of(), functions, Set.of()))) {
      areas.put(area.name(), area);
    }
    return areas;
  }

  private static Set<String> without(Set<String> names, Set<String> others) {
    Set<String> left = new TreeSet<>(names);
    left.removeAll(others);
    return left;
  }

  private static Set<String> methods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> functions(String... packages) {
    return Stream.of(packages)
        .flatMap(name -> classes(name).stream())
        .filter(type -> !type.isEnum() && !type.isInterface())
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> types(String name) {
    return classes(name).stream()
        .map(Class::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Class<?>> classes(String name) {
    try {
      Path root = Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      List<Class<?>> found = new ArrayList<>();
      try (Stream<Path> files = Files.list(root.resolve("nabla/engine").resolve(name))) {
        for (String file : files.map(path -> path.getFileName().toString()).sorted().toList()) {
          if (file.endsWith(".class") && !file.contains("$") && !file.startsWith("package-info")) {
            String type = file.substring(0, file.length() - ".class".length());
            Class<?> loaded = Class.forName("nabla.engine." + name + "." + type);
            if (Modifier.isPublic(loaded.getModifiers())) {
              found.add(loaded);
            }
          }
        }
      }
      return found;
    } catch (IOException | URISyntaxException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /// Returns PyTorch's name as Java writes it: `conv_transpose1d` is `convTranspose1d`.
  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      boolean joint = name.charAt(i) == '_' && i > 0 && i < name.length() - 1;
      if (joint) {
        i++;
      }
      camel.append(joint ? Character.toUpperCase(name.charAt(i)) : name.charAt(i));
    }
    return camel.toString();
  }

  private static Map<String, List<String>> pytorch() throws IOException {
    Map<String, List<String>> areas = new LinkedHashMap<>();
    String text =
        Files.readString(Path.of("src/test/resources/pytorch-names.txt")).replaceAll("#.*", "");
    for (String area : text.strip().split("\\R?\\[", -1)) {
      if (!area.isBlank()) {
        String[] words = area.strip().split("\\]?\\s+", -1);
        areas.put(words[0], List.of(words).subList(1, words.length));
      }
    }
    return areas;
  }

  /// The rows of one area: how each of PyTorch's names is found, in the order of the table.
  private static final class Rows {
    private final Area area;
    private final Map<String, List<String>> cells = new LinkedHashMap<>();
    private int outside;

    Rows(Area area, List<String> names) {
      this.area = area;
      for (String kind : List.of("methods", "functions", "classes", "other names", "**missing**")) {
        cells.put(kind, new ArrayList<>());
      }
      names.forEach(this::add);
    }

    private void add(String name) {
      String own = camelCase(name);
      String kind = kind(own);
      String other = OTHERWISE.get(name);
      String written = name.equals(own) ? "`%s`".formatted(name) : "`%s` `%s`".formatted(name, own);
      if (kind == null && other != null && kind(other) != null) {
        kind = "other names";
        written = "`%s` `%s`".formatted(name, other);
      }
      if (kind == null && OUTSIDE.values().stream().anyMatch(p -> p.matcher(name).find())) {
        outside++;
      } else if (kind == null) {
        Objects.requireNonNull(cells.get("**missing**")).add("`" + name + "`");
      } else {
        Objects.requireNonNull(cells.get(kind)).add(written);
      }
    }

    private @Nullable String kind(String own) {
      if (UNLIKE.contains(own)) {
        return null;
      }
      if (area.methods().contains(own)) {
        return "methods";
      }
      if (area.functions().contains(own)) {
        return "functions";
      }
      return area.types().contains(own) ? "classes" : null;
    }

    int found() {
      return cells.entrySet().stream()
          .filter(entry -> !entry.getKey().equals("**missing**"))
          .mapToInt(entry -> entry.getValue().size())
          .sum();
    }

    String text() {
      int missing = Objects.requireNonNull(cells.get("**missing**")).size();
      StringBuilder rows = new StringBuilder();
      rows.append(
          "| **`%s`** | %d here, %d missing, %d outside |\n"
              .formatted(area.name(), found(), missing, outside));
      cells.forEach(
          (kind, names) -> {
            if (!names.isEmpty()) {
              rows.append("| %s | %s |\n".formatted(kind, String.join(", ", names)));
            }
          });
      return rows.toString();
    }
  }

  private static String table() throws IOException {
    StringBuilder table = new StringBuilder("| PyTorch 2.15 | Nabla |\n| --- | --- |\n");
    Map<String, Area> areas = areas();
    for (Map.Entry<String, List<String>> names : pytorch().entrySet()) {
      Area area = Objects.requireNonNull(areas.get(names.getKey()), names.getKey());
      table.append(new Rows(area, names.getValue()).text());
    }
    return table.toString();
  }

  @Test
  void theTableInThePageIsTheCodes() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    assertThat(begin).as("the mark of the table in ARCHITECTURE.md").isNotNegative();
    assertThat(end).isGreaterThan(begin);
    if (Boolean.getBoolean("nabla.rewrite")) {
      Files.writeString(
          PAGE, page.substring(0, begin + BEGIN.length()) + table() + page.substring(end));
      return;
    }
    assertThat(page.substring(begin + BEGIN.length(), end))
        .as("ARCHITECTURE.md is behind: mvn -pl engine test -Dtest=NamesTests -Dnabla.rewrite=true")
        .isEqualTo(table());
  }

  /// Without this the table could be right because nothing was looked at.
  @Test
  void theTableSeesTheEngine() throws IOException {
    Map<String, Integer> found = new TreeMap<>();
    Map<String, Area> areas = areas();
    pytorch()
        .forEach(
            (name, names) ->
                found.put(
                    name, new Rows(Objects.requireNonNull(areas.get(name), name), names).found()));
    assertThat(found.keySet()).isEqualTo(areas.keySet());
    assertThat(found.get("torch")).isGreaterThan(250);
    assertThat(found.get("torch.Tensor")).isGreaterThan(250);
    assertThat(found.get("torch.nn.functional")).isGreaterThan(60);
    assertThat(found.get("torch.optim")).isGreaterThan(6);
    assertThat(found.get("torch.utils.data")).isGreaterThan(5);
    assertThat(found.get("torch.autograd")).isGreaterThan(5);
    assertThat(camelCase("conv_transpose1d")).isEqualTo("convTranspose1d");
    assertThat(camelCase("clip_grad_norm_")).isEqualTo("clipGradNorm_");
  }

  /// A name that is said to be spelt otherwise must be there under the other.
  @Test
  void otherNamesExist() {
    Set<String> all = new TreeSet<>();
    areas()
        .values()
        .forEach(
            area -> {
              all.addAll(area.methods());
              all.addAll(area.functions());
              all.addAll(area.types());
            });
    assertThat(all).containsAll(OTHERWISE.values());
  }
}
