"""Fields that the media desk's forms share."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, SelectField, ValidationError

from outreach.i18n import word
from outreach.media.models import CoverageKind, Spokesperson
from outreach.texts import clean_line


class ChoiceField(SelectField):
    """A choice by value or by name. What is not on the list comes back as it was typed."""

    offered: frozenset[str] = frozenset()

    def offer(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Choose among these (value, name) pairs."""
        choices = list(pairs)
        self.offered = frozenset(value for value, _name in choices)
        typed = self.data = "" if self.data is None and "" in self.offered else self.data
        if typed is not None and typed not in self.offered:
            named = {name.casefold(): value for value, name in choices}
            self.data = named.get(clean_line(typed).casefold(), typed)
            if self.data == typed:
                choices.append((typed, clean_line(typed)[:100]))
        self.choices = choices

    def pre_validate(self, form: object) -> None:
        if self.data not in self.offered:
            raise ValidationError(_("Choose one from the list."))


class DayField(DateField):
    """A day; what can't be read as one comes back as it was typed."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write the day as year-month-day, such as 2027-03-12.")) from error


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.value, word(kind)) for kind in CoverageKind]


def spokesperson_choices(spokespersons: Sequence[Spokesperson]) -> list[tuple[str, str]]:
    return [("", _("None of us")), *((str(person.id), person.name) for person in spokespersons)]
