package org.annals.magnetindex.invite;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.keys.Digest;
import org.annals.magnetindex.head.HeadView;

/**
 * What an invite says. Only the community id is binding; all else is a hint that helps to find the
 * first announcement and can lower nothing.
 *
 * @param shard {@code CLUSTER/N} of the Waku network
 * @param bootstrap multiaddrs of nodes that know the community, at most 16
 * @param catalogue where the inviter's catalogue is found
 * @param recoveryKeyHash SHA-256 of the recovery key's 33 bytes
 */
public record Invite(
    CommunityId community,
    Optional<String> shard,
    List<String> bootstrap,
    Optional<CatalogueHint> catalogue,
    Optional<Digest> recoveryKeyHash) {
  /** Most bytes of an invite's text. */
  public static final int MAX_LENGTH = 2_048;

  /** Most bootstrap addresses. */
  public static final int MAX_BOOTSTRAP = 16;

  public Invite {
    bootstrap = List.copyOf(bootstrap);
  }

  /**
   * The invite that a member makes from what it knows.
   *
   * @param shard {@code CLUSTER/N}
   * @param bootstrap multiaddrs, most useful first
   */
  public static Invite of(
      CommunityId community, HeadView head, String shard, List<String> bootstrap) {
    Optional<CatalogueHint> hint =
        head.link()
            .flatMap(
                link ->
                    head.accepted()
                        .map(position -> new CatalogueHint(link.infoHash(), position.sequence())));
    return new Invite(
        community,
        Optional.of(shard),
        bootstrap.stream().limit(MAX_BOOTSTRAP).toList(),
        hint,
        head.contents().card().recoveryKeyHash());
  }

  /**
   * A catalogue that the inviter knows.
   *
   * @param sequence a hint for people, never trusted
   */
  public record CatalogueHint(InfoHash infoHash, long sequence) {}
}
