"""Tell the people who are booked of what matters to them, in their language, one mail each.

Mails about a change wait as long as it can be undone. The next change of the same event takes those that have not
left back and writes them anew, so that nobody is told twice, nor of a move that was moved back. Each waiting mail
remembers what its reader knows without it; whoever has no waiting mail knows how things stood before the change.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy import select

from outreach import config
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.events.naming import title_of
from outreach.events.queries import with_a_place
from outreach.events.rules.moving import UNDO_FOR, Snapshot, noticed
from outreach.i18n import day_long, time_of_day
from outreach.messages.service import recall_messages, write_message
from outreach.people.models import Person
from outreach.people.queries import association


def tell_booked(event: Event, before: Snapshot, after: Snapshot) -> int:
    """Write a mail to each person with a place at a published event for whom something is new. The caller commits.

    Returns how many mails were written.
    """
    if event.status is EventStatus.DRAFT:
        return 0
    db.session.flush()
    group = f"event {event.id}"
    stands, stood = _text(after), _text(before)
    waiting = recall_messages(group)
    told = 0
    for person in _booked(event):
        known = waiting.get(person.email, stood)
        if known == stands:
            continue
        with force_locale(person.language):
            subject, body = _mail(event, person, datetime.fromisoformat(json.loads(known)["starts_at"]))
            write_message(person.email, subject, body, wait=UNDO_FOR, group=group, known=known)
        told += 1
    return told


def _text(snapshot: Snapshot) -> str:
    return json.dumps(noticed(snapshot), sort_keys=True)


def _booked(event: Event) -> Sequence[Person]:
    return db.session.scalars(select(Person).where(Person.id.in_(with_a_place([event.id]))).order_by(Person.id)).all()


def _mail(event: Event, person: Person, known_start: datetime) -> tuple[str, str]:
    """Subject and text. What is cancelled is called by the day that the reader knows."""
    is_cancelled = event.status is EventStatus.CANCELLED
    starts_at = known_start if is_cancelled else event.starts_at
    facts = {
        "name": person.first_name,
        "event": title_of(event),
        "day": day_long(starts_at),
        "start": time_of_day(starts_at),
        "end": time_of_day(event.ends_at),
        "place": event.place or (event.area.name if event.area else ""),
        "url": f"{config.current().base_url}/events/{event.id}",
        "association": association().name,
    }
    if is_cancelled:
        return gettext("Cancelled: your slot %(day)s", day=facts["day"]), gettext(
            "Hello %(name)s!\n\n%(event)s on %(day)s at %(start)s is cancelled. You need not come.\n\n"
            "%(association)s\n",
            **facts,
        )
    return gettext("Changed: your slot %(day)s", day=facts["day"]), gettext(
        "Hello %(name)s!\n\n%(event)s has a new time or place:\n\n%(day)s, %(start)s–%(end)s\n%(place)s\n\n"
        "You keep your place. If you can't come, step back here:\n%(url)s\n\n%(association)s\n",
        **facts,
    )
