package org.annals.bench.size;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.seal.SourceEntry;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.junit.jupiter.api.Test;

final class StatusLayoutTest {
  private static final SourceEntry ENTRY = entry();

  private static SourceEntry entry() {
    byte[] key = new byte[PublicKey.LENGTH];
    key[0] = 2;
    return new SourceEntry(
        new ChannelId(new UUID(1, 2)),
        PublicKey.of(key),
        new MessageId(Digest.sha256()),
        1_704_067_200_000L,
        1,
        null,
        false,
        0);
  }

  /** Counted by hand from a message that status-go made: envelope 254, data 296, padding 148. */
  @Test
  void add_messageOfKnownLengths_countsEveryField() {
    StatusLayout layout = new StatusLayout();
    layout.add(ENTRY, new byte[254]);
    layout.endPartition(2);

    int message = 67 + 6 + 6 + (3 + 296) + (3 + 148) + 34;
    int metadata = 14 + 2 * 6;
    assertThat(layout.raw()).isEqualTo(3 + message + metadata + metadata + 90);
  }

  @Test
  void padded_smallArchive_fillsAPiece() {
    StatusLayout layout = new StatusLayout();
    layout.add(ENTRY, new byte[254]);
    layout.endPartition(2);

    assertThat(layout.padded()).isEqualTo(102_400 + 26 + 90);
  }
}
