package org.annals.importer.discord;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.annals.archiver.MessageId;
import org.annals.importer.ImportSink;
import org.annals.importer.ImportedChannel;
import org.annals.keys.Digest;

/** Keeps what it is given, by the rule of FORMAT section 2. */
final class MemorySink implements ImportSink {
  final List<ImportedChannel> channels = new ArrayList<>();
  final Map<MessageId, Item> items = new TreeMap<>();
  final Map<Digest, byte[]> media = new HashMap<>();
  int room = Integer.MAX_VALUE;

  @Override
  public void channel(ImportedChannel channel) {
    channels.add(channel);
  }

  @Override
  public Outcome append(List<Item> batch) {
    if (items.size() + batch.size() > room) {
      return new Outcome.Refused("the cap is in use");
    }
    int added = 0;
    int replaced = 0;
    for (Item item : batch) {
      item.media().forEach(this::take);
      Item old = items.get(item.id());
      if (old == null) {
        added++;
        items.put(item.id(), item);
      } else if (beats(item, old)) {
        replaced++;
        items.put(item.id(), item);
      }
    }
    return new Outcome.Appended(added, replaced, batch.size() - added - replaced, 0);
  }

  private void take(Media each) {
    try (InputStream in = each.bytes().open()) {
      byte[] bytes = in.readAllBytes();
      if (bytes.length != each.bytes().length() || !Digest.sha256(bytes).equals(each.digest())) {
        throw new IllegalStateException("media are not what they are said to be");
      }
      media.put(each.digest(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean beats(Item item, Item old) {
    long edited = item.message().mark().edited();
    long oldEdited = old.message().mark().edited();
    return edited != oldEdited
        ? edited > oldEdited
        : Arrays.compareUnsigned(item.envelope().payload(), old.envelope().payload()) > 0;
  }
}
