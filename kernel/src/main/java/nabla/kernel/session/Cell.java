package nabla.kernel.session;

import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Incoming;

/// One execution of a cell: the parent of all that it prints, shows and asks.
///
/// @param allowsInput whether its client can ask the user for input
record Cell(Incoming request, boolean allowsInput) {
  Header header() {
    return request.header();
  }
}
