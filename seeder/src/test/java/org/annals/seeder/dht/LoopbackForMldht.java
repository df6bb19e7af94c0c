package org.annals.seeder.dht;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lbms.plugins.mldht.kad.utils.ByteWrapper;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.pool.TypePool;

/**
 * Lets mldht talk on 127.0.0.1 to 127.0.0.9 in this process. It takes nothing but public addresses
 * and has no setting for that: static methods of one class decide, which are therefore replaced
 * before the class is loaded. All else of mldht is as people run it.
 */
public final class LoopbackForMldht {
  private static final String ADDRESS_UTILS = "lbms.plugins.mldht.kad.utils.AddressUtils";

  private LoopbackForMldht() {}

  /** Fails when mldht's class is loaded already. */
  static void allow() throws IOException, IllegalAccessException {
    ClassFileLocator jar = ClassFileLocator.ForClassLoader.of(ByteWrapper.class.getClassLoader());
    byte[] changed =
        new ByteBuddy()
            .redefine(TypePool.Default.of(jar).describe(ADDRESS_UTILS).resolve(), jar)
            .method(named("isGlobalUnicast"))
            .intercept(FixedValue.value(true))
            .method(namedOneOf("allAddresses", "nonlocalAddresses"))
            .intercept(MethodDelegation.to(LoopbackForMldht.class))
            .make()
            .getBytes();
    MethodHandles.privateLookupIn(ByteWrapper.class, MethodHandles.lookup()).defineClass(changed);
  }

  /** In place of the addresses of the machine's interfaces. */
  public static Stream<InetAddress> addresses() {
    return IntStream.rangeClosed(1, 9).mapToObj(LoopbackForMldht::address);
  }

  static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
