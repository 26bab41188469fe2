package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// Poolings: a window moves over an input and gives the mean or the maximum of what it shows.
///
/// Inputs are `(n, channels, …)` or, for one example, `(channels, …)`.
public final class Pooling {
  private Pooling() {}

  /// The maxima of windows and where they were found: positions in the row-major order of a
  /// channel.
  public record Maxima(Tensor values, Tensor indices) {}

  /// Returns the means of windows of a sequence that lie side by side.
  public static Tensor avgPool1d(Tensor input, int kernel) {
    return avgPool1d(input, PoolOptions.kernel(kernel));
  }

  /// Returns the means of windows of a sequence. Gradient: `g`, divided evenly over the window.
  public static Tensor avgPool1d(Tensor input, PoolOptions options) {
    requireSequence("avg_pool1d", input);
    PoolChecks.requireSingle("avg_pool1d", options);
    return avgPool2d(input.unsqueeze(-2), options.inRow()).squeeze(-2);
  }

  /// Returns the means of square windows of images that lie side by side.
  public static Tensor avgPool2d(Tensor input, int kernel) {
    return avgPool2d(input, PoolOptions.kernel(kernel));
  }

  /// Returns the means of windows of images. Gradient: `g`, divided evenly over the window.
  public static Tensor avgPool2d(Tensor input, PoolOptions options) {
    Windows windows = PoolChecks.windows("avg_pool2d", input, options);
    Integer divisor = options.divisor();
    if (divisor != null && divisor == 0) {
      throw new ArgumentException("divisor must be not zero", "pool.divisor");
    }
    Guards.number("avg_pool2d", input);
    Shape own = input.shape();
    Tensor images = batched(input.detach());
    Tensor sums = windows.view(images, 0).sum(Dims.dims(-2, -1));
    Tensor divisors = PoolChecks.divisors(windows, options).to(images.device());
    Tensor result = divide(sums, divisors);
    Node node =
        Products.begin(
            "AvgPool2D",
            new @Nullable Partial[] {
              none(g -> {
                    Tensor each = batched(g).div(divisors.to(g.dtype()));
                    int n = each.size(0);
                    int channels = each.size(1);
                    Tensor columns =
                        each.reshape(n, channels, 1, windows.count())
                            .expand(n, channels, windows.area(), windows.count())
                            .reshape(n, channels * windows.area(), windows.count());
                    return windows.add(columns).reshape(own.toArray());
                  })
                  .saving(0)
            },
            input);
    Shape shape = input.rank() == 3 ? result.shape().without(0) : result.shape();
    return Products.end(node, Products.as(result, shape));
  }

  // Division of whole numbers cuts, as in C.
  private static Tensor divide(Tensor sums, Tensor divisors) {
    return Elementwise.apply(
        Target.FRESH,
        "",
        Elementwise.formula(Formula::div),
        Elementwise.Result.PROMOTED,
        0,
        new @Nullable Partial[] {null, null},
        sums,
        divisors.to(sums.dtype()));
  }

  private static Tensor batched(Tensor x) {
    return x.rank() == 3 ? x.unsqueeze(0) : x;
  }

  private static void requireSequence(String name, Tensor input) {
    if (input.rank() != 2 && input.rank() != 3) {
      throw new ShapeException(
          ("Expected 2 to 3 dimensions, but got %d-dimensional tensor for argument #1 'self' (while"
                  + " checking arguments for %s)")
              .formatted(input.rank(), name),
          "pool.rank",
          input.shape());
    }
  }

  /// Returns the maxima of windows of a sequence that lie side by side.
  public static Tensor maxPool1d(Tensor input, int kernel) {
    return maxPool1d(input, PoolOptions.kernel(kernel));
  }

  /// Returns the maxima of windows of a sequence. Gradient: `g` where the maximum was found.
  public static Tensor maxPool1d(Tensor input, PoolOptions options) {
    PoolChecks.requireSequence(input, options);
    Guards.floating("max_pool1d_impl", input);
    return maxPool1dWithIndices(input, options).values();
  }

  /// Returns the maxima of windows of a sequence, and where they were found.
  public static Maxima maxPool1dWithIndices(Tensor input, PoolOptions options) {
    requireSequence("max_pool1d", input);
    PoolChecks.requireSingle("max_pool1d", options);
    Maxima maxima = maxPool2dWithIndices(input.unsqueeze(-2), options.inRow());
    return new Maxima(maxima.values().squeeze(-2), maxima.indices().squeeze(-2));
  }

  /// Returns the maxima of square windows of images that lie side by side.
  public static Tensor maxPool2d(Tensor input, int kernel) {
    return maxPool2d(input, PoolOptions.kernel(kernel));
  }

  /// Returns the maxima of windows of images. Gradient: `g` where the maximum was found.
  public static Tensor maxPool2d(Tensor input, PoolOptions options) {
    return maxPool2dWithIndices(input, options).values();
  }

  /// Returns the maxima of windows of images, and where they were found; of equal ones the first.
  public static Maxima maxPool2dWithIndices(Tensor input, PoolOptions options) {
    Windows windows = PoolChecks.windows("max_pool2d", input, options);
    Tensor images = batched(input.detach());
    Tensor seen =
        windows
            .view(images, Double.NEGATIVE_INFINITY)
            .reshape(images.size(0), images.size(1), windows.count(), windows.area());
    return maxima(
        "MaxPool2DWithIndices",
        input,
        seen,
        PoolChecks.places(windows).to(seen.device()),
        windows.counts());
  }

