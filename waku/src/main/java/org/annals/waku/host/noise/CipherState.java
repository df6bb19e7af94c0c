package org.annals.waku.host.noise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.annals.waku.host.codec.MalformedInput;

/** One direction's key and counter (Noise, section 5.1). */
public final class CipherState {
  /** Bytes that encryption adds. */
  public static final int TAG = 16;

  private final SecretKeySpec key;
  private final Cipher cipher;
  private long counter;

  CipherState(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    try {
      this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 17 has ChaCha20-Poly1305", e);
    }
  }

  /** Encrypts into an array with room for the tag; gives the length. */
  public int encrypt(byte[] plain, int length, byte[] out, int outAt) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, nextNonce());
      return cipher.doFinal(plain, 0, length, out, outAt);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption cannot fail", e);
    }
  }

  /**
   * Decrypts and authenticates.
   *
   * @throws MalformedInput when the bytes were not made by the other side, in this order
   */
  public byte[] decrypt(byte[] sealed, int offset, int length) throws MalformedInput {
    if (length < TAG) {
      throw new MalformedInput("a Noise message is shorter than its tag");
    }
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, nextNonce());
      return cipher.doFinal(sealed, offset, length);
    } catch (AEADBadTagException e) {
      throw new MalformedInput("a Noise message is not authentic");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("decryption can fail by the tag only", e);
    }
  }

  byte[] encryptWithHash(byte[] plain, byte[] hash) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, nextNonce());
      cipher.updateAAD(hash);
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption cannot fail", e);
    }
  }

  byte[] decryptWithHash(byte[] sealed, byte[] hash) throws MalformedInput {
    if (sealed.length < TAG) {
      throw new MalformedInput("a Noise message is shorter than its tag");
    }
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, nextNonce());
      cipher.updateAAD(hash);
      return cipher.doFinal(sealed);
    } catch (AEADBadTagException e) {
      throw new MalformedInput("a Noise message is not authentic");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("decryption can fail by the tag only", e);
    }
  }

  private IvParameterSpec nextNonce() {
    if (counter == -1) {
      throw new IllegalStateException("a Noise connection has used up its nonces");
    }
    byte[] nonce = new byte[12];
    ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).putLong(4, counter++);
    return new IvParameterSpec(nonce);
  }
}
