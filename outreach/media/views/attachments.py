"""Scans and PDFs beside a publication: attach, hand out as a download and never as a page, remove."""

from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.i18n import told
from outreach.media import queries
from outreach.media.forms import AttachForm
from outreach.media.rules.attachments import MOST_BYTES
from outreach.media.service.attaching import attach_file, remove_attachment
from outreach.media.views.coverage import edit_page
from outreach.people.access import current, needs, takes_file
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("attachments", __name__)

# Whatever is in the file: no script of it runs, nothing is loaded, and it stands in no page.
LOCKED = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@bp.post("/media/coverage/<int:coverage_id>/attachments")
@needs(Role.MEDIA)
@takes_file(MOST_BYTES)
def attach(coverage_id: int) -> ResponseReturnValue:
    """Keep a scan or PDF beside the publication."""
    queries.get_coverage(coverage_id)
    form = AttachForm()
    if not form.validate():
        return edit_page(coverage_id, attach=form), 422
    file = form.file.data
    name, data = file.filename or "", file.read(MOST_BYTES + 1)
    file.close()  # a large one lies in a file of its own until then
    try:
        attachment = attach_file(coverage_id, name, data, current().id)
    except Refused as refused:
        form.file.errors = (*form.file.errors, told(refused))
        return edit_page(coverage_id, attach=form), 422
    flash(_("Attached: %(name)s", name=attachment.name), "message")
    return redirect(url_for("coverage.edit_coverage", coverage_id=coverage_id, _anchor="files"), 303)


@bp.get("/media/attachments/<int:attachment_id>")
@needs(Role.MEDIA, Role.ORGANISER, Role.BOARD)
def attachment(attachment_id: int) -> ResponseReturnValue:
    """The file, to save."""
    found = queries.get_attachment(attachment_id)
    plain = found.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return Response(
        found.content,
        content_type=found.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name, safe='')}",
            "Content-Security-Policy": LOCKED,
        },
    )


@bp.post("/media/attachments/<int:attachment_id>/remove")
@needs(Role.MEDIA)
def remove(attachment_id: int) -> ResponseReturnValue:
    """Delete the file."""
    coverage_id = remove_attachment(attachment_id)
    flash(_("The file is removed."), "message")
    return redirect(url_for("coverage.edit_coverage", coverage_id=coverage_id, _anchor="files"), 303)
