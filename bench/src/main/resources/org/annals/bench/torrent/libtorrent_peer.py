"""A libtorrent peer that is driven by JSON lines on standard input.

{"command":"seed","torrents":[{"torrent":PATH}],"directory":DIR}        -> {"event":"seeding","port":N}
{"command":"fetch","torrents":[{"torrent":PATH,"infoHash":HEX}],"directory":DIR,"peer":"IP:PORT","magnet":BOOL}
                                                                         -> {"event":"fetched","seconds":S,"cpu":C}

Addresses of this machine are treated like any other: no peer class exempts them from limits or slots.
"""
import json
import sys
import time

import libtorrent as lt

SETTINGS = {
    "listen_interfaces": "127.0.0.1:0",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_incoming_utp": False,
    "enable_outgoing_utp": False,
    # Everybody is served at once, as our peers are.
    "connections_limit": 2000,
    "unchoke_slots_limit": 2000,
    "listen_queue_size": 1000,
    "active_limit": 2000,
    # More generous than the defaults; without them downloads wait for the disk thread.
    "max_queued_disk_bytes": 64 << 20,
    "send_buffer_watermark": 3 << 20,
    "alert_mask": int(lt.alert.category_t.status_notification | lt.alert.category_t.error_notification),
    "alert_queue_size": 100000,
}


def say(**line):
    print(json.dumps(line), flush=True)


def plain(params, directory):
    params.save_path = directory
    params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
    return params


def from_file(entry, directory):
    params = lt.add_torrent_params()
    params.ti = lt.torrent_info(entry["torrent"])
    return plain(params, directory)


def from_magnet(entry, directory):
    return plain(lt.parse_magnet_uri("magnet:?xt=urn:btih:" + entry["infoHash"]), directory)


def seed(session, request):
    handles = [session.add_torrent(from_file(e, request["directory"])) for e in request["torrents"]]
    while not all(h.status().is_seeding for h in handles):
        time.sleep(0.02)
    say(event="seeding", port=session.listen_port())


def fetch(session, request):
    host, port = request["peer"].rsplit(":", 1)
    make = from_magnet if request.get("magnet") else from_file
    session.pop_alerts()
    cpu = time.process_time()
    start = time.monotonic()
    handles = []
    for entry in request["torrents"]:
        handle = session.add_torrent(make(entry, request["directory"]))
        handle.connect_peer((host, int(port)))
        handles.append(handle)
    missing = len(handles)
    while missing:
        session.wait_for_alert(1000)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.torrent_finished_alert):
                missing -= 1
            elif isinstance(alert, (lt.file_error_alert, lt.torrent_error_alert)):
                raise SystemExit(str(alert))
    seconds = time.monotonic() - start
    say(event="fetched", seconds=seconds, cpu=time.process_time() - cpu)
    for handle in handles:
        session.remove_torrent(handle)


def main():
    session = lt.session(SETTINGS)
    session.set_peer_class_filter(lt.ip_filter())
    say(event="ready", name="libtorrent " + lt.__version__)
    for line in sys.stdin:
        request = json.loads(line)
        {"seed": seed, "fetch": fetch}[request["command"]](session, request)


main()
