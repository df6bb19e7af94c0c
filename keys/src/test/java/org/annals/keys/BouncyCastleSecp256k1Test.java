package org.annals.keys;

final class BouncyCastleSecp256k1Test extends Secp256k1Contract {
  private final Secp256k1 curve = new BouncyCastleSecp256k1();

  @Override
  Secp256k1 curve() {
    return curve;
  }
}
