"""Months, weeks and days of the calendar: which days are shown, in weeks that begin on Monday."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SENSIBLE_YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """The month written as 2027-03, or None."""
        year, dash, number = text.partition("-")
        if not (dash and len(year) == 4 and len(number) == 2 and (year + number).isdecimal()):
            return None
        month = cls(int(year), int(number))
        return month if month.year in SENSIBLE_YEARS and 1 <= month.number <= 12 else None

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    def weeks(self) -> Iterator[list[date]]:
        """The weeks that touch the month, each seven days from Monday."""
        week = week_of(self.first)
        while week[0] <= self.last:
            yield week
            week = week_of(week[-1] + timedelta(days=1))


def parse_day(text: str) -> date | None:
    """The day written as 2027-03-14, or None; years far off can only be a slip."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in SENSIBLE_YEARS and str(day) == text else None


def week_of(day: date) -> list[date]:
    """The seven days, from Monday, of the week that a day is in."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=step) for step in range(7)]
