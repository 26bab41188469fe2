package nabla.kernel.protocol;

/// What a request may ask of the kernel: the port behind the protocol.
///
/// A method may throw anything; the caller turns it into a reply with status `error`.
public interface Session {
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

  /// Stops the running cell, if there is one, and returns at once.
  void interrupt();

  /// Hands over a line that the user typed.
  void input(Request.InputReply line, Incoming origin);
}
