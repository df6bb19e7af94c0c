package org.annals.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.torrent.TorrentInfo;

/** A listener that remembers what became of a fetch. Thread-safe. */
public final class FetchRecord implements ArchiveTransport.FetchListener {
  private static final long PATIENCE_SECONDS = 60;

  private final List<Object> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Has heard nothing. */
  public FetchRecord() {}

  /** A completion. */
  public record Completed(TorrentInfo info, Path file) {}

  @Override
  public void completed(TorrentInfo info, Path file) {
    calls.add(new Completed(info, file));
    ended.countDown();
  }

  @Override
  public void failed(ArchiveTransport.FetchFailure failure) {
    calls.add(failure);
    ended.countDown();
  }

  /** Waits for the completion; any other end is an error of the test. */
  public Completed awaitCompleted() {
    return (Completed) assertThat(await()).isInstanceOf(Completed.class).actual();
  }

  /** Waits for a failure of this kind. */
  public <F extends ArchiveTransport.FetchFailure> F awaitFailed(Class<F> kind) {
    return kind.cast(assertThat(await()).isInstanceOf(kind).actual());
  }

  /** What was called until now. */
  public List<Object> calls() {
    return List.copyOf(calls);
  }

  private Object await() {
    try {
      assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("fetch has ended").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    assertThat(calls).as("calls of the listener").hasSize(1);
    return calls.get(0);
  }
}
