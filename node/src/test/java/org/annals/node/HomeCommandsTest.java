package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command on an opened home, without a network. */
final class HomeCommandsTest {
  @TempDir private Path directory;
  private OpenedHome home;

  @BeforeEach
  void openHome() throws Exception {
    home = OpenedHome.open(Home.resolve(Optional.of(directory.resolve("home")), Map.of()));
  }

  @AfterEach
  void closeHome() throws IOException {
    home.close();
  }

  private void reopen() throws Exception {
    home.close();
    openHome();
  }

  private Reply reply(String command, Object... arguments) throws Exception {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < arguments.length; i += 2) {
      String key = (String) arguments[i];
      if (arguments[i + 1] instanceof Boolean flag) {
        json.put(key, flag);
      } else if (arguments[i + 1] instanceof Integer number) {
        json.put(key, number);
      } else {
        json.put(key, arguments[i + 1].toString());
      }
    }
    return home.commands().run(command, json, Progress.SILENT);
  }

  private ObjectNode ask(String command, Object... arguments) throws Exception {
    return reply(command, arguments).json();
  }

  private void fails(ErrorCode code, String command, Object... arguments) {
    assertThatThrownBy(() -> ask(command, arguments))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(List.of(e.getMessage(), e.reason(), e.remedy()))
                  .allMatch(text -> !text.isBlank());
            });
  }

  private void packed(int weeks) throws Exception {
    ask("community.create", "name", "Pines");
    ask("import.discord", "path", Exports.weeks(directory.resolve("e.json"), weeks));
    ask("pack");
  }

  @Test
  void emptyHome_says() throws Exception {
    assertThat(ask("community.list").path("communities")).isEmpty();
    assertThat(ask("status").path("node").path("running").asBoolean()).isFalse();
    fails(ErrorCode.NOT_FOUND, "community.show");
    fails(ErrorCode.NOT_FOUND, "sync");
  }

  @Test
  void community_isNamedByIdPrefixOrName() throws Exception {
    String id = ask("community.create", "name", "Pines").path("id").asText();
    ask("community.create", "name", "Firs");
    for (String each : List.of(id, id.substring(0, 12), "pines", "PINES")) {
      assertThat(ask("community.show", "community", each).path("id").asText()).isEqualTo(id);
    }
    fails(ErrorCode.AMBIGUOUS, "community.show");
    fails(ErrorCode.AMBIGUOUS, "community.show", "community", "0x");
    fails(ErrorCode.NOT_FOUND, "community.show", "community", "oaks");
  }

  @Test
  void create_badName_isUsage() {
    fails(ErrorCode.USAGE, "community.create");
    fails(ErrorCode.USAGE, "community.create", "name", "  ");
    fails(ErrorCode.USAGE, "community.create", "name", "x".repeat(2_000));
  }

  @Test
  void enable_communityThatWasNotAdded_isNotFound() {
    fails(ErrorCode.NOT_FOUND, "community.enable", "community", "0x02aa");
    fails(ErrorCode.NOT_FOUND, "community.enable");
  }

  @Test
  void policy_offline_isSignedAndSurvivesReopening() throws Exception {
    packed(2);
    long before = ask("community.policy").path("sequence").asLong();
    ObjectNode off = ask("community.policy", "serving", "off");
    assertThat(off.path("changed").asBoolean()).isTrue();
    assertThat(off.path("announced").asBoolean()).isFalse();
    assertThat(off.path("sequence").asLong()).isGreaterThan(before);
    reopen();
    assertThat(ask("community.policy").path("serving").asBoolean()).isFalse();
    assertThat(ask("community.policy", "serving", "off").path("changed").asBoolean()).isFalse();
    fails(ErrorCode.REFUSED, "community.enable");
    fails(ErrorCode.REFUSED, "pack");
    assertThat(ask("community.policy", "serving", "on").path("serving").asBoolean()).isTrue();
    fails(ErrorCode.USAGE, "community.policy", "serving", "maybe");
  }

  @Test
  void autoDelete_offline_erasesWhatIsOverAndKeepsTheRule() throws Exception {
    packed(2);
    ask("community.policy", "channel", "general", "autoDelete", "30d");
    reopen();
    assertThat(ask("community.policy").path("autoDelete").path(0).path("seconds").asLong())
        .isEqualTo(30 * 86_400L);
    assertThat(ask("message.list").path("messages")).isEmpty();
    ObjectNode never = ask("community.policy", "channel", "general", "autoDelete", "never");
    assertThat(never.path("autoDelete")).isEmpty();
  }

  @Test
  void removals_offline_takeMessagesAndChunksOut() throws Exception {
    packed(6);
    String id = ask("message.list").path("messages").path(0).path("id").asText();
    ObjectNode removed = ask("message.remove", "messages", id);
    assertThat(removed.path("chunksReplaced").asInt()).isEqualTo(1);
    assertThat(ask("message.list").path("messages")).hasSize(5);
    fails(ErrorCode.NOT_FOUND, "message.remove", "messages", id);
    String chunk = ask("archive.list").path("archives").path(0).path("chunkId").asText();
    assertThat(ask("archive.remove", "chunks", chunk).path("of").asInt()).isEqualTo(6);
    fails(ErrorCode.REFUSED, "archive.remove", "chunks", chunk);
    assertThat(ask("community.accept-removals").path("accepted").asBoolean()).isFalse();
  }

  @Test
  void enableAndDisable_surviveReopening() throws Exception {
    ask("community.create", "name", "Pines");
    assertThat(ask("community.disable").path("enabled").asBoolean()).isFalse();
    reopen();
    assertThat(ask("community.show").path("enabled").asBoolean()).isFalse();
    fails(ErrorCode.REFUSED, "sync", "community", "pines");
    assertThat(ask("community.enable").path("enabled").asBoolean()).isTrue();
  }

  @Test
  void inviteAndAdd_leadToTheSameCommunityAndSwitchNothingOn() throws Exception {
    ask("community.create", "name", "Pines");
    String invite = ask("invite").path("invite").asText();
    assertThat(ask("community.add", "invite", invite).path("known").asBoolean()).isTrue();
    try (OpenedHome other =
        OpenedHome.open(Home.resolve(Optional.of(directory.resolve("other")), Map.of()))) {
      ObjectNode added =
          other
              .commands()
              .run(
                  "community.add",
                  JsonNodeFactory.instance.objectNode().put("invite", invite),
                  Progress.SILENT)
              .json();
      assertThat(added.path("enabled").asBoolean()).isFalse();
      assertThat(added.path("role").asText()).isEqualTo("member");
    }
    fails(ErrorCode.USAGE, "community.add", "invite", "annals:join/2?x");
  }

  @Test
  void keys_areWrittenOnceAndBringTheCommunityBack() throws Exception {
    String id = ask("community.create", "name", "Pines").path("id").asText();
    Path exported = directory.resolve("exported");
    Path backup = directory.resolve("backup");
    ask("key.export", "file", exported);
    ask("key.backup", "file", backup);
    assertThat(Files.readString(exported).trim()).matches("[0-9a-f]{64}");
    fails(ErrorCode.USAGE, "key.export", "file", exported);
    fails(ErrorCode.USAGE, "key.backup", "file", backup);
    home.close();
    home = OpenedHome.open(Home.resolve(Optional.of(directory.resolve("new")), Map.of()));
    ObjectNode restored = ask("community.restore", "keyFile", backup);
    assertThat(restored.path("id").asText()).isEqualTo(id);
    assertThat(restored.path("role").asText()).isEqualTo("owner");
    fails(ErrorCode.REFUSED, "pack");
    fails(ErrorCode.NOT_FOUND, "community.restore", "keyFile", directory.resolve("nothing"));
  }

  @Test
  void restore_whatIsNoKey_saysWhatIsWrongWithTheFile() throws Exception {
    Path file = Files.writeString(directory.resolve("holiday.txt"), "not a key");
    assertThatThrownBy(() -> ask("community.restore", "keyFile", file))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION);
              assertThat(e.reason()).contains(file.toString(), "not a key file", "ANN-1002");
            });
  }

  @Test
  void importDiscord_nothingThatIsAnExport_isNotFound() throws Exception {
    ask("community.create", "name", "Pines");
    Path other = Files.writeString(directory.resolve("other.json"), "{\"a\":1}");
    fails(ErrorCode.NOT_FOUND, "import.discord", "path", other);
    fails(
        ErrorCode.NOT_FOUND,
        "import.discord",
        "path",
        Files.createDirectory(directory.resolve("empty")));
    Path export = Exports.weeks(directory.resolve("e.json"), 1);
    fails(ErrorCode.USAGE, "import.discord", "path", export, "attachments", "some");
  }

  @Test
  void importPackAndRead_offline() throws Exception {
    ask("community.create", "name", "Pines");
    Path export = Exports.weeks(directory.resolve("e.json"), 5);
    ObjectNode report = ask("import.discord", "path", export);
    assertThat(report.path("report").path("added").asInt()).isEqualTo(5);
    assertThat(ask("pack", "dryRun", true).path("chunks").asInt()).isEqualTo(5);
    assertThat(ask("archive.list").path("archives")).isEmpty();
    assertThat(ask("pack").path("chunks").asInt()).isEqualTo(5);
    assertThat(ask("pack").path("chunks").asInt()).isZero();
    assertThat(ask("archive.list").path("archives")).hasSize(5);
    assertThat(ask("archive.verify").path("ok").asBoolean()).isTrue();
    assertThat(ask("status").path("communities").path(0).path("messages").asInt()).isEqualTo(5);
    fails(ErrorCode.NOT_FOUND, "import.discord", "path", directory.resolve("nothing"));
    fails(ErrorCode.UNREACHABLE, "announce");
  }

  @Test
  void messageList_pages_showEverythingOnce() throws Exception {
    packed(5);
    List<String> texts = new ArrayList<>();
    ObjectNode page = ask("message.list", "limit", 2);
    while (true) {
      page.path("messages").forEach(each -> texts.add(each.path("text").asText()));
      if (page.path("next").isNull()) {
        break;
      }
      page = ask("message.list", "limit", 2, "before", page.path("next").asText());
    }
    assertThat(texts).containsExactly("week 5", "week 4", "week 3", "week 2", "week 1");
    String id = ask("message.list").path("messages").path(0).path("id").asText();
    assertThat(ask("message.show", "id", id).path("text").asText()).isEqualTo("week 5");
    fails(ErrorCode.USAGE, "message.show", "id", "x");
    fails(ErrorCode.NOT_FOUND, "message.show", "id", "00".repeat(32));
    fails(ErrorCode.USAGE, "message.list", "limit", 0);
    fails(ErrorCode.USAGE, "message.list", "before", "nonsense");
  }

  @Test
  void rebuild_givesTheSameDigest() throws Exception {
    packed(4);
    ObjectNode before = ask("db.digest");
    assertThat(ask("db.rebuild").path("messages").asInt()).isEqualTo(4);
    assertThat(ask("db.digest")).isEqualTo(before);
    reopen();
    assertThat(ask("db.digest")).isEqualTo(before);
  }

  @Test
  void flippedByte_isFoundByCheckAndVerify() throws Exception {
    packed(3);
    ObjectNode archive = (ObjectNode) ask("archive.list").path("archives").path(1);
    Path file = Path.of(archive.path("file").asText());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Reply check = reply("check");
    assertThat(check.exit()).isEqualTo(ErrorCode.VERIFICATION.exit());
    assertThat(check.json().path("damaged").path(0).path("chunkId").asText())
        .isEqualTo(archive.path("chunkId").asText());
    String chunk = archive.path("chunkId").asText();
    assertThat(reply("archive.verify", "chunk", chunk).exit())
        .isEqualTo(ErrorCode.VERIFICATION.exit());
    for (String shown : List.of(chunk.substring(0, 16), chunk.substring(0, 16) + "…")) {
      assertThat(ask("archive.show", "chunk", shown).path("chunkId").asText()).isEqualTo(chunk);
    }
    fails(ErrorCode.NOT_FOUND, "archive.show", "chunk", "zz");
  }

  @Test
  void open_heldHome_isLocked() {
    assertThatThrownBy(
            () -> OpenedHome.open(Home.resolve(Optional.of(directory.resolve("home")), Map.of())))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED));
  }

  @Test
  void keyList_showsNamesAndFingerprints_neverASecret() throws Exception {
    ask("community.create", "name", "Pines");
    Path exported = directory.resolve("exported");
    ask("key.export", "file", exported);
    String secret = Files.readString(exported).strip();
    ObjectNode reply = ask("key.list");
    assertThat(reply.toString()).doesNotContain(secret);
    assertThat(reply.path("keys")).hasSize(1);
    assertThat(reply.path("keys").path(0).path("name").asText()).startsWith("community-");
    assertThat(reply.path("keys").path(0).path("community").asText()).isEqualTo("Pines");
    assertThat(reply.path("keys").path(0).path("fingerprint"))
        .as("the one that members compare")
        .isEqualTo(ask("community.show").path("fingerprint"));
  }

  @Test
  void keyList_keyThatOthersMayRead_isListedWithTheRemedy() throws Exception {
    ask("community.create", "name", "Pines");
    String name = ask("key.list").path("keys").path(0).path("name").asText();
    Path file = directory.resolve("home").resolve("keys").resolve(name + ".key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    ObjectNode reply = ask("key.list");
    assertThat(reply.path("keys").path(0).path("problem").asText()).contains("chmod 600");
    assertThat(reply.path("keys").path(0).has("fingerprint")).isFalse();
  }
}
