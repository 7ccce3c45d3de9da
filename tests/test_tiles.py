"""The background map out of an .mbtiles file: rows from the south, kinds of pictures, files that are none."""

from pathlib import Path

import pytest

from outreach import tiles
from outreach.config import Config
from tests.mbtiles import PNG, make_mbtiles

JPEG, WEBP = b"\xff\xd8\xff\xe0jfif", b"RIFF\x00\x00\x00\x00WEBPVP8 "


def settings(tmp_path: Path, named: str = "") -> Config:
    return Config(tmp_path, "sqlite://", "key", tiles=named)


def test_rows_are_counted_from_the_south(tmp_path: Path) -> None:
    path = make_mbtiles(tmp_path / "town.mbtiles", {(2, 1, 0): PNG, (2, 1, 3): JPEG})
    file = tiles.read(path)
    assert file is not None

    assert tiles.tile(file, 2, 1, 3) == (PNG, "image/png")
    assert tiles.tile(file, 2, 1, 0) == (JPEG, "image/jpeg")
    assert tiles.tile(file, 2, 1, 1) is None
    for zoom, x, y in ((2, 4, 0), (2, 0, 4), (-1, 0, 0), (99, 0, 0), (2, -1, 0)):
        assert tiles.tile(file, zoom, x, y) is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (WEBP, "image/webp"),
        (b"GIF89a", "image/gif"),
        (b"\x1f\x8b vector", None),
        (b"<svg onload=alert(1)>", None),
        (b"", None),
    ],
)
def test_pictures_are_known_by_how_they_begin(data: bytes, kind: str | None) -> None:
    assert tiles.content_type(data) == kind


def test_what_the_file_says_of_itself(tmp_path: Path) -> None:
    path = make_mbtiles(
        tmp_path / "a.mbtiles", {}, attribution="© OSM", minzoom="9", maxzoom="16", bounds="17.9,59.3,18.1,59.4"
    )

    assert tiles.read(path) == tiles.TileFile(path, "© OSM", 9, 16, (17.9, 59.3, 18.1, 59.4))


def test_nonsense_in_a_file_is_left_out(tmp_path: Path) -> None:
    path = make_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): b"?"}, name="Town", minzoom="x", bounds="1,2,3")
    file = tiles.read(path)
    assert file is not None

    assert (file.attribution, file.min_zoom, file.max_zoom, file.bounds) == ("Town", 0, 22, None)
    assert tiles.tile(file, 0, 0, 0) is None


def test_what_our_maps_cannot_draw_is_no_background(tmp_path: Path) -> None:
    (tmp_path / "text.mbtiles").write_text("no database")

    assert tiles.read(tmp_path / "text.mbtiles") is None
    assert tiles.read(make_mbtiles(tmp_path / "vector.mbtiles", {}, format="pbf")) is None
    assert tiles.read(tmp_path / "missing.mbtiles") is None
    assert not (tmp_path / "missing.mbtiles").exists()


def test_which_background_is_taken(tmp_path: Path) -> None:
    assert tiles.find(settings(tmp_path)) is None
    lying = make_mbtiles(tmp_path / "b.mbtiles", {})
    found = tiles.find(settings(tmp_path))
    assert isinstance(found, tiles.TileFile)
    assert found.path == lying

    named = make_mbtiles(tmp_path / "z.mbtiles", {})
    for text in (str(named), "z.mbtiles"):
        found = tiles.find(settings(tmp_path, text))
        assert isinstance(found, tiles.TileFile)
        assert found.path == named
    assert tiles.find(settings(tmp_path, "nowhere.mbtiles")) is None

    host = "https://tiles.example.org/{z}/{x}/{y}.png"
    assert tiles.find(settings(tmp_path, f"{host} © Somebody else")) == tiles.TileHost(host, "© Somebody else")
