/** The torrent of a chunk or catalogue, computed here so that it is the same on every machine. */
@NullMarked
package org.annals.archiver.torrent;

import org.jspecify.annotations.NullMarked;
