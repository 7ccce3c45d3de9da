"""Draw walks, take them and give them back, and count what came of them. One walk goes to one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, Walk
from outreach.events.rules import walks as rules
from outreach.events.rules.calendar import why_not_change
from outreach.events.rules.walks import Point, WalkRefusal
from outreach.events.service.changing import lock_event, refuse
from outreach.people.models import Person
from outreach.refusals import Refused


@dataclass(frozen=True)
class WalkPlan:
    """What an organiser says of a walk: a route as its points, or the points around a block."""

    name: str
    points: Sequence[Point]
    is_block: bool = False
    directions: str = ""
    households: int | None = None


def add_walk(event: Event, plan: WalkPlan) -> Walk:
    """Draw one more walk for an event that is still to come."""
    lock_event(event)
    refuse(why_not_change(event) or rules.why_not_route(plan.points, is_block=plan.is_block))
    walk = Walk()
    event.walks.append(walk)
    _describe(walk, plan)
    event.changed_at = clock.now()
    db.session.commit()
    return walk


def edit_walk(walk: Walk, plan: WalkPlan) -> None:
    """Change a walk; whoever has taken it keeps it."""
    _lock(walk)
    refuse(why_not_change(walk.event) or rules.why_not_route(plan.points, is_block=plan.is_block))
    _describe(walk, plan)
    db.session.commit()


def delete_walk(walk: Walk) -> None:
    """Remove a walk that nobody has taken."""
    _lock(walk)
    refuse(why_not_change(walk.event) or rules.why_not_remove(walk))
    db.session.delete(walk)
    db.session.commit()


def take_walk(walk_id: int, person: Person) -> Walk:
    """Give the walk to the person, or raise Refused with a WalkRefusal. Who has it already keeps it."""
    # nobody moves or cancels the event between our look and our claim: who is told are those who have something
    of_walk = select(Event.id).join(Walk).where(Walk.id == walk_id)
    db.session.execute(of_walk.with_for_update(read=True, of=Event))
    walk = db.session.get_one(Walk, walk_id, populate_existing=True)
    if walk.person_id == person.id:
        db.session.commit()
        return walk
    refuse(rules.why_not_take(walk, clock.now()))
    # the database decides who was first, not what we read before
    taken = db.session.execute(
        update(Walk)
        .where(Walk.id == walk_id, Walk.person_id.is_(None), Walk.done_at.is_(None))
        .values(person_id=person.id, claimed_at=clock.now())
    )
    db.session.refresh(walk)
    # nobody else was faster when it was the same person's other press
    if not taken.rowcount and walk.person_id != person.id:  # type: ignore[attr-defined]
        raise Refused(WalkRefusal.TAKEN)
    db.session.commit()
    return walk


def give_back_walk(walk: Walk) -> None:
    """Let somebody else take it. Giving back what is free already is harmless."""
    _lock(walk)
    refuse(rules.why_not_give_back(walk))
    walk.person_id = walk.claimed_at = None
    db.session.commit()


def finish_walk(walk: Walk, leaflets: int) -> None:
    """Note that the walk is done, and how many leaflets lie in letterboxes; doing it again corrects the count."""
    _lock(walk)
    refuse(rules.why_not_done(walk))
    walk.done_at = walk.done_at or clock.now()
    walk.leaflets = leaflets
    db.session.commit()


def _lock(walk: Walk) -> None:
    """Hold the event, then the walk, as everything else does; and read the walk as it stands now."""
    db.session.execute(select(Event.id).where(Event.id == walk.event_id).with_for_update(of=Event))
    db.session.refresh(walk, with_for_update={"of": Walk})


def _describe(walk: Walk, plan: WalkPlan) -> None:
    walk.name, walk.directions, walk.households = plan.name, plan.directions, plan.households
    walk.geometry = rules.as_geometry(plan.points, is_block=plan.is_block)
