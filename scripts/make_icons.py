"""Draws the icons of the installed app: four places, three of them taken. python -m scripts.make_icons

Written with the standard library alone; the pictures are kept in outreach/static, since they seldom change.
"""

import math
import struct
import zlib
from pathlib import Path

STATIC = Path(__file__).parents[1] / "outreach" / "static"
GROUND, MARK = (179, 38, 30), (255, 255, 255)
SIZES = (180, 192, 512)

# In hundredths of the picture. All lies within the circle that a phone may cut out of it (40 around the middle).
PLACES = ((35, 35), (65, 35), (35, 65))
FREE = (65, 65)
RADIUS, LINE = 11.0, 3.4


def main() -> None:
    for size in SIZES:
        (STATIC / f"icon-{size}.png").write_bytes(png(size, [row(size, y) for y in range(size)]))


def row(size: int, y: int) -> bytes:
    line = bytearray()
    for x in range(size):
        part = max(covered(size, x + 0.5, y + 0.5), 0.0)
        line += bytes(round(ground + (mark - ground) * part) for ground, mark in zip(GROUND, MARK, strict=True))
    return bytes(line)


def covered(size: int, x: float, y: float) -> float:
    """How much of a pixel is mark, from 0 to 1: by its distance to the nearest edge, in pixels."""
    scale = size / 100
    inside = [RADIUS * scale - math.dist((x, y), (left * scale, top * scale)) for left, top in PLACES]
    inside.append(LINE / 2 * scale - abs((RADIUS - LINE / 2) * scale - math.dist((x, y), [at * scale for at in FREE])))
    return min(max(max(inside) + 0.5, 0.0), 1.0)


def png(size: int, rows: list[bytes]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


if __name__ == "__main__":
    main()
