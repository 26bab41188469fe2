package nabla.kernel.widgets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import nabla.kernel.comm.Comm;
import nabla.kernel.comm.CommHub;
import nabla.kernel.comm.CommMessage;
import nabla.kernel.comm.CommPort;
import nabla.kernel.display.Screen;
import nabla.kernel.display.Screens;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WidgetsTests {
  private final FrontEnd frontEnd = new FrontEnd();

  @BeforeEach
  void connect() {
    CommHub.KERNEL.connect(frontEnd);
    Screens.connect(frontEnd);
  }

  /// Knows the models that were opened, and what was said to them.
  private static final class FrontEnd implements CommPort, Screen {
    final List<Comm> opened = new ArrayList<>();
    final List<CommMessage> openings = new ArrayList<>();
    final List<Map<String, @Nullable Object>> said = new ArrayList<>();
    final List<String> shown = new ArrayList<>();

    @Override
    public void open(Comm comm, CommMessage message) {
      opened.add(comm);
      openings.add(message);
    }

    @Override
    public void send(Comm comm, CommMessage message) {
      said.add(message.data());
    }

    @Override
    public void close(Comm comm, CommMessage message) {}

    void says(Widget widget, Map<String, Object> data) {
      CommHub.KERNEL.received(
          widget.id(), new CommMessage(new HashMap<>(data), Map.of(), List.of()));
    }

    Map<?, ?> state(String model) {
      return openings.stream()
          .map(message -> (Map<?, ?>) Objects.requireNonNull(message.data().get("state")))
          .filter(state -> model.equals(state.get("_model_name")))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public void show(@Nullable Object value, @Nullable String id) {
      shown.add(String.valueOf(value));
    }

    @Override
    public void update(@Nullable Object value, String id) {}

    @Override
    public MimeBundle forms(@Nullable Object value) {
      return value instanceof MimeBundle bundle ? bundle : MimeBundle.text("" + value);
    }

    @Override
    public void atEnd(String id, Supplier<@Nullable MimeBundle> last) {}

    @Override
    public Object cell() {
      return "cell 1";
    }

    @Override
    public void onBehalfOf(Object cell, Runnable code) {
      shown.add("for " + cell);
      code.run();
    }

    @Override
    public void stop(Object cell) {
      shown.add("stop " + cell);
    }

    @Override
    public String request() {
      return "request 1";
    }

    @Override
    public void clear(boolean waiting) {
      shown.clear();
    }

    @Override
    public String ask(String prompt, boolean password) {
      return "";
    }
  }

  private static Map<String, Object> update(String trait, Object value) {
    return Map.of("method", "update", "state", Map.of(trait, value), "buffer_paths", List.of());
  }

  @Test
  void aWidgetIsOpenedWithItsLayoutAndStyleWhenItIsShown() {
    var slider = new IntSlider("n", 3, 0, 10);
    assertThat(frontEnd.opened).isEmpty();
    MimeBundle bundle = slider.bundle();
    assertThat(bundle.plainText()).isEqualTo("IntSlider: n = 3 (0 … 10)");
    assertThat(bundle.data().get(Widget.MIME))
        .isEqualTo(Map.of("version_major", 2, "version_minor", 0, "model_id", slider.id()));
    assertThat(frontEnd.opened).hasSize(3).extracting(Comm::target).containsOnly("jupyter.widget");
    assertThat(frontEnd.openings.getLast().metadata()).containsEntry("version", "2.1.0");
    Map<?, ?> state = frontEnd.state("IntSliderModel");
    assertThat((Object) state.get("_view_name")).isEqualTo("IntSliderView");
    assertThat((Object) state.get("_model_module")).isEqualTo("@jupyter-widgets/controls");
    assertThat((Object) state.get("value")).isEqualTo(3);
    assertThat(String.valueOf(state.get("layout"))).startsWith("IPY_MODEL_");
    assertThat(String.valueOf(frontEnd.state("SliderStyleModel").get("_view_module")))
        .isEqualTo("@jupyter-widgets/base");
    slider.bundle();
    assertThat(frontEnd.opened).hasSize(3);
  }

  @Test
  void whatTheUserMovesReachesJavaAndIsEchoed() {
    var slider = new FloatSlider("a", 0, 1);
    List<Double> seen = new ArrayList<>();
    slider.observe(seen::add);
    slider.bundle();
    frontEnd.says(slider, update("value", 1L));
    frontEnd.says(slider, update("value", 1.0));
    frontEnd.says(slider, update("value", "nonsense"));
    frontEnd.says(slider, update("unknown", 3L));
    assertThat(seen).containsExactly(1.0);
    assertThat(slider.value()).isEqualTo(1.0);
    assertThat(frontEnd.shown).containsExactly("for cell 1");
    assertThat(frontEnd.said.getFirst())
        .containsEntry("method", "echo_update")
        .containsEntry("state", Map.of("value", 1.0));
  }

  @Test
  void whatJavaSetsReachesTheFrontEndOnce() {
    var bar = new IntProgress("epochs", 0, 10);
    bar.value(1);
    bar.bundle();
    bar.value(2);
    bar.value(2);
    assertThat(frontEnd.said).hasSize(1);
    assertThat(frontEnd.said.getFirst())
        .isEqualTo(
            Map.of("method", "update", "state", Map.of("value", 2), "buffer_paths", List.of()));
    assertThat((Object) frontEnd.state("IntProgressModel").get("_view_name"))
        .isEqualTo("ProgressView");
  }

  @Test
  void itsStateIsSentWhenAskedFor() {
    var label = new Label("ready");
    label.bundle();
    frontEnd.says(label, Map.of("method", "request_state"));
    assertThat(String.valueOf(frontEnd.said.getLast().get("state"))).contains("value=ready");
  }

  @Test
  void aPageThatIsOpenedAnewAsksForAll() {
    Models.register();
    var image = new Image(new byte[] {1, 2, 3});
    image.bundle();
    assertThat(
            CommHub.KERNEL.opened(
                "control",
                "jupyter.widget.control",
                new CommMessage(Map.of(), Map.of(), List.of())))
        .isTrue();
    CommHub.KERNEL.received(
        "control", new CommMessage(Map.of("method", "request_states"), Map.of(), List.of()));
    Map<String, @Nullable Object> answer = frontEnd.said.getLast();
    assertThat(answer).containsEntry("method", "update_states");
    Map<?, ?> one =
        (Map<?, ?>)
            Objects.requireNonNull(
                ((Map<?, ?>) Objects.requireNonNull(answer.get("states"))).get(image.id()));
    assertThat((Object) one.get("model_name")).isEqualTo("ImageModel");
    assertThat((List<?>) answer.get("buffer_paths"))
        .anyMatch(path -> path.equals(List.of(image.id(), "state", "value")));
  }

  @Test
  void binaryValuesTravelApart() {
    new Image(new byte[] {1, 2, 3}).bundle();
    CommMessage opening = frontEnd.openings.getLast();
    assertThat(opening.buffers()).containsExactly(new byte[] {1, 2, 3});
    assertThat(opening.data()).containsEntry("buffer_paths", List.of(List.of("value")));
    assertThatThrownBy(() -> new Image("text")).hasMessageContaining("does not show as PNG");
  }

  @Test
  void aClickRunsCodeAndIsCounted() {
    var button = new Button("Go");
    button.onClick(() -> frontEnd.shown.add("clicked"));
    button.bundle();
    frontEnd.says(button, Map.of("method", "custom", "content", Map.of("event", "click")));
    assertThat(button.clicks()).isEqualTo(1);
    assertThat(frontEnd.shown).containsExactly("for cell 1", "clicked");
    Widgets.stopButton("Stop").click();
    assertThat(frontEnd.shown).endsWith("stop cell 1");
  }

  @Test
  void inputsKnowTheirValues() {
    var choice = new Dropdown("optimizer", "SGD", "Adam");
    choice.bundle();
    frontEnd.says(choice, update("index", 1L));
    frontEnd.says(choice, update("index", 7L));
    assertThat(choice.value()).isEqualTo("Adam");
    choice.value("SGD");
    assertThat(choice).hasToString("Dropdown: optimizer = SGD [SGD, Adam]");
    assertThatThrownBy(() -> choice.value("RMSprop")).hasMessageContaining("not among");
    var text = new Text("name", "");
    text.bundle();
    frontEnd.says(text, update("value", "Ada"));
    assertThat(text.value()).isEqualTo("Ada");
    var box = new Checkbox("shuffle", true);
    box.bundle();
    frontEnd.says(box, update("value", false));
    assertThat(box.value()).isFalse();
    var rate = new FloatLogSlider("lr", 0.1, 1e-3, 1);
    rate.value(0.01);
    assertThat(rate.value()).isEqualTo(0.01);
    assertThatThrownBy(() -> new IntSlider("n", 5, 0, 3)).hasMessageContaining("between 0 and 3");
    assertThatThrownBy(() -> new FloatLogSlider("n", 5, 0, 10)).hasMessageContaining("between");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1.0005e-3, 0.05, 0.1, 1.0 / 3, 1})
  void theHandleOfALogarithmicSliderStandsAtItsValue(double value) {
    new FloatLogSlider("lr", value, 1e-3, 1).bundle();
    var state = frontEnd.state("FloatLogSliderModel");
    double step = number(state.get("step"));
    double min = number(state.get("min"));
    double steps = (Math.log10(value) - min) / step;
    // What JupyterLab makes of it: the nearest of the steps.
    double shown = Math.pow(10, min + Math.rint(steps) * step);
    assertThat(shown).isCloseTo(value, withinPercentage(0.1));
    assertThat(step).isBetween(1e-4, 0.1);
  }

  private static double number(@Nullable Object trait) {
    return trait instanceof Double number ? number : Double.NaN;
  }

  @Test
  void boxesOpenWhatIsInThemFirst() {
    var tab = new Tab(List.of("one", "two"), new Label("a"), new HBox(new HTML("b")));
    tab.bundle();
    assertThat(String.valueOf(frontEnd.openings.getLast().data().get("state")))
        .contains("TabModel", "titles=[one, two]");
    assertThat(tab).hasToString("Label: a\nHTML: b");
    var accordion = new Accordion(Map.of("one", new VBox()));
    accordion.bundle();
    assertThat((Object) frontEnd.state("AccordionModel").get("selected_index")).isEqualTo(0);
  }

  @Test
  void linksTieTwoValues() {
    var play = new Play(0, 9);
    var slider = new IntSlider("n", 0, 9);
    Widgets.jslink(play, slider);
    Map<?, ?> link = frontEnd.state("LinkModel");
    assertThat((Object) link.get("source")).isEqualTo(List.of("IPY_MODEL_" + play.id(), "value"));
    assertThat((Object) link.get("target")).isEqualTo(List.of("IPY_MODEL_" + slider.id(), "value"));
    assertThat(link.containsKey("_view_name")).isFalse();
  }

  @Test
  void interactShowsTheResultAnewWithEachMove() {
    var a = new IntSlider("a", 1, 9);
    var b = new FloatSlider("b", 0, 1);
    var box = Widgets.interact((x, y) -> x + y, a, b);
    assertThat(frontEnd.shown).containsExactly("1.0");
    frontEnd.says(a, update("value", 4L));
    assertThat(frontEnd.shown).containsExactly("4.0");
    assertThat(frontEnd.said)
        .anyMatch(data -> String.valueOf(data.get("state")).equals("{msg_id=request 1}"));
    assertThat(box).hasToString("IntSlider: a = 4 (1 … 9)\nFloatSlider: b = 0.0 (0.0 … 1.0)");
    Widgets.interact(x -> null, new Checkbox("c", true));
    Widgets.interact((x, y, z) -> x, a, b, new Text("t", ""));
  }
}
