"""Import events from a table: read it, look it over, keep it until somebody says yes, then write it all at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property

from sqlalchemy import delete, select

from outreach import clock
from outreach.db import db
from outreach.events import sheets
from outreach.events.models import Event, EventKind, EventStatus, ImportDraft
from outreach.events.queries import get_import
from outreach.events.rules import importing as rules
from outreach.events.rules.calendar import moment_of
from outreach.events.rules.importing import Note, Row, RowPlan, RowWarning
from outreach.events.service.planning import Plan, make_event
from outreach.people.models import Person
from outreach.places.models import Area, Venue
from outreach.places.queries import area_at, areas, venues
from outreach.places.rules import folded
from outreach.refusals import Refused

KEPT_FOR = timedelta(days=1)
MOST_CHOICES = 25  # unknown places that are asked about; further ones stay as text

NumberedRow = tuple[int, list[str]]
EventKey = tuple[EventKind, datetime, str, str]


@dataclass(frozen=True)
class Choice:
    """What becomes of a place that is not saved: another one's name, or a new saved place; else it stays as text."""

    venue_id: int | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Spot:
    """Where a row takes place."""

    place: str = ""
    venue_id: int | None = None
    point: tuple[float, float] | None = None
    area: Area | None = None


@dataclass(frozen=True)
class UnknownPlace:
    """A place that rows name and that is not saved, how many do, and which saved one is spelt nearly so."""

    name: str
    rows: int
    closest: Venue | None
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Preview:
    """What a table would become. `spots` and `known` go by the row's number; `known` are in the calendar already."""

    rows: tuple[Row, ...]
    spots: Mapping[int, Spot]
    known: frozenset[int]
    unknown: tuple[UnknownPlace, ...]

    @cached_property
    def good(self) -> list[Row]:
        return [row for row in self.rows if row.plan]

    @cached_property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if not row.plan]


def read_file(data: bytes) -> tuple[list[str], list[NumberedRow]]:
    """The names of the columns, and the rows beneath with their numbers. Raises Refused with a FileRefusal."""
    for table in sheets.read_tables(data):
        at = rules.find_header(table)
        if at is not None:
            return table[at], [(number, row) for number, row in enumerate(table[at + 1 :], at + 2) if row]
    raise Refused(rules.FileRefusal.NO_HEADER)


def keep_import(data: bytes, file_name: str, person: Person) -> ImportDraft:
    """Read a file and keep what it says until its person says yes; nothing comes into the calendar yet."""
    header, rows = read_file(data)
    draft = ImportDraft(person_id=person.id, file_name=file_name[:120], header=header, created_at=clock.now())
    draft.rows = [list(row) for row in rows]
    db.session.add(draft)
    db.session.commit()
    return draft


def get_kept(draft_id: int, person: Person) -> ImportDraft:
    """The person's own import of the last day, or NoResultFound."""
    return get_import(draft_id, person, clock.now() - KEPT_FOR)


def look_over(
    header: Sequence[str], rows: Iterable[NumberedRow], choices: Mapping[str, Choice] | None = None
) -> Preview:
    """What each row would become here and now, with these choices for unknown places (by `folded` name)."""
    places = _Places(choices or {})
    found = {row.number: row for row in rules.read_rows(header, rows, clock.today())}
    spots: dict[int, Spot] = {}
    for row in [row for row in found.values() if row.plan]:
        spots[row.number], warnings = places.look_up(row.plan)
        found[row.number] = replace(row, warnings=(*row.warnings, *warnings))
    known = _known([row for row in found.values() if row.plan], spots)
    for number in known:
        note = Note(RowWarning.ALREADY_THERE)
        found[number] = replace(found[number], warnings=(note, *found[number].warnings))
    return Preview(tuple(found.values()), spots, known, places.unknown(list(found.values())))


def confirm_import(
    draft: ImportDraft, person: Person, choices: Mapping[str, Choice], *, again: bool = False
) -> ImportDraft:
    """Put the good rows into the calendar as drafts, all or none. A second yes changes nothing.

    What is in the calendar already is left out, unless `again`. Only the rows to mend are kept.
    """
    db.session.refresh(draft, with_for_update={"of": ImportDraft})
    if draft.imported_at is None:
        preview = look_over(draft.header, [(number, row) for number, row in draft.rows], choices)
        days = _write(preview, person, choices, again=again)
        draft.imported, draft.first_on = len(days), min(days, default=None)
        draft.rows = [[row.number, list(row.cells)] for row in preview.bad]
        draft.imported_at = clock.now()
    db.session.commit()
    return draft


def import_rows(preview: Preview, person: Person | None = None, *, again: bool = False) -> int:
    """Put the good rows into the calendar as drafts, all or none, unknown places as text; how many there were."""
    days = _write(preview, person, {}, again=again)
    db.session.commit()
    return len(days)


def forget_imports() -> None:
    """Delete what was kept for longer than a day."""
    db.session.execute(delete(ImportDraft).where(ImportDraft.created_at < clock.now() - KEPT_FOR))
    db.session.commit()


