"""Fields that the media desk's forms share."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from outreach import clock
from outreach.i18n import word
from outreach.media.models import CoverageKind, Outlet, Spokesperson
from outreach.media.rules.clean import web_link
from outreach.media.rules.count import OLDEST, CountRefusal
from outreach.texts import clean_line

TOO_LONG = _l("Use at most %(max)d characters.")


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

    @property
    def chosen_id(self) -> int | None:
        """What was chosen, where the values are ids and the empty one is none of them."""
        return int(self.data) if self.data else None


class DayField(DateField):
    """A day; what can't be read as one comes back as it was typed."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write the day as year-month-day, such as 2027-03-12.")) from error


class LinkField(StringField):
    """An address of the web, with https:// where people leave it out."""

    @property
    def link(self) -> str | None:
        typed = self.data or ""
        return web_link(typed if "://" in typed or not typed else f"https://{typed}")

    def post_validate(self, form: object, validation_stopped: bool) -> None:
        if self.data and self.link is None and not self.errors:
            raise ValidationError(_("This doesn't look like a link. It should look like https://example.se/article."))


def link_field(label: object, description: object = "") -> LinkField:
    return LinkField(
        label,
        description=description,
        filters=[lambda text: (text or "").strip()],
        validators=[Length(max=2000, message=TOO_LONG)],
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )


def headline_field(label: object, needed: object) -> StringField:
    return StringField(
        label,
        filters=[clean_line],
        validators=[DataRequired(needed), Length(max=300, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )


def topic_field() -> StringField:
    return StringField(
        _l("Topic"),
        description=_l("A word or two, such as housing or schools."),
        filters=[clean_line],
        validators=[Length(max=100, message=TOO_LONG)],
    )


def check_past_day(field: Field) -> None:
    """A day that has come and is not long ago."""
    day: date | None = field.data
    if day is not None and day > clock.today():
        raise ValidationError(_(CountRefusal.IN_THE_FUTURE.value))
    if day is not None and day < OLDEST:
        raise ValidationError(_(CountRefusal.TOO_OLD.value))


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.value, word(kind)) for kind in CoverageKind]


def outlet_choices(outlets: Sequence[Outlet]) -> list[tuple[str, str]]:
    return [("", _("Choose …")), *((str(outlet.id), outlet.name) for outlet in outlets)]


def spokesperson_choices(spokespersons: Sequence[Spokesperson]) -> list[tuple[str, str]]:
    return [("", _("None of us")), *((str(person.id), person.name) for person in spokespersons)]
