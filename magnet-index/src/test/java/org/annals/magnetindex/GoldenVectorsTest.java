package org.annals.magnetindex;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.HOME;
import static org.annals.magnetindex.Samples.KEY;
import static org.annals.magnetindex.Samples.SIGNATURES;
import static org.annals.magnetindex.Samples.card;
import static org.annals.magnetindex.Samples.chunk;
import static org.annals.magnetindex.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.TimeWindow;
import org.annals.keys.Digest;
import org.annals.magnetindex.announcement.AnnouncementCodec;
import org.annals.magnetindex.announcement.AnnouncementFit;
import org.annals.magnetindex.announcement.AnnouncementReading;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueContent;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.CatalogueReading;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.catalogue.Policy;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.catalogue.SignedCatalogue;
import org.annals.magnetindex.invite.Invite;
import org.annals.magnetindex.invite.InviteCodec;
import org.annals.magnetindex.invite.InviteReading;
import org.annals.magnetindex.invite.KeyFingerprint;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bytes of a catalogue, an announcement and an invite, as they are for ever. With the system
 * property {@code annals.vectors.write} naming a directory, they are written there instead.
 */
class GoldenVectorsTest {
  private static final String FOLDER = "/vectors/";
  private static final GroupId DAY = GroupId.autoDelete(Duration.ofDays(1));

