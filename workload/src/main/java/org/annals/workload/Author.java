package org.annals.workload;

import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;

/**
 * Somebody who writes.
 *
 * @param point uncompressed key, 65 bytes; never modified
 */
record Author(PrivateKey key, PublicKey publicKey, byte[] point, String name) {}
