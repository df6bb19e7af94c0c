package org.annals.magnetindex.announcement;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.annals.archiver.PeerAddress;

/**
 * Which addresses from signed announcements and neighbours may be dialled (FORMAT section 6):
 * public ones always; private, loopback and link-local ones only when this node listens in the same
 * range or the user named the address; what is no host's address never. So an announcement cannot
 * make a member knock at its neighbours' doors.
 *
 * <p>Immutable and thread-safe.
 */
public final class DialRules implements Predicate<PeerAddress> {
  private final Set<AddressRange> ranges = new HashSet<>();
  private final Set<InetAddress> named;

  /**
   * Rules of one node.
   *
   * @param listening concrete local addresses; for a wildcard, those of its interfaces
   * @param named addresses that the user named
   */
  public DialRules(Collection<InetAddress> listening, Collection<InetAddress> named) {
    listening.forEach(address -> ranges.add(AddressRange.of(address)));
    this.named = Set.copyOf(named);
  }

  /** Whether the address may be dialled. */
  @Override
  public boolean test(PeerAddress peer) {
    AddressRange range = AddressRange.of(peer.address());
    return switch (range) {
      case PUBLIC -> true;
      case NOT_A_HOST -> false;
      default -> ranges.contains(range) || named.contains(peer.address());
    };
  }
}
