/**
 * The Mainline DHT (BEP 5): the port {@link org.annals.seeder.dht.DistributedHashTable} and a node
 * of it on mldht. Only this package knows mldht.
 */
@NullMarked
package org.annals.seeder.dht;

import org.jspecify.annotations.NullMarked;
