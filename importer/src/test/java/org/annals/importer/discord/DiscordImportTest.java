package org.annals.importer.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.Authentication;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.ImportMark;
import org.annals.archiver.message.ImportSource;
import org.annals.archiver.message.MediaBytes;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.MessageIds;
import org.annals.importer.ImportSink;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.annals.testkit.fault.FaultFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiscordImportTest {
  private static final Secp256k1 CURVE = Secp256k1.fastest();
  private static final PrivateKey KEY = key();
  private static final CommunityId COMMUNITY = new CommunityId(CURVE.publicKey(KEY));
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 1, 2, 3};

  private final MemorySink sink = new MemorySink();
  private Path folder;

  @BeforeEach
  void folder(@TempDir Path directory) {
    folder = directory;
  }

  @Test
  void run_plainMessages_becomesSignedEnvelopes() throws IOException {
    export("a.json", 7, message(101, "hello").entry(), message(102, "world").entry());
    ImportReport report = run(folder);
    assertThat(report.finished()).isTrue();
    assertThat(report.entries().total()).isEqualTo(2);
    assertThat(report.entries().messages()).isEqualTo(2);
    assertThat(report.stored()).isEqualTo(new ImportReport.Stored(2, 0, 0, 0));
    assertThat(report.problems()).isEmpty();
    MessageContent.Chat chat = chat("101");
    assertThat(chat.text()).isEqualTo("hello");
    assertThat(chat.displayName()).isEqualTo("Nick");
    assertThat(chat.clock()).isEqualTo(Instant.parse("2023-01-06T14:03:03.853Z").toEpochMilli());
    assertThat(chat.imported().orElseThrow().authorId()).isEqualTo("900");
    assertThat(chat.imported().orElseThrow().event()).isEmpty();
    assertThat(sink.channels).hasSize(1);
    assertThat(sink.channels.get(0).name()).isEqualTo("general");
    assertThat(sink.channels.get(0).category()).isEqualTo("Text");
    assertThat(sink.channels.get(0).description()).isEqualTo("all and everything");
    assertThat(sink.channels.get(0).id()).isEqualTo(chat.channel());
  }

  @Test
  void run_again_changesNothing() throws IOException {
    export("a.json", 7, message(101, "hello").entry(), message(101, "hello").entry());
    assertThat(run(folder).stored()).isEqualTo(new ImportReport.Stored(1, 0, 1, 0));
    assertThat(run(folder).stored()).isEqualTo(new ImportReport.Stored(0, 0, 2, 0));
  }

  @Test
  void run_newerExportWithEdit_replaces_olderDoesNot() throws IOException {
    Path old = export("old.json", 7, message(101, "zzz").entry());
    Path edited =
        export(
            "new.json",
            7,
            message(101, "aaa").with("timestampEdited", "\"2023-01-07T00:00:00+02:00\"").entry());
    assertThat(run(old).stored().added()).isEqualTo(1);
    ImportReport second = run(edited);
    assertThat(second.stored().replaced()).isEqualTo(1);
    assertThat(second.entries().edited()).isEqualTo(1);
    assertThat(run(old).stored().known()).isEqualTo(1);
    assertThat(chat("101").text()).isEqualTo("aaa");
    assertThat(chat("101").imported().orElseThrow().edited())
        .isEqualTo(Instant.parse("2023-01-06T22:00:00Z").toEpochMilli());
  }

  @Test
  void run_otherFolderOrderZone_givesTheSameEnvelopes() throws IOException {
    export("a.json", 7, message(101, "hello").entry(), message(102, "x").entry());
    export("b.json", 8, message(201, "there").with("content", "\"\\uD83D\\uDC4D\"").entry());
    run(folder);
    Map<MessageId, String> first = envelopes();
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
    try {
      Path other = Files.createDirectories(folder.resolve("deeper/still"));
      Files.move(folder.resolve("a.json"), other.resolve("z.json"));
      Files.move(folder.resolve("b.json"), other.resolve("0.json"));
      sink.items.clear();
      run(folder);
    } finally {
      TimeZone.setDefault(before);
    }
    assertThat(envelopes()).isEqualTo(first).hasSize(3);
  }

  @Test
  void run_replyReactionsPin_areKept() throws IOException {
    String reactions =
        "[{\"emoji\":{\"id\":\"5\",\"name\":\"paul\"},\"count\":3},"
            + "{\"emoji\":{\"id\":null,\"name\":\"\u2764\"},\"count\":2},"
            + "{\"emoji\":{\"id\":\"\",\"name\":\"A\"},\"count\":0}]";
    export(
        "a.json",
        7,
        message(102, "yes")
            .with("type", "\"Reply\"")
            .with("reference", "{\"messageId\":\"101\",\"channelId\":\"7\",\"guildId\":\"1\"}")
            .with("reactions", reactions)
            .with("isPinned", "true")
            .entry(),
        message(103, "no reply").with("reference", "{\"messageId\":\"101\"}").entry());
    ImportReport report = run(folder);
    MessageContent.Chat chat = chat("102");
    assertThat(chat.reply()).contains(MessageIds.imported(COMMUNITY, ImportSource.DISCORD, "101"));
    assertThat(chat("103").reply()).isEmpty();
    assertThat(chat.imported().orElseThrow().reactions())
        .containsExactly(
            new ImportMark.Reactions(":paul:", 3), new ImportMark.Reactions("\u2764", 2));
    assertThat(chat.imported().orElseThrow().pinned()).isTrue();
    assertThat(report.entries().replies()).isEqualTo(1);
    assertThat(report.entries().reactions()).isEqualTo(5);
    assertThat(report.entries().pinned()).isEqualTo(1);
  }

  @Test
  void run_systemMessages_areNamedEvents() throws IOException {
    export(
        "a.json",
        7,
        message(101, "Joined the server.").with("type", "\"GuildMemberJoin\"").entry(),
        message(102, "").with("type", "\"21\"").entry(),
        message(103, "").with("type", "8").entry(),
        message(104, "").with("type", "\"777\"").entry(),
        message(105, "did it").with("type", "\"20\"").entry());
    ImportReport report = run(folder);
    assertThat(report.entries().events())
        .isEqualTo(
            Map.of(
                "GuildMemberJoin",
                1L,
                "ThreadStarterMessage",
                1L,
                "GuildBoost",
                1L,
                "Unknown777",
                1L));
    assertThat(report.entries().messages()).isEqualTo(1);
    assertThat(chat("101").imported().orElseThrow().event()).isEqualTo("GuildMemberJoin");
    assertThat(chat("101").text()).isEqualTo("Joined the server.");
    assertThat(chat("103").text()).isEqualTo("[GuildBoost]");
    assertThat(chat("105").imported().orElseThrow().event()).isEmpty();
  }

  @Test
  void run_stickersCardsForwards_becomeText() throws IOException {
    export(
        "a.json",
        7,
        message(101, "").with("stickers", "[{\"name\":\"Laugh\",\"format\":\"Png\"}]").entry(),
        message(102, "see https://x.org/a")
            .with("embeds", "[{\"title\":\"X\",\"url\":\"https://x.org/a\"}]")
            .entry(),
        message(103, "")
            .with(
                "embeds",
                "[{\"title\":\"Build\",\"url\":null,\"description\":\"green\","
                    + "\"fields\":[{\"name\":\"took\",\"value\":\"3 s\"}]}]")
            .entry(),
        message(104, "")
            .with("forwardedMessage", "{\"content\":\"news\",\"stickers\":[{\"name\":\"S\"}]}")
            .entry());
    ImportReport report = run(folder);
    assertThat(chat("101").text()).isEqualTo("[sticker: Laugh]");
    assertThat(chat("102").text()).isEqualTo("see https://x.org/a");
    assertThat(chat("103").text()).isEqualTo("Build\ngreen\ntook: 3 s");
    assertThat(chat("104").text()).isEqualTo("[forwarded] news\n[sticker: S]");
    assertThat(report.entries().stickers()).isEqualTo(2);
    assertThat(report.entries().cards()).isEqualTo(1);
    assertThat(report.entries().derivedCards()).isEqualTo(1);
  }

  @Test
  void run_localMedia_areFoundWhicheverSystemWroteThePath() throws IOException {
    Path media = Files.createDirectories(folder.resolve("a.json_Files"));
    Files.write(media.resolve("one-1.png"), PNG);
    Files.write(media.resolve("cafe\u0301-2.dat"), PNG);
    Files.write(media.resolve("song-3.mp3"), "ID3 no image".getBytes(StandardCharsets.UTF_8));
    Files.write(media.resolve("lie-4.png"), "<html>".getBytes(StandardCharsets.UTF_8));
    export(
        "a.json",
        7,
        message(101, "")
            .with(
                "attachments",
                "["
                    + attachment("a.json_Files\\\\one-1.png", "one.png")
                    + ","
                    + attachment("a.json_Files/caf\u00e9-2.dat", "caf\u00e9")
                    + ","
                    + attachment("a.json_Files/song-3.mp3", "so/ng.mp3")
                    + ","
                    + attachment("a.json_Files/lie-4.png", "lie.png")
                    + "]")
            .entry());
    ImportReport report = run(folder);
    List<Attachment> found = chat("101").attachments();
    assertThat(found).hasSize(4);
    assertThat(found.get(0).digest()).contains(Digest.sha256(PNG));
    assertThat(found.get(0).mediaType()).isEqualTo("image/png");
    assertThat(found.get(0).size()).isEqualTo(PNG.length);
    assertThat(found.get(1).digest()).contains(Digest.sha256(PNG));
    assertThat(found.get(2).digest()).isEmpty();
    assertThat(found.get(2).name()).isEqualTo("so_ng.mp3");
    assertThat(found.get(2).mediaType()).isEqualTo("audio/mpeg");
    assertThat(found.get(3).mediaType()).isEqualTo("application/octet-stream");
    assertThat(sink.media).containsOnlyKeys(Digest.sha256(PNG));
    assertThat(report.media().images()).isEqualTo(2);
    assertThat(report.media().metadataOnly()).isEqualTo(2);

    ImportReport all = new DiscordImport(CURVE, KEY, true, sink).run(folder, ImportProgress.NONE);
    assertThat(all.media().files()).isEqualTo(2);
    assertThat(sink.media).hasSize(3);
  }

  @Test
  void run_hostileOrMissingMedia_isReportedNotFatal() throws IOException {
    Path secret = Files.write(folder.resolve("secret.png"), PNG);
    Path inside = Files.createDirectories(folder.resolve("export"));
    Files.createSymbolicLink(inside.resolve("link.png"), secret);
    Files.write(inside.resolve("empty.png"), new byte[0]);
    String[] refused = {
      "../secret.png",
      "..\\\\secret.png",
      "x/../../secret.png",
      secret.toString(),
      "C:\\\\secret.png",
      "\\\\\\\\host\\\\share\\\\secret.png",
      "link.png",
      "a\\u0000b.png",
      "//x"
    };
    String[] missing = {"gone.png", "", "empty.png", "."};
    StringBuilder attachments = new StringBuilder("[");
    for (String path : refused) {
      attachments.append(attachment(path, "r.png")).append(',');
    }
    for (String path : missing) {
      attachments.append(attachment(path, "m.png")).append(',');
    }
    attachments.append(attachment("https://cdn.discordapp.com/a.png?ex=1", "l.png")).append(']');
    export("export/a.json", 7, message(101, "x").with("attachments", attachments + "").entry());

    ImportReport report = run(inside);

    assertThat(sink.media).isEmpty();
    assertThat(report.media().images()).isZero();
    assertThat(report.media().linksOnly()).isEqualTo(1);
    assertThat(report.media().missing() + report.media().refused())
        .isEqualTo(refused.length + missing.length);
    assertThat(report.media().refused()).isGreaterThanOrEqualTo(refused.length);
    assertThat(chat("101").attachments())
        .hasSize(refused.length + missing.length + 1)
        .allMatch(a -> a.digest().isEmpty() && a.size() == 12);
  }

  /** Signed without its image, a message would never get it back. */
  @Test
  void run_diskFailsAtMedia_isToldAndNotSignedAsMissing() throws IOException {
    Files.write(folder.resolve("a.png"), PNG);
    export(
        "a.json",
        7,
        message(101, "x").with("attachments", "[" + attachment("a.png", "a.png") + "]").entry());
    FaultFileSystem disk = new FaultFileSystem(folder);
    disk.faults().clear();
    run(disk.root());
    long calls = disk.faults().calls();
    long looks = disk.faults().looks();
    for (long k = 1; k <= calls + looks; k++) {
      sink.items.clear();
      if (k <= calls) {
        disk.faults().failCall(k);
      } else {
        disk.faults().failLook(k - calls);
      }
      try {
        run(disk.root());
        assertThat(chat("101").attachments())
            .as("error %s", k)
            .allMatch(a -> a.digest().isPresent());
      } catch (IOException | UncheckedIOException planned) {
        assertThat(planned)
            .as("error %s", k)
            .hasStackTraceContaining("Input/output error (planned");
      }
    }
  }

  @Test
  void run_mediaWithoutPermission_isToldUnlessALinkLeadsThere() throws IOException {
    Path closed = Files.createDirectories(folder.resolve("closed"));
    Path inside = Files.createDirectories(folder.resolve("export"));
    Path image = Files.write(inside.resolve("a.png"), PNG);
    Files.write(closed.resolve("b.png"), PNG);
    Files.createSymbolicLink(inside.resolve("link"), closed);
    export(
        "export/a.json",
        7,
        message(101, "x")
            .with("attachments", "[" + attachment("link/b.png", "b.png") + "]")
            .entry());
    Files.setPosixFilePermissions(closed, Set.of());
    try {
      assumeThat(Files.isReadable(closed)).as("this user may read everything").isFalse();
      assertThat(run(inside).media().refused()).isEqualTo(1);
      export(
          "export/a.json",
          7,
          message(101, "x").with("attachments", "[" + attachment("a.png", "a.png") + "]").entry());
      Files.setPosixFilePermissions(image, Set.of());
      assertThatThrownBy(() -> run(inside)).hasMessageContaining("a.png cannot be read");
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void run_avatarFile_isCarried() throws IOException {
    Files.write(folder.resolve("me.png"), PNG);
    export(
        "a.json",
        7,
        message(101, "x")
            .with("author", "{\"id\":\"9\",\"name\":\"me\",\"avatarUrl\":\"me.png\"}")
            .entry());
    assertThat(run(folder).media().avatars()).isEqualTo(1);
    assertThat(chat("101").displayName()).isEqualTo("me");
    assertThat(chat("101").attachments())
        .singleElement()
        .matches(a -> a.kind() == Attachment.Kind.AVATAR);
  }

  @Test
  void run_cutOffFile_importsWhatIsThere() throws IOException {
    Path file = export("a.json", 7, message(101, "x").entry(), message(102, "y").entry());
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.indexOf("\"102\"") + 20));
    ImportReport report = run(folder);
    assertThat(report.files().cutOff()).isEqualTo(1);
    assertThat(report.stored().added()).isEqualTo(1);
    assertThat(report.problems()).hasSize(1);
    Files.writeString(file, whole.substring(0, whole.indexOf("],\"messageCount\"") + 1));
    assertThat(run(folder).files().cutOff()).isEqualTo(1);
  }

  @Test
  void run_everyCutOfAFile_neverFails() throws IOException {
    Path file = export("a.json", 7, message(101, "x").entry(), message(102, "y").entry());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 9) {
      Files.write(file, Arrays.copyOf(whole, length));
      ImportReport report = run(folder);
      assertThat(report.files().cutOff() + report.files().others()).isEqualTo(1);
    }
  }

  @Test
  void run_unreadableEntries_areCountedAndReported() throws IOException {
    String huge = "x".repeat(1_000_000);
    export(
        "a.json",
        7,
        "17",
        "{\"type\":\"Default\"}",
        message(101, "no time").with("id", "\"abc\"").with("timestamp", "\"soon\"").entry(),
        message(102, "x")
            .with("mentions", "[\"" + String.join("\",\"", huge, huge, huge, huge, huge) + "\"]")
            .entry(),
        message(103, "x").with("mentions", "[".repeat(40) + "]".repeat(40)).entry(),
        message(1_000_000_000_000_000_000L, "time from its id").with("timestamp", "null").entry());
    ImportReport report = run(folder);
    assertThat(report.entries().total()).isEqualTo(6);
    assertThat(report.entries().unreadable()).isEqualTo(5);
    assertThat(report.entries().messages()).isEqualTo(1);
    assertThat(report.stored().added()).isEqualTo(1);
  }

  @Test
  void run_foreignFilesDirectMessagesAndMedia_areLeftOut() throws IOException {
    export("a.json", 7, message(101, "x").entry());
    Files.writeString(folder.resolve("other.json"), "{\"a\":[1,2]}");
    Files.writeString(folder.resolve("list.json"), "[]");
    Files.writeString(folder.resolve("noise.json"), "\u0000\u0001");
    Path direct = export("direct.json", 9, message(301, "private").entry());
    Files.writeString(direct, Files.readString(direct).replace("{\"id\":\"1\"", "{\"id\":\"0\""));
    Files.createDirectories(folder.resolve("a.json_Files"));
    export("a.json_Files/forged.json", 7, message(401, "forged").entry());
    export("forged-0AF3C.json", 7, message(402, "forged").entry());
    ImportReport report = run(folder);
    assertThat(report.files()).isEqualTo(new ImportReport.Files(1, 3, 1, 0, 0, 1));
    assertThat(sink.items).hasSize(1);
  }

  @Test
  void run_wrongCount_isReported() throws IOException {
    Path file = export("a.json", 7, message(101, "x").entry());
    Files.writeString(file, Files.readString(file).replace("Count\":1", "Count\":35"));
    assertThat(run(folder).files().miscounted()).isEqualTo(1);
  }

  @Test
  void run_byteOrderMarkAndLoneSurrogates_areRead() throws IOException {
    Path file = export("a.json", 7, message(101, "a\\uD83Db\\uDC4D").entry());
    Files.writeString(file, "\uFEFF" + Files.readString(file));
    run(folder);
    assertThat(chat("101").text()).isEqualTo("a\uFFFDb\uFFFD");
  }

  @Test
  void run_noRoom_endsUnfinishedAndCanGoOn() throws IOException {
    String[] entries = new String[600];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = message(1_000 + i, "m").entry();
    }
    export("a.json", 7, entries);
    sink.room = 300;
    ImportReport report = run(folder);
    assertThat(report.finished()).isFalse();
    assertThat(report.stored().added()).isEqualTo(256);
    sink.room = Integer.MAX_VALUE;
    assertThat(run(folder).stored()).isEqualTo(new ImportReport.Stored(344, 0, 256, 0));
  }

  @Test
  void run_twoExportsOfOneChannel_theNewerNamesIt() throws IOException {
    Path newer = export("a.json", 7, message(101, "x").entry());
    Path older = export("b.json", 7, message(102, "x").entry());
    String text = Files.readString(older).replace("general", "old-name");
    Files.writeString(older, text.replace("\"messages\"", "\"exportedAt\":\"2020\",\"messages\""));
    text = Files.readString(newer);
    Files.writeString(newer, text.replace("\"messages\"", "\"exportedAt\":\"2024\",\"messages\""));
    run(folder);
    assertThat(sink.channels).singleElement().matches(c -> c.name().equals("general"));
  }

  private ImportReport run(Path path) throws IOException {
    sink.channels.clear();
    ImportReport report = new DiscordImport(CURVE, KEY, false, sink).run(path, ImportProgress.NONE);
    long events = report.entries().events().values().stream().mapToLong(n -> n).sum();
    assertThat(report.entries().messages() + events + report.entries().unreadable())
        .isEqualTo(report.entries().total());
    return report;
  }

  private Map<MessageId, String> envelopes() {
    Map<MessageId, String> envelopes = new TreeMap<>();
    sink.items.forEach(
        (id, item) -> envelopes.put(id, HexFormat.of().formatHex(item.envelope().encode())));
    return envelopes;
  }

  /** What a reader of the archive sees of a message. */
  private MessageContent.Chat chat(String id) throws IOException {
    ImportSink.Item item =
        Optional.ofNullable(
                sink.items.get(MessageIds.imported(COMMUNITY, ImportSource.DISCORD, id)))
            .orElseThrow();
    Authentication outcome =
        new Authenticator(COMMUNITY, CURVE)
            .signed(item.channel(), item.envelope().statedBy(COMMUNITY.key()), MediaBytes.NONE);
    assertThat(outcome).isInstanceOf(Authentication.Authenticated.class);
    Authentication.Authenticated done = (Authentication.Authenticated) outcome;
    assertThat(done.id()).isEqualTo(item.id());
    return (MessageContent.Chat) done.content();
  }

  private Path export(String name, long channel, String... entries) throws IOException {
    String text =
        "{\"guild\":{\"id\":\"1\",\"name\":\"G\"},\"channel\":{\"id\":\""
            + channel
            + "\",\"type\":\"GuildTextChat\",\"category\":\"Text\",\"name\":\"general\","
            + "\"topic\":\"all and everything\"},"
            + "\"dateRange\":{\"after\":null,\"before\":null},\"messages\":["
            + String.join(",", entries)
            + "],\"messageCount\":"
            + entries.length
            + "}";
    return Files.writeString(folder.resolve(name), text);
  }

  private static String attachment(String url, String name) {
    return "{\"id\":\"1\",\"url\":\"%s\",\"fileName\":\"%s\",\"fileSizeBytes\":12}"
        .formatted(url, name);
  }

  private static EntryFixture message(long id, String content) {
    return new EntryFixture()
        .with("id", "\"" + id + "\"")
        .with("type", "\"Default\"")
        .with("timestamp", "\"2023-01-06T14:03:03.853+00:00\"")
        .with("content", "\"" + content + "\"")
        .with("author", "{\"id\":\"900\",\"name\":\"account\",\"nickname\":\"Nick\"}");
  }

  private static PrivateKey key() {
    byte[] scalar = new byte[32];
    scalar[31] = 5;
    return PrivateKey.of(scalar);
  }
}
