package org.annals.waku.host.peer;

import org.annals.waku.host.codec.MalformedInput;

/** Kinds of identity keys with their numbers on the wire. */
enum KeyType {
  RSA(0),
  ED25519(1),
  SECP256K1(2),
  ECDSA(3);

  final int number;

  KeyType(int number) {
    this.number = number;
  }

  static KeyType ofNumber(long number) throws MalformedInput {
    for (KeyType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new MalformedInput("unknown key type");
  }
}
