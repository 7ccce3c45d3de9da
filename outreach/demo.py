"""Fill an empty instance with a believable year around today, through the same services that people use."""

import random
import tomllib
from datetime import date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from outreach import clock, config
from outreach.db import db
from outreach.events.models import Event, EventKind
from outreach.events.service import claiming, permits, planning, walks
from outreach.media import service as media
from outreach.media.models import (
    CoverageKind,
    Entry,
    Feed,
    Outlet,
    OutletTier,
    Spokesperson,
    SubmissionKind,
    SubmissionState,
)
from outreach.media.queries import outlets, terms
from outreach.media.rules.documents import Item
from outreach.media.rules.judge import judge_items
from outreach.media.rules.match import matcher
from outreach.media.service import submitting
from outreach.media.service.storing import store_items
from outreach.messages.models import Message
from outreach.people import service as people
from outreach.people.models import Person, Role
from outreach.people.queries import people as everybody
from outreach.places.models import Venue
from outreach.places.queries import venues
from outreach.starter import load

DATA = Path(__file__).parent / "starters" / "demo.toml"

# How far a believable association gets of an even pace: leaflets well, square meetings badly, letters nearly.
HELD = {EventKind.LEAFLET_DROP: (20, 0.9), EventKind.SQUARE_MEETING: (10, 0.67), EventKind.SOCIAL: (2, 1.0)}
PRINTED = (40, 0.95)

# What is to come: days from today, kind, hands needed, hands taken; None: a draft.
TO_COME = (
    (1, EventKind.LEAFLET_DROP, 5, 2),
    (3, EventKind.LEAFLET_DROP, 4, 1),
    (5, EventKind.SQUARE_MEETING, 4, 4),
    (8, EventKind.STUDY_CIRCLE, 0, 0),
    (11, EventKind.LEAFLET_DROP, 4, 3),
    (16, EventKind.MEMBER_MEETING, 0, 0),
    (19, EventKind.SQUARE_MEETING, 5, 0),
    (24, EventKind.LEAFLET_DROP, 4, None),
    (38, EventKind.LEAFLET_DROP, 4, 0),
    (59, EventKind.SQUARE_MEETING, 4, None),
)


def fill() -> None:
    """Make people, events, claims and coverage; nothing where there are people already."""
    if everybody():
        return
    (config.current().instance / config.DEMO_MARK).touch()
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    chance = random.Random(1879)  # the same year every time
    today = clock.today()
    for year in (today.year - 1, today.year + 1):
        load("solna", year)
    staff = {role: _register(name, role) for role, name in data["staff"].items()}
    helpers = [_register(name, "volunteer") for name in data["people"]]
    organiser = staff["organiser"]
    spots = cycle(_spread(chance))
    for first, last in ((date(today.year - 1, 1, 8), date(today.year - 1, 12, 20)), (date(today.year, 1, 8), today)):
        _past_events(first, last - timedelta(days=2), spots, organiser, helpers, chance)
    _events_to_come(today, spots, organiser, helpers)
    _coverage(data, today, staff["media"], chance)
    _sent_in(data, today, staff["media"])
    _waiting(data)
    _read_mails()


def _register(name: str, role: str) -> Person:
    address = name.lower().translate(str.maketrans("åäöéø ", "aaoeo.")) + "@example.org"
    roles = list(Role) if role == "admin" else [Role(role)]
    return people.add_person(address, name, *roles)


def _spread(chance: random.Random) -> list[Venue]:
    """Venues, so that some priority areas are visited often and others seldom."""
    spots = list(venues())
    chance.shuffle(spots)
    return spots


def _past_events(
    first: date, last: date, spots: Any, organiser: Person, helpers: list[Person], chance: random.Random
) -> None:
    length = (last - first).days
    for kind, (goal, factor) in HELD.items():
        count = round(goal * factor * max(length, 0) / 350)
        for step in range(count):
            day = first + timedelta(days=round(length * (step + 0.5) / count) + chance.randint(-3, 3))
            if first <= day <= last:
                # who came last year is nobody's business any more
                hands = chance.sample(helpers, 4) if day.year == clock.today().year else []
                _hold(kind, day, next(spots), organiser, hands, chance)


