package nabla.kernel.session;

import java.util.List;
import nabla.kernel.protocol.Answer;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Request.KernelInfoRequest;

/// Who this kernel is.
public final class KernelInfo {
  /// The version of Nabla.
  public static final String VERSION = "0.1.0";

  private static final Runtime.Version JAVA = Runtime.version();

  /// What every client hears first.
  static final KernelInfoRequest.Reply REPLY =
      new KernelInfoRequest.Reply(
          Answer.OK,
          Header.VERSION,
          "nabla",
          VERSION,
          new KernelInfoRequest.LanguageInfo(
              "java",
              JAVA.feature() + "." + JAVA.interim() + "." + JAVA.update(),
              "text/x-java",
              ".java",
              "java",
              "text/x-java",
              "script"),
          banner(),
          false,
          List.of(
              link("Java 25 API", "https://docs.oracle.com/en/java/javase/25/docs/api/"),
              link("The Java language", "https://docs.oracle.com/javase/specs/jls/se25/html/"),
              link("PyTorch, whose names Nabla shares", "https://docs.pytorch.org/docs/stable/")),
          List.of("kernel subshells"));

  private KernelInfo() {}

  /// Returns the name and versions in one line.
  public static String banner() {
    return "Nabla " + VERSION + ": Java " + JAVA + " with automatic differentiation";
  }

  private static KernelInfoRequest.HelpLink link(String text, String url) {
    return new KernelInfoRequest.HelpLink(text, url);
  }
}
