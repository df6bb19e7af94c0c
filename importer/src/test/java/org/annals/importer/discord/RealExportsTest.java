package org.annals.importer.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.archiver.message.Authentication;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.MediaBytes;
import org.annals.importer.ImportSink;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.junit.jupiter.api.Test;

/** Exports of real communities, where a checkout stands beside them; skipped elsewhere. */
final class RealExportsTest {
  private static final Secp256k1 CURVE = Secp256k1.fastest();
  private static final PrivateKey KEY = PrivateKey.of(Digest.sha256(new byte[] {1}).toBytes());

  private final MemorySink sink = new MemorySink();

  @Test
  void run_papyrology_everyEntryIsThere() throws IOException {
    ImportReport report = run("vesuvius-papyrology-first800");
    assertThat(report.entries().total()).isEqualTo(800);
    assertThat(report.entries().messages()).isEqualTo(798);
    assertThat(report.entries().events()).containsExactly(Map.entry("ChannelPinnedMessage", 2L));
    assertThat(report.entries().replies()).isEqualTo(147);
    assertThat(report.entries().edited()).isEqualTo(49);
    assertThat(report.stored().added()).isEqualTo(800);
    assertThat(report.media().missing()).isEqualTo(61);
    assertThat(report.files().cutOff()).isZero();
    assertThat(report.files().miscounted()).isZero();
    assertAuthentic();
  }

  @Test
  void run_exampleGuild_findsItsMediaThroughBackslashes() throws IOException {
    ImportReport report = run("example-guild");
    assertThat(report.files().channels()).isEqualTo(2);
    assertThat(report.entries().total()).isEqualTo(40);
    assertThat(report.entries().events()).containsKeys("GuildMemberJoin", "ThreadCreated");
    assertThat(report.media().refused()).isZero();
    assertThat(report.media().images()).isGreaterThan(3);
    assertThat(report.media().metadataOnly()).isGreaterThan(1);
    assertThat(sink.channels.get(1).category()).isEqualTo("general");
    assertAuthentic();
  }

  @Test
  void run_trimmedSample_keepsOneOfEachId() throws IOException {
    ImportReport report = run("chat-analytics");
    assertThat(report.entries().total()).isEqualTo(5);
    assertThat(report.stored().added()).isEqualTo(4);
    assertThat(report.stored().known()).isEqualTo(1);
    assertAuthentic();
  }

  private ImportReport run(String name) throws IOException {
    Optional<Path> data = data();
    assumeTrue(data.isPresent(), "no exports of real communities beside this checkout");
    return new DiscordImport(CURVE, KEY, false, sink)
        .run(data.orElseThrow().resolve(name), ImportProgress.NONE);
  }

  private void assertAuthentic() throws IOException {
    CommunityId community = new CommunityId(CURVE.publicKey(KEY));
    Authenticator authenticator = new Authenticator(community, CURVE);
    for (ImportSink.Item item : sink.items.values()) {
      assertThat(
              authenticator.signed(
                  item.channel(), item.envelope().statedBy(community.key()), MediaBytes.NONE))
          .isInstanceOf(Authentication.Authenticated.class);
    }
  }

  private static Optional<Path> data() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path data = at.resolve("shared/data/discord");
      if (Files.isDirectory(data)) {
        return Optional.of(data);
      }
    }
    return Optional.empty();
  }
}
