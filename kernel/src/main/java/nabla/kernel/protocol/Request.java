package nabla.kernel.protocol;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What clients say: one nested record per message type.
///
/// To add a message, add a record here. `IsCompleteRequest` is `is_complete_request` on the wire
/// and its reply `is_complete_reply`; a component `cursorPos` is the field `cursor_pos`. What the
/// specification lets a client leave out arrives as `null` and gets its default in the compact
/// constructor.
public sealed interface Request {
  /// Returns the content of the reply, or `null` for a message that has none.
  @Nullable Answer answer(Session session, Incoming origin);

  /// Asks who the kernel is. Clients send it first, and again on the control channel while a cell
  /// runs.
  record KernelInfoRequest() implements Request {
    @Override
    public Answer answer(Session session, Incoming origin) {
      return session.kernelInfo();
    }

    public record Reply(
        String status,
        String protocolVersion,
        String implementation,
        String implementationVersion,
        LanguageInfo languageInfo,
        String banner,
        boolean debugger,
        List<HelpLink> helpLinks,
        List<String> supportedFeatures)
        implements Answer {}

    /// Tells editors and exporters how to treat the source of a cell.
    public record LanguageInfo(
        String name,
        String version,
        String mimetype,
        String fileExtension,
        String pygmentsLexer,
        String codemirrorMode,
        String nbconvertExporter) {}

    public record HelpLink(String text, String url) {}
  }

  /// Runs a cell.
  ///
  /// @param silent nothing is broadcast or counted; forces `storeHistory` to false
  /// @param userExpressions evaluated after the cell, their values returned in the reply
  /// @param stopOnError whether a failure aborts the requests that wait behind this one
  record ExecuteRequest(
      String code,
      Boolean silent,
      Boolean storeHistory,
      Map<String, String> userExpressions,
      Boolean allowStdin,
      Boolean stopOnError)
      implements Request {
    public ExecuteRequest {
      code = requireNonNullElse(code, "");
      silent = requireNonNullElse(silent, false);
      storeHistory = !silent && requireNonNullElse(storeHistory, true);
      userExpressions = requireNonNullElse(userExpressions, Map.of());
      allowStdin = requireNonNullElse(allowStdin, true);
      stopOnError = requireNonNullElse(stopOnError, true);
    }

    @Override
    public Answer answer(Session session, Incoming origin) {
      return session.execute(this, origin);
    }

    /// What became of a cell.
    ///
    /// @param payload deprecated by the protocol and always empty, but clients read it
    public record Reply(
        String status,
        int executionCount,
        Map<String, Object> userExpressions,
        List<Object> payload,
        @Nullable String ename,
        @Nullable String evalue,
        @Nullable List<String> traceback)
        implements Answer {
      public static Reply ok(int count, Map<String, Object> userExpressions) {
        return new ExecuteRequest.Reply(OK, count, userExpressions, List.of(), null, null, null);
      }

      public static Reply error(int count, String ename, String evalue, List<String> traceback) {
        return new ExecuteRequest.Reply(
            ERROR, count, Map.of(), List.of(), ename, evalue, traceback);
      }
    }
  }

  /// Asks whether the code could run as it is. Consoles choose by it between a new line and
  /// execution.
  record IsCompleteRequest(String code) implements Request {
    public IsCompleteRequest {
      code = requireNonNullElse(code, "");
    }

    @Override
    public Answer answer(Session session, Incoming origin) {
      return session.isComplete(this);
    }

    /// How complete the code is.
    ///
    /// @param status `complete`, `incomplete`, `invalid` or `unknown`
    /// @param indent what the next line should begin with, given for `incomplete` only
    public record Reply(String status, @Nullable String indent) implements Answer {}
  }

  /// Asks what could stand at the cursor.
  ///
  /// @param cursorPos in Unicode code points, not UTF-16 units; the end of the code where it is
  ///   missing
  record CompleteRequest(String code, Integer cursorPos) implements Request {
    public CompleteRequest {
      code = requireNonNullElse(code, "");
      cursorPos = requireNonNullElse(cursorPos, Integer.MAX_VALUE);
    }

    @Override
    public Answer answer(Session session, Incoming origin) {
      return session.complete(this);
    }

    public record Reply(
        String status,
        List<String> matches,
        int cursorStart,
        int cursorEnd,
        Map<String, Object> metadata)
        implements Answer {}
  }

  /// Asks what stands at the cursor.
  ///
  /// @param cursorPos in Unicode code points, not UTF-16 units
  /// @param detailLevel 0 for the documentation, 1 for more
  record InspectRequest(String code, Integer cursorPos, Integer detailLevel) implements Request {
    public InspectRequest {
      code = requireNonNullElse(code, "");
      cursorPos = requireNonNullElse(cursorPos, Integer.MAX_VALUE);
      detailLevel = requireNonNullElse(detailLevel, 0);
    }

    @Override
    public Answer answer(Session session, Incoming origin) {
      return session.inspect(this);
    }

    public record Reply(
        String status, boolean found, Map<String, Object> data, Map<String, Object> metadata)
        implements Answer {}
  }

