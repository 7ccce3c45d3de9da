"""Take over the feeds of another reader, and hand ours on: OPML files."""

from contextlib import closing

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.i18n import told
from outreach.media.forms.discovery import OpmlForm
from outreach.media.rules.opml import MOST_BYTES, MOST_FEEDS
from outreach.media.service.opml import feeds_as_opml, listed_feeds
from outreach.media.views.choosing import Shown, choose_page, offered
from outreach.people.access import needs, takes_file
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("opml", __name__)


@bp.route("/media/feeds/import", methods=["GET", "POST"])
@needs(Role.MEDIA)
@takes_file(MOST_BYTES + 10_000)  # the form around it
def opml_import() -> ResponseReturnValue:
    """Choose a file; its feeds are shown to choose from. Nothing is followed yet."""
    form = OpmlForm()
    if form.validate_on_submit():
        try:
            with closing(form.file.data) as file:
                listed = listed_feeds(file.read())
        except Refused as refused:
            form.file.errors = (*form.file.errors, told(refused))
        else:
            shown = [Shown(one.url, one.title, one.folder, one.folder) for one in listed]
            note = _("The first %(num)d feeds of the file are shown.", num=MOST_FEEDS)
            return choose_page(offered(shown), note=note if len(listed) >= MOST_FEEDS else "")
    return render_template("media/opml_import.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/media/feeds.opml")
@needs(Role.MEDIA)
def opml_export() -> ResponseReturnValue:
    """All our feeds, for another reader."""
    headers = {"Content-Disposition": 'attachment; filename="floden.opml"'}
    return Response(feeds_as_opml(), content_type="text/x-opml; charset=utf-8", headers=headers)
