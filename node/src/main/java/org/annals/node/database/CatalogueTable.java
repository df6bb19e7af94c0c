package org.annals.node.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.head.CatalogueStore;

/**
 * Accepted heads and evidence in the node's database, catalogue files in each community's
 * directory. A file is durable before a head can refer to it.
 */
public final class CatalogueTable implements CatalogueStore {
  private final NodeDatabase database;
  private final Function<CommunityId, CatalogueFiles> files;

  /** Heads in this database, files where the function says. */
  public CatalogueTable(NodeDatabase database, Function<CommunityId, CatalogueFiles> files) {
    this.database = database;
    this.files = files;
  }

  @Override
  public Optional<Saved> load(CommunityId community) throws IOException {
    return database.first(
        "SELECT epoch, sequence, digest, mark, contents FROM head WHERE community = ?",
        row -> new Saved(position(row), row.getBytes(4), Optional.ofNullable(row.getBytes(5))),
        community.toString());
  }

  @Override
  public void save(CommunityId community, Saving saving) throws IOException {
    CataloguePosition accepted = saving.accepted();
    Optional<Saved> before = load(community);
    if (before.isPresent() && before.get().accepted().compareTo(accepted) > 0) {
      throw new IllegalArgumentException(
          "the accepted catalogue never goes down: "
              + before.get().accepted()
              + " is saved, not "
              + accepted);
    }
    Optional<byte[]> contents = saving.contents().or(() -> before.flatMap(Saved::contents));
    database.update(
        "MERGE INTO head KEY (community) VALUES (?, ?, ?, ?, ?, ?)",
        community.toString(),
        accepted.epoch(),
        accepted.sequence(),
        accepted.digest().toBytes(),
        saving.mark(),
        contents.orElse(null));
  }

  @Override
  public void keepCatalogue(CommunityId community, Digest digest, byte[] file) throws IOException {
    files.apply(community).keep(digest, file);
  }

  @Override
  public Optional<byte[]> catalogue(CommunityId community, Digest digest) throws IOException {
    return files.apply(community).read(digest);
  }

  /** Where a kept catalogue lies, whether it is there or not. */
  public Path file(CommunityId community, Digest digest) {
    return files.apply(community).path(digest);
  }

  /** The newest kept files, those that members serve, newest first. */
  public List<Path> newest(CommunityId community) throws IOException {
    return files.apply(community).newest();
  }

  /**
   * Deletes the files of catalogues that nobody needs from here any more: all but the newest, the
   * accepted one and those that evidence names. None of them may be served meanwhile.
   *
   * @param waiting catalogues that are kept too, because they wait for the member's word
   */
  public void prune(CommunityId community, Set<Digest> waiting) throws IOException {
    files.apply(community).prune(named(community, waiting));
  }

  /**
   * The files of catalogues that could go when room is needed: the newest among them, but neither
   * the accepted one nor those that evidence names.
   *
   * @param waiting catalogues that stay too, because they wait for the member's word
   */
  public List<Path> unnamed(CommunityId community, Set<Digest> waiting) throws IOException {
    return files.apply(community).others(named(community, waiting));
  }

  /** Deletes a kept file; it may not be served meanwhile. */
  public void drop(CommunityId community, Path file) throws IOException {
    files.apply(community).drop(file);
  }

  private Set<Digest> named(CommunityId community, Set<Digest> waiting) throws IOException {
    Set<Digest> named = new HashSet<>(waiting);
    load(community).ifPresent(saved -> named.add(saved.accepted().digest()));
    evidence(community).forEach(each -> named.add(each.position().digest()));
    return named;
  }

  @Override
  public void keepEvidence(CommunityId community, Evidence evidence) throws IOException {
    CataloguePosition position = evidence.position();
    boolean known = evidence(community).stream().anyMatch(e -> e.position().equals(position));
    if (known) {
      return;
    }
    database.update(
        "INSERT INTO evidence VALUES (?, ?, ?, ?, ?)",
        community.toString(),
        position.epoch(),
        position.sequence(),
        position.digest().toBytes(),
        evidence.announcement().orElse(null));
  }

  @Override
  public List<Evidence> evidence(CommunityId community) throws IOException {
    return database
        .query(
            "SELECT epoch, sequence, digest, announcement FROM evidence WHERE community = ?",
            row -> new Evidence(position(row), Optional.ofNullable(row.getBytes(4))),
            community.toString())
        .stream()
        .sorted((a, b) -> a.position().compareTo(b.position()))
        .toList();
  }

  private static CataloguePosition position(ResultSet row) throws SQLException {
    return new CataloguePosition(row.getLong(1), row.getLong(2), Digest.of(row.getBytes(3)));
  }
}
