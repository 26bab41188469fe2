package nabla.engine.nn;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.Flag.NOT_STRICT;
import static nabla.engine.tensor.Shape.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.GradientException;
import nabla.engine.error.NablaException;
import nabla.engine.error.StateException;
import nabla.engine.error.Warnings;
import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A module finds what its fields hold, and does with it what PyTorch's does. Texts are PyTorch's.
@SuppressWarnings({"UnusedVariable", "UnusedMethod", "EffectivelyPrivate"}) // found by reflection
class ModuleTests {
  private static class Base extends Module {
    final Linear first = new Linear(2, 3);

    @Override
    public Tensor forward(Tensor x) {
      return first.call(x);
    }
  }

  private static final class Net extends Base {
    static final Linear SHARED = new Linear(9, 9);
    final Parameter scale = new Parameter(ones(1));
    final Buffer seen = new Buffer(zeros(1));
    final Buffer scratch = new Buffer(zeros(1)).persistent(false);
    final transient Module parent = new Linear(5, 5);
    @Nullable Module absent;
    Linear second = new Linear(3, 1);
    final Linear again = first;

    @Override
    public Tensor forward(Tensor x) {
      return second.call(super.forward(x).mul(scale));
    }
  }

  @Test
  void fieldsAreMembersInOrder() {
    Net net = new Net();
    assertThat(net.namedParameters().keySet())
        .containsExactly("scale", "first.weight", "first.bias", "second.weight", "second.bias");
    assertThat(net.namedBuffers().keySet()).containsExactly("seen", "scratch");
    assertThat(net.namedChildren().keySet()).containsExactly("first", "second", "again");
    assertThat(net.children()).containsExactly(net.first, net.second);
    assertThat(net.namedModules().keySet()).containsExactly("", "first", "second");
    assertThat(net.stateDict().keySet())
        .containsExactly(
            "scale",
            "seen",
            "first.weight",
            "first.bias",
            "second.weight",
            "second.bias",
            "again.weight",
            "again.bias");
  }

  @Test
  void aFieldMayBeAssignedLater() {
    Net net = new Net();
    assertThat(net.parameters()).hasSize(5);
    net.second = new Linear(3, 7);
    net.absent = new Linear(1, 1);
    assertThat(net.namedParameters().get("second.bias")).isSameAs(net.second.bias());
    assertThat(net.namedParameters()).containsKey("absent.weight");
  }

  @Test
  void registrationGivesANameToAFieldOrToWhatHasNone() {
    class Named extends Module {
      final Buffer runningMean = register("running_mean", new Buffer(zeros(1)));

      Named() {
        register("extra", new Linear(1, 1));
        register("free", new Parameter(ones(1)));
      }
    }
    Named named = new Named();
    assertThat(named.stateDict().keySet())
        .containsExactly("free", "running_mean", "extra.weight", "extra.bias");
    assertThat(named.runningMean.isPersistent()).isTrue();
    assertMessage(
        () -> named.register("a.b", new Linear(1, 1)), "module name can't contain \".\", got: a.b");
    assertMessage(
        () -> named.register("a.b", new Buffer(ones(1))), "buffer name can't contain \".\"");
    assertMessage(
        () -> named.register("", new Parameter(ones(1))),
        "parameter name can't be empty string \"\"");
  }

