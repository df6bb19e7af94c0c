package org.annals.archiver.seal;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.annals.archiver.ChannelId;
import org.annals.archiver.TimeWindow;
import org.annals.keys.Digest;
import org.junit.jupiter.api.Test;

/** What every {@link MessageSource} does. */
public abstract class MessageSourceContract {
  private static final ChannelId CHANNEL = SampleCommunity.channel(1);
  private static final long WEEK = TimeWindow.LENGTH.toMillis();

  protected final SampleCommunity community = new SampleCommunity("source");
  private final SampleItem first = community.text("ann", CHANNEL, at(0), "first moment");
  private final SampleItem last = community.text("bob", CHANNEL, at(WEEK - 1), "last moment");
  private final SampleItem next = community.text("bob", CHANNEL, at(WEEK), "next window");

  /** A source that holds these items, added in this order, and nothing else. */
  protected abstract MessageSource source(List<SampleItem> items) throws IOException;

  /** A source that holds an import and the bytes that it names. */
  protected abstract MessageSource source(SampleItem imported, byte[] media) throws IOException;

  private static List<SourceEntry> entries(MessageSource source, long from, long to)
      throws IOException {
    List<SourceEntry> found = new ArrayList<>();
    source.entries(from, to, found::add);
    return found;
  }

  @Test
  void windows_severalMessages_areThoseOfTheirClocks() throws IOException {
    assertThat(source(List.of(next, first, last)).windows()).containsExactly(WINDOW, WINDOW.next());
    assertThat(source(List.of()).windows()).isEmpty();
  }

  @Test
  void entries_range_isHalfOpen() throws IOException {
    MessageSource source = source(List.of(next, last, first));
    assertThat(entries(source, at(0), at(WEEK)))
        .extracting(SourceEntry::id)
        .containsExactlyInAnyOrder(first.id(), last.id());
    assertThat(entries(source, at(1), at(WEEK - 1))).isEmpty();
    assertThat(entries(source, at(5), at(5))).isEmpty();
  }

  @Test
  void entries_everyKind_sayWhatTheEnvelopeSays() throws IOException {
    List<SampleItem> items =
        List.of(
            first,
            community.edit("ann", first, at(10), "edited"),
            community.reaction("bob", first, at(20), 1, false),
            community.pin("bob", first, at(30), true),
            community.deletion("ann", first, at(40)),
            community.memberDeletion("owner", "eve", at(50)),
            community.imported("7", at(60), "from afar", 5, List.of()));
    MessageSource source = source(items);
    List<SourceEntry> found = entries(source, at(0), at(WEEK));
    assertThat(found).hasSize(items.size());
    for (SampleItem item : items) {
      SourceEntry entry =
          found.stream().filter(e -> e.id().equals(item.id())).findAny().orElseThrow();
      assertThat(entry)
          .isEqualTo(
              new SourceEntry(
                  item.channel(),
                  item.author(),
                  item.id(),
                  item.clock(),
                  item.type(),
                  item.target(),
                  item.imported(),
                  entry.locator()));
      assertThat(source.envelope(entry.locator())).isEqualTo(item.envelope());
    }
  }

  @Test
  void backdated_operationsBeforeTheirTargetsWindow_areFound() throws IOException {
    SampleItem early = community.reaction("bob", first, at(-1), 1, false);
    SampleItem inWindow = community.reaction("bob", last, at(0), 1, false);
    List<SourceEntry> found = new ArrayList<>();
    source(List.of(early, inWindow, first, last)).backdated(found::add);
    assertThat(found).extracting(SourceEntry::id).containsExactly(early.id());
  }

  @Test
  void find_message_isKnownOthersAreNot() throws IOException {
    SampleItem reaction = community.reaction("bob", first, at(20), 1, false);
    MessageSource source = source(List.of(first, reaction));
    assertThat(source.find(first.id())).contains(first.known());
    assertThat(source.find(reaction.id())).isEmpty();
    assertThat(source.find(next.id())).isEmpty();
  }

  @Test
  void media_ofAnImport_areReadAsOftenAsWanted() throws IOException {
    byte[] bytes = {1, 2, 3, 4};
    SampleItem imported =
        community.imported("8", at(60), "with a file", 0, List.of(SampleCommunity.png(bytes)));
    MessageSource source = source(imported, bytes);
    MediaBlob blob = source.media(Digest.sha256(bytes)).orElseThrow();
    assertThat(blob.length()).isEqualTo(4);
    for (int i = 0; i < 2; i++) {
      try (InputStream in = Objects.requireNonNull(blob.open())) {
        assertThat(in.readAllBytes()).isEqualTo(bytes);
      }
    }
    assertThat(source.media(Digest.sha256(new byte[1]))).isEmpty();
  }
}
