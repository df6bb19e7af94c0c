#!/usr/bin/env python3
"""Reads chunk files by docs/format.md alone and compares with the golden JSON.

usage: read_chunk.py DIRECTORY     (with chunks.json and one NAME.annals for each vector)
Ends with 0 when everything agrees, 1 when not, 77 when there is no libzstd.
"""
import ctypes, ctypes.util, hashlib, json, os, sys, uuid

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)
MASK = 2**64 - 1


class Bad(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Bad(what)


def keccak256(data):
    lanes, constants, lfsr = [0] * 25, [], 1
    for _ in range(24):
        value = 0
        for j in range(7):
            value |= (lfsr & 1) << ((1 << j) - 1)
            lfsr = lfsr << 1 ^ (0x171 if lfsr & 0x80 else 0)
        constants.append(value)
    turn = lambda v, n: (v << n | v >> 64 - n) & MASK if n else v
    data = bytearray(data + b"\1" + bytes(135 - len(data) % 136))
    data[-1] |= 0x80
    for start in range(0, len(data), 136):
        for i in range(17):
            lanes[i] ^= int.from_bytes(data[start + 8 * i:start + 8 * i + 8], "little")
        for constant in constants:
            sums = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
            lanes = [lanes[i] ^ sums[(i + 4) % 5] ^ turn(sums[(i + 1) % 5], 1) for i in range(25)]
            moved, x, y = [0] * 25, 1, 0
            moved[0] = lanes[0]
            for t in range(24):
                new_x, new_y = y, (2 * x + 3 * y) % 5
                moved[new_x + 5 * new_y] = turn(lanes[x + 5 * y], (t + 1) * (t + 2) // 2 % 64)
                x, y = new_x, new_y
            lanes = [moved[i] ^ (~moved[i // 5 * 5 + (i + 1) % 5] & moved[i // 5 * 5 + (i + 2) % 5]) for i in range(25)]
            lanes[0] ^= constant
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def plus(a, b):
    if not a or not b:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(point, factor):
    total = None
    while factor:
        total = plus(total, point) if factor & 1 else total
        point, factor = plus(point, point), factor >> 1
    return total


def point(x, odd):
    y = pow(x * x * x + 7, (P + 1) // 4, P)
    need(y * y % P == (x * x * x + 7) % P, "not on the curve")
    return x, y if y & 1 == odd else P - y


def signed_by(key, digest, signature):
    r, s, v = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), signature[64]
    if not (0 < r < N and 0 < s <= N // 2 and v < 2):
        return False
    e, inverse = int.from_bytes(digest, "big"), pow(r, -1, N)
    found = plus(times(point(r, v), s * inverse % N), times(G, -e * inverse % N))
    return found == point(int.from_bytes(key[1:], "big"), key[0] & 1)


def varint(data, at):
    value = shift = 0
    while True:
        need(at < len(data) and shift < 64, "varint is cut off")
        byte = data[at]
        value, at, shift = value | (byte & 127) << shift, at + 1, shift + 7
        if byte < 128:
            need(byte or shift == 7, "varint is not minimal")
            return value, at


def fields(data, repeated=(), known=13, oneof=False, lenient=False):
    """Canonical protobuf: number -> value, or list of values for repeated fields."""
    found, at, last = {n: [] for n in repeated}, 0, 0
    while at < len(data):
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        need(number > last or (number == last and number in repeated), "order of fields")
        need(number <= known or number >= 1000 or lenient, "unknown field")
        need(kind in (0, 2), "wire type")
        value, at = varint(data, at)
        if kind == 2:
            need(value <= len(data) - at, "length")
            value, at = data[at:at + value], at + value
        if number in repeated:
            found[number].append(value)
        else:
            need(oneof or value or isinstance(value, bytes) and number in (5, 6, 7, 12), "default is written")
            found[number] = value
        last = number
    return found


def packed(data):
    values, at = [], 0
    while at < len(data):
        value, at = varint(data, at)
        values.append(value)
    return values


def decompress(frame, size):
    need(frame[:4] == bytes.fromhex("28b52ffd"), "not a zstd frame")
    flags, at = frame[4], 5
    need(flags & 31 == 0, "checksum, dictionary or reserved bits")
    single = flags >> 5 & 1
    if not single:
        need((1 << 10 + (frame[5] >> 3)) * (8 + (frame[5] & 7)) // 8 <= 1 << 23, "window")
        at = 6
    width = [single, 2, 4, 8][flags >> 6]
    declared = int.from_bytes(frame[at:at + width], "little") + (256 if width == 2 else 0)
    need(width and 0 < declared <= 8 << 20 and size in (None, declared), "size")
    at, last = at + width, False
    while not last:
        block = int.from_bytes(frame[at:at + 3], "little")
        last, at = block & 1, at + 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
    need(at == len(frame), "bytes behind the frame")
    raw = ctypes.create_string_buffer(declared)
    need(ZSTD.ZSTD_decompress(raw, ctypes.c_size_t(declared), frame, ctypes.c_size_t(len(frame))) == declared, "zstd")
    return raw.raw


def slices(data, length):
    need(len(data) % length == 0, "table")
    parts = [data[i:i + length] for i in range(0, len(data), length)]
    need(parts == sorted(set(parts)), "table is not ascending")
    return parts


def read(data, community, chunk_id):
    need(data[:8] == bytes.fromhex("89414e4c0d0a1a0a"), "magic")
    length = int.from_bytes(data[8:12], "big")
    head, signature, at = data[12:12 + length], data[12 + length:77 + length], 77 + length
    digest = hashlib.sha256(head).digest()
    need(digest.hex() == chunk_id, "chunk id")
    format_ = fields(head, (13,), lenient=True).get(1)
    header = fields(head, (13,), lenient=format_ != 1)
    need(header[3] == community, "community")
    need(signed_by(community, keccak256(b"\0annals\0chunk1\0" + digest), signature), "signature")
    sections = [fields(s, known=3) for s in header[13]]
    need(at + sum(s[2] for s in sections) == len(data), "file length")
    stored = []
    for section in sections:
        stored.append(data[at:at + section[2]])
        need(hashlib.sha256(stored[-1]).digest() == section[3], "hash of a section")
        at += section[2]
    if format_ != 1 or 2 in header or 12 in header or header.get(10) != 1:
        return {"verdict": "unsupported"}
    index = fields(decompress(stored[0], None), (3, 4), known=5)
    channels, authors = slices(index.get(1, b""), 16), slices(index.get(2, b""), 33)
    media, bodies, blob_at = [], [], 0
    for entry in (fields(m, known=6) for m in index[4]):
        shown = {"sha256": entry[1].hex(), "length": entry.get(2, 0), "type": entry.get(3, b"").decode()}
        if 5 in entry:
            shown.update(reason=entry[5], file=bytes(entry.get(6, b"")).decode())
            bodies.append(None)
        else:
            need(entry.get(4, 0) == blob_at, "offset")
            bodies.append(stored[-1][blob_at:blob_at + shown["length"]])
            need(hashlib.sha256(bodies[-1]).digest() == entry[1], "hash of a blob")
            shown["offset"], blob_at = blob_at, blob_at + shown["length"]
        media.append(shown)
    records = []
    for number, section in enumerate(fields(s, known=6) for s in index[3]):
        front = 65 * section.get(4, 0)
        signatures, raw = stored[number + 1][:front], decompress(stored[number + 1][front:], section[2])
        found = fields(raw, (1,), known=1)[1]
        need(len(found) == section[3], "number of records")
        for data_ in found:
            record = fields(data_, (5,), known=7)
            channel = section.get(1, 0) or record.get(1, 0)
            out = {"section": number, "channel": str(uuid.UUID(bytes=channels[channel - 1])) if channel else ""}
            if 3 in record:
                payload = record.get(4, b"")
                for piece in (fields(p, known=2, oneof=True) for p in record[5]):
                    payload += piece[1] if 1 in piece else bodies[piece[2]]
                author, own = authors[record.get(2, 0)], signatures[:65]
                signatures = signatures[65:]
                need(signed_by(author, keccak256(payload), own), "author's signature")
                out.update(author=author.hex(), type=record[3], signature=own.hex(),
                           payload=hashlib.sha256(payload).hexdigest())
            if 6 in record:
                e = fields(record[6], known=9)
                out.update(edited=e[1].hex(), clock=e.get(2, 0), timestamp=e.get(3, 0), reply=e.get(4, b"").hex(),
                           displayName=bytes(e.get(5, b"")).decode(), contentType=e.get(6, 0),
                           album=bytes(e.get(7, b"")).decode(), albumCount=e.get(8, 0),
                           uses=[media[i]["sha256"] for i in packed(e.get(9, b""))])
            if 7 in record:
                t = fields(record[7], known=3)
                out.update(tombstone=t[1].hex(), clock=t.get(2, 0), reason=t[3])
            records.append(out)
        need(not signatures, "number of signatures")
    return {"verdict": "verified", "window": header[4], "group": header[6].hex(), "part": header.get(7, 0),
            "revision": header.get(8, 0), "previous": header.get(9, b"").hex(), "encoder": header[11].decode(),
            "media": media, "records": records}


def main(directory):
    golden, wrong = json.load(open(os.path.join(directory, "chunks.json"), encoding="utf-8")), 0
    community = bytes.fromhex(golden["community"][2:])
    for vector in golden["vectors"]:
        data = open(os.path.join(directory, vector["name"] + ".annals"), "rb").read()
        try:
            found = read(data, community, vector["chunkId"])
        except (Bad, IndexError, KeyError, ValueError) as e:
            found = {"verdict": "rejected", "why": str(e)}
        expected = dict(vector) if vector["verdict"] == "verified" else {"verdict": vector["verdict"]}
        for key in ("name", "chunkId", "length"):
            expected.pop(key, None)
        found.pop("why", None)
        if found != expected:
            wrong += 1
            print("different:", vector["name"], json.dumps(found, indent=1)[:2000])
    print(len(golden["vectors"]), "vectors,", wrong, "different")
    return 1 if wrong else 0


if __name__ == "__main__":
    library = ctypes.util.find_library("zstd") or "libzstd.so.1"
    try:
        ZSTD = ctypes.CDLL(library)
    except OSError:
        print("libzstd is not installed: the second reader cannot decompress")
        sys.exit(77)
    ZSTD.ZSTD_decompress.restype = ctypes.c_size_t
    sys.exit(main(sys.argv[1]))
