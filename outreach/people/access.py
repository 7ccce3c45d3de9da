"""Who may open which page. Every view says so with one decorator; the app refuses to start otherwise."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.local import LocalProxy

from outreach.people.models import Person, Role
from outreach.people.queries import find_signed_in
from outreach.unsent import find_unsent, forget_if_sent, keep_for_later

View = TypeVar("View", bound=Callable[..., Any])

_EVERYBODY = "everybody"
_ANY_PERSON = "any person"


def open_to_all(view: View) -> View:
    """Strangers may open this page."""
    return _mark(view, _EVERYBODY)


def signed_in(view: View) -> View:
    """Anybody who is signed in may open this page."""
    return _mark(view, _ANY_PERSON)


def needs(*roles: Role) -> Callable[[View], View]:
    """Whoever has one of the roles may open this page."""
    return lambda view: _mark(view, frozenset(roles))


def takes_file(most_bytes: int) -> Callable[[View], View]:
    """Whoever may open this page may send it a file of up to that size; elsewhere the app's own limit holds."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def may_be_framed(view: View) -> View:
    """Other sites may show this page in a frame. Only where nothing can be pressed that changes something."""
    view.may_be_framed = True  # type: ignore[attr-defined]
    return view


def is_framed_page() -> bool:
    """Whether what is asked for is a page that other sites may frame."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), "may_be_framed", False)


def current() -> Person:
    """The person who is signed in; only where the view's decorator asks for one."""
    person = find_current()
    assert person is not None, "this view is open to strangers"
    return person


def find_current() -> Person | None:
    """The person who is signed in, if anybody is. Asked once a request, and only by pages that want to know."""
    if "person" not in g:
        key = session.get("key")
        g.person = find_signed_in(key) if key else None
        if g.person is not None:
            g.language = g.person.language
    return cast("Person | None", g.person)


def init_app(app: Flask) -> None:
    """Look at who asks before every request, and turn away whoever may not."""
    app.before_request(_guard)
    app.context_processor(lambda: {"me": LocalProxy(find_current), "Role": Role})


def admit_file() -> None:
    """Raise the limit of this request where a file may come; before anything reads what was sent."""
    view = current_app.view_functions.get(request.endpoint or "")
    most_bytes: int | None = getattr(view, "most_bytes", None)
    if most_bytes and request.method == "POST" and _may_open(getattr(view, "access", None)):
        request.max_content_length = most_bytes + 64 * 1024  # the form around it


def check_every_view_is_marked(app: Flask) -> None:
    """Raise when a route says nothing of who may open it."""
    for rule in app.url_map.iter_rules():
        if not hasattr(app.view_functions[rule.endpoint], "access"):
            raise RuntimeError(f"{rule.rule}: says nothing of who may open it (see people/access.py)")


def _mark(view: View, access: object) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    access: Any = getattr(current_app.view_functions[request.endpoint], "access", frozenset())
    if access is _EVERYBODY:
        return None
    person = find_current()
    if person is None:
        return redirect(url_for("people.sign_in", next=_way_back()), 303)
    forget_if_sent()
    if access is not _ANY_PERSON and not person.has(*access):
        abort(403)
    return None


def _may_open(access: Any) -> bool:
    person = find_current()
    return person is not None and (access is _ANY_PERSON or person.has(*access))


def _way_back() -> str | None:
    """Where to go once they have signed in: this page, or with what they typed in their hands, to send it again."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    unsent = find_unsent()
    if unsent is None:
        return None
    flash(_("You have been signed out since. Sign in, and go on where you were."))
    # what does not fit waits in the browser that it was typed in (keep.js), behind the form's own page
    return url_for("people.unsent") if keep_for_later(unsent) else unsent.back or None
