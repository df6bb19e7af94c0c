package org.annals.waku.host.peer;

import org.annals.waku.host.codec.MalformedInput;

/** Kinds of identity keys; the order is the number on the wire. */
enum KeyType {
  RSA,
  ED25519,
  SECP256K1,
  ECDSA;

  static KeyType ofNumber(long number) throws MalformedInput {
    KeyType[] all = values();
    if (number < 0 || number >= all.length) {
      throw new MalformedInput("unknown key type");
    }
    return all[(int) number];
  }
}
