"""The outlets: name them, say how far they reach, remove one without losing what belongs to it."""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from outreach.db import db
from outreach.media.models import Coverage, Feed, Outlet, OutletTier, Sending
from outreach.media.rules.desk import OutletRefusal
from outreach.refusals import Refused


@dataclass(frozen=True)
class OutletFacts:
    """What a person says of an outlet."""

    name: str
    tier: OutletTier
    only_here: bool = False
    reads_pages: bool = False
    homepage: str = ""
    is_verified: bool = True


def add_outlet(facts: OutletFacts) -> Outlet:
    """A new outlet."""
    _check_name(facts.name)
    outlet = Outlet(name=facts.name, tier=facts.tier)
    db.session.add(outlet)
    _write(outlet, facts)
    return outlet


def edit_outlet(outlet_id: int, facts: OutletFacts) -> Outlet:
    """Mend it; what belongs to it stays. Raises NoResultFound."""
    outlet = db.session.get_one(Outlet, outlet_id)
    _check_name(facts.name, but=outlet_id)
    _write(outlet, facts)
    return outlet


def remove_outlet(outlet_id: int, heir_id: int | None = None) -> None:
    """Remove it; what belongs to it goes to the heir. Nothing that is counted gets lost. Raises NoResultFound."""
    ids = sorted({outlet_id, heir_id or outlet_id})
    # always locked in one order, so that no two wait for each other
    db.session.scalars(select(Outlet).where(Outlet.id.in_(ids)).order_by(Outlet.id).with_for_update()).all()
    outlet = db.session.get_one(Outlet, outlet_id)
    if heir_id == outlet_id:
        _refuse(OutletRefusal.ITSELF)
    if heir_id is None:
        if any(uses_of(outlet_id)):
            _refuse(OutletRefusal.IN_USE)
    else:
        db.session.get_one(Outlet, heir_id)
        _hand_over(outlet_id, heir_id)
    db.session.delete(outlet)
    db.session.commit()


def uses_of(outlet_id: int) -> tuple[int, int, int]:
    """How many feeds, publications and submissions belong to an outlet."""
    feeds = db.session.scalar(select(func.count(Feed.id)).where(Feed.outlet_id == outlet_id))
    counted = db.session.scalar(select(func.count(Coverage.id)).where(Coverage.outlet_id == outlet_id))
    sent = db.session.scalar(select(func.count(Sending.id)).where(Sending.outlet_id == outlet_id))
    return feeds or 0, counted or 0, sent or 0


def _hand_over(outlet_id: int, heir_id: int) -> None:
    mine, theirs = aliased(Coverage), aliased(Coverage)
    stories = select(func.count(mine.id)).join(theirs, mine.story_key == theirs.story_key)
    twins = db.session.scalar(stories.where(mine.outlet_id == outlet_id, theirs.outlet_id == heir_id)) or 0
    if twins:
        _refuse(OutletRefusal.SAME_STORIES, num=twins)
    sent, received = aliased(Sending), aliased(Sending)
    letters = select(func.count(sent.id)).join(received, sent.submission_id == received.submission_id)
    twins = db.session.scalar(letters.where(sent.outlet_id == outlet_id, received.outlet_id == heir_id)) or 0
    if twins:
        _refuse(OutletRefusal.SAME_LETTERS, num=twins)
    db.session.execute(update(Feed).where(Feed.outlet_id == outlet_id).values(outlet_id=heir_id))
    db.session.execute(update(Coverage).where(Coverage.outlet_id == outlet_id).values(outlet_id=heir_id))
    db.session.execute(update(Sending).where(Sending.outlet_id == outlet_id).values(outlet_id=heir_id))


def _check_name(name: str, but: int = 0) -> None:
    """Refuse a name that another outlet has, whatever its capitals."""
    others = db.session.scalars(select(Outlet.name).where(Outlet.id != but))
    if any(other.casefold() == name.casefold() for other in others):
        _refuse(OutletRefusal.ALREADY_THERE)


def _write(outlet: Outlet, facts: OutletFacts) -> None:
    outlet.name, outlet.tier, outlet.only_here = facts.name, facts.tier, facts.only_here
    outlet.reads_pages, outlet.homepage, outlet.is_verified = facts.reads_pages, facts.homepage, facts.is_verified
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(OutletRefusal.ALREADY_THERE) from error


def _refuse(refusal: OutletRefusal, **values: object) -> None:
    db.session.rollback()
    raise Refused(refusal, **values)
