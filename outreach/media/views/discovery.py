"""Find a site's feeds, and choose which to follow."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach.i18n import ago, told
from outreach.media import queries
from outreach.media.forms.discovery import ChooseForm, SiteForm, sent_rows
from outreach.media.rules.discovery import web_address
from outreach.media.service import discovering
from outreach.media.service.discovering import Followed, FoundFeed
from outreach.media.views.choosing import Shown, bar_rows, choose_page, offered
from outreach.people.access import needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("discovery", __name__)


@bp.route("/media/feeds/find", methods=["GET", "POST"])
@needs(Role.MEDIA)
def find_feeds() -> ResponseReturnValue:
    """Name a site: its feeds are looked for, and shown to choose from. Nothing is followed yet."""
    form = SiteForm()
    if form.validate_on_submit():
        typed = form.address.data or ""
        try:
            found = discovering.find_feeds(typed)
        except Refused as refused:
            form.address.errors = (*form.address.errors, told(refused))
        else:
            if found:
                shown = [Shown(one.url, one.title, _about(one), is_taken=one.problem is None) for one in found]
                return choose_page(offered(shown), name=_name(typed))
            no_feed = _("The site names no feed, and there is none in the usual places.")
            form.address.errors = (*form.address.errors, no_feed)
    return render_template("media/find_feeds.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/media/feeds/choose")
@needs(Role.MEDIA)
def choose_feeds() -> ResponseReturnValue:
    """Follow the feeds that were chosen."""
    form = ChooseForm()
    rows = sent_rows(request.form)
    bar_rows(rows)
    form.offer(queries.outlets(), rows)
    if not form.validate():
        return choose_page(rows, form), 422
    followed = discovering.follow_feeds(form.choices())
    if not followed.added:
        form.rows_error = " ".join(_(refusal.value) for _address, refusal in followed.refused)
        return choose_page(rows, form), 409
    for address, refusal in followed.refused:
        flash(f"{address}: {_(refusal.value)}")
    flash(_said(followed))
    return redirect(url_for("feeds.feeds"), 303)


def _said(followed: Followed) -> str:
    return ngettext(
        "%(num)d feed is followed from now on. It is asked within a minute.",
        "%(num)d feeds are followed from now on. They are asked within a minute.",
        followed.added,
    )


def _about(found: FoundFeed) -> str:
    """One line: what kind it is, how much is in it, how fresh; or what is wrong with it."""
    if found.problem is not None:
        return _(found.problem.value)
    parts = [found.kind, ngettext("%(num)d item", "%(num)d items", found.entries)]
    if found.newest_at is not None:
        parts.append(_("newest %(when)s", when=ago(found.newest_at)))
    return " · ".join(part for part in parts if part)


def _name(typed: str) -> str:
    """What the outlet may be called: its site's name."""
    return (urlsplit(web_address(typed)).hostname or "").removeprefix("www.")[:100]
