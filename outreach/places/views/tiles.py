"""The background map: what it is, and its tiles from a file of ours."""

import hashlib
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for

from outreach import config, tiles
from outreach.people.access import signed_in

bp = Blueprint("tiles", __name__)

ONE_DAY = 24 * 3600


@bp.get("/tiles.json")
@signed_in
def background() -> Response:
    """Where the tiles are, whom to name for them, and how far they reach."""
    found = tiles.find(config.current())
    if found is None:
        abort(404)
    answer: dict[str, Any] = {"attribution": found.attribution}
    if isinstance(found, tiles.TileHost):
        answer |= {"url": found.url, "is_elsewhere": True}
    else:
        address = url_for("tiles.tile", zoom=0, x=1, y=2).replace("0/1/2", "{z}/{x}/{y}")
        answer |= {"url": address, "min_zoom": found.min_zoom, "max_zoom": found.max_zoom, "bounds": found.bounds}
    return jsonify(answer)


@bp.get("/tiles/<int:zoom>/<int:x>/<int:y>")
@signed_in
def tile(zoom: int, x: int, y: int) -> Response:
    """One tile. 204 where the file has none, which maps take as empty ground; 404 without a file."""
    file = tiles.find(config.current())
    if not isinstance(file, tiles.TileFile) or zoom > tiles.DEEPEST_ZOOM:
        abort(404)
    found = tiles.tile(file, zoom, x, y)
    if found is None:
        return Response(status=204)
    data, kind = found
    response = Response(data, mimetype=kind)
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    response.headers["Cache-Control"] = f"private, max-age={ONE_DAY}"
    response.make_conditional(request)
    return response
