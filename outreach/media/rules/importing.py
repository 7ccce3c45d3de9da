"""What the rows of a table become among the counted: which column is which, and what is wrong with a row. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from outreach.events.rules.cells import folded, read_day
from outreach.media.rules.classify import CoverageKind, classify
from outreach.media.rules.clean import web_link
from outreach.media.rules.count import OLDEST
from outreach.refusals import N_, Refusal

HEADER_WITHIN = 10  # rows: above it may stand what the list is called
LENGTHS = {"title": 300, "outlet": 100, "topic": 100}


class TableRefusal(Refusal):
    """Why a file can't be read at all."""

    NO_HEADER = N_("No row names the columns. The first row needs at least: outlet, headline, published.")


class RowError(Refusal):
    """Why a row can't be counted, and what to do about it."""

    NO_DAY = N_("The day is missing: write it as 2027-03-05.")
    BAD_DAY = N_("“%(cell)s” is no day: write it as 2027-03-05.")
    NO_YEAR = N_("“%(cell)s” has no year: write it as 2027-03-05.")
    IN_THE_FUTURE = N_("“%(cell)s” has not come yet.")
    TOO_OLD = N_("“%(cell)s” is too long ago.")
    NO_TITLE = N_("The headline is missing.")
    NO_OUTLET = N_("The outlet is missing.")
    BAD_KIND = N_("“%(cell)s” is neither a letter nor an article: write insändare or artikel.")
    BAD_MEDIUM = N_("“%(cell)s” is no medium: write webb, papper, radio or tv.")
    BAD_TIER = N_("“%(cell)s” is no tier: write lokal, region or fack.")
    BAD_LINK = N_("“%(cell)s” is no web address.")
    TOO_LONG = N_("“%(cell)s…” is too long: at most %(most)d characters.")
    FORMULA = N_("“%(cell)s” is a formula: write its value in its place.")
    UNKNOWN_OUTLET = N_("There is no outlet “%(cell)s”.")


class RowWarning(Refusal):
    """What somebody should know of a row that is counted."""

    GUESSED_KIND = N_("No kind is given: guessed from the headline and the address.")
    OTHER_WEEKDAY = N_("“%(cell)s”: that date is another weekday. The date counts.")
    ALREADY_COUNTED = N_("It is counted already.")
    TWICE_IN_FILE = N_("The same as row %(cell)s.")
    UNKNOWN_SPOKESPERSON = N_("“%(cell)s” is not one of our spokespersons: left out.")


class Column(StrEnum):
    """What a column says."""

    DAY = "day"
    OUTLET = "outlet"
    TITLE = "title"
    KIND = "kind"
    LINK = "link"
    TOPIC = "topic"
    SPOKESPERSON = "spokesperson"
    MEDIUM = "medium"
    TIER = "tier"


# The first name of each is the one in the sample that people fill in.
HEADERS = {
    Column.DAY: "datum, dag, publicerad, publicerat, publiceringsdatum, date, day, published, published on",
    Column.OUTLET: "tidning, media, källa, utgivare, outlet, paper, newspaper, source",
    Column.TITLE: "rubrik, titel, title, headline",
    Column.KIND: "typ, slag, sort, kind, type",
    Column.LINK: "länk, webbadress, adress, url, link, address",
    Column.TOPIC: "ämne, fråga, topic, subject",
    Column.SPOKESPERSON: "företrädare, vem, undertecknare, avsändare, spokesperson, who, person",
    Column.MEDIUM: "medium, kanal, var, channel",
    Column.TIER: "räckvidd, nivå, tier, level",
}
NEEDED = frozenset({Column.DAY, Column.OUTLET, Column.TITLE})
KINDS = {
    CoverageKind.LETTER.value: "insändare, letter, debatt, debattartikel, debattinlägg, replik, slutreplik, "
    "öppet brev, insändare debatt, letter to the editor",
    CoverageKind.ARTICLE.value: "artikel, article, nyhet, notis, reportage, intervju, inslag, news",
}
MEDIA = {
    "web": "webb, web, nät, nätet, på nätet, internet, online",
    "print": "papper, tryck, tryckt, print, papperstidning, tidning",
    "radio": "radio, p4",
    "tv": "tv, television",
}
TIERS = {
    "local": "lokal, local, lokalmedia, lokaltidning, lokalt",
    "regional": "region, regional, regionmedia, regionalt, riks, national",
    "trade": "fack, trade, fackpress, facktidning, branschtidning",
}
_COLUMN_OF = {name.strip(): column for column, names in HEADERS.items() for name in names.split(",")}
SAMPLE_HEADER = tuple(names.split(",")[0].capitalize() for names in HEADERS.values())


