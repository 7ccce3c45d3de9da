"""What the rows of a table become in the calendar: which column is which, what is wrong, what to look at. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from outreach.events.rules import cells
from outreach.events.rules.calendar import STOCKHOLM, span_of
from outreach.refusals import N_, Refusal, Refused

MOST_ROWS = 2_000
MOST_COLUMNS = 50
MOST_LETTERS = 4_000  # of a cell
MOST_LETTERS_IN_ALL = 3_000_000
MOST_BYTES = 5 * 1024 * 1024  # of a file
HEADER_WITHIN = 10  # rows: above it may stand what the plan is called
LENGTHS = {"title": 120, "place": 120, "description": MOST_LETTERS}
USUAL_HOURS = timedelta(hours=2)
SENSIBLE_YEARS = range(2000, 2101)


class FileRefusal(Refusal):
    """Why a file can't be read at all."""

    NOT_A_TABLE = N_("This is no table that can be read. Save it as CSV or as an Excel workbook (.xlsx).")
    OLD_EXCEL = N_("This is an old or locked Excel file. Open it and save it as an Excel workbook (.xlsx), unlocked.")
    BROKEN_WORKBOOK = N_("The workbook is damaged. Open it in Excel or LibreOffice and save it anew.")
    EMPTY = N_("There is nothing in the file.")
    TOO_MUCH = N_("The file is too large: at most 5 MB, 2,000 rows and 50 columns. Divide it.")
    NO_HEADER = N_("No row names the columns. The first row needs at least: day, start.")


class RowError(Refusal):
    """Why a row can't become an event, and what to do about it."""

    NO_DAY = N_("The day is missing: write it as 2027-03-05.")
    BAD_DAY = N_("“%(cell)s” is no day: write it as 2027-03-05.")
    NO_YEAR = N_("“%(cell)s” has no year: write it as 2027-03-05.")
    FAR_DAY = N_("“%(cell)s” is too far off: choose a day between 2000 and 2100.")
    NO_START = N_("The time is missing: write when it begins, such as 17:00.")
    BAD_TIME = N_("“%(cell)s” is no time: write it as 17:00.")
    ENDS_BEFORE_START = N_("It ends before it begins. Choose a later end.")
    NO_SUCH_TIME = N_("That time does not exist: the clocks are moved forward that night. Choose another time.")
    BAD_KIND = N_("“%(cell)s” is no kind of event: write %(known)s.")
    BAD_HANDS = N_("“%(cell)s” is no number of people: write a whole number, from 0 to 200.")
    BAD_POINT = N_("“%(cell)s” is no coordinate: write degrees, such as 59.3622 and 18.0088.")
    HALF_POINT = N_("A point needs both latitude and longitude.")
    TOO_LONG = N_("“%(cell)s…” is too long: at most %(most)d characters.")
    FORMULA = N_("“%(cell)s” is a formula: write its value in its place.")


class RowWarning(Refusal):
    """What somebody should look at before a row becomes an event."""

    PAST_DAY = N_("The day has passed.")
    OTHER_WEEKDAY = N_("“%(cell)s”: that date is another weekday. The date counts.")
    TWICE_THAT_NIGHT = N_("That time comes twice that night: the first is meant.")
    NO_END = N_("No end is given: it becomes two hours, or until midnight.")
    NO_KIND = N_("No kind is given: it becomes “Other”.")
    TWICE_IN_FILE = N_("The same as row %(cell)s.")
    ALREADY_THERE = N_("It is in the calendar already.")
    UNKNOWN_AREA = N_("There is no area “%(cell)s”: it is left out.")
    OTHER_AREA = N_("The place lies in %(area)s, not in %(cell)s: the place counts.")
    OUTSIDE_AREAS = N_("The place lies outside all areas.")


class Column(StrEnum):
    """What a column says."""

    DAY = "day"
    START = "start"
    END = "end"
    KIND = "kind"
    TITLE = "title"
    PLACE = "place"
    AREA = "area"
    HANDS = "hands"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    DESCRIPTION = "description"


