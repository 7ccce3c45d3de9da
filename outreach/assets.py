"""Static files under addresses that change with their content, so browsers may keep them for ever."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, Response, abort, current_app, send_file, url_for

STATIC = Path(__file__).parent / "static"

# What is served, and as what; the machine's own table of types differs from one to the next.
TYPES = {
    ".css": "text/css",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Assets:
    """All files by the name they are served under, and one digest of them all.

    One digest, not one a file: a style sheet's relative references then stay right and are renewed with it.
    """

    digest: str
    files: dict[str, Path]
    stamp: tuple[int, int]


def init_app(app: Flask) -> None:
    """Serve the files, and give templates asset('app.css'). Who may fetch them is for the app to say: everybody."""
    app.extensions["assets"] = _read()
    app.add_url_rule("/static/<digest>/<path:name>", "asset_file", asset_file)
    app.add_template_global(asset, "asset")


def asset(name: str) -> str:
    """The address of a static file; KeyError when there is none of that name, so that a slip shows at once."""
    assets = _current()
    if name not in assets.files:
        raise KeyError(f"no static file {name!r}")
    return url_for("asset_file", digest=assets.digest, name=name)


def asset_file(digest: str, name: str) -> Response:
    """A static file. Only names that were found when the folders were read: no path from outside touches the disk."""
    assets = _current()
    path = assets.files.get(name)
    if path is None:
        abort(404)
    response = send_file(path, mimetype=TYPES[path.suffix], etag=f"{assets.digest}-{name}")
    if digest == assets.digest:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        # a page from before an update: give what we have, but let nobody keep it under the wrong name
        response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _current() -> Assets:
    """The files as they are; in debug runs they may have changed since."""
    assets: Assets = current_app.extensions["assets"]
    if current_app.debug and assets.stamp != _stamp(_found()):
        assets = current_app.extensions["assets"] = _read()
    return assets


def _read() -> Assets:
    files = _found()
    total = hashlib.sha256()
    for name, path in sorted(files.items()):
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return Assets(total.hexdigest()[:16], files, _stamp(files))


def _stamp(files: dict[str, Path]) -> tuple[int, int]:
    return len(files), max((path.stat().st_mtime_ns for path in files.values()), default=0)


def _found() -> dict[str, Path]:
    """Our own static folder, and Leaflet out of its package under leaflet/."""
    return _tree(STATIC, "") | _tree(_leaflet(), "leaflet/")


def _tree(folder: Path, prefix: str) -> dict[str, Path]:
    return {
        prefix + path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.suffix in TYPES and path.is_file()
    }


def _leaflet() -> Path:
    """Where django-js-lib-leaflet lies. The package is looked up, not imported: it is files, not code."""
    spec = find_spec("js_lib_leaflet")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("Leaflet is missing: install django-js-lib-leaflet")
    return Path(spec.submodule_search_locations[0]) / "static" / "js_lib_leaflet"
