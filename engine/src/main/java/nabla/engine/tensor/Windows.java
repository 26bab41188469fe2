package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.Arrays;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Version;
import org.jspecify.annotations.Nullable;

/// The windows that a convolution or a pooling looks through: where a kernel lies as it moves over
/// an input of shape `(n, channels, …)`.
///
/// Two operations, each the gradient of the other: [#columns] lays the elements of every window out
/// as a column of a matrix, [#add] adds columns up where the windows lie. Both are linear, so
/// everything made of them can be differentiated as often as one likes. Around the input lies
/// padding, as much as the windows need.
@SuppressWarnings("ArrayRecordComponent") // read by loops, shared with no one
record Windows(
    int[] sizes, int[] kernel, int[] stride, int[] padding, int[] dilation, int[] counts) {

  /// Returns the number of elements in a window of one channel.
  int area() {
    return product(kernel);
  }

  /// Returns the number of windows.
  int count() {
    return product(counts);
  }

  private static int product(int[] sizes) {
    return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
  }

  // The input with its padding: from the first element of the first window to the last of the last.
  private int[] padded() {
    int[] result = new int[sizes.length];
    for (int d = 0; d < sizes.length; d++) {
      int reach = (counts[d] - 1) * stride[d] + dilation[d] * (kernel[d] - 1) + 1;
      result[d] = Math.max(padding[d] + sizes[d], reach);
    }
    return result;
  }

  private static int[] shape(Tensor x, int[] spatial) {
    int[] result = new int[spatial.length + 2];
    result[0] = x.size(0);
    result[1] = x.size(1);
    System.arraycopy(spatial, 0, result, 2, spatial.length);
    return result;
  }

  /// Returns the input with padding of one value around it, without history.
  private Tensor pad(Tensor x, double value) {
    Tensor result = Tensor.allocate(Shape.shape(shape(x, padded())), x.dtype(), x.device());
    if (value != 0) {
      fill(result, value);
    }
    inner(result).copy_(x);
    return result;
  }

  private static void fill(Tensor x, double value) {
    if (x.dtype().isFloating()) {
      x.fill_(value);
    } else {
      x.fill_(Long.MIN_VALUE);
    }
  }

  private Tensor inner(Tensor padded) {
    Tensor result = padded;
    for (int d = 0; d < sizes.length; d++) {
      result = result.narrow(d + 2, padding[d], sizes[d]);
    }
    return result;
  }

  /// Returns the windows as `(n, channels, windows…, kernel…)` over padding of one value, without
  /// history; a view of the padded copy.
  Tensor view(Tensor input, double value) {
    Tensor padded = pad(input.detach(), value);
    int rank = sizes.length;
    int[] shape = Arrays.copyOf(shape(padded, counts), 2 + 2 * rank);
    int[] steps = Arrays.copyOf(padded.steps(), 2 + 2 * rank);
    for (int d = 0; d < rank; d++) {
      shape[2 + rank + d] = kernel[d];
      steps[2 + d] = padded.steps()[2 + d] * stride[d];
      steps[2 + rank + d] = padded.steps()[2 + d] * dilation[d];
    }
    return padded.share(Shape.shape(shape), steps, 0, new Version());
  }

  /// Returns the windows as columns, `(n, channels · area, windows)`. Gradient: `g` added where the
  /// elements lay.
  Tensor columns(Tensor input) {
    int rank = sizes.length;
    int[] order = new int[2 + 2 * rank];
    order[1] = 1;
    for (int d = 0; d < rank; d++) {
      order[2 + d] = 2 + rank + d;
      order[2 + rank + d] = 2 + d;
    }
    Node node = begin("Im2Col", none(g -> add(g)), input);
    Tensor result =
        view(input, 0)
            .permute(order)
            .copyAs(input.dtype())
            .view(input.size(0), input.size(1) * area(), count());
    Tensor fresh = result.share(result.shape(), result.steps(), 0, new Version());
    return node == null ? fresh : node.end(fresh);
  }

  /// Returns columns added up where their windows lie, `(n, channels, …)`. Gradient: the columns of
  /// `g`.
  Tensor add(Tensor columns) {
    Node node = begin("Col2Im", none(g -> columns(g)), columns);
    int rank = sizes.length;
    int channels = columns.size(1) / area();
    int[] apart = new int[3 + rank];
    apart[0] = columns.size(0);
    apart[1] = channels;
    apart[2] = area();
    System.arraycopy(counts, 0, apart, 3, rank);
    Tensor parts = columns.detach().reshape(apart);
    int[] whole = shape(parts, padded());
    Tensor sum = Tensor.allocate(Shape.shape(whole), columns.dtype(), columns.device());
    for (int k = 0; k < area(); k++) {
      Tensor place = sum;
      int rest = k;
      for (int d = rank - 1; d >= 0; d--) {
        int start = rest % kernel[d] * dilation[d];
        rest /= kernel[d];
        place = place.slice(d + 2, start, start + (counts[d] - 1) * stride[d] + 1, stride[d]);
      }
      place.add_(parts.select(2, k));
    }
    Tensor result = inner(sum).copyAs(sum.dtype());
    return node == null ? result : node.end(result);
  }

  private static @Nullable Node begin(String name, Partial partial, Tensor x) {
    return Products.begin(name, new @Nullable Partial[] {partial}, x);
  }
}