  /// Asks for earlier input.
  ///
  /// @param histAccessType `tail` (the last `n`), `range` (lines of one session) or `search` (by
  ///   pattern)
  /// @param session 0 is this one, negative numbers count back from it
  /// @param stop the line before which a range ends, or `null` for the end of the session
  /// @param pattern with `*` for any text and `?` for any character
  record HistoryRequest(
      Boolean output,
      String histAccessType,
      Integer session,
      Integer start,
      @Nullable Integer stop,
      Integer n,
      String pattern,
      Boolean unique)
      implements Request {
    public HistoryRequest {
      output = requireNonNullElse(output, false);
      histAccessType = requireNonNullElse(histAccessType, "tail");
      session = requireNonNullElse(session, 0);
      start = requireNonNullElse(start, 0);
      n = requireNonNullElse(n, Integer.MAX_VALUE);
      pattern = requireNonNullElse(pattern, "*");
      unique = requireNonNullElse(unique, false);
    }

    @Override
    public Answer answer(Session session, Incoming origin) {
      return session.history(this);
    }

    /// The inputs found, the oldest first.
    ///
    /// @param history lists of session, line and input; or, with output, of session, line and such
    ///   a pair
    public record Reply(String status, List<List<@Nullable Object>> history) implements Answer {}
  }

  /// Asks which comms are open.
  record CommInfoRequest(@Nullable String targetName) implements Request {
    @Override
    public Answer answer(Session session, Incoming origin) {
      return session.commInfo(this);
    }

    /// The open comms.
    ///
    /// @param comms by identifier, each with its `target_name`
    public record Reply(String status, Map<String, Object> comms) implements Answer {}
  }

  /// Opens a comm, a channel between an object of the front end and one of the kernel.
  record CommOpen(String commId, String targetName, Map<String, @Nullable Object> data)
      implements Request {
    public CommOpen {
      commId = requireNonNullElse(commId, "");
      targetName = requireNonNullElse(targetName, "");
      data = requireNonNullElse(data, Map.of());
    }

    @Override
    public @Nullable Answer answer(Session session, Incoming origin) {
      session.commOpen(this, origin);
      return null;
    }
  }

  /// Says something on an open comm.
  record CommMsg(String commId, Map<String, @Nullable Object> data) implements Request {
    public CommMsg {
      commId = requireNonNullElse(commId, "");
      data = requireNonNullElse(data, Map.of());
    }

    @Override
    public @Nullable Answer answer(Session session, Incoming origin) {
      session.commMessage(this, origin);
      return null;
    }
  }

  /// Closes a comm.
  record CommClose(String commId, Map<String, @Nullable Object> data) implements Request {
    public CommClose {
      commId = requireNonNullElse(commId, "");
      data = requireNonNullElse(data, Map.of());
    }

    @Override
    public @Nullable Answer answer(Session session, Incoming origin) {
      session.commClose(this, origin);
      return null;
    }
  }

  /// Stops the running cells: those of the subshell that its header names, of all where it names
  /// none.
  record InterruptRequest() implements Request {
    @Override
    public Answer answer(Session session, Incoming origin) {
      session.interrupt(origin);
      return new InterruptRequest.Reply(Answer.OK);
    }

    public record Reply(String status) implements Answer {}
  }

  /// Makes a subshell: a line of cells that run beside those of the main shell.
  record CreateSubshellRequest() implements Request {
    @Override
    public Answer answer(Session session, Incoming origin) {
      return new CreateSubshellRequest.Reply(Answer.OK, session.createSubshell());
    }

    public record Reply(String status, String subshellId) implements Answer {}
  }

  /// Ends a subshell. What waits in it is aborted.
  record DeleteSubshellRequest(String subshellId) implements Request {
    public DeleteSubshellRequest {
      subshellId = requireNonNullElse(subshellId, "");
    }

    @Override
    public Answer answer(Session session, Incoming origin) {
      return session.deleteSubshell(subshellId)
          ? new DeleteSubshellRequest.Reply(Answer.OK)
          : Answer.Failed.noSubshell(subshellId);
    }

    public record Reply(String status) implements Answer {}
  }

  /// Asks which subshells there are.
  record ListSubshellRequest() implements Request {
    @Override
    public Answer answer(Session session, Incoming origin) {
      return new ListSubshellRequest.Reply(Answer.OK, session.subshells());
    }

    /// The subshells that there are.
    ///
    /// @param subshellId all their identifiers, under the singular name that the protocol gives
    ///   them
    public record Reply(String status, List<String> subshellId) implements Answer {}
  }

  /// Ends the kernel, once the reply has been sent; whoever dispatches the message sees to that.
  ///
  /// @param restart whether the client is going to start another one in its place
  record ShutdownRequest(Boolean restart) implements Request {
    public ShutdownRequest {
      restart = requireNonNullElse(restart, false);
    }

    @Override
    public Answer answer(Session session, Incoming origin) {
      return new ShutdownRequest.Reply(Answer.OK, restart);
    }

    public record Reply(String status, boolean restart) implements Answer {}
  }

  /// Brings the line that the user typed when asked by an `InputRequest`.
  record InputReply(String value) implements Request {
    public InputReply {
      value = requireNonNullElse(value, "");
    }

    @Override
    public @Nullable Answer answer(Session session, Incoming origin) {
      session.input(this, origin);
      return null;
    }
  }

  /// A well-signed message whose type or content the kernel does not know. Not a type on the wire.
  ///
  /// A request gets a reply that says so, because its client would wait for ever; anything else
  /// gets none.
  record Unanswerable(String type, String reason) implements Request {
    @Override
    public @Nullable Answer answer(Session session, Incoming origin) {
      return type.endsWith("_request") ? new Answer.Failed("UnknownRequest", reason) : null;
    }
  }
}
