"""libtorrent peers, each with an address of its own, that say how many bytes of blocks they have moved.

Commands on standard input, peers are numbered from 0 in the order made:
  leech TORRENT DIRECTORY ADDRESS HOST PORT...   several HOST PORT pairs are several seeders
  seed TORRENT DIRECTORY ADDRESS                 answers: port NUMBER PORT
  pause NUMBER | resume NUMBER

Each 20 ms a line: at MONOTONIC_NANOSECONDS BYTES BYTES ... (received by a leecher, sent by a seeder).
Nobody is exempt from anything for being local.
"""
import os
import select
import sys
import time

import libtorrent as lt

EVERY = 20_000_000


def session(address):
    made = lt.session({
        "listen_interfaces": address + ":0",
        "outgoing_interfaces": address,
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "enable_incoming_utp": False,
        "enable_outgoing_utp": False,
        "allow_multiple_connections_per_ip": True,
        "min_reconnect_time": 1,
        "aio_threads": 1,
        "hashing_threads": 1,
        "unchoke_slots_limit": 100,
        "send_buffer_watermark": 3 << 20,
        "max_queued_disk_bytes": 64 << 20,
        "alert_mask": 0,
    })
    made.set_peer_class_filter(lt.ip_filter())
    return made


class Peer:
    def __init__(self, torrent, directory, address, seeds):
        self.session = session(address)
        params = lt.add_torrent_params()
        params.ti = lt.torrent_info(torrent)
        params.save_path = directory
        params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
        if seeds:
            params.flags |= lt.torrent_flags.seed_mode
        self.seeds = seeds
        self.handle = self.session.add_torrent(params)

    def moved(self):
        status = self.handle.status(0)
        return status.total_payload_upload if self.seeds else status.total_payload_download


def say(*words):
    print(*words, flush=True)


def obey(words, peers):
    name = words[0]
    if name == "leech":
        peer = Peer(words[1], words[2], words[3], False)
        for host, port in zip(words[4::2], words[5::2]):
            peer.handle.connect_peer((host, int(port)))
        peers.append(peer)
    elif name == "seed":
        peer = Peer(words[1], words[2], words[3], True)
        peers.append(peer)
        while not peer.session.listen_port():
            time.sleep(0.01)
        say("port", len(peers) - 1, peer.session.listen_port())
    elif name == "pause":
        peers[int(words[1])].handle.pause()
    elif name == "resume":
        peers[int(words[1])].handle.resume()
    else:
        raise SystemExit("no command " + name)


def main():
    peers = []
    due = time.monotonic_ns()
    waiting = b""
    while True:
        left = max(0, due - time.monotonic_ns())
        if select.select([0], [], [], left / 1e9)[0]:
            some = os.read(0, 65536)
            if not some:
                return
            *lines, waiting = (waiting + some).split(b"\n")
            for line in lines:
                obey(line.decode().split("\t"), peers)
        if time.monotonic_ns() >= due:
            counts = [peer.moved() for peer in peers]
            now = time.monotonic_ns()
            say("at", now, *counts)
            due = max(due + EVERY, now)


main()
