"""Seeds one file: libtorrent_seed.py TORRENT DIRECTORY ADDRESS. Prints its port, ends with stdin."""
import sys
import time

import libtorrent as lt

torrent, directory, address = sys.argv[1:4]
session = lt.session({
    "listen_interfaces": address + ":0",
    "outgoing_interfaces": address,
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True,
})
handle = session.add_torrent({"ti": lt.torrent_info(torrent), "save_path": directory})
end = time.monotonic() + 60
while not handle.status().is_seeding and time.monotonic() < end:
    time.sleep(0.02)
print(session.listen_port(), flush=True)
sys.stdin.read()
