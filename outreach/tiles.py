"""The background map: tiles of an .mbtiles file that lies on this machine, or of a host that the settings name.

An .mbtiles file is an SQLite database (github.com/mapbox/mbtiles-spec 1.3): `metadata` by name, and `tiles` whose rows
are counted from the south. It is opened read-only for each answer: 0.1 ms, and the file may be exchanged meanwhile.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from outreach.config import Config

DEEPEST_ZOOM = 22

# How a picture begins. What else may lie in such a file (vector tiles) is not drawn by our maps.
SIGNS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))


@dataclass(frozen=True)
class TileFile:
    """What the file says of itself. Corners are west, south, east, north."""

    path: Path
    attribution: str = ""
    min_zoom: int = 0
    max_zoom: int = DEEPEST_ZOOM
    bounds: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class TileHost:
    """Tiles from elsewhere: an address with {z}, {x} and {y}, and whom to name for them."""

    url: str
    attribution: str = ""


def find(config: Config) -> TileFile | TileHost | None:
    """The background that the settings name (a file also by its name in the instance folder), else the first file
    of that sort that lies there."""
    if config.tiles.startswith("https://"):
        url, _, attribution = config.tiles.partition(" ")
        return TileHost(url, attribution.strip())
    named = [Path(config.tiles), config.instance / config.tiles] if config.tiles else []
    for path in named or sorted(config.instance.glob("*.mbtiles")):
        if path.is_file():
            return read(path)
    return None


def read(path: Path) -> TileFile | None:
    """What the file says of itself; None when it is no such file, or holds what our maps can't draw."""
    try:
        with _opened(path) as connection:
            said = dict(connection.execute("SELECT name, value FROM metadata").fetchall())
            connection.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles LIMIT 1").fetchone()
    except sqlite3.Error:
        return None
    if str(said.get("format", "")) in ("pbf", "mvt"):
        return None
    return TileFile(
        path=path,
        attribution=str(said.get("attribution") or said.get("name") or ""),
        min_zoom=_zoom(said.get("minzoom"), 0),
        max_zoom=_zoom(said.get("maxzoom"), DEEPEST_ZOOM),
        bounds=_bounds(said.get("bounds")),
    )


def tile(file: TileFile, zoom: int, x: int, y: int) -> tuple[bytes, str] | None:
    """A tile and its content type; y is counted from the north, as in addresses. None where the file has none."""
    if not (0 <= zoom <= DEEPEST_ZOOM and 0 <= x < 2**zoom and 0 <= y < 2**zoom):
        return None
    row = 2**zoom - 1 - y  # the file counts from the south
    try:
        with _opened(file.path) as connection:
            found = connection.execute(
                "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", (zoom, x, row)
            ).fetchone()
    except sqlite3.Error:
        return None
    if found is None or not isinstance(found[0], bytes):
        return None
    kind = content_type(found[0])
    return (found[0], kind) if kind else None


def content_type(data: bytes) -> str | None:
    """What kind of picture it is by how it begins; None for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in SIGNS if data.startswith(sign)), None)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as connection:
        yield connection


def _zoom(text: object, otherwise: int) -> int:
    try:
        return min(max(int(str(text)), 0), DEEPEST_ZOOM)
    except ValueError:
        return otherwise


def _bounds(text: object) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(part) for part in str(text).split(","))
    except ValueError:
        return None
    is_box = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if is_box else None
