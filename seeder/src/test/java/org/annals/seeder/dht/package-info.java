/** Tests of the DHT. */
@NullMarked
package org.annals.seeder.dht;

import org.jspecify.annotations.NullMarked;
