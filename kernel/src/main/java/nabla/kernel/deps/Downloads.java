package nabla.kernel.deps;

import java.util.function.Consumer;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/// Tells of jars that are being downloaded; of the small files around them nobody wants to know.
final class Downloads extends AbstractTransferListener {
  private final Consumer<MavenRepository.Download> progress;

  Downloads(Consumer<MavenRepository.Download> progress) {
    this.progress = progress;
  }

  @Override
  public void transferStarted(TransferEvent event) {
    String path = event.getResource().getResourceName();
    if (path.endsWith(".jar")) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      progress.accept(new MavenRepository.Download(name, event.getResource().getContentLength()));
    }
  }
}
