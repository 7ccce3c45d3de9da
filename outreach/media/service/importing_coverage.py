"""Import publications from a table: read it, look it over, keep it until somebody says yes, then count row by row."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import delete, select

from outreach import clock
from outreach.db import db
from outreach.events import sheets
from outreach.media.models import Coverage, CoverageDraft, Medium, Outlet, OutletTier
from outreach.media.queries import outlets, spokespersons
from outreach.media.queries.coverage import find_coverage_draft
from outreach.media.rules import importing as rules
from outreach.media.rules.count import twin_of
from outreach.media.rules.identify import story_key
from outreach.media.rules.importing import Note, Row, RowError, RowPlan, RowWarning
from outreach.media.service.counting import add_coverage
from outreach.people.models import Person
from outreach.refusals import Refused

KEPT_FOR = timedelta(days=1)

NumberedRow = tuple[int, list[str]]
# Which tier a new outlet gets, by its name in small letters; None: its rows are left out.
Tiers = Mapping[str, OutletTier | None]


@dataclass(frozen=True)
class NewOutlet:
    """An outlet that rows name and that is not known, how many do, and the tier that the file says."""

    name: str
    rows: int
    tier: OutletTier | None


@dataclass(frozen=True)
class Preview:
    """What a table would become. `known` are the numbers of rows that are counted already."""

    rows: tuple[Row, ...]
    known: frozenset[int]
    unknown: tuple[NewOutlet, ...]

    @cached_property
    def good(self) -> list[Row]:
        return [row for row in self.rows if row.plan]

    @cached_property
    def new(self) -> list[Row]:
        return [row for row in self.good if row.number not in self.known]

    @cached_property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if not row.plan]


def read_file(data: bytes) -> tuple[list[str], list[NumberedRow]]:
    """The names of the columns, and the rows beneath with their numbers. Raises Refused when it is no such table."""
    for table in sheets.read_tables(data, rules.columns_of):
        at = rules.find_header(table)
        if at is not None:
            return table[at], [(number, row) for number, row in enumerate(table[at + 1 :], at + 2) if row]
    raise Refused(rules.TableRefusal.NO_HEADER)


def keep_draft(data: bytes, file_name: str, person: Person) -> CoverageDraft:
    """Read a file and keep what it says until its person says yes; nothing is counted yet."""
    header, rows = read_file(data)
    db.session.execute(delete(CoverageDraft).where(CoverageDraft.created_at < clock.now() - KEPT_FOR))
    draft = CoverageDraft(person_id=person.id, file_name=file_name[:120], header=header, created_at=clock.now())
    draft.rows = [list(row) for row in rows]
    db.session.add(draft)
    db.session.commit()
    return draft


def get_kept(draft_id: int, person: Person) -> CoverageDraft:
    """The person's own import of the last day, or NoResultFound."""
    return find_coverage_draft(draft_id, person.id, clock.now() - KEPT_FOR)


def look_over(header: Sequence[str], rows: Iterable[NumberedRow], tiers: Tiers | None = None) -> Preview:
    """What each row would become here and now, with these tiers for outlets that are not known."""
    read = rules.read_rows(header, rows, clock.today())
    known_outlets = {outlet.name.casefold(): outlet.id for outlet in outlets()}
    unknown = _unknown([row.plan for row in read if row.plan], known_outlets)
    chosen = {one.name.casefold(): one.tier for one in unknown} | dict(tiers or {})
    voices = {voice.name.casefold() for voice in spokespersons()}
    book = _Book(known_outlets)
    done: list[Row] = []
    known: set[int] = set()
    for row in read:
        mended = _checked(row, known_outlets, chosen, voices)
        if mended.plan is not None:
            twin = book.note(mended.number, mended.plan)
            if twin is not None:
                known.add(mended.number)
                mended = replace(mended, warnings=(twin, *mended.warnings))
        done.append(mended)
    return Preview(tuple(done), frozenset(known), unknown)


def look_over_file(data: bytes, tier: OutletTier | None = None) -> Preview:
    """What a file would become, where all outlets that are not known get the same tier, if one is given."""
    header, rows = read_file(data)
    preview = look_over(header, rows)
    if tier is None:
        return preview
    return look_over(header, rows, {one.name.casefold(): one.tier or tier for one in preview.unknown})


