"""What a page says when something did not go; and what was typed is there, to be sent once more."""

import uuid

from flask import Flask, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, NotFound, SecurityError

from outreach import db, i18n
from outreach.refusals import Refused
from outreach.unsent import Unsent, find_unsent


def init_app(app: Flask) -> None:
    """One page, or one JSON answer, for each way in which a request can fail."""
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
    unsent = find_unsent()
    # a button alone would only get the same answer again
    return _page("refused.html", 409, text=text, code=refused.reason.code, unsent=unsent if _has_text(unsent) else None)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    unsent = find_unsent()
    if unsent:
        text = _("This page has been open for too long, or you have signed in again since. Nothing is lost.")
    else:
        text = _("This page has been open for too long, or you have signed in again since. Open it again and retry.")
    if _wants_json():
        return jsonify(error="CSRF", message=text), 403
    return _page("refused.html", 403, text=text, code="CSRF", unsent=unsent)


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
        429: _("That was many times in a short while. Wait a little, then send it again."),
    }
    text = texts.get(code, error.name)
    if _wants_json():
        return jsonify(error=code), code, _retry_after(error)
    unsent = find_unsent() if code in (400, 409, 429) else None
    answer = current_app.make_response(_page("error.html", code, code=code, text=text, unsent=unsent))
    answer.headers.update(_retry_after(error))
    return answer


def _retry_after(error: HTTPException) -> dict[str, str]:
    return {name: value for name, value in error.get_headers() if name == "Retry-After"}


def _page(template: str, status: int, **values: object) -> ResponseReturnValue:
    """The page of an error; when the database is away, the one that asks it nothing.

    What was begun is taken back first: nobody waits for SQLite's one write lock while a page is drawn.
    """
    try:
        db.db.session.rollback()
        db.begin_reading(True)
        return render_template(template, back=_back(), **values), status
    except OperationalError as error:
        return _database_down(error)


def _database_down(error: OperationalError | PoolTimeout) -> ResponseReturnValue:
    current_app.logger.error("database unavailable: %s", type(getattr(error, "orig", error)).__name__)
    db.db.session.rollback()
    page = render_template("unavailable.html", unsent=find_unsent())
    return Response(page, 503, {"Retry-After": "30"})


def _bug(error: Exception) -> ResponseReturnValue:
    reference = uuid.uuid4().hex[:8]
    current_app.logger.error("error %s at %s", reference, request.endpoint, exc_info=error)
    db.db.session.rollback()
    return render_template("unavailable.html", reference=reference, unsent=find_unsent()), 500


def _has_text(unsent: Unsent | None) -> bool:
    return unsent is not None and bool(unsent.typed)


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _back() -> str:
    """The page that the form stood on, if it is one of ours."""
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) else url_for("people.home")