  private static byte[] golden(String name, byte[] now) throws IOException {
    String folder = System.getProperty("annals.vectors.write", "");
    if (!folder.isEmpty()) {
      Files.write(Path.of(folder).resolve(name), now);
      return now;
    }
    try (InputStream in = GoldenVectorsTest.class.getResourceAsStream(FOLDER + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static CatalogueStamp stamp() {
    return new CatalogueStamp(
        COMMUNITY,
        1,
        1_793_000_000L,
        1_793_000_000_123L,
        HOME,
        List.of(Digest.sha256(new byte[] {1}), Digest.sha256(new byte[] {2})));
  }

  private static List<CatalogueEntry> entries() {
    CatalogueEntry shape = entry(5);
    return List.of(
        entry(1),
        entry(2, 2_905, 0, 0),
        entry(3, 2_905, 1, 1, chunk(7), chunk(8)),
        new CatalogueEntry(
            new ChunkPosition(new TimeWindow(2_905), DAY, 0, 0),
            shape.infoHash(),
            chunk(6),
            33_554_432L,
            shape.counts(),
            List.of()));
  }

  private static SignedCatalogue catalogue() {
    TreeMap<GroupId, Long> marks = new TreeMap<>();
    marks.put(GroupId.PUBLIC, 1_757_548_800L);
    marks.put(DAY, 1_757_548_800L);
    TreeMap<ChannelId, Duration> rules = new TreeMap<>();
    rules.put(new ChannelId(new UUID(0, 2)), Duration.ofDays(1));
    return CatalogueFile.sign(
        new Catalogue(
            stamp(),
            new CatalogueContent(
                card(),
                new Policy(true, rules),
                marks,
                entries().stream().sorted().toList(),
                List.of(
                        new RemovedChunk(chunk(11), RemovalReason.OWNER, 1_792_000_000L),
                        new RemovedChunk(chunk(12), RemovalReason.EXPIRY, 1_792_000_001L),
                        new RemovedChunk(chunk(13), RemovalReason.LEGAL, 1_792_000_002L))
                    .stream()
                    .sorted()
                    .toList())),
        KEY,
        SIGNATURES);
  }

  private static SignedAnnouncement announcement() throws IOException {
    return AnnouncementFit.sign(
        new AnnouncementFit.Wish(
            stamp().issuedBy(HOME, 1_793_000_001_000L),
            Samples.link(catalogue()),
            true,
            entries(),
            List.of(
                new PeerAddress(InetAddress.getByName("192.0.2.1"), 6891),
                new PeerAddress(InetAddress.getByName("2001:db8::1"), 6892))),
        KEY,
        SIGNATURES);
  }

  private static Invite invite() {
    return new Invite(
        COMMUNITY,
        Optional.of("16/32"),
        List.of("/ip4/192.0.2.1/tcp/60000/p2p/16Uiu2HAm9vLkqoKcEs1oMa"),
        Optional.of(new Invite.CatalogueHint(Samples.link(catalogue()).infoHash(), 1_793_000_000L)),
        card().recoveryKeyHash());
  }

  @Test
  void catalogue_today_isTheGoldenFile() throws IOException {
    byte[] golden = golden("catalogue.annalscat", CatalogueFile.write(catalogue()));

    assertThat(CatalogueFile.write(catalogue())).isEqualTo(golden);
    assertThat(CatalogueFile.read(COMMUNITY, golden, SIGNATURES))
        .isInstanceOfSatisfying(
            CatalogueReading.Verified.class,
            verified ->
                assertThat(verified.signed().catalogue()).isEqualTo(catalogue().catalogue()));
  }

  @Test
  void announcement_today_isTheGoldenBytes() throws IOException {
    byte[] golden = golden("announcement.bin", announcement().bytes());

    assertThat(announcement().bytes()).isEqualTo(golden);
    assertThat(AnnouncementCodec.read(COMMUNITY, golden, SIGNATURES))
        .isInstanceOf(AnnouncementReading.Verified.class);
  }

  @Test
  void invite_today_isTheGoldenText() throws IOException {
    String text = InviteCodec.write(invite());
    byte[] golden = golden("invite.txt", text.getBytes(StandardCharsets.US_ASCII));

    assertThat(text).isEqualTo(new String(golden, StandardCharsets.US_ASCII));
    assertThat(InviteCodec.read(text, Samples.CURVE)).isEqualTo(new InviteReading.Read(invite()));
  }

  @Test
  void names_today_areTheGoldenTexts() throws IOException {
    String text = ControlTopics.contentTopic(COMMUNITY) + "\n" + KeyFingerprint.of(COMMUNITY);
    byte[] golden = golden("names.txt", text.getBytes(StandardCharsets.US_ASCII));

    assertThat(text).isEqualTo(new String(golden, StandardCharsets.US_ASCII));
  }

  /** A reader of docs/format.md that shares no line with this program. */
  @Test
  @Tag("peers")
  void catalogue_independentReader_understandsIt(@TempDir Path folder) throws Exception {
    Path python = Path.of("/usr/bin/python3");
    boolean missing = !Files.isExecutable(python);
    if (missing && System.getenv("CI") == null) {
      System.err.println("SKIPPED: " + python + " is missing; the independent reader did not run");
    }
    Assumptions.assumeTrue(!missing || System.getenv("CI") != null, "no python3");
    for (String name :
        List.of("read_catalogue.py", "catalogue.annalscat", "announcement.bin", "names.txt")) {
      try (InputStream in = GoldenVectorsTest.class.getResourceAsStream(FOLDER + name)) {
        Files.write(folder.resolve(name), Objects.requireNonNull(in, name).readAllBytes());
      }
    }
    Path said = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(
                python.toString(),
                "read_catalogue.py",
                "catalogue.annalscat",
                "announcement.bin",
                COMMUNITY.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String output = Files.readString(said);
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output.lines()).containsExactlyElementsOf(expected());
  }

  /** What the reader must have understood, line by line. */
  private static List<String> expected() throws IOException {
    List<String> lines = new ArrayList<>();
    SignedCatalogue signed = catalogue();
    CatalogueStamp stamp = stamp();
    lines.add("digest " + signed.digest());
    lines.add("epoch 1 sequence 1793000000 issued 1793000000123");
    lines.add("instance " + HexFormat.of().formatHex(HOME.toBytes()));
    stamp.parents().forEach(parent -> lines.add("parent " + parent));
    lines.add("name " + card().name());
    signed
        .catalogue()
        .sealedUntil()
        .forEach((group, mark) -> lines.add("sealed " + group + " " + mark));
    lines.add("serving True");
    lines.add("auto-delete 00000000-0000-0000-0000-000000000002 86400");
    lines.add("channel 00000000-0000-0000-0000-000000000001 general|Everything|Talk|0");
    lines.add("channel 00000000-0000-0000-0000-000000000002 ひろば|||1");
    lines.add("recovery " + card().recoveryKeyHash().orElseThrow());
    signed.catalogue().entries().forEach(entry -> lines.add("entry " + line(entry)));
    signed
        .catalogue()
        .removed()
        .forEach(
            chunk ->
                lines.add(
                    "removed "
                        + chunk.chunk()
                        + " "
                        + chunk.reason().number()
                        + " "
                        + chunk.atSequence()));
    lines.add("announcement sequence 1793000000 issued 1793000001000 serving True");
    lines.add("announced " + signed.digest());
    announcement().announcement().newest().forEach(entry -> lines.add("newest " + line(entry)));
    lines.add("hint 192.0.2.1 6891");
    lines.add("hint 2001:db8::1 6892");
    lines.add("topic " + ControlTopics.contentTopic(COMMUNITY));
    return lines;
  }

  private static String line(CatalogueEntry entry) {
    StringBuilder text = new StringBuilder();
    ChunkPosition position = entry.position();
    text.append(position.window().index())
        .append(' ')
        .append(position.group())
        .append(' ')
        .append(position.part())
        .append(' ')
        .append(position.revision())
        .append(' ')
        .append(entry.infoHash())
        .append(' ')
        .append(entry.chunk())
        .append(' ')
        .append(entry.size())
        .append(' ')
        .append(entry.counts().messages())
        .append(' ')
        .append(entry.counts().images());
    entry.supersedes().forEach(id -> text.append(' ').append(id));
    return text.toString();
  }
}
