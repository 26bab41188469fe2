package nabla.kernel.progress;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import nabla.engine.tensor.Tensor;
import nabla.kernel.display.Screens;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.widgets.HTML;
import nabla.kernel.widgets.Models;
import org.jspecify.annotations.Nullable;

/// The bar of one pass of a loop, and where it is shown.
///
/// The loops of a thread are nested. A loop inside another shows its bar in the place of the one
/// that ran there in the round before.
final class Bar {
  private static final long PAUSE = 100_000_000;
  private static final ThreadLocal<Deque<Bar>> RUNNING = ThreadLocal.withInitial(ArrayDeque::new);

  private final String title;
  private final long total;
  private final LongSupplier clock;
  private final String place;
  private final long began;
  private final Map<String, String> metrics = new LinkedHashMap<>();
  private @Nullable String inner;
  private long done;
  private long shown;
  private boolean over;
  private @Nullable HTML live;

  private Bar(String title, long total, LongSupplier clock, String place) {
    this.title = title;
    this.total = total;
    this.clock = clock;
    this.place = place;
    this.began = clock.getAsLong();
    this.shown = began;
  }

  static Bar begin(String title, long total, LongSupplier clock) {
    Bar outer = innermost();
    String taken = outer == null ? null : outer.inner;
    String place = taken == null ? UUID.randomUUID().toString() : taken;
    Bar bar = new Bar(title, total, clock, place);
    RUNNING.get().push(bar);
    if (taken == null) {
      if (outer != null) {
        outer.inner = place;
      }
      Screens.screen().show(bar.first(), place);
    } else {
      Screens.screen().update(bar.first(), place);
    }
    Screens.screen().atEnd(place, bar::abandoned);
    return bar;
  }

  /// Returns the bar of the innermost loop that runs in this thread, or `null`.
  static @Nullable Bar innermost() {
    Deque<Bar> running = RUNNING.get();
    while (!running.isEmpty() && running.peek().over) {
      running.pop();
    }
    return running.peek();
  }

  synchronized void advance(long count) {
    leaveInner();
    done = count;
    long now = clock.getAsLong();
    if (now - shown >= PAUSE) {
      shown = now;
      HTML moving = live;
      if (moving == null) {
        Screens.screen().update(form(), place);
      } else {
        moving.value(markup());
      }
    }
  }

  /// Loops inside that are still there were left by a `break`.
  private void leaveInner() {
    Deque<Bar> running = RUNNING.get();
    if (running.contains(this)) {
      while (running.peek() != this) {
        Bar left = running.pop();
        if (!left.over) {
          Screens.screen().update(left.last(), left.place);
        }
      }
    }
  }

  synchronized void end(long count) {
    if (!over) {
      leaveInner();
      done = count;
      Screens.screen().update(last(), place);
    }
  }

  /// Returns what is shown from now on if the cell ended before the loop.
  private synchronized @Nullable MimeBundle abandoned() {
    if (over) {
      return null;
    }
    return last();
  }

  /// Where the front end has widgets the bar is one while the loop runs, so that its moves are not
  /// changes of the notebook; the last form is none, because a widget is gone with its kernel.
  private synchronized MimeBundle first() {
    if (!Models.areShown()) {
      return form();
    }
    HTML moving = Models.passing(markup());
    live = moving;
    MimeBundle form = form();
    return moving.bundle().with(MimeBundle.TEXT, form.plainText()).with(MimeBundle.HTML, markup());
  }

  private synchronized MimeBundle last() {
    over = true;
    HTML moving = live;
    if (moving != null) {
      live = null;
      moving.close();
    }
    return form();
  }

  synchronized void set(String name, @Nullable Object value) {
    metrics.put(name, written(value));
  }

  private static String written(@Nullable Object value) {
    return switch (value) {
      case Double number -> number(number);
      case Float number -> number(number);
      case Tensor tensor when tensor.numel() == 1 -> number(tensor.item());
      case null, default -> String.valueOf(value);
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e7
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  private MimeBundle form() {
    return MimeBundle.html(markup(), String.join(", ", words()));
  }

  private synchronized String markup() {
    return "<div style=\"font-family:monospace;font-size:12px\">"
        + "<progress style=\"width:200px;vertical-align:middle\" "
        + (total >= 0 ? "max=\"" + Math.max(1, total) + "\" value=\"" + filled() + "\"" : "")
        + (total < 0 && over ? "max=\"1\" value=\"1\"" : "")
        + "></progress> "
        + String.join(", ", words()).replace("&", "&amp;").replace("<", "&lt;")
        + "</div>";
  }

  private long filled() {
    return total == 0 ? 1 : done;
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    String count = total >= 0 ? text("progress.of", done, total) : String.valueOf(done);
    boolean early = over && total >= 0 && done < total;
    String head = early ? text("progress.stopped", count) : count;
    words.add(title.isEmpty() ? head : title + ": " + head);
    if (!over && done > 0) {
      double seconds = Math.max(1, clock.getAsLong() - began) / 1e9;
      words.add(text("progress.rate", number(Double.parseDouble(rounded(done / seconds)))));
      if (total > done) {
        words.add(text("progress.left", time((total - done) * seconds / done)));
      }
    }
    metrics.forEach((name, value) -> words.add(name + " " + value));
    return words;
  }

  private static String rounded(double rate) {
    return String.format(Locale.ROOT, "%.3g", rate);
  }

  private static String time(double seconds) {
    long all = (long) Math.ceil(seconds);
    return all >= 3600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", all / 3600, all / 60 % 60, all % 60)
        : String.format(Locale.ROOT, "%d:%02d", all / 60, all % 60);
  }
}
