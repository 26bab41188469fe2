package nabla.kernel.progress;

import static nabla.kernel.progress.Progress.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nabla.engine.data.DataLoader;
import nabla.engine.data.Datasets;
import nabla.engine.tensor.Creation;
import nabla.kernel.comm.Comm;
import nabla.kernel.comm.CommHub;
import nabla.kernel.comm.CommMessage;
import nabla.kernel.comm.CommPort;
import nabla.kernel.display.Screen;
import nabla.kernel.display.Screens;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.widgets.Models;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTests {
  private final Notebook notebook = new Notebook();
  private long now;

  @BeforeEach
  void connect() {
    Screens.connect(notebook);
  }

  /// What is shown, by its name, with all that was shown there before.
  private static final class Notebook implements Screen {
    final Map<String, List<MimeBundle>> places = new LinkedHashMap<>();
    final Map<String, Supplier<@Nullable MimeBundle>> lasts = new LinkedHashMap<>();

    @Override
    public void show(@Nullable Object value, @Nullable String id) {
      places.put(
          String.valueOf(id), new ArrayList<>(List.of((MimeBundle) Objects.requireNonNull(value))));
    }

    @Override
    public void update(@Nullable Object value, String id) {
      Objects.requireNonNull(places.get(id)).add((MimeBundle) Objects.requireNonNull(value));
    }

    @Override
    public void atEnd(String id, Supplier<@Nullable MimeBundle> last) {
      lasts.put(id, last);
    }

    void cellEnds() {
      lasts.forEach(
          (id, last) -> {
            var bundle = last.get();
            if (bundle != null) {
              update(bundle, id);
            }
          });
    }

    List<String> texts(int place) {
      var shown = List.copyOf(places.values()).get(place);
      return shown.stream().map(MimeBundle::plainText).toList();
    }

    @Override
    public MimeBundle forms(@Nullable Object value) {
      return MimeBundle.empty();
    }

    @Override
    public Object cell() {
      return this;
    }

    @Override
    public void onBehalfOf(Object cell, Runnable code) {
      code.run();
    }

    @Override
    public void stop(Object cell) {}

    @Override
    public String request() {
      return "";
    }

    @Override
    public void clear(boolean waiting) {}

    @Override
    public String ask(String prompt, boolean password) {
      return "";
    }
  }

  private <T> Progress<T> timed(List<T> items) {
    return new Progress<>(items, items.size(), "", () -> now);
  }

  /// Knows what was opened, said and closed.
  private static final class FrontEnd implements CommPort {
    final List<String> log = new ArrayList<>();

    @Override
    public void open(Comm comm, CommMessage message) {
      Map<?, ?> state = (Map<?, ?>) Objects.requireNonNull(message.data().get("state"));
      log.add("open " + state.get("_model_name"));
    }

    @Override
    public void send(Comm comm, CommMessage message) {
      Map<?, ?> state = (Map<?, ?>) Objects.requireNonNull(message.data().get("state"));
      log.add(String.valueOf(state.get("value")).replaceAll("<[^>]*>", "").strip());
    }

    @Override
    public void close(Comm comm, CommMessage message) {
      log.add("close");
    }
  }

  @Test
  void whereThereAreWidgetsTheBarIsOneUntilItsEnd() {
    FrontEnd frontEnd = new FrontEnd();
    CommHub.KERNEL.connect(frontEnd);
    Models.register();
    CommHub.KERNEL.opened(
        "control", "jupyter.widget.control", new CommMessage(Map.of(), Map.of(), List.of()));
    try {
      for (int i : timed(List.of(1, 2, 3))) {
        progress.set("loss", i);
        now += 1_000_000_000;
      }
    } finally {
      Models.register();
    }
    assertThat(frontEnd.log.subList(0, 2))
        .containsExactlyInAnyOrder("open LayoutModel", "open HTMLStyleModel");
    assertThat(frontEnd.log.subList(2, frontEnd.log.size()))
        .containsExactly(
            "open HTMLModel",
            "1 of 3, 1 per second, 0:02 left, loss 1",
            "2 of 3, 1 per second, 0:01 left, loss 2",
            "close",
            "close",
            "close");
    List<MimeBundle> shown = notebook.places.values().iterator().next();
    assertThat(notebook.texts(0)).containsExactly("0 of 3", "3 of 3, loss 3");
    assertThat(shown.getFirst().data())
        .containsKeys("application/vnd.jupyter.widget-view+json", MimeBundle.HTML);
    assertThat(shown.getLast().data()).containsOnlyKeys(MimeBundle.TEXT, MimeBundle.HTML);
  }

  @Test
  void aBarMovesInItsPlaceAndItsEndHasNoTimes() {
    for (int i : timed(List.of(1, 2, 3, 4))) {
      progress.set("loss", 1.0 / i);
      now += 1_000_000_000;
    }
    assertThat(notebook.places).hasSize(1);
    assertThat(notebook.texts(0))
        .containsExactly(
            "0 of 4",
            "1 of 4, 1 per second, 0:03 left, loss 1",
            "2 of 4, 1 per second, 0:02 left, loss 0.5000",
            "3 of 4, 1 per second, 0:01 left, loss 0.3333",
            "4 of 4, loss 0.2500");
    var last = notebook.places.values().iterator().next().getLast();
    assertThat((String) last.data().get(MimeBundle.HTML)).contains("max=\"4\" value=\"4\"");
  }

  @Test
  void itIsDrawnAtMostTenTimesASecond() {
    int all = 0;
    for (int i : timed(IntStream.range(0, 10_000).boxed().toList())) {
      now += 100_000;
      all += i;
    }
    assertThat(all).isEqualTo(49_995_000);
    assertThat(notebook.texts(0)).hasSize(2 + 9).endsWith("10000 of 10000");
  }

  @Test
  void aLoopThatIsLeftSaysSo() {
    for (int i : timed(List.of(1, 2, 3, 4))) {
      if (i == 3) {
        break;
      }
    }
    notebook.cellEnds();
    assertThat(notebook.texts(0)).endsWith("left at 2 of 4");
    notebook.cellEnds();
    assertThat(notebook.texts(0)).hasSize(2);
  }

  @Test
  void innerLoopsShareAPlaceAndThoseThatAreLeftAreClosed() {
    for (int epoch : timed(List.of(1, 2, 3))) {
      for (int batch : timed(List.of(1, 2)).title("epoch " + epoch)) {
        progress.set("loss", Creation.tensor(2.0));
        if (epoch == 2 && batch == 2) {
          break;
        }
      }
      progress.set("epoch", epoch);
    }
    assertThat(notebook.places).hasSize(2);
    assertThat(notebook.texts(0)).containsExactly("0 of 3", "3 of 3, epoch 3");
    assertThat(notebook.texts(1))
        .containsExactly(
            "epoch 1: 0 of 2",
            "epoch 1: 2 of 2, loss 2",
            "epoch 2: 0 of 2",
            "epoch 2: left at 1 of 2, loss 2, epoch 2",
            "epoch 3: 0 of 2",
            "epoch 3: 2 of 2, loss 2");
    notebook.cellEnds();
    assertThat(notebook.texts(1)).hasSize(6);
  }

  @Test
  void itRunsOverAnything() {
    assertThat(progress(3)).containsExactly(0, 1, 2);
    assertThat(progress(List.of("a"))).containsExactly("a");
    assertThat(progress(new String[] {"a", "b"})).containsExactly("a", "b");
    assertThat(progress(new int[] {4, 5})).containsExactly(4, 5);
    assertThat(progress(new double[] {0.5})).containsExactly(0.5);
    assertThat(progress(Stream.of(1, 2).filter(i -> i > 1))).containsExactly(2);
    assertThat(progress(IntStream.range(0, 2))).containsExactly(0, 1);
    assertThat(progress(new DataLoader(Datasets.iris(), 50))).hasSize(3);
    assertThat(progress(0)).isEmpty();
    assertThat(List.copyOf(notebook.places.values()))
        .extracting(shown -> shown.getLast().plainText())
        .containsExactly(
            "3 of 3", "1 of 1", "2 of 2", "2 of 2", "1 of 1", "1", "2 of 2", "3 of 3", "0 of 0");
    assertThatThrownBy(() -> progress(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void outsideOfALoopNothingIsMeasured() {
    progress.set("loss", 1);
    assertThat(notebook.places).isEmpty();
  }
}
