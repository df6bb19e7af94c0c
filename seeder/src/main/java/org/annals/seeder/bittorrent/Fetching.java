package org.annals.seeder.bittorrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.InfoHash;
import org.annals.seeder.ArchiveTransport.FetchFailure;

/**
 * Carries blocks from the loop to a disk lane and what became of them back. Methods belong to the
 * loop.
 */
final class Fetching {
  /** What became of the work; called on the loop. */
  interface Outcome {
    void verified(int piece);

    void broken(int piece);

    void finished();

    void failed(FetchFailure failure);
  }

  private static final long RECORD_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Engine engine;
  private final InfoHash infoHash;
  private final PartialFile file;
  private final Outcome outcome;
  private long nextRecord;
  private boolean dirty;
  private boolean recording;
  private boolean ended;

  Fetching(Engine engine, InfoHash infoHash, PartialFile file, Outcome outcome) {
    this.engine = engine;
    this.infoHash = infoHash;
    this.file = file;
    this.outcome = outcome;
    this.nextRecord = engine.loop().now() + RECORD_EVERY_NANOS;
  }

  PartialFile file() {
    return file;
  }

  /** Writes a block; the buffer is given back afterwards. */
  void write(Block block, ByteBuffer data, boolean last) {
    int bytes = data.remaining();
    engine.lanes().waiting(bytes);
    engine
        .lanes()
        .run(
            infoHash,
            () -> {
              try {
                file.write(block, data);
                if (last) {
                  verify(block.piece());
                }
              } catch (IOException e) {
                disk(e);
              } finally {
                engine.wires().blocks().give(data);
                engine.lanes().waiting(-bytes);
              }
            });
  }

  private void verify(int piece) throws IOException {
    boolean right = file.verify(piece);
    engine
        .loop()
        .execute(
            () -> {
              dirty |= right;
              if (!ended && right) {
                outcome.verified(piece);
              } else if (!ended) {
                outcome.broken(piece);
              }
            });
  }

  /**
   * Records now and then what has been verified: never while another record is being made, and the
   * less often the longer the disk takes. Writing goes on meanwhile.
   */
  void tick(long now, PieceMap pieces) {
    if (dirty && !recording && now - nextRecord >= 0) {
      dirty = false;
      recording = true;
      BitSet verified = pieces.have();
      engine.lanes().force(() -> record(verified));
    }
  }

  private void record(BitSet verified) {
    long begun = engine.loop().now();
    try {
      file.record(verified);
    } catch (IOException e) {
      engine.lanes().run(infoHash, () -> disk(e));
      return;
    }
    long took = engine.loop().now() - begun;
    engine.loop().execute(() -> recorded(took));
  }

  private void recorded(long took) {
    recording = false;
    nextRecord = engine.loop().now() + Math.max(RECORD_EVERY_NANOS, 10 * took);
  }

  /** All pieces are verified: makes them durable, then tells. */
  void finish() {
    engine
        .lanes()
        .run(
            infoHash,
            () -> {
              try {
                file.finish();
                engine.loop().execute(this::finished);
              } catch (IOException e) {
                disk(e);
              }
            });
  }

  private void finished() {
    if (!ended) {
      outcome.finished();
    }
  }

  /** Ends the work; what was verified is recorded. The task runs on the loop at last. */
  void close(Runnable closed) {
    ended = true;
    engine
        .lanes()
        .run(
            infoHash,
            () -> {
              try {
                file.close();
              } catch (IOException e) {
                Wires.LOG.warn("closing a partial file failed: {}", e.toString());
              } finally {
                engine.loop().execute(closed);
              }
            });
  }

  private void disk(IOException cause) {
    try {
      file.abandon();
    } catch (IOException e) {
      Wires.LOG.debug("closing after a failure failed too", e);
    }
    engine
        .loop()
        .execute(
            () -> {
              if (!ended) {
                ended = true;
                outcome.failed(failure(cause));
              }
            });
  }

  /** What a failure of the disk is for whoever ordered the file. */
  static FetchFailure failure(IOException cause) {
    return new FetchFailure.Disk(cause.toString());
  }
}
