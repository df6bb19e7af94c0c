package org.annals.seeder.bittorrent;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Addresses whose connections were cut off again and again, and until when they are turned away.
 *
 * <ul>
 *   <li>{@value #FREE} offences cost nothing: several people may share an address. Each further one
 *       turns the address away, for five seconds first and twice as long each time, up to ten
 *       minutes.
 *   <li>Coming back meanwhile makes it no worse, and when the time is over the address is served
 *       like any other. Ten minutes without an offence and all is forgotten.
 *   <li>Of IPv6 the first 64 bits count: that is what one customer gets at least.
 *   <li>Bounded: of {@value #MOST} addresses, the one whose last offence is oldest is forgotten.
 * </ul>
 *
 * <p>Confined to the loop.
 */
final class Doorkeeper {
  static final int FREE = 8;

  private static final int MOST = 4_096;
  private static final int NETWORK_BYTES = 8;
  private static final int MOST_DOUBLINGS = 7;
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Map<Object, Entry> entries = new LinkedHashMap<>();

  /** Whether an address is turned away at this moment. */
  boolean turnsAway(InetAddress address, long now) {
    if (entries.isEmpty()) {
      return false;
    }
    Entry entry = entries.get(key(address));
    return entry != null && entry.offences > FREE && now - entry.until < 0;
  }

  /**
   * A connection from an address was cut off for what it did.
   *
   * @return for how many nanoseconds the address is turned away from now on; 0 when it is not
   */
  long offence(InetAddress address, long now) {
    Object key = key(address);
    Entry entry = entries.remove(key);
    if (entry == null || now - entry.until > FORGOTTEN_NANOS) {
      entry = new Entry();
    }
    entries.put(key, entry);
    if (entries.size() > MOST) {
      entries.remove(entries.keySet().iterator().next());
    }
    entry.offences++;
    int beyond = entry.offences - FREE;
    long away =
        beyond <= 0
            ? 0
            : Math.min(FORGOTTEN_NANOS, FIRST_NANOS << Math.min(beyond - 1, MOST_DOUBLINGS));
    entry.until = now + away;
    return away;
  }

  private static Object key(InetAddress address) {
    if (address instanceof Inet6Address) {
      return ByteBuffer.wrap(address.getAddress(), 0, NETWORK_BYTES).getLong();
    }
    return address;
  }

  private static final class Entry {
    private int offences;
    private long until;
  }
}
