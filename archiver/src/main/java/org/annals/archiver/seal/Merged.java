package org.annals.archiver.seal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.annals.archiver.MessageId;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.ImportMark;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.seal.ArchivedRecords.Placed;

/** The records of several chunks as those of one: what another one made pointless is left out. */
final class Merged {
  private Merged() {}

  /** Every message once, in walk order: its tombstone, else the version that wins (FORMAT 2). */
  static List<Placed> of(List<Placed> all, LeftOut left) {
    Set<MessageId> gone = new HashSet<>();
    for (Placed each : all) {
      if (isTombstone(each)) {
        gone.add(each.record().id());
      }
    }
    Map<MessageId, Placed> chosen = new HashMap<>();
    for (Placed each : all) {
      boolean pointless =
          !isTombstone(each)
              && (gone.contains(each.record().id())
                  || each.content()
                      .flatMap(MessageContent::targetId)
                      .filter(gone::contains)
                      .isPresent());
      if (pointless) {
        left.count("its target is gone");
      } else {
        left.count("replaced by a later one", chosen.containsKey(each.record().id()) ? 1 : 0);
        chosen.merge(each.record().id(), each, Merged::winner);
      }
    }
    List<Placed> merged = new ArrayList<>(chosen.values());
    merged.sort((a, b) -> PlacedRecord.WALK.compare(a.record(), b.record()));
    return merged;
  }

  private static boolean isTombstone(Placed placed) {
    return placed.record().record() instanceof ArchiveRecord.Tombstone;
  }

  /** Of an import the newest edit, then the greater payload; else the first on the walk. */
  private static Placed winner(Placed a, Placed b) {
    long first = editedAtSource(a);
    long second = editedAtSource(b);
    if (first != second) {
      return first > second ? a : b;
    }
    int byClock = PlacedRecord.WALK.compare(a.record(), b.record());
    if (byClock != 0) {
      return byClock < 0 ? a : b;
    }
    return Arrays.compareUnsigned(inline(a), inline(b)) >= 0 ? a : b;
  }

  private static long editedAtSource(Placed placed) {
    return placed.content().orElse(null) instanceof MessageContent.Chat chat
        ? chat.imported().map(ImportMark::edited).orElse(0L)
        : 0;
  }

  private static byte[] inline(Placed placed) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    placed.record().envelope().stream()
        .flatMap(envelope -> envelope.payload().stream())
        .filter(PayloadPart.Inline.class::isInstance)
        .forEach(part -> payload.writeBytes(((PayloadPart.Inline) part).bytes()));
    return payload.toByteArray();
  }
}
