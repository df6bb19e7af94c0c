package org.annals.node.owner;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.Authentication;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.MediaBytes;
import org.annals.importer.ImportSink;
import org.annals.importer.ImportedChannel;
import org.annals.importer.journal.AppendOutcome;
import org.annals.importer.journal.JournalBlob;
import org.annals.importer.journal.JournalMessage;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.ChannelEntry;
import org.annals.node.community.Community;

/**
 * Takes an import into a community's live journal and shows it from the message database. Used by
 * one thread.
 */
public final class JournalSink implements ImportSink {
  private final Community community;
  private final Authenticator authenticator;

  /** Into this community, which this home owns. */
  public JournalSink(Community community, Authenticator authenticator) {
    this.community = community;
    this.authenticator = authenticator;
  }

  @Override
  public void channel(ImportedChannel channel) throws IOException {
    community.describe(
        new ChannelEntry(
            channel.id(),
            channel.name(),
            channel.description(),
            channel.category(),
            channel.order()));
  }

  @Override
  public Outcome append(List<Item> items) throws IOException {
    List<JournalMessage> messages = new ArrayList<>();
    List<JournalBlob> blobs = new ArrayList<>();
    Set<Place> seen = new HashSet<>();
    int deleted = 0;
    for (Item item : items) {
      if (community.messages().isDeleted(item.id())) {
        deleted++;
        continue;
      }
      JournalMessage message = message(item);
      messages.add(message);
      for (Media each : item.media()) {
        Place place = new Place(message.window(), each.digest());
        if (seen.add(place) && !community.journal().hasMedia(place.window(), place.digest())) {
          blobs.add(new JournalBlob(place.window(), place.digest(), read(each)));
        }
      }
    }
    AppendOutcome outcome = community.journal().append(messages, blobs);
    if (outcome instanceof AppendOutcome.Refused refused) {
      return new Outcome.Refused(refused.reason());
    }
    community.messages().addLive(messages);
    AppendOutcome.Appended appended = (AppendOutcome.Appended) outcome;
    return new Outcome.Appended(appended.added(), appended.replaced(), appended.known(), deleted);
  }

  private record Place(TimeWindow window, Digest digest) {}

  private JournalMessage message(Item item) throws IOException {
    Authentication outcome =
        authenticator.signed(
            item.channel(), item.envelope().statedBy(community.id().key()), MediaBytes.NONE);
    if (outcome instanceof Authentication.Authenticated authenticated) {
      return JournalMessage.of(item.envelope(), community.id().key(), authenticated);
    }
    throw new IOException(
        "an imported message is not accepted: " + ((Authentication.Rejected) outcome).reason());
  }

  private static byte[] read(Media media) throws IOException {
    try (InputStream in = media.bytes().open()) {
      return in.readNBytes(JournalBlob.MAX_LENGTH);
    }
  }
}