def _value_of(words: Mapping[str, str]) -> dict[str, str]:
    return {name.strip(): value for value, names in words.items() for name in names.split(",")}


_KIND_OF, _MEDIUM_OF, _TIER_OF = _value_of(KINDS), _value_of(MEDIA), _value_of(TIERS)


@dataclass(frozen=True)
class Note:
    """An error or a warning; `values` stand in its text."""

    reason: RowError | RowWarning
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RowPlan:
    """What a good row becomes. `medium` and `tier` are codes; the tier is empty where the file says none."""

    day: date
    outlet: str
    title: str
    kind: CoverageKind
    link: str = ""
    topic: str = ""
    spokesperson: str = ""
    medium: str = "web"
    tier: str = ""


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
        column = _COLUMN_OF.get(folded(name))
        if column is not None:
            found.setdefault(column, index)
    return found


def find_header(table: Sequence[Sequence[str]]) -> int | None:
    """The row that names the columns: the first, near the top, that has day, outlet and headline among them."""
    for index, row in enumerate(table[:HEADER_WITHIN]):
        if columns_of(row).keys() >= NEEDED:
            return index
    return None


def read_rows(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], today: date) -> list[Row]:
    """What each row becomes, blank ones left out. `rows` are (number in the file, cells)."""
    columns = columns_of(header)
    read = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        reading = _Reading({column: " ".join(row[at].split()) for column, at in columns.items() if at < len(row)})
        plan = reading.plan(today)
        read.append(Row(number, tuple(row), plan, tuple(reading.errors), tuple(reading.warnings)))
    return read


class _Reading:
    """One row while it is read: all that is wrong with it is named at once."""

    def __init__(self, values: Mapping[Column, str]) -> None:
        self.values = values
        self.errors: list[Note] = []
        self.warnings: list[Note] = []

    def plan(self, today: date) -> RowPlan | None:
        day = self._day(today)
        title = self._text(Column.TITLE, RowError.NO_TITLE)
        outlet = self._text(Column.OUTLET, RowError.NO_OUTLET)
        topic, link = self._text(Column.TOPIC), self._link()
        medium = self._code(Column.MEDIUM, _MEDIUM_OF, RowError.BAD_MEDIUM)
        tier = self._code(Column.TIER, _TIER_OF, RowError.BAD_TIER)
        kind = self._code(Column.KIND, _KIND_OF, RowError.BAD_KIND)
        if self.errors or day is None:
            return None
        if not kind:
            self.warnings.append(Note(RowWarning.GUESSED_KIND))
        guess = CoverageKind(kind) if kind else classify(title, link).kind
        who = self._cell(Column.SPOKESPERSON)[:100]
        return RowPlan(day, outlet, title, guess, link, topic, who, medium or ("web" if link else "print"), tier)

    def _err(self, reason: RowError, cell: str = "", **values: object) -> None:
        if cell.startswith("="):
            reason = RowError.FORMULA
        self.errors.append(Note(reason, {"cell": cell[:40], **values}))

    def _cell(self, column: Column) -> str:
        return self.values.get(column, "")

    def _day(self, today: date) -> date | None:
        cell = self._cell(Column.DAY)
        day = read_day(cell)
        if not cell:
            self._err(RowError.NO_DAY)
        elif day is None:
            self._err(RowError.BAD_DAY, cell)
        elif day.lacks_year or day.on is None:
            self._err(RowError.NO_YEAR, cell)
        elif day.on > today:
            self._err(RowError.IN_THE_FUTURE, cell)
        elif day.on < OLDEST:
            self._err(RowError.TOO_OLD, cell)
        elif day.is_other_weekday:
            self.warnings.append(Note(RowWarning.OTHER_WEEKDAY, {"cell": cell[:40]}))
        return day.on if day else None

    def _text(self, column: Column, missing: RowError | None = None) -> str:
        cell, most = self._cell(column), LENGTHS[column.value]
        if len(cell) > most:
            self._err(RowError.TOO_LONG, cell, most=most)
        elif not cell and missing is not None:
            self._err(missing)
        elif cell.startswith("="):
            self._err(RowError.FORMULA, cell)
        return cell

    def _link(self) -> str:
        cell = self._cell(Column.LINK)
        link = web_link(cell if "://" in cell else f"https://{cell}") if cell else ""
        if link is None:
            self._err(RowError.BAD_LINK, cell)
        return link or ""

    def _code(self, column: Column, codes: Mapping[str, str], wrong: RowError) -> str:
        cell = self._cell(column)
        code = codes.get(folded(cell), "") if cell else ""
        if cell and not code:
            self._err(wrong, cell)
        return code
