package org.annals.node.community;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.ChunkStore;
import org.annals.archiver.store.FileCheck;
import org.annals.archiver.store.FileMark;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.OwnersHome;
import org.annals.node.eviction.PartialFiles;
import org.annals.testkit.fault.Crash;
import org.annals.testkit.fault.FaultFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A removed chunk goes in steps, and a process can die between any two of them. */
final class RemovedChunksTest {
  private static final FileCheck GOOD = (entry, file) -> new FileCheck.Good();

  @TempDir private Path directory;
  private OwnersHome home;
  private HomeParts parts;
  private FaultFileSystem disk;
  private Community community;
  private ChunkId removed;
  private final List<ChunkId> stopped = new ArrayList<>();

  @BeforeEach
  void oneOfThreeChunksIsRemoved_onADiskThatCanFail() throws Exception {
    home = new OwnersHome(directory, 3);
    home.communities().close();
    startAgain();
    removed = community.chunks().all().get(0).chunk();
    community.publish(
        community.key().orElseThrow(),
        CatalogueChanges.NONE.removing(Map.of(removed, RemovalReason.LEGAL)),
        false);
    startAgain();
  }

  @AfterEach
  void close() throws Exception {
    community.close();
    home.close();
  }

  private static HomeParts on(HomeParts p, Path chunks) {
    return new HomeParts(
        p.home(),
        p.tables(),
        new ChunkStore(chunks, p.tables().ledger(), p.storage(), p.clock()),
        p.keys(),
        p.curve(),
        p.clock(),
        p.ticker(),
        p.random(),
        p.gate(),
        p.storage(),
        p.limits(),
        p.work(),
        p.traffic(),
        p.verifiers(),
        p.events());
  }

  private void startAgain() throws Exception {
    if (community != null) {
      community.close();
    }
    disk = new FaultFileSystem(home.parts().home().communities());
    parts = on(home.parts(), disk.root());
    community = Community.open(parts, parts.tables().communities().all().get(0));
    disk.faults().clear();
  }

  private RemovedChunks chunks() {
    return chunks(entry -> stopped.add(entry.chunk()));
  }

  private RemovedChunks chunks(RemovedChunks.Stopping stopping) {
    Communities none = new Communities();
    PartialFiles partials =
        new PartialFiles(parts.home().incoming(), none, parts.storage(), hash -> false);
    RemovedChunks.Disk beside = new RemovedChunks.Disk(partials, (entry, missing) -> false);
    return new RemovedChunks(none, parts.clock(), beside, stopping);
  }

  private LedgerEntry ledger() throws IOException {
    return community.chunks().find(removed).orElseThrow();
  }

  private void assertGone() throws IOException {
    assertThat(community.chunks().file(removed)).doesNotExist();
    assertThat(ledger().state()).isEqualTo(ChunkState.REMOVED);
    assertThat(ledger().file()).isEmpty();
    assertThat(community.messages().count()).isEqualTo(2);
  }

  @Test
  void tidy_marksStopsServingDeletes_inThisOrder() throws Exception {
    List<String> order = new ArrayList<>();
    chunks(
            entry -> {
              order.add("ledger " + ledger().state() + ledger().file());
              order.add("file " + Files.exists(community.chunks().file(removed)));
            })
        .tidy(community);

    assertThat(order).containsExactly("ledger REMOVED" + Optional.empty(), "file true");
    assertGone();
  }

  @Test
  void tidy_diesAtAnyCall_isDoneAfterTheNextStart() throws Exception {
    Path real = home.parts().store().file(community.id(), removed);
    byte[] bytes = Files.readAllBytes(real);
    LedgerEntry before = ledger();
    disk.faults().clear();
    chunks().tidy(community);
    long calls = disk.faults().calls();
    assertThat(calls).as(() -> String.valueOf(disk.faults().log())).isGreaterThan(2);
    for (Crash crash : List.of(Crash.LOSE_ALL, Crash.KEEP_ALL)) {
      for (long k = 1; k <= calls; k++) {
        Files.write(real, bytes);
        parts.tables().ledger().put(before.with(FileMark.of(real)));
        startAgain();
        disk.faults().dieAtCall(k);
        assertThatThrownBy(() -> chunks().tidy(community)).isInstanceOf(IOException.class);
        disk.crash(crash);
        parts.store().reconcile(community.id(), GOOD);
        chunks().tidy(community);
        assertGone();
        assertThat(real).doesNotExist();
      }
    }
  }

  @Test
  void tidy_deletingFailsOnce_isDoneByTheNextCall() throws Exception {
    disk.faults().clear();
    RemovedChunks failing = chunks(entry -> disk.faults().failFromCall(1));
    assertThatThrownBy(() -> failing.tidy(community)).isInstanceOf(IOException.class);
    assertThat(ledger().state()).isEqualTo(ChunkState.REMOVED);
    disk.faults().clear();
    chunks().tidy(community);
    assertGone();
  }
}
