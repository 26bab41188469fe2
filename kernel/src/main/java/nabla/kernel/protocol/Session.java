package nabla.kernel.protocol;

import java.util.List;

/// What a request may ask of the kernel: the port behind the protocol.
///
/// A method may throw anything; the caller turns it into a reply with status `error`.
public interface Session {
  /// Hears of a request of a shell before its client hears that the kernel is busy with it, so that
  /// an interrupt from then on finds it.
  void begin(Incoming origin);

  Request.KernelInfoRequest.Reply kernelInfo();

  Answer execute(Request.ExecuteRequest request, Incoming origin);

  Request.IsCompleteRequest.Reply isComplete(Request.IsCompleteRequest request);

  Request.CompleteRequest.Reply complete(Request.CompleteRequest request);

  Request.InspectRequest.Reply inspect(Request.InspectRequest request);

  Request.HistoryRequest.Reply history(Request.HistoryRequest request);

  Request.CommInfoRequest.Reply commInfo(Request.CommInfoRequest request);

  void commOpen(Request.CommOpen opening, Incoming origin);

  void commMessage(Request.CommMsg message, Incoming origin);

  void commClose(Request.CommClose closing, Incoming origin);

  /// Stops the cells that run in the subshell that the header names, or in all, and returns at
  /// once.
  void interrupt(Incoming origin);

  /// Makes a subshell; returns its identifier.
  String createSubshell();

  /// Ends a subshell; returns whether there was one.
  boolean deleteSubshell(String id);

  List<String> subshells();

  /// Hands over a line that the user typed.
  void input(Request.InputReply line, Incoming origin);
}
