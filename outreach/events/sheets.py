"""The one door to openpyxl: a CSV or XLSX file as rows of texts. What the file says is never evaluated.

Limits hold before anything is unpacked: a workbook is a zip archive, and a small one can hold gigabytes.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook

from outreach.events.rules.importing import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_LETTERS,
    MOST_LETTERS_IN_ALL,
    MOST_ROWS,
    FileRefusal,
    columns_of,
)
from outreach.refusals import Refused
from outreach.texts import clean_text

MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 500
MOST_SHEETS = 10
SEPARATORS = ";,\t"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and workbooks behind a password

Table = list[list[str]]
# Which columns a row names, if it is the one that names them.
Naming = Callable[[Sequence[str]], Sized]


def read_tables(data: bytes, naming: Naming = columns_of) -> list[Table]:
    """The tables in a file, one per sheet; blank rows stand where they stood. Raises Refused with a FileRefusal.

    What separates the cells of a CSV is the sign that makes the most names out of its first lines, by `naming`.
    """
    if len(data) > MOST_BYTES:
        raise Refused(FileRefusal.TOO_MUCH)
    if data.startswith(OLE):
        raise Refused(FileRefusal.OLD_EXCEL)
    tables = _read_workbook(data) if data.startswith(b"PK\x03\x04") else [_read_csv(data, naming)]
    tables = [table for table in tables if table]
    if not tables:
        raise Refused(FileRefusal.EMPTY)
    return tables


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file that Swedish Excel opens by double-click: semicolons, a BOM, and no cell that runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in (header, *rows))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _could_run(cell) else cell


def _as_typed(cell: str) -> str:
    """The other way round: what `_harmless` put before a cell is taken off again."""
    return cell[1:] if cell.startswith("'") and _could_run(cell) else cell


def _could_run(cell: str) -> bool:
    """What a spreadsheet might take for a formula, however many marks stand before it already."""
    return cell.lstrip("'").startswith(("=", "+", "-", "@", "\t"))


def _tidy(rows: Iterable[Iterable[str]]) -> Table:
    """Cleaned cells within the limits, without blank rows and cells at the end."""
    table: Table = []
    letters = filled = 0
    for row in rows:
        # one letter too many is kept, so that the rules see it is too long
        cells = [clean_text(cell[: MOST_LETTERS + 1]) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        letters += sum(map(len, cells))
        filled += bool(cells)
        if len(cells) > MOST_COLUMNS or letters > MOST_LETTERS_IN_ALL or filled > MOST_ROWS + 1:
            raise Refused(FileRefusal.TOO_MUCH)
        table.append(cells)
    while table and not table[-1]:
        table.pop()
    return table


# ---- CSV


def _read_csv(data: bytes, naming: Naming) -> Table:
    text = _decoded(data)
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return _tidy(_split(rest, first.strip()[4]))
    return _tidy(_split(text, _separator(text, naming)))


def _decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 with a BOM, UTF-8 without one, else what Windows writes in Sweden."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(sign < " " and sign not in "\t\n\r\f\v" for sign in text):
            return text
    raise Refused(FileRefusal.NOT_A_TABLE)


def _separator(text: str, naming: Naming) -> str:
    """The sign that makes the most known column names out of the first lines."""
    head = text[:20_000].splitlines()[:10]

    def known(separator: str) -> tuple[int, int]:
        found = max((len(naming(row)) for row in _split("\n".join(head), separator)), default=0)
        return found, text[:20_000].count(separator)

    return max(SEPARATORS, key=known)


def _split(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield [_as_typed(cell) for cell in row]
    except csv.Error as error:  # a cell beyond any limit: most likely a quotation mark that is never closed
        raise Refused(FileRefusal.NOT_A_TABLE) from error


# ---- XLSX


def _read_workbook(data: bytes) -> list[Table]:
    try:
        _check_archive(data)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        return [_tidy(_values(sheet)) for sheet in book.worksheets[:MOST_SHEETS] if sheet.sheet_state == "visible"]
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever openpyxl stumbles over in a file made by whoever
        raise Refused(FileRefusal.BROKEN_WORKBOOK) from error


def _check_archive(data: bytes) -> None:
    """Refuse archives that unpack to more than any plan needs, and XML that defines entities of its own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(FileRefusal.TOO_MUCH)
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise Refused(FileRefusal.BROKEN_WORKBOOK)
        if "xl/workbook.xml" not in archive.namelist() and "[Content_Types].xml" not in archive.namelist():
            raise Refused(FileRefusal.NOT_A_TABLE)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _check_xml(archive.read(part))


def _check_xml(text: bytes) -> None:
    def refuse(*_declaration: object) -> None:
        raise Refused(FileRefusal.BROKEN_WORKBOOK)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(text, True)


def _values(sheet: Any) -> Iterator[list[str]]:
    """Each row's values as texts; at most a few rows and columns more than may be, whatever the sheet claims."""
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    # far below the last row there may be rows that only have a colour
    for row in sheet.iter_rows(max_row=MOST_ROWS * 5, max_col=MOST_COLUMNS + 1, values_only=True):
        yield [_text(value) for value in row]


def _text(value: object) -> str:
    """A cell's value the way a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time(0) else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(getattr(value, "text", value))