# The first name of each is the one in the sample that people fill in.
HEADERS = {
    Column.DAY: "dag, datum, day, date",
    Column.START: "start, från, börjar, tid, starttid, klockslag, kl, begins, from, time, start time",
    Column.END: "slut, till, slutar, sluttid, end, ends, to, until, end time",
    Column.KIND: "typ, aktivitet, slag, vad, kind, type, activity, what",
    Column.TITLE: "rubrik, titel, namn, title, name",
    Column.PLACE: "plats, ställe, var, samlingsplats, place, venue, where",
    Column.AREA: "område, stadsdel, area, district",
    Column.HANDS: "antal, antal personer, behövs, personer, bemanning, hands, people, needed",
    Column.LATITUDE: "latitud, lat, latitude, breddgrad",
    Column.LONGITUDE: "longitud, long, lon, lng, longitude, längdgrad",
    Column.DESCRIPTION: "info, beskrivning, bra att veta, anteckning, övrigt, description, note, notes, good to know",
}
_COLUMN_OF = {name.strip(): column for column, names in HEADERS.items() for name in names.split(",")}
SAMPLE_HEADER = tuple(names.split(",")[0].capitalize() for names in HEADERS.values())


@dataclass(frozen=True)
class Note:
    """An error or a warning; `values` stand in its text."""

    reason: RowError | RowWarning
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RowPlan:
    """What a good row becomes: `kind` is the kind's code, the rest as an organiser would say it."""

    kind: str
    day: date
    start: time
    end: time
    title: str = ""
    place: str = ""
    area: str = ""
    hands: int = 0
    point: tuple[float, float] | None = None
    description: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the file, its number there, and what it becomes; with errors, `plan` is None."""

    number: int
    cells: tuple[str, ...]
    plan: RowPlan | None
    errors: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()


def columns_of(header: Sequence[str]) -> dict[Column, int]:
    """Where each column stands; of two of the same name the first counts."""
    found: dict[Column, int] = {}
    for index, name in enumerate(header):
        column = _COLUMN_OF.get(cells.folded(name))
        if column is not None:
            found.setdefault(column, index)
    return found


def find_header(table: Sequence[Sequence[str]]) -> int | None:
    """The row that names the columns: the first, near the top, that has a day and a start among them."""
    for index, row in enumerate(table[:HEADER_WITHIN]):
        if {Column.DAY, Column.START} <= columns_of(row).keys():
            return index
    return None


def read_rows(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], today: date) -> list[Row]:
    """What each row becomes, blank ones left out. `rows` are (number in the file, cells)."""
    columns = columns_of(header)
    seen: dict[RowPlan, int] = {}
    read = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        reading = _Reading({column: _tidy(column, row[index]) for column, index in columns.items() if index < len(row)})
        plan = reading.plan(today)
        if plan is not None and seen.setdefault(plan, number) != number:
            reading.warn(RowWarning.TWICE_IN_FILE, seen[plan])
        read.append(Row(number, tuple(row), plan, tuple(reading.errors), tuple(reading.warnings)))
    return read


class _Reading:
    """One row while it is read: all that is wrong with it is named at once."""

    def __init__(self, values: Mapping[Column, str]) -> None:
        self.values = values
        self.errors: list[Note] = []
        self.warnings: list[Note] = []

    def plan(self, today: date) -> RowPlan | None:
        day = self._day()
        times = self._times(day.at if day else None)
        kind, hands, point = self._kind(), self._hands(), self._point()
        texts = {name: self._text(Column(name), most) for name, most in LENGTHS.items()}
        if day is None or day.on is None or times is None or self.errors:
            return None
        start, end = times
        if not self._fits(day.on, start, end):
            return None
        if day.on < today:
            self.warn(RowWarning.PAST_DAY)
        return RowPlan(kind, day.on, start, end, area=self._cell(Column.AREA), hands=hands, point=point, **texts)

    def warn(self, reason: RowWarning, cell: object = "") -> None:
        self.warnings.append(Note(reason, {"cell": cell}))

    def _err(self, reason: RowError, cell: str = "", **values: object) -> None:
        if cell.startswith("=") and reason is not RowError.TOO_LONG:
            reason = RowError.FORMULA
        self.errors.append(Note(reason, {"cell": cell[:40], **values}))

    def _cell(self, column: Column) -> str:
        return self.values.get(column, "")

    def _day(self) -> cells.Day | None:
        cell = self._cell(Column.DAY)
        day = cells.read_day(cell)
        if not cell:
            self._err(RowError.NO_DAY)
        elif day is None:
            self._err(RowError.BAD_DAY, cell)
        elif day.lacks_year:
            self._err(RowError.NO_YEAR, cell)
        elif day.on is None or day.on.year not in SENSIBLE_YEARS:
            self._err(RowError.FAR_DAY, cell)
        elif day.is_other_weekday:
            self.warn(RowWarning.OTHER_WEEKDAY, cell)
        return day

    def _times(self, at: time | None) -> tuple[time, time] | None:
        """Start and end: of their columns, of a span in the start's column, or of the day's cell (`at`)."""
        start_cell, end_cell = self._cell(Column.START), self._cell(Column.END)
        span = cells.read_times(start_cell) if start_cell else (at, None)
        end = cells.read_time(end_cell) if end_cell else None
        if span is None:
            self._err(RowError.BAD_TIME, start_cell)
        elif span[0] is None:
            self._err(RowError.NO_START)
        if end_cell and end is None:
            self._err(RowError.BAD_TIME, end_cell)
        if span is None or span[0] is None or (end_cell and end is None):
            return None
        end = end or span[1]
        if end is None:
            self.warn(RowWarning.NO_END)
            end = _two_hours_after(span[0])
        return span[0], end

    def _fits(self, day: date, start: time, end: time) -> bool:
        try:
            starts_at, _ = span_of(day, start, end)
        except Refused as refused:
            self._err(RowError[refused.reason.code])
            return False
        wall = datetime.combine(day, start)
        if starts_at != wall.replace(tzinfo=STOCKHOLM, fold=1).astimezone(UTC):
            self.warn(RowWarning.TWICE_THAT_NIGHT)
        return True

    def _kind(self) -> str:
        cell = self._cell(Column.KIND)
        if not cell:
            self.warn(RowWarning.NO_KIND)
            return "other"
        kind = cells.read_kind(cell)
        if kind is None:
            self._err(RowError.BAD_KIND, cell, known=", ".join(words.split(",")[0] for words in cells.KINDS.values()))
        return kind or "other"

    def _hands(self) -> int:
        cell = self._cell(Column.HANDS)
        hands = cells.read_count(cell) if cell else 0
        if hands is None:
            self._err(RowError.BAD_HANDS, cell)
        return hands or 0

    def _point(self) -> tuple[float, float] | None:
        latitude, longitude = self._degrees(Column.LATITUDE, 90), self._degrees(Column.LONGITUDE, 180)
        if bool(self._cell(Column.LATITUDE)) != bool(self._cell(Column.LONGITUDE)):
            self._err(RowError.HALF_POINT)
        return None if latitude is None or longitude is None else (latitude, longitude)

    def _degrees(self, column: Column, most: int) -> float | None:
        cell = self._cell(column)
        degrees = cells.read_degrees(cell, most) if cell else None
        if cell and degrees is None:
            self._err(RowError.BAD_POINT, cell)
        return degrees

    def _text(self, column: Column, most: int) -> str:
        cell = self._cell(column)
        if len(cell) > most:
            self._err(RowError.TOO_LONG, cell, most=most)
        return cell


def _tidy(column: Column, cell: str) -> str:
    return cell.strip() if column is Column.DESCRIPTION else " ".join(cell.split())


def _two_hours_after(start: time) -> time:
    """Two hours later, but the same day."""
    end = datetime.combine(date.min, start) + USUAL_HOURS
    return end.time() if end.date() == date.min else time(23, 59)