  // The maxima of what the windows show, `seen`, of elements that lie at `places` of a channel.
  private static Maxima maxima(
      String name, Tensor input, Tensor seen, Tensor places, int[] counts) {
    int n = seen.size(0);
    int channels = seen.size(1);
    int count = seen.size(2);
    Tensor each = places.expand(n, channels, count, places.size(1));
    Tensor indices =
        n == 0 || count == 0
            ? Creation.zeros(Shape.shape(n, channels, count), DType.INT64, seen.device())
            : each.gather(-1, PoolChecks.greatest(seen).unsqueeze(-1)).squeeze(-1);
    Tensor values = flat(batched(input.detach())).gather(2, indices);
    Shape own = input.shape();
    Shape shape = Shape.shape(n, channels, counts[0], counts[1]);
    Shape shown = input.rank() == 3 ? shape.without(0) : shape;
    Node node =
        Products.begin(
            name,
            new @Nullable Partial[] {
              Partial.of(
                  (g, saved) -> {
                    Shape whole = flat(batched(saved.input(0).detach())).shape();
                    Tensor arrived = g.reshape(n, channels, count);
                    return Creation.zeros(whole, g.dtype(), g.device())
                        .scatterAdd(2, indices, arrived)
                        .reshape(own.toArray());
                  },
                  0)
            },
            input);
    Tensor result = Products.end(node, Products.as(values, shown));
    return new Maxima(result, Products.as(indices.contiguous(), shown));
  }

  private static Tensor flat(Tensor images) {
    return images.reshape(images.size(0), images.size(1), images.size(2) * images.size(3));
  }

  /// Returns the means of `size` parts of a sequence, as equally long as can be.
  public static Tensor adaptiveAvgPool1d(Tensor input, int... size) {
    requireSequence("adaptive_avg_pool1d", input);
    if (size.length != 1) {
      throw new ArgumentException(
          "adaptive_avg_pool1d() argument 'output_size' should contain one int (got %d)"
              .formatted(size.length),
          "pool.size",
          1,
          size.length);
    }
    return adaptiveAvgPool2d(input.unsqueeze(-2), 1, size[0]).squeeze(-2);
  }

  /// Returns the means of parts of images, as equally large as can be; one number counts for both.
  /// Gradient: `g`, divided evenly over the part.
  public static Tensor adaptiveAvgPool2d(Tensor input, int... size) {
    if (size.length != 1 && input.rank() <= size.length) {
      throw new ArgumentException(
          "Input dimension should be at least " + (size.length + 1), "pool.rank", input.shape());
    }
    if (size.length != 1 && size.length != 2) {
      throw new ShapeException(
          "adaptive_avg_pool2d: output_size must be 2", "pool.size", 2, size.length);
    }
    int rows = size[0];
    int columns = size[size.length - 1];
    if (rows < 0 || columns < 0) {
      throw new ShapeException(
          ("adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but"
                  + " received {%d, %d}")
              .formatted(rows, columns),
          "pool.negative",
          rows,
          columns);
    }
    if (rows == 1 && columns == 1) {
      return input.mean(Dims.dims(-1, -2), Flag.KEEPDIM);
    }
    PoolChecks.requireImages(input);
    if (input.numel() == 0 && !input.dtype().isFloating()) {
      Shape shape = input.shape().with(input.rank() - 2, rows).with(input.rank() - 1, columns);
      return Creation.zeros(shape, input.dtype(), input.device());
    }
    if (input.numel() > 0) {
      Guards.floating("adaptive_avg_pool2d", input);
    }
    Tensor down = PoolChecks.parts(input.size(-2), rows, input);
    Tensor across = PoolChecks.parts(input.size(-1), columns, input);
    Tensor result = PoolChecks.means(PoolChecks.means(input.detach(), -2, rows), -1, columns);
    Node node =
        Products.begin(
            "AdaptiveAvgPool2D",
            new @Nullable Partial[] {
              none(g -> {
                    PoolChecks.requireGradient(g);
                    return down.transpose(0, 1).matmul(g).matmul(across);
                  })
                  .saving(0)
            },
            input);
    return Products.end(node, result);
  }

  /// Returns the maxima of `size` parts of a sequence, as equally long as can be.
  public static Tensor adaptiveMaxPool1d(Tensor input, int size) {
    requireSequence("adaptive_max_pool1d", input);
    PoolChecks.requireFilled("adaptive_max_pool1d", input);
    return adaptiveMaxPool2d(input.unsqueeze(-2), 1, size).squeeze(-2);
  }

  /// Returns the maxima of parts of images, as equally large as can be; -1 keeps a size, one number
  /// counts for both. Gradient: `g` where the maximum was found.
  public static Tensor adaptiveMaxPool2d(Tensor input, int... size) {
    return adaptiveMaxPool2dWithIndices(input, size).values();
  }

  /// Returns the maxima of parts of images, and where they were found; of equal ones the first.
  public static Maxima adaptiveMaxPool2dWithIndices(Tensor input, int... size) {
    PoolChecks.requireAdaptive(input, size);
    int[] counts = {
      size[0] < 0 ? input.size(-2) : size[0],
      size[size.length - 1] < 0 ? input.size(-1) : size[size.length - 1]
    };
    Tensor places =
        PoolChecks.adaptivePlaces(input.size(-2), input.size(-1), counts).to(input.device());
    Tensor images = flat(batched(input.detach()));
    Tensor seen =
        images
            .indexSelect(2, places.flatten())
            .reshape(images.size(0), images.size(1), places.size(0), places.size(1));
    return maxima("AdaptiveMaxPool2D", input, seen, places, counts);
  }
}
