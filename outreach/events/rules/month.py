"""The month grid: which days it shows, in weeks that begin on Monday."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


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
        return month if 2000 <= month.year <= 2100 and 1 <= month.number <= 12 else None

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
        monday = self.first - timedelta(days=self.first.weekday())
        while monday <= self.last:
            yield [monday + timedelta(days=step) for step in range(7)]
            monday += timedelta(days=7)
