/**
 * What an owner's home does with its key: seal and pack windows, sign and publish catalogues. Works
 * on an opened home, with or without a running node. Start at {@link
 * org.annals.node.owner.Packing}.
 */
@NullMarked
package org.annals.node.owner;

import org.jspecify.annotations.NullMarked;
