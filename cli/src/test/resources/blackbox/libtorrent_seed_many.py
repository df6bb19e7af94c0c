"""Seeds files: libtorrent_seed_many.py DIRECTORY ADDRESS:PORT TORRENT,TORRENT... Ends with stdin."""
import sys
import time

import libtorrent as lt

directory, endpoint, torrents = sys.argv[1:4]
session = lt.session({
    "listen_interfaces": endpoint,
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True,
    "active_seeds": -1,
    "active_limit": -1,
})
handles = [
    session.add_torrent({"ti": lt.torrent_info(torrent), "save_path": directory})
    for torrent in torrents.split(",")
]
end = time.monotonic() + 60
while not all(each.status().is_seeding for each in handles) and time.monotonic() < end:
    time.sleep(0.02)
wanted = int(endpoint.rsplit(":", 1)[1])
print("seeding" if session.listen_port() == wanted else "wrong port", flush=True)
sys.stdin.read()
