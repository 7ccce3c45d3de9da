"""create_app(config): extensions, features, headers, error pages."""

import uuid
from pathlib import Path

from flask import Flask, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.exc import NoResultFound, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, NotFound, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from outreach import assets, db, i18n
from outreach.board.views import bp as board_bp
from outreach.config import Config
from outreach.events.views import calendar_bp, change_bps, event_bp, field_bps, importing_bp, me_bp, slots_bp
from outreach.media.views import media_bps
from outreach.people import access
from outreach.people.access import open_to_all
from outreach.people.queries import association
from outreach.people.views import bp as people_bp
from outreach.places.views import places_bps
from outreach.refusals import Refused

HERE = Path(__file__).parent
MIGRATIONS = str(HERE / "migrations")

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
    settings = config or Config.from_environ()
    app = Flask("outreach", root_path=str(HERE), static_folder=None, template_folder=_templates())
    app.extensions["outreach"] = settings
    app.url_map.converters["int"] = IdConverter
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _configure(app, settings)
    db.init_app(app, settings.database_url, MIGRATIONS)
    i18n.init_app(app)
    csrf.init_app(app)
    # first of all hooks: which kind of transaction the request begins
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    access.init_app(app)
    assets.init_app(app)
    open_to_all(assets.asset_file)
    bps = (people_bp, *places_bps, calendar_bp, event_bp, *change_bps, *field_bps, importing_bp, slots_bp, me_bp)
    for bp in (*bps, *media_bps, board_bp):
        app.register_blueprint(bp)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.after_request(_put_headers)
    _register_errors(app)
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


def _templates() -> str:
    """Inside the package in a wheel, beside it in a checkout."""
    inside = HERE / "templates"
    return str(inside if inside.is_dir() else HERE.parent / "templates")


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
    response.headers.setdefault("Content-Security-Policy", content_security_policy(current()))
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _register_errors(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(NoResultFound, lambda _error: _http_error(NotFound()))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_down)
    app.register_error_handler(PoolTimeout, _database_down)
    app.register_error_handler(Exception, _bug)


def _refused(refused: Refused) -> ResponseReturnValue:
    """A rule said no: say why, and offer the way back."""
    text = i18n.told(refused)
    if _wants_json():
        return jsonify(error=refused.reason.code, message=text), 409
    return _page("refused.html", 409, text=text, code=refused.reason.code, back=_back())


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    text = _("This page has been open for too long, or you have signed in again since. Open it again and retry.")
    return _page("refused.html", 403, text=text, code="CSRF", back=_back())


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400 or isinstance(error, SecurityError):  # for a host that is not ours no address can be written
        return error.get_response()
    texts = {
        400: _("The request could not be understood."),
        403: _("This page is for other roles than yours."),
        404: _("There is nothing here. It may have been moved or removed."),
        405: _("This page can't be used that way."),
        413: _("That was too much at once. Shorten the text, or choose a smaller file."),
    }
    if _wants_json():
        return jsonify(error=code), code
    return _page("error.html", code, code=code, text=texts.get(code, error.name))


def _page(template: str, status: int, **values: object) -> ResponseReturnValue:
    """The page of an error; when the database is away, the one that asks it nothing.

    What was begun is taken back first: nobody waits for SQLite's one write lock while a page is drawn.
    """
    try:
        db.db.session.rollback()
        db.begin_reading(True)
        return render_template(template, **values), status
    except OperationalError as error:
        return _database_down(error)


def _database_down(error: OperationalError | PoolTimeout) -> ResponseReturnValue:
    from flask import current_app

    current_app.logger.error("database unavailable: %s", type(getattr(error, "orig", error)).__name__)
    db.db.session.rollback()
    page = render_template("unavailable.html")
    return Response(page, 503, {"Retry-After": "30"})


def _bug(error: Exception) -> ResponseReturnValue:
    from flask import current_app

    reference = uuid.uuid4().hex[:8]
    current_app.logger.error("error %s at %s", reference, request.endpoint, exc_info=error)
    db.db.session.rollback()
    return render_template("unavailable.html", reference=reference), 500


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _back() -> str:
    """The page that the form stood on, if it is one of ours."""
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) else url_for("people.home")
