package nabla.kernel.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The life of a comm, without sockets.
class CommHubTests {
  private final CommHub hub = new CommHub();
  private final List<String> told = new ArrayList<>();

  private static CommMessage message(Object value) {
    return new CommMessage(Map.of("value", value), Map.of(), List.of());
  }

  /// Writes down what leaves for the front end.
  private void connect() {
    hub.connect(
        new CommPort() {
          @Override
          public void open(Comm comm, CommMessage message) {
            told.add("open " + comm.target() + " " + message.data());
          }

          @Override
          public void send(Comm comm, CommMessage message) {
            told.add("send " + message.data());
          }

          @Override
          public void close(Comm comm, CommMessage message) {
            told.add("close " + comm.target());
          }
        });
  }

  @Test
  void aTargetHearsOfItsCommsAndTheirMessages() {
    connect();
    hub.target(
        "echo",
        comm -> {
          told.add("opened with " + comm.opening().data());
          comm.onMessage(heard -> comm.send(heard.data()));
          comm.onClose(heard -> told.add("closed with " + heard.data()));
        });

    assertThat(hub.opened("id", "echo", message(1))).isTrue();
    hub.received("id", message(2));
    hub.closed("id", message(3));
    hub.received("id", message(4));

    assertThat(told)
        .containsExactly("opened with {value=1}", "send {value=2}", "closed with {value=3}");
    assertThat(hub.all()).isEmpty();
  }

  @Test
  void aTargetThatNobodyRegisteredIsRefused() {
    hub.target("was there", _ -> {});
    hub.forget("was there");

    assertThat(hub.opened("id", "was there", message(1))).isFalse();
    assertThat(hub.all()).isEmpty();
  }

  @Test
  void aCommWhoseHandlerFailsIsClosedAgain() {
    connect();
    hub.target(
        "broken",
        _ -> {
          throw new IllegalStateException("on purpose");
        });

    assertThatThrownBy(() -> hub.opened("id", "broken", message(1))).hasMessage("on purpose");
    assertThat(told).containsExactly("close broken");
    assertThat(hub.all()).isEmpty();
  }

  @Test
  void aClosedCommSaysSoAndClosesOnce() {
    connect();
    var comm = hub.open("id", "there", message(1));
    assertThat(comm.isOpen()).isTrue();
    comm.close();
    comm.close();

    assertThat(comm.isOpen()).isFalse();
    assertThatThrownBy(() -> comm.send(Map.of())).hasMessageContaining("is closed");
    assertThat(told).containsExactly("open there {value=1}", "close there");
  }

  @Test
  void withoutAKernelItSaysWhatIsMissing() {
    assertThatThrownBy(() -> hub.open("id", "there", message(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no kernel is running");
  }

  @Test
  void aMessageMayHoldNull() {
    var data = new LinkedHashMap<String, Object>();
    data.put("nothing", null);

    assertThat(new CommMessage(data, Map.of(), List.of()).data()).containsEntry("nothing", null);
  }
}
