package nabla.kernel.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTests {
  private static Request request(String type, String content) throws MalformedMessage {
    return Json.request(type, content.getBytes(UTF_8));
  }

  @Test
  void derivesNamesFromClasses() {
    assertThat(Json.wireName(Request.KernelInfoRequest.class)).isEqualTo("kernel_info_request");
    assertThat(Json.wireName(Event.UpdateDisplayData.class)).isEqualTo("update_display_data");
    assertThat(Json.replyName("execute_request")).isEqualTo("execute_reply");
  }

  @Test
  void readsARequestWithTheDefaultsOfTheSpecification() throws MalformedMessage {
    assertThat(request("execute_request", "{\"code\": \"1\"}"))
        .isEqualTo(new Request.ExecuteRequest("1", false, true, Map.of(), true, true));
    assertThat(request("execute_request", "{\"code\": \"1\", \"silent\": true}"))
        .isEqualTo(new Request.ExecuteRequest("1", true, false, Map.of(), true, true));
  }

  @Test
  void keepsAReplyForWhatItCannotRead() throws MalformedMessage {
    assertThat(request("new_request", "{}")).isInstanceOf(Request.Unanswerable.class);
    assertThat(request("history_request", "{\"n\": \"many\"}"))
        .isInstanceOf(Request.Unanswerable.class);
  }

  @Test
  void refusesWhatIsNoJsonObject() {
    for (var content : List.of("", "null", "[]", "{a: 1}", "{} {}", "{\"a\":")) {
      assertThatThrownBy(() -> request("kernel_info_request", content))
          .as(content)
          .isInstanceOf(MalformedMessage.class);
    }
    assertThatThrownBy(() -> Json.header(new byte[] {'{', (byte) 0xff, '}'}))
        .isInstanceOf(MalformedMessage.class);
  }

  @Test
  void writesWordsThatJavaKeepsForItself() {
    var bundle = MimeBundle.html("<a>", "a");
    assertThat(
            Json.text(
                new Event.DisplayData(bundle.data(), bundle.metadata(), Map.of("display_id", "d"))))
        .isEqualTo(
            "{\"data\":{\"text/plain\":\"a\",\"text/html\":\"<a>\"},\"metadata\":{},"
                + "\"transient\":{\"display_id\":\"d\"}}");
    assertThat(Json.text(new Event.ClearOutput(true))).isEqualTo("{\"wait\":true}");
  }
}