def mend_file(header: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]) -> bytes:
    """The rows (cells, what is wrong) as a CSV to mend and import again."""
    width = len(header)
    return sheets.write_csv(
        [*header, "Fel"], ([*cells[:width], *[""] * (width - len(cells)), wrong] for cells, wrong in rows)
    )


def _write(preview: Preview, person: Person | None, choices: Mapping[str, Choice], *, again: bool) -> list[date]:
    """Make the events; the day of each."""
    made = _new_venues(preview, choices)
    days = []
    for row in preview.good:
        if row.number in preview.known and not again:
            continue
        assert row.plan
        spot = preview.spots[row.number]
        plan = row.plan
        event = make_event(
            Plan(EventKind(plan.kind), plan.day, plan.start, plan.end, plan.title, description=plan.description),
            person,
            plan.hands,
        )
        event.place, event.venue_id = spot.place, spot.venue_id or made.get(folded(spot.place))
        event.latitude, event.longitude = spot.point or (None, None)
        event.area_id = spot.area.id if spot.area else None
        days.append(plan.day)
    return days


def _new_venues(preview: Preview, choices: Mapping[str, Choice]) -> dict[str, int]:
    """Save the places that were chosen to be; their ids by folded name."""
    new = {
        folded(place.name): Venue(name=place.name, latitude=point[0], longitude=point[1])
        for place in preview.unknown
        if (point := choices.get(folded(place.name), Choice()).point)
    }
    db.session.add_all(new.values())
    db.session.flush()
    return {name: venue.id for name, venue in new.items()}


def _known(good: Sequence[Row], spots: Mapping[int, Spot]) -> frozenset[int]:
    """Rows whose event is in the calendar: the same kind, start, title and place, and not cancelled."""
    plans = {row.number: row.plan for row in good if row.plan}
    if not plans:
        return frozenset()
    days = [plan.day for plan in plans.values()]
    rows = db.session.execute(
        select(Event.kind, Event.starts_at, Event.title, Event.place).where(
            Event.starts_at >= clock.day_start(min(days)),
            Event.starts_at < clock.day_end(max(days)),
            Event.status != EventStatus.CANCELLED,
        )
    )
    there = {(kind, starts_at, folded(title), folded(place)) for kind, starts_at, title, place in rows}
    return frozenset(number for number, plan in plans.items() if _key(plan, spots[number]) in there)


def _key(plan: RowPlan, spot: Spot) -> EventKey:
    return EventKind(plan.kind), moment_of(plan.day, plan.start), folded(plan.title), folded(spot.place)


@dataclass
class _Places:
    """Saved places and areas, read once for all rows."""

    choices: Mapping[str, Choice]
    venues: dict[str, Venue] = field(init=False)
    areas: dict[str, Area] = field(init=False)

    def __post_init__(self) -> None:
        self.venues = {folded(venue.name): venue for venue in venues()}
        self.areas = {folded(area.name): area for area in areas()}
        self._by_id = {venue.id: venue for venue in self.venues.values()}
        self._area_at: dict[tuple[float, float], Area | None] = {}

    def look_up(self, plan: RowPlan | None) -> tuple[Spot, list[Note]]:
        """Where a row takes place: a point decides its area, its own one or the saved place's."""
        assert plan
        choice = self.choices.get(folded(plan.place), Choice())
        venue = self.venues.get(folded(plan.place)) or self._by_id.get(choice.venue_id or 0)
        point = plan.point or ((venue.latitude, venue.longitude) if venue else choice.point)
        said = self.areas.get(folded(plan.area))
        spot = Spot(venue.name if venue else plan.place, venue.id if venue else None, point, said)
        notes = [Note(RowWarning.UNKNOWN_AREA, {"cell": plan.area})] if plan.area and said is None else []
        if point is None:
            return spot, notes
        area = self._find_area(point)
        if area is None:
            notes.append(Note(RowWarning.OUTSIDE_AREAS))
        elif said is not None and said is not area:
            notes.append(Note(RowWarning.OTHER_AREA, {"cell": said.name, "area": area.name}))
        return replace(spot, area=area), notes

    def unknown(self, rows: Sequence[Row]) -> tuple[UnknownPlace, ...]:
        """The places of good rows that are not saved, the most frequent first."""
        plans = [row.plan for row in rows if row.plan and row.plan.place]
        plans = [plan for plan in plans if folded(plan.place) not in self.venues]
        count = Counter(folded(plan.place) for plan in plans)
        first = {folded(plan.place): plan for plan in reversed(plans)}
        points = {folded(plan.place): plan.point for plan in reversed(plans) if plan.point}
        return tuple(
            UnknownPlace(first[name].place, times, self._closest(name), points.get(name))
            for name, times in count.most_common(MOST_CHOICES)
        )

    def _closest(self, name: str) -> Venue | None:
        """A saved place that is spelt nearly so, or the only one whose name goes on from there."""
        longer = [saved for saved in self.venues if len(name) >= 5 and saved.startswith(name)]
        near = longer if len(longer) == 1 else get_close_matches(name, self.venues, n=1, cutoff=0.8)
        return self.venues[near[0]] if near else None

    def _find_area(self, point: tuple[float, float]) -> Area | None:
        if point not in self._area_at:
            self._area_at[point] = area_at(*point)
        return self._area_at[point]