def _hold(
    kind: EventKind, day: date, spot: Venue, organiser: Person, hands: list[Person], chance: random.Random
) -> None:
    with clock.standing_at(clock.day_start(day - timedelta(days=7))):
        event = _plan(kind, day, spot, organiser, len(hands))
        planning.publish_event(event)
        _claim(event, hands[: chance.randint(3, 4)])
    by_hand = chance.randint(60, 240)
    is_leaflets = kind is EventKind.LEAFLET_DROP
    outcome = planning.Outcome(
        leaflets_letterbox=chance.randint(15, 40) * 10 if is_leaflets else None,
        leaflets_by_hand=by_hand if kind.is_outreach else None,
        conversations=by_hand // 6 if kind.is_outreach else None,
    )
    with clock.standing_at(event.ends_at + timedelta(hours=2)):
        planning.hold_event(event, outcome)


def _events_to_come(today: date, spots: Any, organiser: Person, helpers: list[Person]) -> None:
    has_walks = False
    for ahead, kind, hands, taken in TO_COME:
        event = _plan(kind, today + timedelta(days=ahead), next(spots), organiser, hands)
        if taken is not None:
            planning.publish_event(event)
            _claim(event, helpers[ahead % 7 :][:taken])
        if kind is EventKind.LEAFLET_DROP and not has_walks:
            has_walks = _walks(event, helpers[0])
        if kind is EventKind.SQUARE_MEETING and ahead < 10:
            permits.note_permit(event, permits.PermitFacts(True, today - timedelta(days=9), case="A123.456/26"))


# Made-up streets: metres north and east of the meeting point.
WALKS = (
    ("Norra gatan", "Nummer 2–20, båda sidorna.", 340, ((40, 20), (140, 60), (260, 90), (330, 220), (280, 330))),
    ("Skolgränd", "Börja vid skolan, jämna nummer.", 310, ((-40, 30), (-120, 120), (-90, 260), (-180, 340))),
    ("Kvarteret Eken", "Portarna mot gården.", 450, ((30, -60), (30, -300), (-160, -300), (-160, -60))),
)


def _walks(event: Event, walker: Person) -> bool:
    assert event.latitude is not None and event.longitude is not None
    for name, directions, households, metres in WALKS:
        points = [(event.latitude + north / 111_195, event.longitude + east / 56_600) for north, east in metres]
        plan = walks.WalkPlan(name, points, name.startswith("Kvarteret"), directions, households)
        walk = walks.add_walk(event, plan)
    walks.take_walk(walk.id, walker)
    return True


def _plan(kind: EventKind, day: date, spot: Venue, organiser: Person, hands: int) -> Event:
    start, end = (time(11), time(13)) if kind is EventKind.SQUARE_MEETING else (time(17), time(18, 30))
    is_for_all = kind is EventKind.SQUARE_MEETING
    plan = planning.Plan(kind, day, start, end, place=spot.name, allows_guests=is_for_all)
    return planning.plan_event(plan, organiser, hands)


def _claim(event: Event, hands: list[Person]) -> None:
    for slot in event.slots:
        for person in hands:
            claiming.claim_slot(slot.id, person)


def _coverage(data: dict[str, Any], today: date, editor: Person, chance: random.Random) -> None:
    outlets = [(_outlet(row), row.get("share", 0)) for row in data["outlet"]]
    voices = [Spokesperson(consented_on=date(today.year - 1, 1, 1), **row) for row in data["spokesperson"]]
    db.session.add_all(voices)
    db.session.commit()
    local = [outlet for outlet, share in outlets for _ in range(share)]
    others = [outlet for outlet, share in outlets if not share]
    for year in (today.year - 1, today.year):
        first = date(year, 1, 4)
        last = min(date(year, 12, 28), today - timedelta(days=1))
        length = (last - first).days
        count = round(PRINTED[0] * PRINTED[1] * max(length, 0) / 358)
        for step in range(count):
            day = first + timedelta(days=round(length * (step + 0.5) / count))
            _count(data["coverage"], chance.choice(local), day, voices, editor, chance)
        for outlet, part in zip(others, (0.3, 0.6), strict=True):
            if (day := date(year, 1, 1) + timedelta(days=round(365 * part))) < today:
                _count(data["coverage"], outlet, day, voices, editor, chance)


