package org.annals.archiver.chunk;

/**
 * How sections are encrypted. Reserved: a chunk that carries one is unsupported by this version.
 *
 * @param suite number of the cipher suite
 * @param keyId 16 bytes, never modified
 * @param salt 32 bytes, never modified
 */
public record EncryptionDescriptor(int suite, byte[] keyId, byte[] salt) {}
