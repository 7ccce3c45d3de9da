"""Sign in by link, sign out, choose a language; invite people."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.i18n import LANGUAGES
from outreach.people import queries, service
from outreach.people.access import current, find_current, needs, open_to_all, signed_in
from outreach.people.forms import InviteForm, SignInForm
from outreach.people.models import Role
from outreach.refusals import Refused
from outreach.texts import own_path
from outreach.unsent import kept_from

bp = Blueprint("people", __name__)


@bp.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """The page that the person's role is about."""
    me = current()
    if me.has(Role.ORGANISER):
        return redirect(url_for("calendar.calendar"), 303)
    if me.has(Role.MEDIA):
        return redirect(url_for("media.inbox"), 303)
    if me.has(Role.BOARD):
        return redirect(url_for("board.board"), 303)
    return redirect(url_for("me.me"), 303)


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask for a link by mail. The answer is the same whether the address is known or not."""
    form = SignInForm()
    way_back = own_path(request.values.get("next", ""))
    if form.validate_on_submit():
        session["next"] = way_back
        service.mail_sign_in_link(form.email.data or "")
        return render_template("people/link_sent.html", email=form.email.data)
    return render_template("people/sign_in.html", form=form, next=way_back), 422 if form.is_submitted() else 200


@bp.route("/sign-in/<token>", methods=["GET", "POST"])
@open_to_all
def sign_in_with_link(token: str) -> ResponseReturnValue:
    """GET shows a button, since mail scanners open links; the button signs in."""
    if request.method != "POST":  # HEAD too: it comes here as well
        return render_template("people/sign_in_with_link.html", token=token)
    try:
        person, key = service.sign_in(token)
    except Refused as refused:
        return render_template("people/sign_in.html", form=SignInForm(formdata=None), refusal=refused.reason), 409
    way_back = session.get("next")
    # what was typed before is for whoever typed it
    typed = session.get("unsent") if session.get("who") in (None, person.id) else None
    session.clear()
    session.permanent = True
    session.update(key=key, who=person.id, unsent=typed)
    return redirect(way_back or url_for("people.home"), 303)


@bp.get("/unsent")
@signed_in
def unsent() -> ResponseReturnValue:
    """What was typed before the session ended, with a button that sends it."""
    found = kept_from(session)
    if found is None:
        return redirect(url_for("people.home"), 303)
    return render_template("people/unsent.html", unsent=found)


@bp.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    key = session.pop("key", None)
    if key:
        service.sign_out(key)
    session.clear()
    response = redirect(url_for("people.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@bp.post("/language")
@open_to_all
def choose_language() -> ResponseReturnValue:
    """Speak the picked language from now on."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
        me = find_current()
        if me is not None:
            service.choose_language(me, language)
    return redirect(own_path(request.form.get("next", "")) or url_for("people.home"), 303)


@bp.route("/settings/people", methods=["GET", "POST"])
@needs(Role.ORGANISER, Role.ADMIN)
def people() -> ResponseReturnValue:
    """Who is here, and invite one more."""
    form = InviteForm()
    form.offer(list(Role) if current().has(Role.ADMIN) else [Role.VOLUNTEER])
    if form.validate_on_submit():
        person = service.invite_person(
            form.email.data or "", form.name.data or "", Role(form.role.data), inviter=current()
        )
        flash(_("%(name)s is invited. A mail with a link is on its way.", name=person.name))
        return redirect(url_for("people.people"), 303)
    page = render_template("people/people.html", form=form, people=queries.people())
    return page, 422 if form.is_submitted() else 200
