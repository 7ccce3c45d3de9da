"""Tables as CSV files that a Swedish Excel opens as they are, and that no cell can turn into a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote

from flask import Response

# What makes a spreadsheet take a text for a formula or a command.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | float | date | None


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], decimal: str = ",") -> Response:
    """The table as a file of that name to download; `decimal` is the decimal sign of the reader's language."""
    text = csv_text(header, rows, decimal)
    response = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    # å, ä and ö take the form of RFC 6266
    file_name = f"filename={name}" if name.isascii() else f"filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = f"attachment; {file_name}"
    return response


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]], decimal: str = ",") -> str:
    """Semicolons between the cells, as Excel expects them where the comma is the decimal sign."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_written(cell, decimal) for cell in header])
    writer.writerows([[_written(cell, decimal) for cell in row] for row in rows])
    return file.getvalue()


def neutralised(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _written(cell: Cell, decimal: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutralised(cell)
    return str(cell).replace(".", decimal) if isinstance(cell, float) else str(cell)
