package org.annals.bench.micro;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.annals.keys.Digest;
import org.annals.keys.Keccak256;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Signing and verifying one hash with the fastest implementation that runs here; keys are parsed
 * before, as in an import with a known author.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SignatureBenchmark {
  private final PrivateKey key = PrivateKey.of(scalar());
  private final Digest hash = Keccak256.of("a payload".getBytes(StandardCharsets.UTF_8));
  private final Secp256k1 curve = Secp256k1.fastest();
  private final PublicKey publicKey = curve.publicKey(key);
  private final Signature65 signature = curve.sign(key, hash);

  private static byte[] scalar() {
    byte[] scalar = new byte[PrivateKey.LENGTH];
    scalar[5] = 9;
    return scalar;
  }

  /** One signature is made. */
  @Benchmark
  public Signature65 sign() {
    return curve.sign(key, hash);
  }

  /** One signature is checked against its stated author. */
  @Benchmark
  public boolean verify() {
    return curve.verify(publicKey, hash, signature);
  }
}
