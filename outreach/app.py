"""create_app(config): extensions, features, headers."""

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from outreach import assets, db, errors, homescreen
from outreach.board.views import bp as board_bp
from outreach.config import Config
from outreach.core import MIGRATIONS as MIGRATIONS
from outreach.core import create_core
from outreach.events.views import (
    calendar_bp,
    change_bps,
    event_bp,
    field_bps,
    importing_bp,
    me_bp,
    outside_bps,
    slots_bp,
)
from outreach.media.views import media_bps
from outreach.messages import views as messages
from outreach.people import access
from outreach.people.access import open_to_all
from outreach.people.queries import association
from outreach.people.views import bp as people_bp
from outreach.places.views import places_bps

HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # no-referrer would break the CSRF check over HTTPS
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "X-Robots-Tag": "noindex",
}

csrf = CSRFProtect()


class IdConverter(IntegerConverter):
    """<int:…> in an address: a number that no row can have is not found, and never reaches the database."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=db.LARGEST_ID)


def create_app(config: Config | None = None) -> Flask:
    """The application for these settings (read from the environment when none are given)."""
    app = create_core(config)
    settings: Config = app.extensions["outreach"]
    app.url_map.converters["int"] = IdConverter
    _configure(app, settings)
    db.init_migrations(app, MIGRATIONS)
    csrf.init_app(app)
    # first of all hooks: which kind of transaction the request begins
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    access.init_app(app)
    assets.init_app(app)
    homescreen.init_app(app)
    for view in (assets.asset_file, homescreen.manifest, homescreen.service_worker, homescreen.offline):
        open_to_all(view)
    bps = (people_bp, *places_bps, calendar_bp, event_bp, *change_bps, *field_bps, importing_bp, slots_bp, me_bp)
    for bp in (*bps, *outside_bps, *media_bps, board_bp):
        app.register_blueprint(bp)
    app.register_blueprint(messages.bp)
    messages.init_app(app)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.after_request(_put_headers)
    errors.init_app(app)
    app.context_processor(lambda: {"association": association, "demo": settings.demo})
    access.check_every_view_is_marked(app)
    return app


@open_to_all
def healthz() -> ResponseReturnValue:
    """200 when the database answers and its tables are those of this code, else 503; never any detail."""
    try:
        is_ready = db.is_migrated(MIGRATIONS)
    except SQLAlchemyError:
        is_ready = False
    return (jsonify(status="ok"), 200) if is_ready else (jsonify(status="unavailable"), 503)


def _configure(app: Flask, settings: Config) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=60 * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=settings.is_https,
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=100 * 1024,
        MAX_FORM_PARTS=100,
    )
    if settings.trusted_hosts:
        app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _begin() -> None:
    db.begin_reading(request.method in ("GET", "HEAD", "OPTIONS"))
    access.admit_file()


def content_security_policy(settings: Config) -> str:
    """Everything from our own origin; images also from a tile host that the settings name."""
    images = "img-src 'self' data:"
    if settings.tiles.startswith("https://"):
        images += " https://" + settings.tiles.removeprefix("https://").split("/")[0]
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; {images}; font-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    )


def _put_headers(response: Response) -> Response:
    from outreach.config import current

    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    policy = content_security_policy(current())
    if access.is_framed_page():
        del response.headers["X-Frame-Options"]  # it knows no "everybody"; all else stays as it is
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
