package org.annals.waku.metadata;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a node says of its network.
 *
 * @param cluster absent when it does not say
 * @param shards indices within the cluster; empty for light nodes, which relay nothing
 */
public record Metadata(OptionalLong cluster, List<Integer> shards) {
  /** Copies the list. */
  public Metadata {
    shards = List.copyOf(shards);
  }

  /** Of a node that is in a cluster. */
  public static Metadata of(int cluster, List<Integer> shards) {
    return new Metadata(OptionalLong.of(cluster), shards);
  }

  /**
   * Whether the two have nothing to say to each other: other clusters, or shards on both sides and
   * none in common. A node that names no cluster or no shards is given the benefit of the doubt:
   * light nodes and old ones are like that.
   */
  public boolean isStrangerTo(Metadata other) {
    if (cluster.isPresent() && other.cluster.isPresent() && !cluster.equals(other.cluster)) {
      return true;
    }
    return !shards.isEmpty()
        && !other.shards.isEmpty()
        && other.shards.stream().noneMatch(shards::contains);
  }
}
