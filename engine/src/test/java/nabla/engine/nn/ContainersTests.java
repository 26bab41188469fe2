package nabla.engine.nn;

import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nabla.engine.error.IndexException;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Modules that hold others, and the order in which they do.
class ContainersTests {
  private static final class Deep extends Module {
    final ModuleList layers = new ModuleList(new Linear(2, 2), new Linear(2, 2));
    final ModuleDict heads = new ModuleDict(Map.of("a", new Linear(2, 1)));
    final ParameterList scales = new ParameterList(ones(1), ones(1));

    @Override
    public Tensor forward(Tensor x) {
      Tensor current = x;
      for (Module layer : layers) {
        current = layer.call(current);
      }
      return heads.get("a").call(current).mul(scales.get(-1));
    }
  }

  @Test
  void whatAListHoldsBelongsToTheModule() {
    Deep deep = new Deep();
    assertThat(deep.namedParameters().keySet())
        .containsExactly(
            "layers.0.weight",
            "layers.0.bias",
            "layers.1.weight",
            "layers.1.bias",
            "heads.a.weight",
            "heads.a.bias",
            "scales.0",
            "scales.1");
    deep.call(ones(3, 2)).sum().backward();
    assertThat(deep.scales.get(1).grad()).isNotNull();
    assertThat(deep.scales.get(0).grad()).isNull();
    deep.layers.append(new Linear(2, 2));
    assertThat(deep.parameters()).hasSize(10);
  }

  @Test
  void aRowComputesInItsOrder() {
    Linear first = new Linear(2, 3);
    Linear last = new Linear(3, 1);
    Sequential row = new Sequential(first, last);
    Tensor x = ones(4, 2);
    assertThat(row.call(x).equal(last.call(first.call(x)))).isTrue();
    assertThat(row.get(0)).isSameAs(first);
    assertThat(row.get(-1)).isSameAs(last);
    Module between = new Identity();
    row.insert(1, between).append(new Flatten());
    assertThat(row.size()).isEqualTo(4);
    assertThat(row).startsWith(first, between, last);
    row.set(0, new Linear(2, 3));
    assertThat(row.get(0)).isNotSameAs(first);
    assertThat(row.namedChildren().keySet()).containsExactly("0", "1", "2", "3");
    assertIndex(() -> row.get(4), "index 4 is out of range");
    assertIndex(() -> row.get(-5), "index -5 is out of range");
  }

  private static void assertIndex(ThrowingCallable call, String torch) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IndexException.class, e -> assertThat(e.torchMessage()).isEqualTo(torch));
  }

  @Test
  void aRowMayHaveNamesOfItsOwn() {
    Map<String, Module> named = new LinkedHashMap<>();
    named.put("encoder", new Linear(2, 3));
    named.put("decoder", new Linear(3, 2));
    Sequential row = new Sequential(named);
    assertThat(row.stateDict().keySet())
        .containsExactly("encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias");
    assertThat(row.call(ones(1, 2)).size(1)).isEqualTo(2);
  }

  /// Two places that share a module are two steps, and one set of parameters.
  @Test
  void aModuleMayStandTwice() {
    Linear shared = new Linear(2, 2);
    Sequential row = new Sequential(shared, shared);
    assertThat(row.size()).isEqualTo(2);
    assertThat(row.parameters()).hasSize(2);
    assertThat(row.children()).hasSize(1);
    assertThat(row.stateDict()).hasSize(4);
    assertThat(row.summary().total()).isEqualTo(6);
  }

  @Test
  void aDictionaryFindsByName() {
    Linear linear = new Linear(1, 1);
    ModuleDict dict = new ModuleDict().put("one", linear).put("two", new Identity());
    assertThat(dict.get("one")).isSameAs(linear);
    assertThat(dict.contains("three")).isFalse();
    assertThat(dict.remove("one")).isSameAs(linear);
    assertThat(dict.keys()).containsExactly("two");
    assertIndex(() -> dict.get("one"), "'one'");
  }

  @Test
  void parametersStayThemselvesInAList() {
    Parameter own = new Parameter(zeros(2));
    ParameterList list = new ParameterList(List.of(own, ones(1)));
    assertThat(list.get(0)).isSameAs(own);
    assertThat(list.get(1).requiresGrad()).isTrue();
    assertThat(list).hasSize(2);
    assertIndex(() -> list.get(3), "index 3 is out of range");
  }

  /// A frozen table is a parameter all the same: it is saved.
  @Test
  void aPretrainedTableIsFrozen() {
    Embedding table = Embedding.fromPretrained(ones(3, 2));
    assertThat(table.weight().requiresGrad()).isFalse();
    assertThat(table.stateDict()).containsKey("weight");
    assertThat(table.call(Creation.tensor(new long[] {2})).toString())
        .isEqualTo("tensor([[1., 1.]])");
    assertThat(Objects.requireNonNull(table.requiresGrad(true))).isSameAs(table);
  }
}
