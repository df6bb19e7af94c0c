/**
 * Keys, hashes and signatures: secp256k1 behind one contract, Keccak-256, the signing kinds of
 * FORMAT section 1, and the key store on disk. Start at {@link org.annals.keys.Secp256k1}.
 *
 * <p>Depends on no other module. All types are immutable or thread-safe.
 */
@NullMarked
package org.annals.keys;

import org.jspecify.annotations.NullMarked;
