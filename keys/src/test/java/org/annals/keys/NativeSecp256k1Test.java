package org.annals.keys;

final class NativeSecp256k1Test extends Secp256k1Contract {
  private final Secp256k1 curve = NativeSecp256k1.load().orElseThrow();

  @Override
  Secp256k1 curve() {
    return curve;
  }
}
