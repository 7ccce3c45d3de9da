"""What fills the calendar: patterns for new events, tables to import."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from outreach.db import db
from outreach.events.models import (
    EventTemplate,
    ImportDraft,
)
from outreach.people.models import Person


def get_import(draft_id: int, person: Person, since: datetime) -> ImportDraft:
    """The table that this person wants to import, kept since then at the earliest, or NoResultFound."""
    return db.session.scalars(
        select(ImportDraft).where(
            ImportDraft.id == draft_id, ImportDraft.person_id == person.id, ImportDraft.created_at >= since
        )
    ).one()


def templates() -> Sequence[EventTemplate]:
    """All templates, by name."""
    return sorted(db.session.scalars(select(EventTemplate)), key=lambda template: template.name.casefold())


def get_template(template_id: int) -> EventTemplate:
    """The template, or NoResultFound."""
    return db.session.get_one(EventTemplate, template_id)


def find_template(name: str) -> EventTemplate | None:
    """The template of that name, whatever its case."""
    return next((template for template in templates() if template.name.casefold() == name.casefold()), None)
