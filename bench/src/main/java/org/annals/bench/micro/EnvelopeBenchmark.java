package org.annals.bench.micro;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.message.ContentOutcome;
import org.annals.archiver.message.ContentReader;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.message.StatusPayloads;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The canonical codec on an envelope with a text of 95 characters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EnvelopeBenchmark {
  private final Secp256k1 curve = Secp256k1.fastest();
  private final PrivateKey key = key();
  private final PublicKey author = curve.publicKey(key);
  private final CommunityId community = new CommunityId(author);
  private final Envelope envelope = Envelope.sign(curve, key, payload(), MessageType.CHAT);
  private final byte[] bytes = envelope.encode();
  private final StatedEnvelope stated = envelope.statedBy(author);
  private final ContentReader reader = new ContentReader(community);

  private static PrivateKey key() {
    byte[] scalar = new byte[PrivateKey.LENGTH];
    scalar[5] = 9;
    return PrivateKey.of(scalar);
  }

  private byte[] payload() {
    return new StatusPayloads(community)
        .chat(new ChannelId(new UUID(7, 7)), 1_760_000_000_000L)
        .text("a text of usual length ".repeat(4) + "end")
        .displayName("somebody")
        .build();
  }

  /** Bytes to envelope, strict. */
  @Benchmark
  public Envelope.Outcome parse() {
    return Envelope.parse(bytes);
  }

  /** Envelope to bytes. */
  @Benchmark
  public byte[] encode() {
    return envelope.encode();
  }

  /** Payload to what it says, strict. */
  @Benchmark
  public ContentOutcome read() {
    return reader.read(stated);
  }
}
