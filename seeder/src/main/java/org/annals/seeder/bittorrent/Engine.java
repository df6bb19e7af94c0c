package org.annals.seeder.bittorrent;

import bt.net.PeerId;
import java.util.random.RandomGenerator;
import org.annals.quota.StorageReservations;
import org.annals.quota.TransferGate;

/** What all swarms share. */
record Engine(
    Loop loop,
    Wires wires,
    BtParts parts,
    BitTorrentSettings settings,
    TransferGate gate,
    StorageReservations storage,
    DiskLanes lanes,
    OpenFiles files,
    RandomGenerator random,
    PeerId identity) {}
