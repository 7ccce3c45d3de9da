"""Keep a scan or PDF beside a publication, for the board."""

from sqlalchemy import func, select

from outreach import clock
from outreach.db import db
from outreach.media.models import Attachment, Coverage
from outreach.media.rules.attachments import MOST_FILES, FileRefusal, check_file, clean_name
from outreach.refusals import Refused


def attach_file(coverage_id: int, name: str, data: bytes, by_id: int | None = None) -> Attachment:
    """Keep the file if it is what may be kept. Raises NoResultFound, or Refused with a FileRefusal."""
    kind = check_file(data)
    if isinstance(kind, FileRefusal):
        raise Refused(kind)
    locked = select(Coverage.id).where(Coverage.id == coverage_id).with_for_update()
    db.session.execute(locked).one()
    there = db.session.scalar(select(func.count(Attachment.id)).where(Attachment.coverage_id == coverage_id)) or 0
    if there >= MOST_FILES:
        db.session.rollback()
        raise Refused(FileRefusal.TOO_MANY)
    attachment = Attachment(
        coverage_id=coverage_id,
        name=clean_name(name, kind),
        media_type=kind.media_type,
        size=len(data),
        content=data,
        created_at=clock.now(),
        created_by_id=by_id,
    )
    db.session.add(attachment)
    db.session.commit()
    return attachment


def remove_attachment(attachment_id: int) -> int:
    """Delete the file; which publication it stood beside. Raises NoResultFound."""
    attachment = db.session.get_one(Attachment, attachment_id)
    coverage_id = attachment.coverage_id
    db.session.delete(attachment)
    db.session.commit()
    return coverage_id
