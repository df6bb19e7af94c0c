/**
 * Noise_XX_25519_ChaChaPoly_SHA256 as libp2p uses it (libp2p specs, noise; The Noise Protocol
 * Framework, revision 34), on the Java platform's own X25519, ChaCha20-Poly1305 and SHA-256. Pure
 * state machines without sockets. Start at {@link org.annals.waku.host.noise.NoiseHandshake}. Not
 * thread-safe.
 */
@NullMarked
package org.annals.waku.host.noise;

import org.jspecify.annotations.NullMarked;