def _outlet(row: dict[str, Any]) -> Outlet:
    outlet = Outlet(
        name=row["name"], tier=OutletTier(row["tier"]), only_here=row.get("only_here", False), is_verified=True
    )
    db.session.add(outlet)
    return outlet


def _count(
    texts: dict[str, list[str]],
    outlet: Outlet,
    day: date,
    voices: list[Spokesperson],
    editor: Person,
    chance: random.Random,
) -> None:
    kind = CoverageKind.LETTER if chance.random() < 0.65 else CoverageKind.ARTICLE
    title = chance.choice(texts["letters" if kind is CoverageKind.LETTER else "articles"])
    media.add_coverage(
        outlet_id=outlet.id,
        kind=kind,
        title=f"{title} ({day.day}/{day.month})",
        published_on=day,
        topic=chance.choice(texts["topics"]),
        spokesperson_id=chance.choices(voices, (4, 3, 4))[0].id,
        by_id=editor.id,
    )


def _sent_in(data: dict[str, Any], today: date, editor: Person) -> None:
    """What was sent to the papers: some printed, some declined, one that the inbox will know again."""
    papers = [outlet for outlet in outlets() if outlet.tier == OutletTier.LOCAL]
    for row in data["submission"]:
        chosen = [outlet for outlet in papers if outlet.name in row["outlets"]]
        sent = today - timedelta(days=row["days_ago"])
        state = SubmissionState(row["state"])
        answered = sent + timedelta(days=6) if state in (SubmissionState.PUBLISHED, SubmissionState.DECLINED) else None
        submitting.add_submission(
            submitting.Draft(SubmissionKind(row["kind"]), row["title"], row.get("text", ""), row["topic"]),
            {outlet.id: submitting.AtOutlet(state, sent, answered) for outlet in chosen},
            editor.id,
        )


def _waiting(data: dict[str, Any]) -> None:
    """Entries in the inbox, matched by the real match words. No feed of the demo falls due."""
    db.session.execute(update(Feed).values(is_active=False))
    find = matcher(terms())
    for row in data["waiting"]:
        outlet = db.session.scalars(select(Outlet).where(Outlet.name == row["outlet"])).one()
        address = f"https://{outlet.name.lower().replace(' ', '-').replace('å', 'a')}.example.org"
        feed = db.session.scalar(select(Feed).where(Feed.outlet_id == outlet.id))
        if feed is None:
            feed = Feed(outlet_id=outlet.id, url=f"{address}/rss", is_verified=True)
            feed.last_polled_at = feed.last_answered_at = clock.now() - timedelta(minutes=4)
            feed.last_status, feed.next_poll_at = 200, clock.now() + timedelta(days=3650)
            db.session.add(feed)
            db.session.flush()
        published: datetime = clock.now() - timedelta(hours=row["hours_ago"])
        item = Item("", f"{address}/{row['path']}", row["title"], row["summary"], (), published.isoformat(), "")
        judged = judge_items([item], find, only_here=outlet.only_here, now=clock.now())
        store_items(feed.id, judged, clock.now())
    media.group_entries(db.session.scalars(select(Entry)).all())
    db.session.commit()


def _read_mails() -> None:
    """Made-up people have long read what was written to them."""
    values = {"sent_at": Message.created_at, "tries": 1, "body": "", "html": "", "calendar": ""}
    db.session.execute(update(Message).values(values))
    db.session.commit()
