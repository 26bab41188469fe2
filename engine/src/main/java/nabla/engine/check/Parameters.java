package nabla.engine.check;

import static nabla.engine.error.Explanations.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nabla.engine.tensor.Tensor;

/// The tensors that are meant to be trained, by name.
record Parameters(List<Named> all) {
  record Named(String name, Tensor tensor) {}

  static Parameters of(Map<String, Tensor> named) {
    List<Named> all = new ArrayList<>();
    named.forEach((name, tensor) -> all.add(new Named(text("mistakes.named", name), tensor)));
    return new Parameters(all);
  }

  static Parameters of(List<Tensor> tensors) {
    List<Named> all = new ArrayList<>();
    for (Tensor tensor : tensors) {
      all.add(new Named(text("mistakes.parameter", all.size() + 1, tensor.shape()), tensor));
    }
    return new Parameters(all);
  }

  static Parameters leaves(List<Tensor> tensors) {
    return new Parameters(tensors.stream().map(leaf -> new Named(leafName(leaf), leaf)).toList());
  }

  static String leafName(Tensor leaf) {
    return text("mistakes.leaf", leaf.shape());
  }

  boolean holds(Tensor tensor) {
    return all.stream().anyMatch(each -> each.tensor() == tensor);
  }
}
