#!/usr/bin/env python3
"""Reads a catalogue and an announcement by docs/format.md alone, and checks their signatures.

usage: read_catalogue.py CATALOGUE ANNOUNCEMENT COMMUNITY
"""
import ctypes, ctypes.util, hashlib, ipaddress, sys, uuid

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)


def keccak256(data):
    def rol(x, n):
        return ((x << n) | (x >> (64 - n))) & (2**64 - 1) if n else x
    state = [[0] * 5 for _ in range(5)]
    rate = 136
    padded = bytearray(data) + b"\x01" + b"\x00" * ((-len(data) - 1) % rate)
    padded[-1] |= 0x80
    for block in range(0, len(padded), rate):
        for i in range(rate // 8):
            state[i % 5][i // 5] ^= int.from_bytes(padded[block + 8 * i:block + 8 * i + 8], "little")
        lfsr = 1
        for _ in range(24):
            c = [state[x][0] ^ state[x][1] ^ state[x][2] ^ state[x][3] ^ state[x][4] for x in range(5)]
            for x in range(5):
                d = c[(x + 4) % 5] ^ rol(c[(x + 1) % 5], 1)
                for y in range(5):
                    state[x][y] ^= d
            x, y, current = 1, 0, state[1][0]
            for t in range(24):
                x, y = y, (2 * x + 3 * y) % 5
                current, state[x][y] = state[x][y], rol(current, (t + 1) * (t + 2) // 2 % 64)
            for y in range(5):
                row = [state[x][y] for x in range(5)]
                for x in range(5):
                    state[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5] & (2**64 - 1))
            for j in range(7):
                if lfsr & 1:
                    state[0][0] ^= 1 << ((1 << j) - 1)
                lfsr = (lfsr << 1) ^ (0x171 if lfsr & 0x80 else 0)
    return b"".join(state[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


def add(a, b):
    if a is None or b is None:
        return b if a is None else a
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    m = (3 * a[0] * a[0] * pow(2 * a[1], -1, P) if a == b
         else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)) % P
    x = (m * m - a[0] - b[0]) % P
    return x, (m * (a[0] - x) - a[1]) % P


def times(point, k):
    result = None
    while k:
        result = add(result, point) if k & 1 else result
        point, k = add(point, point), k >> 1
    return result


def check_signature(kind, body, signature, community):
    digest = hashlib.sha256(body).digest()
    e = int.from_bytes(keccak256(b"\0annals\0" + kind + b"\0" + digest), "big")
    x = int.from_bytes(community[1:], "big")
    y = pow(x**3 + 7, (P + 1) // 4, P)
    key = (x, y if y % 2 == community[0] % 2 else P - y)
    r, s, v = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), signature[64]
    assert 0 < r < N and 0 < s <= N // 2 and v in (0, 1) and (key[1]**2 - x**3 - 7) % P == 0
    w = pow(s, -1, N)
    point = add(times(G, e * w % N), times(key, r * w % N))
    assert point is not None and point[0] % N == r, "wrong signature"
    return digest


def fields(data):
    """Pairs (number, value); numbers ascend, varints are minimal."""
    result, at, last = [], 0, 0

    def varint():
        nonlocal at
        value, shift, start = 0, 0, at
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                assert byte or at == start + 1, "varint not minimal"
                return value
    while at < len(data):
        tag = varint()
        assert tag >> 3 >= last, "fields descend"
        last = tag >> 3
        assert tag & 7 in (0, 2)
        value = varint()
        if tag & 7 == 2:
            assert at + value <= len(data)
            at, value = at + value, data[at:at + value]
        result.append((last, value))
    return result


def one(message, number, default):
    values = [value for key, value in message if key == number]
    assert len(values) < 2
    return values[0] if values else default


def many(message, number):
    return [value for key, value in message if key == number]


def group(message, number):
    return one(message, number, bytes(16)).hex()


def entry(data):
    e = fields(data)
    parts = [one(e, 1, 0), group(e, 2), one(e, 3, 0), one(e, 4, 0), one(e, 5, b"").hex(),
             one(e, 6, b"").hex(), one(e, 7, 0), one(e, 8, 0), one(e, 9, 0)]
    return " ".join(str(part) for part in parts + [old.hex() for old in many(e, 10)])


def decompress(frame, length):
    zstd = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    zstd.ZSTD_decompress.restype = ctypes.c_size_t
    out = ctypes.create_string_buffer(length)
    got = zstd.ZSTD_decompress(out, ctypes.c_size_t(length), frame, ctypes.c_size_t(len(frame)))
    assert got == length, "damaged frame"
    return out.raw


def catalogue(data, community):
    assert data[:8] == bytes.fromhex("89414E430D0A1A0A")
    raw, stored = int.from_bytes(data[8:12], "big"), int.from_bytes(data[12:16], "big")
    assert len(data) == 81 + stored
    body = decompress(data[81:], raw)
    print("digest", check_signature(b"catalogue1", body, data[16:81], community).hex())
    c = fields(body)
    assert one(c, 1, 0) == 1 and not many(c, 2) and one(c, 3, b"") == community
    print("epoch", one(c, 4, 0), "sequence", one(c, 5, 0), "issued", one(c, 6, 0))
    print("instance", one(c, 7, b"").hex())
    for parent in many(c, 8):
        print("parent", parent.hex())
    print("name", one(c, 9, b"").decode())
    for mark in map(fields, many(c, 10)):
        print("sealed", group(mark, 1), one(mark, 2, 0))
    policy = fields(one(c, 11, b""))
    print("serving", bool(one(policy, 1, 0)))
    for rule in map(fields, many(policy, 2)):
        print("auto-delete", uuid.UUID(bytes=one(rule, 1, b"")), one(rule, 2, 0))
    for channel in map(fields, many(c, 12)):
        texts = [one(channel, i, b"").decode() for i in (2, 3, 4)] + [str(one(channel, 5, 0))]
        print("channel", uuid.UUID(bytes=one(channel, 1, b"")), "|".join(texts))
    print("recovery", one(c, 14, b"").hex())
    for data in many(c, 15):
        print("entry", entry(data))
    for removed in map(fields, many(c, 16)):
        print("removed", one(removed, 1, b"").hex(), one(removed, 2, 0), one(removed, 3, 0))


def announcement(data, community):
    outer = fields(data)
    body = one(outer, 1, b"")
    check_signature(b"announce1", body, one(outer, 2, b""), community)
    a = fields(body)
    assert one(a, 1, 0) == 1 and one(a, 3, b"") == community
    print("announcement sequence", one(a, 5, 0), "issued", one(a, 6, 0), "serving", bool(one(a, 10, 0)))
    print("announced", one(fields(one(a, 9, b"")), 1, b"").hex())
    for data in many(a, 11):
        print("newest", entry(data))
    for hint in map(fields, many(a, 12)):
        print("hint", ipaddress.ip_address(one(hint, 1, b"")), one(hint, 2, 0))
    print("topic", "/annals/1/" + keccak256(community).hex()[:16] + "/proto")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    key = bytes.fromhex(sys.argv[3][2:])
    with open(sys.argv[1], "rb") as file:
        catalogue(file.read(), key)
    with open(sys.argv[2], "rb") as file:
        announcement(file.read(), key)
