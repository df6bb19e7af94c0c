package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flipped byte anywhere in a chunk file is found, named and mended. */
final class RepairIT {
  @TempDir Path directory;

  @Test
  void check_flippedByte_namesTheChunkAndFetchesItAgain() throws Exception {
    try (OwnerAndMember pair =
        OwnerAndMember.packed(directory, DiscordExport.ofWeeks(4, 20).withImages(1, 60))) {
      pair.sync();
      AnnalsHome member = pair.member();
      List<JsonNode> chunks = member.archives();
      assertThat(chunks).hasSize(4);
      assertThat(member.ok("check").path("checked").asInt()).isEqualTo(4);

      JsonNode chunk = chunks.get(new Random(7).nextInt(chunks.size()));
      Path file = Path.of(chunk.path("file").asText());
      byte[] good = Files.readAllBytes(file);
      for (long position : new long[] {0, good.length / 2, good.length - 1}) {
        flip(file, position);
        damaged(member, chunk);
        AnnalsHome.Result repair = member.run("check", "--repair");
        assertThat(repair.exit()).as(repair::toString).isZero();
        assertThat(repair.last().path("repairing").asInt()).isEqualTo(1);
        member.ok("sync", "--wait", "--timeout", "60");
        assertThat(file).hasBinaryContent(good);
        assertThat(member.ok("check").path("ok").asBoolean()).isTrue();
      }
    }
  }

  @Test
  void check_damagedWhileStopped_isMendedAfterTheStart() throws Exception {
    try (OwnerAndMember pair = OwnerAndMember.packed(directory, DiscordExport.ofWeeks(2, 20))) {
      pair.sync();
      AnnalsHome member = pair.member();
      member.stopNode();
      JsonNode chunk = member.archives().get(0);
      Path file = Path.of(chunk.path("file").asText());
      byte[] good = Files.readAllBytes(file);
      flip(file, good.length / 3);
      damaged(member, chunk);
      assertThat(member.run("check", "--repair").last().path("repairing").asInt()).isEqualTo(1);

      member.startNode();
      member.ok("sync", "--wait", "--timeout", "60");

      assertThat(file).hasBinaryContent(good);
      assertThat(member.ok("check").path("checked").asInt()).isEqualTo(2);
      assertThat(member.ok("db", "digest").path("archived"))
          .isEqualTo(pair.owner().ok("db", "digest").path("archived"));
    }
  }

  @Test
  void check_ownerIsAlone_packsTheSameChunkAgain() throws Exception {
    try (OwnerAndMember pair =
        OwnerAndMember.packed(directory, DiscordExport.ofWeeks(2, 20).withImages(1, 60))) {
      AnnalsHome owner = pair.owner();
      JsonNode chunk = owner.archives().get(1);
      Path file = Path.of(chunk.path("file").asText());
      byte[] good = Files.readAllBytes(file);
      for (boolean running : new boolean[] {true, false}) {
        if (!running) {
          owner.stopNode();
        }
        flip(file, 30);
        damaged(owner, chunk);
        AnnalsHome.Result repair = owner.run("check", "--repair");
        assertThat(repair.exit()).as(repair::toString).isZero();
        assertThat(repair.last().path("repaired").asInt()).isEqualTo(1);
        assertThat(file).hasBinaryContent(good);
        assertThat(owner.ok("check").path("ok").asBoolean()).isTrue();
      }
    }
  }

  @Test
  void check_ownerLostAnImage_saysSoAndGetsItBackFromAMember() throws Exception {
    try (OwnerAndMember pair =
        OwnerAndMember.packed(directory, DiscordExport.ofWeeks(2, 20).withImages(1, 60))) {
      pair.sync();
      AnnalsHome owner = pair.owner();
      owner.stopNode();
      JsonNode chunk = owner.archives().get(0);
      Path file = Path.of(chunk.path("file").asText());
      byte[] good = Files.readAllBytes(file);
      flip(file, good.length - 1);
      damaged(owner, chunk);
      Path aside = file.resolveSibling("damaged").resolve(file.getFileName());
      assertThat(aside).exists();

      JsonNode repair = owner.run("check", "--repair").last();
      assertThat(repair.path("repaired").asInt()).isZero();
      assertThat(repair.path("repairing").asInt()).isEqualTo(1);
      assertThat(repair.path("damaged").path(0).path("notPacked").asText())
          .contains("1 of its images");

      owner.startNode();
      owner.ok("sync", "--wait", "--timeout", "90");
      assertThat(file).hasBinaryContent(good);
      assertThat(aside).doesNotExist();
      assertThat(owner.ok("check").path("ok").asBoolean()).isTrue();
    }
  }

  private static void damaged(AnnalsHome home, JsonNode chunk)
      throws IOException, InterruptedException {
    AnnalsHome.Result check = home.run("check");
    assertThat(check.exit()).as(check::toString).isEqualTo(4);
    assertThat(check.last().path("ok").asBoolean()).isFalse();
    JsonNode damaged = check.last().path("damaged");
    assertThat(damaged).hasSize(1);
    for (String each : new String[] {"chunkId", "from", "to"}) {
      assertThat(damaged.get(0).path(each)).as(each).isEqualTo(chunk.path(each));
    }
  }

  private static void flip(Path file, long position) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(position);
      int was = open.read();
      open.seek(position);
      open.write(was ^ 0x10);
    }
  }
}
