"""Rows of a starter's data files, which know where they stand and say what is wrong with them."""

import csv
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class StarterError(Exception):
    """A starter folder can't be used; the text names the file, the row and what is wrong with it."""


@dataclass(frozen=True)
class Row:
    """One entry of a data file, which knows where it stands."""

    place: str
    values: dict[str, Any]

    def wrong(self, what: str) -> StarterError:
        return StarterError(f"{self.place}: {what}")

    def only(self, *keys: str) -> None:
        for key in self.values:
            if key not in keys:
                raise self.wrong(f"“{key}” is not known here; known are {', '.join(keys)}")

    def text(self, key: str, most: int = 200, *, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(f"“{key}” must be a text")
        if len(value) > most:
            raise self.wrong(f"“{key}” may have {most} characters at most")
        return value.strip()

    def texts(self, key: str) -> list[str]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.wrong(f"“{key}” must be a list of texts")
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(f"“{key}” must be true or false")
        return value

    def choice(self, key: str, among: type[Choice]) -> Choice:
        try:
            return among(str(self.values.get(key)))
        except ValueError:
            raise self.wrong(f"“{key}” must be one of {', '.join(among)}") from None


def table_rows(folder: Path, file: str, table: str) -> list[Row]:
    entries = read_toml(folder, file).get(table, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise StarterError(f"{file}: entries begin with [[{table}]]")
    return [Row(f"{file}, [[{table}]] number {number}", entry) for number, entry in enumerate(entries, start=1)]


def csv_rows(folder: Path, file: str, needed: tuple[str, ...]) -> list[Row]:
    reader = csv.DictReader(read_text(folder, file).splitlines())
    missing = set(needed) - set(reader.fieldnames or ())
    if missing:
        raise StarterError(f"{file}, row 1: the column “{min(missing)}” is missing")
    return [Row(f"{file}, row {reader.line_num}", dict(values)) for values in reader]


def read_toml(folder: Path, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(folder, file))
    except tomllib.TOMLDecodeError as error:
        raise StarterError(f"{file}: {error}") from error


def read_text(folder: Path, file: str) -> str:
    try:
        return (folder / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StarterError(f"{file} in {folder} can't be read ({error})") from error


def refuse_doubles(rows: Iterable[tuple[Row, object]]) -> None:
    seen: set[object] = set()
    for row, key in rows:
        if key in seen:
            raise row.wrong("stands here twice")
        seen.add(key)