def import_rows(preview: Preview, by_id: int | None = None) -> int:
    """Count the good rows that are not counted yet; how many were. A row that is refused stops no other."""
    ids = {outlet.name.casefold(): outlet.id for outlet in outlets()}
    voices = {voice.name.casefold(): voice.id for voice in spokespersons()}
    made = 0
    for row in preview.new:
        plan = row.plan
        assert plan is not None
        if plan.outlet.casefold() not in ids:
            outlet = Outlet(name=plan.outlet, tier=OutletTier(plan.tier))
            db.session.add(outlet)
            db.session.commit()
            ids[plan.outlet.casefold()] = outlet.id
        try:
            add_coverage(
                outlet_id=ids[plan.outlet.casefold()], kind=plan.kind, title=plan.title, published_on=plan.day,
                url=plan.link, topic=plan.topic, spokesperson_id=voices.get(plan.spokesperson.casefold()),
                medium=Medium(plan.medium), by_id=by_id,
            )  # fmt: skip
        except Refused:  # somebody else counted it while this ran
            continue
        made += 1
    return made


def confirm_draft(draft: CoverageDraft, tiers: Tiers, by_id: int | None = None) -> CoverageDraft:
    """Count the good rows. A second yes changes nothing. Only the rows to mend are kept."""
    db.session.refresh(draft, with_for_update={"of": CoverageDraft})
    if draft.imported_at is None:
        preview = look_over(draft.header, [(number, row) for number, row in draft.rows], tiers)
        draft.imported_at = clock.now()  # first, so that a second yes finds it done
        draft.rows = [[row.number, list(row.cells)] for row in preview.bad]
        db.session.commit()
        draft.imported = import_rows(preview, by_id)
    db.session.commit()
    return draft


def mend_file(header: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]) -> bytes:
    """The rows (cells, what is wrong) as a CSV to mend and import again."""
    width = len(header)
    return sheets.write_csv(
        [*header, "Fel"], ([*cells[:width], *[""] * (width - len(cells)), wrong] for cells, wrong in rows)
    )


def _checked(row: Row, known: Mapping[str, int], chosen: Tiers, voices: set[str]) -> Row:
    """The row with what only the database can tell of it."""
    plan = row.plan
    if plan is None:
        return row
    if plan.outlet.casefold() not in known:
        tier = chosen.get(plan.outlet.casefold())
        if tier is None:
            note = Note(RowError.UNKNOWN_OUTLET, {"cell": plan.outlet[:40]})
            return replace(row, plan=None, errors=(*row.errors, note))
        row = replace(row, plan=replace(plan, tier=tier.value))
    if plan.spokesperson and plan.spokesperson.casefold() not in voices:
        note = Note(RowWarning.UNKNOWN_SPOKESPERSON, {"cell": plan.spokesperson[:40]})
        row = replace(row, warnings=(*row.warnings, note))
    return row


def _unknown(plans: Sequence[RowPlan], known: Mapping[str, int]) -> tuple[NewOutlet, ...]:
    new = [plan for plan in plans if plan.outlet.casefold() not in known]
    times = Counter(plan.outlet.casefold() for plan in new)
    first = {plan.outlet.casefold(): plan.outlet for plan in reversed(new)}
    tiers = {plan.outlet.casefold(): OutletTier(plan.tier) for plan in reversed(new) if plan.tier}
    return tuple(NewOutlet(first[name], count, tiers.get(name)) for name, count in times.most_common())


@dataclass(frozen=True)
class _Noted:
    """A publication as twins are told by; `row` is 0 when it is counted already."""

    story_key: str
    title: str
    published_on: date
    row: int = 0


class _Book:
    """What is counted, and what the rows before have added to it, by outlet."""

    def __init__(self, outlet_ids: Mapping[str, int]) -> None:
        names = {outlet_id: name for name, outlet_id in outlet_ids.items()}
        self._counted: dict[str, list[_Noted]] = {}
        rows = db.session.execute(select(Coverage.outlet_id, Coverage.story_key, Coverage.title, Coverage.published_on))
        for outlet_id, key, title, day in rows:
            self._counted.setdefault(names[outlet_id], []).append(_Noted(key, title, day))

    def note(self, number: int, plan: RowPlan) -> Note | None:
        """Why the row adds nothing; else None, and from now on it is in the book."""
        key = story_key(plan.link, plan.title, plan.day.isoformat())
        counted = self._counted.setdefault(plan.outlet.casefold(), [])
        twin = twin_of(key, plan.title, plan.day, counted)
        if twin is None:
            counted.append(_Noted(key, plan.title, plan.day, number))
            return None
        return Note(RowWarning.TWICE_IN_FILE, {"cell": twin.row}) if twin.row else Note(RowWarning.ALREADY_COUNTED)
