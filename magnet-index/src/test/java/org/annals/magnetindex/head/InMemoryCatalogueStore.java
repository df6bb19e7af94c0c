package org.annals.magnetindex.head;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.CataloguePosition;

/**
 * Keeps heads in memory and fails when it is told to. "Restart" is a new head over the same store.
 * Thread-safe.
 */
public final class InMemoryCatalogueStore implements CatalogueStore {
  private final Map<CommunityId, Saved> saved = new HashMap<>();
  private final Map<String, byte[]> catalogues = new HashMap<>();
  private final Map<CommunityId, TreeMap<CataloguePosition, Evidence>> evidence = new HashMap<>();
  private int failuresLeft;
  private int savings;

  /** An empty store. */
  public InMemoryCatalogueStore() {}

  /** The next so many writes fail and change nothing. */
  public synchronized void failNext(int writes) {
    failuresLeft = writes;
  }

  /** How many heads were saved. */
  public synchronized int savings() {
    return savings;
  }

  @Override
  public synchronized Optional<Saved> load(CommunityId community) {
    return Optional.ofNullable(saved.get(community));
  }

  @Override
  public synchronized void save(CommunityId community, Saving saving) throws IOException {
    Optional<Saved> before = load(community);
    if (before.isPresent() && saving.accepted().compareTo(before.get().accepted()) < 0) {
      throw new IllegalArgumentException("the accepted position would fall");
    }
    failMaybe();
    savings++;
    Optional<byte[]> contents =
        saving.contents().map(byte[]::clone).or(() -> before.flatMap(Saved::contents));
    saved.put(community, new Saved(saving.accepted(), saving.mark().clone(), contents));
  }

  @Override
  public synchronized void keepCatalogue(CommunityId community, Digest digest, byte[] file)
      throws IOException {
    failMaybe();
    catalogues.putIfAbsent(community + "/" + digest, file.clone());
  }

  @Override
  public synchronized Optional<byte[]> catalogue(CommunityId community, Digest digest) {
    return Optional.ofNullable(catalogues.get(community + "/" + digest)).map(byte[]::clone);
  }

  @Override
  public synchronized void keepEvidence(CommunityId community, Evidence proof) throws IOException {
    failMaybe();
    evidence
        .computeIfAbsent(community, key -> new TreeMap<>())
        .putIfAbsent(proof.position(), proof);
  }

  @Override
  public synchronized List<Evidence> evidence(CommunityId community) {
    return List.copyOf(evidence.getOrDefault(community, new TreeMap<>()).values());
  }

  private void failMaybe() throws IOException {
    if (failuresLeft > 0) {
      failuresLeft--;
      throw new IOException("told to fail");
    }
  }
}
