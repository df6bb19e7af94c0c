"""Fetches one magnet link: libtorrent_fetch.py MAGNET DIRECTORY ADDRESS [encrypted].

Prints 'done' when it is whole.
"""
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
    "enable_outgoing_utp": False,
    "allow_multiple_connections_per_ip": True,
    "alert_mask": lt.alert.category_t.error_notification,
})
if "encrypted" in sys.argv[4:]:
    # Forced, and RC4 only.
    session.apply_settings({"out_enc_policy": 0, "in_enc_policy": 0, "allowed_enc_level": 2})
params = lt.parse_magnet_uri(magnet)
params.save_path = directory
handle = session.add_torrent(params)
end = time.monotonic() + 60
while time.monotonic() < end:
    status = handle.status()
    if status.is_seeding:
        print("done", flush=True)
        # Leaving destroys the session, which writes what is left.
        sys.exit(0)
    time.sleep(0.02)
print("state", status.state, "progress", status.progress, "peers", status.num_peers, flush=True)
sys.exit(1)
