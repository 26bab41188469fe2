package nabla.kernel.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.ExclusionStrategy;
import com.google.gson.FieldAttributes;
import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The one place where records become JSON and JSON becomes records.
public final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .serializeSpecialFloatingPointValues()
          .disableHtmlEscaping()
          .setExclusionStrategies(new BesideTheContent())
          .create();

  /// Every request by its name on the wire, read off the sealed hierarchy.
  private static final Map<String, Class<?>> REQUESTS =
      Arrays.stream(Request.class.getPermittedSubclasses())
          .filter(type -> type != Request.Unanswerable.class)
          .collect(Collectors.toUnmodifiableMap(Json::wireName, Function.identity()));

  private static final Type FIELDS = new TypeToken<Map<String, Object>>() {}.getType();

  /// A reason quotes the message, which may be long and is not ours.
  private static final int REASON_CHARS = 160;

  private Json() {}

  /// Returns the name on the wire of a class of messages: `ExecuteInput` is `execute_input`.
  public static String wireName(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  /// Returns the name of the reply to a request: `execute_request` is answered by `execute_reply`.
  public static String replyName(String request) {
    return request.endsWith("_request")
        ? request.substring(0, request.length() - "request".length()) + "reply"
        : request + "_reply";
  }

  /// Returns the JSON of a record, map or list.
  public static byte[] bytes(Object value) {
    return text(value).getBytes(UTF_8);
  }

  /// Returns the JSON of a record, map or list on one line.
  public static String text(Object value) {
    return GSON.toJson(value);
  }

  /// Reads a record from a JSON object.
  public static <T> T read(String json, Class<T> type) throws MalformedMessage {
    try {
      return GSON.fromJson(object(json), type);
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      throw new MalformedMessage(reason(e));
    }
  }

  /// Reads a header. One without a type or an identifier cannot be answered and is malformed.
  public static Header header(byte[] json) throws MalformedMessage {
    var header = read(decode(json), Header.class);
    if (header.msgId().isEmpty() || header.msgType().isEmpty()) {
      throw new MalformedMessage("its header has no msg_id or no msg_type");
    }
    return header;
  }

  /// Reads the identifier of a parent header, empty where there is no parent.
  public static String parentId(byte[] json) throws MalformedMessage {
    return read(decode(json), Header.class).msgId();
  }

  /// Reads the metadata of a message, or the content of one whose type has no record here.
  public static Map<String, @Nullable Object> fields(byte[] json) throws MalformedMessage {
    return GSON.fromJson(object(decode(json)), FIELDS);
  }

  /// Returns the JSON tree of a value of the user's, as it is now: later changes do not show in it.
  ///
  /// @throws IllegalArgumentException if the value has no form in JSON
  public static Object snapshot(@Nullable Object value) {
    try {
      return GSON.toJsonTree(value);
    } catch (RuntimeException | StackOverflowError e) {
      throw new IllegalArgumentException(
          "This cannot be sent as JSON: "
              + (value == null ? "null" : value.getClass().getName())
              + ". Use maps, lists, texts, numbers, booleans and records of these. ("
              + reason(e)
              + ")",
          e);
    }
  }

  /// Reads the content of a message. Content that does not fit its type can still be answered.
  public static Request request(String type, byte[] json) throws MalformedMessage {
    var text = decode(json);
    var content = object(text);
    var record = REQUESTS.get(type);
    if (record == null) {
      return new Request.Unanswerable(type, "This kernel does not know the message " + type + ".");
    }
    try {
      return (Request) GSON.fromJson(content, record);
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      return new Request.Unanswerable(
          type, "The content of " + type + " has a field of a wrong type: " + reason(e));
    }
  }

  /// Leaves out what travels in frames of its own.
  private static final class BesideTheContent implements ExclusionStrategy {
    @Override
    public boolean shouldSkipField(FieldAttributes field) {
      return false;
    }

    @Override
    public boolean shouldSkipClass(Class<?> type) {
      return type == Event.Extras.class;
    }
  }

  private static JsonObject object(String json) throws MalformedMessage {
    try (var reader = new JsonReader(new StringReader(json))) {
      reader.setStrictness(Strictness.STRICT);
      var tree = JsonParser.parseReader(reader);
      if (!tree.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedMessage("one of its parts is not a JSON object");
      }
      return tree.getAsJsonObject();
    } catch (JsonParseException | IOException e) {
      throw new MalformedMessage("one of its parts is not JSON: " + reason(e));
    }
  }

  private static String decode(byte[] utf8) throws MalformedMessage {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException _) {
      throw new MalformedMessage("one of its parts is not UTF-8");
    }
  }

  private static String reason(Throwable e) {
    var cause = e.getCause() == null ? e : e.getCause();
    var message = String.valueOf(cause.getMessage());
    var line = message.lines().findFirst().orElse("");
    return line.length() > REASON_CHARS ? line.substring(0, REASON_CHARS) + "…" : line;
  }
}