  private static void assertMessage(ThrowingCallable call, String torch) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NablaException.class, e -> assertThat(e.torchMessage()).isEqualTo(torch));
  }

  /// The class of a module is public, its method is public; nothing else is asked of it.
  @Test
  void forwardTakesAsManyInputsAsItSays() {
    class Sum extends Module {
      public Tensor forward(Tensor a, Tensor b) {
        return a.add(b);
      }
    }
    class All extends Module {
      @Override
      public Tensor forward(Tensor... inputs) {
        return vector(inputs.length);
      }
    }
    class Nothing extends Module {}
    Tensor one = ones(1);
    assertThat(new Sum().call(one, one).item()).isEqualTo(2);
    assertThat(new All().call(one).item()).isEqualTo(1);
    assertThat(new All().call(one, one, one).item()).isEqualTo(3);
    assertThat(new All().forward(one).item()).isEqualTo(1);
    assertMessage(
        () -> new Nothing().call(one),
        "Module [Nothing] is missing the required \"forward\" function");
    assertMessage(
        () -> new Base().call(one, one),
        "Base.forward() takes 2 positional arguments but 3 were given");
    assertThatThrownBy(() -> new Sum().call(one))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("Sum.forward() missing 1 required positional argument: ");
  }

  @Test
  void whatForwardThrowsArrivesAsItIs() {
    class Broken extends Module {
      public Tensor forward(Tensor a, Tensor b) {
        throw new UnsupportedOperationException("mine");
      }
    }
    assertThatThrownBy(() -> new Broken().call(ones(1), ones(1)))
        .isExactlyInstanceOf(UnsupportedOperationException.class)
        .hasMessage("mine");
  }

  @Test
  void aCircleOfModulesIsFoundOut() {
    Net net = new Net();
    assertThat(net.modules()).hasSize(3);
    net.absent = new Sequential(new Identity(), net);
    assertThat(net.modules()).hasSize(5);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(net::stateDict, net::toString, () -> net.apply(_ -> {}))) {
      assertThatThrownBy(call)
          .isInstanceOf(ArgumentException.class)
          .hasMessageContaining("transient");
    }
  }

  @Test
  void modesReachTheWholeTree() {
    Net net = new Net();
    assertThat(net.training()).isTrue();
    assertThat(net.eval()).isSameAs(net);
    assertThat(net.modules()).noneMatch(Module::training);
    net.first.train();
    assertThat(net.training()).isFalse();
    assertThat(net.train().modules()).allMatch(Module::training);
  }

  @Test
  void parametersAreFrozenConvertedAndVisited() {
    Net net = new Net();
    net.call(ones(1, 2)).sum().backward();
    net.toDouble();
    assertThat(net.parameters()).allMatch(p -> p.dtype() == DType.FLOAT64);
    assertThat(net.buffers()).allMatch(b -> b.dtype() == DType.FLOAT64);
    assertThat(Objects.requireNonNull(net.scale.grad()).dtype()).isEqualTo(DType.FLOAT64);
    net.zeroGrad();
    assertThat(net.parameters()).allMatch(p -> p.grad() == null);
    net.call(ones(1, 2).toDouble()).sum().backward();
    assertThat(Objects.requireNonNull(net.scale.grad()).dtype()).isEqualTo(DType.FLOAT64);
    assertMessage(
        () -> net.to(DType.INT64),
        "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.int64");
    assertThat(net.requiresGrad(false).parameters()).noneMatch(Tensor::requiresGrad);
    List<Module> visited = new ArrayList<>();
    net.apply(visited::add);
    assertThat(visited).containsExactly(net.first, net.second, net);
    assertMessage(
        () -> new Parameter(tensor(1)),
        "Only Tensors of floating point and complex dtype can require gradients");
  }

  @Test
  void aStateIsCopiedIntoAnother() {
    Net from = new Net();
    Net to = new Net();
    assertThat(to.loadStateDict(from.stateDict())).hasToString("<All keys matched successfully>");
    from.stateDict()
        .forEach(
            (name, value) ->
                assertThat(value.equal(Objects.requireNonNull(to.stateDict().get(name)))).isTrue());
    assertThat(to.first.weight().requiresGrad()).isTrue();
  }

  @Test
  void aStateThatDoesNotFitIsRefusedInPyTorchsWords() {
    Net net = new Net();
    Map<String, Tensor> state = new LinkedHashMap<>(net.stateDict());
    state.remove("first.weight");
    state.remove("second.bias");
    state.put("foo", ones(1));
    state.put("first.zoo", ones(1));
    state.put("first.bias", ones(4));
    assertThatThrownBy(() -> net.loadStateDict(state))
        .isInstanceOfSatisfying(
            StateException.class,
            e ->
                assertThat(e.torchMessage())
                    .isEqualTo(
                        "Error(s) in loading state_dict for Net:\n"
                            + "\tMissing key(s) in state_dict: \"first.weight\", \"second.bias\". \n"
                            + "\tUnexpected key(s) in state_dict: \"foo\", \"first.zoo\". \n"
                            + "\tsize mismatch for first.bias: copying a param with shape"
                            + " torch.Size([4]) from checkpoint, the shape in current model is"
                            + " torch.Size([3])."));
    state.remove("first.bias");
    assertThat(net.loadStateDict(state, NOT_STRICT))
        .hasToString(
            "_IncompatibleKeys(missing_keys=['first.weight', 'first.bias', 'second.bias'],"
                + " unexpected_keys=['foo', 'first.zoo'])");
  }

  @Test
  void theTextIsPyTorchs() {
    assertThat(new Net())
        .hasToString(
            """
            Net(
              (first): Linear(in_features=2, out_features=3, bias=True)
              (second): Linear(in_features=3, out_features=1, bias=True)
              (again): Linear(in_features=2, out_features=3, bias=True)
            )""");
    assertThat(new Linear(1, 2, Linear.options().bias(false)))
        .hasToString("Linear(in_features=1, out_features=2, bias=False)");
  }

  @Test
  void aSummaryCountsAndShowsShapes() {
    Net net = new Net();
    net.first.requiresGrad(false);
    net.second.eval();
    assertThat(net.summary(shape(5, 2)))
        .hasToString(
            """
            Net
            -----------------------------------
            name    type    output  parameters
            -----------------------------------
            first   Linear  [5, 3]           9
            second  Linear  [5, 1]           4
            -----------------------------------
            parameters: 14, trainable: 5"""
                .replace("-----------------------------------", "-".repeat(34)));
    assertThat(net.summary().toString()).contains("weight [3, 2], bias [3]");
    assertThat(net.modules()).filteredOn(Module::training).containsExactly(net, net.first);
  }

  @Test
  void hooksSeeAndReplace() {
    Base net = new Base();
    List<String> log = new ArrayList<>();
    var pre =
        net.registerForwardPreHook(
            (_, inputs) -> {
              log.add("pre");
              return List.of(inputs.getFirst().mul(2));
            });
    var after =
        net.registerForwardHook(
            (module, inputs, output) -> {
              log.add("after " + (module == net) + " " + inputs.getFirst().at(0, 0).item());
              return output.mul(0);
            });
    assertThat(net.call(ones(1, 2)).abs().sum().item()).isZero();
    assertThat(net.forward(ones(1, 2)).abs().sum().item()).isNotZero();
    assertThat(log).containsExactly("pre", "after true 2.0");
    pre.remove();
    after.remove();
    net.call(ones(1, 2));
    assertThat(log).hasSize(2);
  }

  @Test
  void backwardHooksSeeBothEnds() {
    Linear linear = new Linear(2, 2);
    List<String> log = new ArrayList<>();
    linear.registerFullBackwardHook(
        (_, in, out) -> {
          log.add((in.getFirst() == null) + " " + out.getFirst());
          return in.getFirst() == null ? null : List.of(in.getFirst().mul(0));
        });
    linear.registerFullBackwardPreHook(
        (_, out) -> {
          log.add("pre");
          return List.of(out.getFirst().mul(2));
        });
    Tensor x = ones(1, 2).requiresGrad(true);
    Tensor y = linear.call(x);
    assertThat(y.toString()).contains("grad_fn=<BackwardHookFunctionBackward>");
    y.sum().backward();
    assertThat(log).containsExactly("pre", "false tensor([[2., 2.]])");
    assertThat(Objects.requireNonNull(x.grad()).abs().max().item()).isZero();
    assertThat(Objects.requireNonNull(linear.weight().grad()))
        .hasToString("tensor([[2., 2.],\n        [2., 2.]])");
    List<String> warnings = new ArrayList<>();
    var before = Warnings.handler(warnings::add);
    try {
      linear.call(ones(1, 2)).sum().backward();
    } finally {
      Warnings.handler(before);
    }
    assertThat(log).endsWith("pre", "true tensor([[2., 2.]])");
    assertThat(warnings).hasSize(1).first().asString().startsWith("Full backward hook is firing");
  }

  @Test
  void aBackwardHookMustReturnWhatItGot() {
    Linear linear = new Linear(2, 2);
    linear.registerFullBackwardHook((_, _, _) -> Collections.<@Nullable Tensor>nCopies(2, null));
    Tensor y = linear.call(ones(1, 2).requiresGrad(true)).sum();
    assertThatThrownBy(y::backward)
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith(
            "Backward hook returned an invalid number of grad_input, got 2, but expected 1");
  }

  /// An inherited method hides all static functions of its name in the class of a learner's module.
  @Test
  void noMethodIsNamedLikeAFunction() {
    Set<String> functions =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(
                    "nabla.engine.tensor", "nabla.engine.autograd", "nabla.engine.check")
                .stream()
                .filter(type -> type.getModifiers().contains(PUBLIC) && !type.isEnum())
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getModifiers().containsAll(PUBLIC_STATIC))
                .map(method -> method.getName())
                .collect(Collectors.toSet());
    assertThat(functions).contains("zeros", "cat", "noGrad");
    assertThat(Arrays.stream(Module.class.getDeclaredMethods()))
        .filteredOn(method -> !Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic())
        .extracting(Method::getName)
        .doesNotContainAnyElementsOf(functions);
  }

  private static final JavaModifier PUBLIC = JavaModifier.PUBLIC;
  private static final Set<JavaModifier> PUBLIC_STATIC = Set.of(PUBLIC, JavaModifier.STATIC);
}
