package org.annals.node.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.head.CatalogueStore;
import org.annals.magnetindex.head.CatalogueStoreContract;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueTableTest extends CatalogueStoreContract {
  private static final CommunityId COMMUNITY =
      new CommunityId(
          PublicKey.of(
              HexFormat.of()
                  .parseHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")));

  @TempDir private Path directory;
  private UnlimitedStorage storage = new UnlimitedStorage();
  private final List<NodeDatabase> opened = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (NodeDatabase each : opened) {
      each.close();
    }
  }

  @Override
  protected CatalogueStore create() throws IOException {
    storage = new UnlimitedStorage();
    NodeDatabase database = NodeDatabase.open(directory.resolve("node"), storage);
    opened.add(database);
    return new CatalogueTable(
        database,
        id -> new CatalogueFiles(directory.resolve(id.toString()), id.account(), storage));
  }

  @Override
  protected CatalogueStore reopen(CatalogueStore before) throws IOException {
    close();
    return create();
  }

  private static Digest digest(int number) {
    return Digest.sha256(new byte[] {(byte) number});
  }

  /** Keeps files of 100 bytes each, one a second. */
  private CatalogueTable withCatalogues(int count) throws IOException {
    CatalogueTable table = (CatalogueTable) create();
    for (int number = 0; number < count; number++) {
      table.keepCatalogue(COMMUNITY, digest(number), new byte[100]);
      Files.setLastModifiedTime(
          table.file(COMMUNITY, digest(number)), FileTime.fromMillis(number * 1_000L));
    }
    return table;
  }

  private static List<Integer> kept(CatalogueTable table, int count) throws IOException {
    List<Integer> kept = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      if (table.catalogue(COMMUNITY, digest(number)).isPresent()) {
        kept.add(number);
      }
    }
    return kept;
  }

  @Test
  void prune_manyCatalogues_newestFourStayAndTheOthersAreFree() throws Exception {
    CatalogueTable table = withCatalogues(10);
    table.prune(COMMUNITY, Set.of());
    assertThat(kept(table, 10)).containsExactly(6, 7, 8, 9);
    assertThat(table.newest(COMMUNITY))
        .containsExactly(
            table.file(COMMUNITY, digest(9)),
            table.file(COMMUNITY, digest(8)),
            table.file(COMMUNITY, digest(7)),
            table.file(COMMUNITY, digest(6)));
    assertThat(storage.usage(COMMUNITY.account()).used())
        .containsEntry(StorageKind.CATALOGUE, 400L);
  }

  @Test
  void prune_fewCatalogues_allStay() throws Exception {
    CatalogueTable table = withCatalogues(4);
    table.prune(COMMUNITY, Set.of());
    assertThat(kept(table, 4)).hasSize(4);
  }

  @Test
  void prune_evidenceAcceptedAndWaiting_stay() throws Exception {
    CatalogueTable table = withCatalogues(10);
    table.keepEvidence(
        COMMUNITY,
        new CatalogueStore.Evidence(new CataloguePosition(0, 7, digest(0)), Optional.empty()));
    table.keepEvidence(
        COMMUNITY,
        new CatalogueStore.Evidence(
            new CataloguePosition(0, 7, digest(1)), Optional.of(new byte[] {1})));
    table.save(
        COMMUNITY,
        new CatalogueStore.Saving(
            new CataloguePosition(0, 9, digest(2)), new byte[0], Optional.empty()));
    table.prune(COMMUNITY, Set.of(digest(3)));
    assertThat(kept(table, 10)).containsExactly(0, 1, 2, 3, 6, 7, 8, 9);
  }

  @Test
  void prune_noDirectory_isNoError() throws Exception {
    CatalogueTable table = withCatalogues(0);
    table.prune(COMMUNITY, Set.of());
    assertThat(table.newest(COMMUNITY)).isEmpty();
  }
}
