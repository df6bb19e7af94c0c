package org.annals.magnetindex.head;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.CataloguePosition;

/**
 * Durable memory of the heads of all communities. Everything is on disk when a method returns, and
 * a crash in the middle of one leaves the state before or after it.
 *
 * <p>Thread-safe. The bytes are those of {@link CatalogueHead}; a store never looks into them.
 */
public interface CatalogueStore {

  /** What was saved last. */
  Optional<Saved> load(CommunityId community) throws IOException;

  /**
   * Saves a community's head in one step.
   *
   * @throws IllegalArgumentException when the position is lower than the saved one; nothing changes
   * @throws IOException when it could not be made durable; the state before stays
   */
  void save(CommunityId community, Saving saving) throws IOException;

  /**
   * Keeps a catalogue's file under its digest. Repeating it changes nothing. A store may drop files
   * later, but not the last four, those that wait for a word, or those that evidence names.
   */
  void keepCatalogue(CommunityId community, Digest digest, byte[] file) throws IOException;

  /** A kept catalogue's file. */
  Optional<byte[]> catalogue(CommunityId community, Digest digest) throws IOException;

  /**
   * Keeps a proof that the community's key signed one sequence twice. Repeating a position changes
   * nothing; proofs are never dropped.
   */
  void keepEvidence(CommunityId community, Evidence evidence) throws IOException;

  /** All proofs, by position, lowest first. */
  List<Evidence> evidence(CommunityId community) throws IOException;

  /**
   * A head as it was saved.
   *
   * @param accepted the accepted position
   * @param mark small part, new with each saving
   * @param contents large part, of the last saving that had one
   */
  record Saved(CataloguePosition accepted, byte[] mark, Optional<byte[]> contents) {}

  /**
   * A head to save.
   *
   * @param contents empty when the large part has not changed: the saved one stays
   */
  record Saving(CataloguePosition accepted, byte[] mark, Optional<byte[]> contents) {}

  /**
   * One of two or more catalogues signed for the same sequence.
   *
   * @param announcement SignedAnnouncement with its signature; when there was none, the catalogue's
   *     file is kept under the digest of the position
   */
  record Evidence(CataloguePosition position, Optional<byte[]> announcement) {}
}
