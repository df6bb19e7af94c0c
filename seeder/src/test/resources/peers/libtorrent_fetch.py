"""Fetches one magnet link: libtorrent_fetch.py MAGNET DIRECTORY ADDRESS. Prints 'done' when whole."""
import sys
import time

import libtorrent as lt

magnet, directory, address = sys.argv[1:4]
session = lt.session({
    "listen_interfaces": address + ":0",
    "outgoing_interfaces": address,
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True,
    "alert_mask": lt.alert.category_t.error_notification,
})
params = lt.parse_magnet_uri(magnet)
params.save_path = directory
handle = session.add_torrent(params)
end = time.monotonic() + 60
while time.monotonic() < end:
    status = handle.status()
    if status.is_seeding:
        print("done", flush=True)
        # Wait until the file is on disk: the torrent is removed, which flushes it.
        session.remove_torrent(handle)
        deadline = time.monotonic() + 5
        while session.get_torrents() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        sys.exit(0)
    time.sleep(0.02)
print("state", status.state, "progress", status.progress, "peers", status.num_peers, flush=True)
sys.exit(1)
