package org.annals.archiver.torrent;

import org.annals.archiver.InfoHash;

/**
 * The info dictionary of a single-file torrent (BEP 3, FORMAT section 4): exactly length, name,
 * piece length and pieces. Immutable.
 *
 * @param name file name: {@code <chunk id>.annals} or {@code <digest>.annalscat}
 * @param length bytes
 * @param pieceLength a power of two, 16 KiB to 4 MiB
 * @param infoHash SHA-1 of {@code dictionary}
 * @param dictionary the bencoded info dictionary; never modify it
 */
public record TorrentInfo(
    String name, long length, int pieceLength, InfoHash infoHash, byte[] dictionary) {}
