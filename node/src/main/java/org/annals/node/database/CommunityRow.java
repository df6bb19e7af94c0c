package org.annals.node.database;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;

/**
 * What this home knows of a community beside its catalogue.
 *
 * @param name as the owner or the newest catalogue says; empty until known
 * @param owned whether this home has its key
 * @param enabled whether its history is fetched and served
 * @param createdHere whether this home made it
 * @param noHistoryFound whether its owner said to publish although nobody could be asked
 * @param recoveryKeyHash SHA-256 of the recovery key's 33 bytes, where known
 * @param instanceId 16 random bytes of this home
 * @param bootstrap multiaddrs from its invite
 */
public record CommunityRow(
    CommunityId id,
    String name,
    boolean owned,
    boolean enabled,
    boolean createdHere,
    boolean noHistoryFound,
    Optional<Digest> recoveryKeyHash,
    byte[] instanceId,
    List<String> bootstrap) {
  public CommunityRow {
    bootstrap = List.copyOf(bootstrap);
  }

  /** The same with another name. */
  public CommunityRow named(String newName) {
    return new CommunityRow(
        id,
        newName,
        owned,
        enabled,
        createdHere,
        noHistoryFound,
        recoveryKeyHash,
        instanceId,
        bootstrap);
  }

  /** The same, switched on or off. */
  public CommunityRow switched(boolean on) {
    return new CommunityRow(
        id, name, owned, on, createdHere, noHistoryFound, recoveryKeyHash, instanceId, bootstrap);
  }

  /** The same, reached at other addresses. */
  public CommunityRow reachedAt(List<String> addresses) {
    return new CommunityRow(
        id,
        name,
        owned,
        enabled,
        createdHere,
        noHistoryFound,
        recoveryKeyHash,
        instanceId,
        addresses);
  }

  /** The same with the community's key in this home. */
  public CommunityRow owning(boolean noHistory) {
    return new CommunityRow(
        id, name, true, true, createdHere, noHistory, recoveryKeyHash, instanceId, bootstrap);
  }
}
