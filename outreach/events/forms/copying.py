"""To which days an event is copied, and what a template is called."""

import re
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from outreach import clock
from outreach.events.forms.fields import SENSIBLE_YEARS, day_field, option, sensible_day
from outreach.events.rules.copying import MOST_COPIES, every_weeks
from outreach.texts import clean_line

EVERY = [
    option("1", _l("every week")),
    option("2", _l("every other week")),
    option("4", _l("every fourth week")),
]


class CopyForm(FlaskForm):
    """A day; further days until a last one, every so many weeks; days of one's own choice."""

    day = day_field(_l("To which day?"))
    every = SelectField(_l("How often?"), choices=EVERY, default="1")
    until = DateField(_l("Until and with"), validators=[Optional(), sensible_day])
    more = StringField(
        _l("Further days"),
        filters=[clean_line],
        description=_l("As 2027-03-20, with a comma or space between them."),
        validators=[Length(max=1000, message=_l("Use at most %(max)d characters."))],
        render_kw={"autocomplete": "off"},
    )
    anyway = BooleanField(_l("Yes, plan it anyway"))

    def days(self) -> list[date]:
        """Every day that is asked for, each once, in order."""
        first: date | None = self.day.data
        until: date | None = self.until.data
        repeated = every_weeks(first, until or first, int(self.every.data)) if first else []
        return sorted({*repeated, *_days_in(self.more.data or "")})

    def asks_past(self) -> bool:
        """Whether one of the days has been."""
        try:
            return any(day < clock.today() for day in self.days())
        except ValueError:
            return False

    def validate_until(self, field: DateField) -> None:
        if field.data and self.day.data and field.data < self.day.data:
            raise ValidationError(_l("The last day must not come before the first."))

    def validate_more(self, field: StringField) -> None:
        try:
            days = _days_in(field.data or "")
        except ValueError as error:
            raise ValidationError(_l("Not a day: %(text)s", text=str(error))) from error
        if len(set(days)) > MOST_COPIES or len(self.days()) > MOST_COPIES:
            raise ValidationError(_l("At most %(num)d days at once.", num=MOST_COPIES))

    def validate_anyway(self, field: BooleanField) -> None:
        if not field.data and self.asks_past():
            raise ValidationError(_l("That day has been. Plan it anyway?"))


class TemplateForm(FlaskForm):
    name = StringField(
        _l("The template's name"),
        filters=[clean_line],
        validators=[
            InputRequired(_l("Write a name.")),
            Length(max=80, message=_l("Use at most %(max)d characters.")),
        ],
    )

    def validate_name(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_l("Write a name."))


def _days_in(text: str) -> list[date]:
    """The days that stand in a text; ValueError with the word that is none."""
    found = []
    for word in re.split(r"[\s,;]+", text.strip()):
        if not word:
            continue
        try:
            day = date.fromisoformat(word)
        except ValueError as error:
            raise ValueError(word) from error
        if day.year not in SENSIBLE_YEARS:
            raise ValueError(word)
        found.append(day)
    return found
