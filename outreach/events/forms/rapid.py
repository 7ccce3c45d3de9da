"""The one short form by which people are called together."""

from datetime import date
from uuid import UUID, uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from outreach.events.forms.fields import CoordinateField, coordinate_field, hands_field, place_field, whole_point
from outreach.events.forms.when import TimesForm
from outreach.events.models import EventKind
from outreach.events.service.planning import Plan
from outreach.i18n import day_short
from outreach.texts import clean_line


class RapidForm(TimesForm):
    key = HiddenField()
    title = StringField(
        _l("What has happened?"),
        filters=[clean_line],
        validators=[
            InputRequired(_l("Write what it is about.")),
            Length(max=120, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    day = RadioField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    hands = hands_field(_l("How many are needed?"), 5, _l("Write how many are needed."))
    venue = place_field()
    latitude = coordinate_field(_l("Latitude"), 90, _l("Between -90 and 90 degrees."))
    longitude = coordinate_field(_l("Longitude"), 180, _l("Between -180 and 180 degrees."))

    def offer(self, days: tuple[date, date]) -> None:
        """Choose between today and tomorrow. They are sent as days: a page may be open over midnight."""
        words = (
            gettext("Today, %(day)s", day=day_short(days[0])),
            gettext("Tomorrow, %(day)s", day=day_short(days[1])),
        )
        self.day.choices = [(day.isoformat(), text) for day, text in zip(days, words, strict=True)]

    def fill_key(self) -> None:
        """A key of its own for each form that is shown; one that was sent stays, unless it is none of ours."""
        try:
            self.key.data = str(UUID(self.key.data or ""))
        except ValueError:
            self.key.data = str(uuid4())

    def validate_title(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_l("Write what it is about."))

    def its_day(self) -> date | None:
        return date.fromisoformat(self.day.data) if self.day.data in dict(self.day.choices) else None

    def validate_venue(self, field: StringField) -> None:
        if not field.data and self.latitude.data is None and self.longitude.data is None:
            raise ValidationError(_l("Say where: tap the map, or write it here."))

    def validate_latitude(self, field: CoordinateField) -> None:
        whole_point(field, self.longitude)

    def validate_longitude(self, field: CoordinateField) -> None:
        whole_point(field, self.latitude)

    def plan(self) -> Plan:
        """What was typed, for the service."""
        assert self.day.data
        point = None
        if self.latitude.data is not None and self.longitude.data is not None:
            point = (self.latitude.data, self.longitude.data)
        return Plan(
            kind=EventKind.OTHER,
            day=date.fromisoformat(self.day.data),
            start=self.time_in("start"),
            end=self.time_in("end"),
            title=self.title.data or "",
            place=self.venue.data or "",
            point=point,
        )
