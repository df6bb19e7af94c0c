package org.annals.workload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.jspecify.annotations.Nullable;

/**
 * Who writes how much: few write most, a third writes once, some programs write steadily. Keys are
 * made when they are first needed.
 */
final class Population {
  private static final double ONCE_SHARE = 0.35;
  private static final int BOTS = 3;

  private final WorkloadSpec spec;
  private final Secp256k1 curve;
  private final Words words;
  private final @Nullable Author[] authors;
  private final Chance.Table regulars;
  private final int firstOnce;
  private int nextOnce;

  Population(WorkloadSpec spec, Secp256k1 curve, Words words) {
    this.spec = spec;
    this.curve = curve;
    this.words = words;
    int count = spec.shape().authors();
    authors = new Author[count];
    firstOnce = Math.max(BOTS, count - (int) Math.min(count * ONCE_SHARE, spec.messages() / 4.0));
    nextOnce = firstOnce;
    regulars =
        new Chance.Table(
            Chance.zipf(Math.max(1, firstOnce - BOTS), spec.shape().authorShift(), 1.5));
  }

  /** Index of somebody who writes a message now. */
  int writer(Chance chance) {
    if (nextOnce < authors.length
        && chance.happens((double) (authors.length - firstOnce) / spec.messages())) {
      return nextOnce++;
    }
    return chance.happens(spec.shape().botShare()) ? chance.below(BOTS) : regular(chance);
  }

  /** Index of somebody who is there often: reacts, moderates. */
  int regular(Chance chance) {
    return Math.min(authors.length - 1, BOTS + regulars.draw(chance));
  }

  /** The most active of the people; moderates. */
  int first() {
    return BOTS - 1 + Math.min(1, authors.length - BOTS);
  }

  Author author(int index) {
    Author author = authors[index];
    if (author == null) {
      author = make(index);
      authors[index] = author;
    }
    return author;
  }

  private Author make(int index) {
    byte[] material =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(spec.seed()).putInt(index).array();
    PrivateKey key =
        PrivateKey.of(
            Digest.sha256("workload author".getBytes(StandardCharsets.US_ASCII), material)
                .toBytes());
    PublicKey publicKey = curve.publicKey(key);
    byte[] point = curve.uncompressed(publicKey).orElseThrow();
    String name = words.name(index) + (index < BOTS ? "Bot" : "");
    return new Author(key, publicKey, point, name);
  }
}
