package nabla.kernel.progress;

import static nabla.kernel.text.Texts.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.function.LongSupplier;
import java.util.stream.BaseStream;
import java.util.stream.IntStream;
import nabla.engine.data.DataLoader;
import org.jspecify.annotations.Nullable;

/// A loop with a bar that shows how far it is, how fast, and what is measured in it:
///
/// ```java
/// for (var batch : progress(loader)) {
///   …
///   progress.set("loss", loss.item());
/// }
/// ```
///
/// The bar stays in its place and is drawn anew at most ten times a second. What is kept in the
/// notebook at the end has no times in it, so that another run gives the same. A loop that is left
/// early says so.
///
/// @param <T> what the loop runs over
public final class Progress<T> implements Iterable<T> {
  /// The innermost loop that is running: `progress.set("loss", value)`.
  public static final Metrics progress = new Metrics();

  private final Iterable<T> items;
  private final long total;
  private final String title;
  private final LongSupplier clock;

  Progress(Iterable<T> items, long total, String title, LongSupplier clock) {
    this.items = items;
    this.total = total;
    this.title = title;
    this.clock = clock;
  }

  private static <T> Progress<T> of(Iterable<T> items, long total) {
    return new Progress<>(items, total, "", System::nanoTime);
  }

  /// Returns the numbers from 0 up to and without `count`, with a bar.
  ///
  /// @throws IllegalArgumentException if `count` is negative
  public static Progress<Integer> progress(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(text("progress.negative", count));
    }
    return of(() -> IntStream.range(0, count).iterator(), count);
  }

  /// Returns the same elements with a bar. Of a collection and of a `DataLoader` the number is
  /// known before, of others it is not.
  public static <T> Progress<T> progress(Iterable<T> items) {
    long total =
        switch (items) {
          case Collection<?> all -> all.size();
          case DataLoader loader -> loader.size();
          default -> -1;
        };
    return of(items, total);
  }

  /// Returns the same elements with a bar.
  public static <T> Progress<T> progress(T[] items) {
    return of(Arrays.asList(items), items.length);
  }

  /// Returns the same numbers with a bar.
  public static Progress<Integer> progress(int[] items) {
    return of(() -> Arrays.stream(items).iterator(), items.length);
  }

  /// Returns the same numbers with a bar.
  public static Progress<Double> progress(double[] items) {
    return of(() -> Arrays.stream(items).iterator(), items.length);
  }

  /// Returns the elements of a stream with a bar. As the stream, it can be run through once.
  public static <T> Progress<T> progress(BaseStream<T, ?> items) {
    var rest = items.spliterator();
    return of(() -> Spliterators.iterator(rest), rest.getExactSizeIfKnown());
  }

  /// Returns this loop under a title: `progress(loader).title("epoch 1")`.
  public Progress<T> title(String title) {
    return new Progress<>(items, total, title, clock);
  }

  /// Begins the loop, and shows its bar.
  @Override
  public Iterator<T> iterator() {
    Iterator<T> rest = items.iterator();
    Bar bar = Bar.begin(title, total, clock);
    return new Iterator<>() {
      private long done = -1;

      @Override
      public boolean hasNext() {
        boolean more = rest.hasNext();
        if (!more) {
          bar.end(done + 1);
        }
        return more;
      }

      @Override
      public T next() {
        T item = rest.next();
        done++;
        bar.advance(done);
        return item;
      }
    };
  }

  /// What is measured in a loop.
  public static final class Metrics {
    private Metrics() {}

    /// Shows a value beside the bar of the innermost loop, such as a loss: a number, a tensor of
    /// one element, or any text. Outside of such a loop nothing happens.
    public void set(String name, @Nullable Object value) {
      Bar bar = Bar.innermost();
      if (bar != null) {
        bar.set(name, value);
      }
    }

    /// Shows a number beside the bar of the innermost loop.
    public void set(String name, double value) {
      set(name, (Object) value);
    }
  }
}
