"""What organisers type of a venue: where it is, when it is good to stand there, what the permit takes."""

from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from outreach.events.forms.fields import TIME_FORMATS, CoordinateField
from outreach.places.models import Venue
from outreach.places.service.venues import VenuePlan
from outreach.texts import clean_line, clean_text

# Empty rows under those that are filled.
SPARE = 3
MOST_WINDOWS = 14


class WindowForm(Form):
    """One row: a weekday with from and to. A row that is left empty says nothing."""

    weekday = SelectField(_l("Weekday"), default="")
    start = TimeField(_l("From"), format=TIME_FORMATS)
    end = TimeField(_l("To"), format=TIME_FORMATS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = get_day_names("wide", locale=get_locale())
        self.weekday.choices = [("", "–")] + [(str(number), names[number].capitalize()) for number in range(7)]

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        for field in (self.start, self.end):
            field.process_errors = ()  # said below, once for all that is wrong with a time

    @property
    def is_filled(self) -> bool:
        return bool(self.weekday.data or any(any(field.raw_data or ()) for field in (self.start, self.end)))

    def validate_weekday(self, field: SelectField) -> None:
        if not field.data and self.is_filled:
            raise ValidationError(_l("Choose a weekday."))

    def validate_start(self, field: TimeField) -> None:
        if self.is_filled and field.data is None:
            raise ValidationError(_l("Choose a time, such as 17:00."))

    def validate_end(self, field: TimeField) -> None:
        if self.is_filled and field.data is None:
            raise ValidationError(_l("Choose a time, such as 17:00."))
        if self.start.data and field.data and field.data <= self.start.data:
            raise ValidationError(_l("The end must come after the start."))


class VenueForm(FlaskForm):
    name = StringField(
        _l("Name"),
        filters=[clean_line],
        validators=[
            InputRequired(_l("Give the venue a name.")),
            Length(max=80, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    latitude = CoordinateField(
        _l("Latitude"),
        validators=[
            InputRequired(_l("Tap the map, or write the degrees here.")),
            NumberRange(-90, 90, _l("Between -90 and 90 degrees.")),
        ],
    )
    longitude = CoordinateField(
        _l("Longitude"),
        validators=[
            InputRequired(_l("Tap the map, or write the degrees here.")),
            NumberRange(-180, 180, _l("Between -180 and 180 degrees.")),
        ],
    )
    is_verified = BooleanField(_l("The point is checked on the spot or on a good map"))
    windows = FieldList(FormField(WindowForm), max_entries=MOST_WINDOWS)
    note = TextAreaField(
        _l("Note"),
        filters=[clean_text],
        description=_l("What is good to know: where to stand, shelter, power."),
        validators=[Length(max=500, message=_l("Use at most %(max)d characters."))],
    )
    needs_permit = BooleanField(_l("A square meeting here needs a permit"), default=True)
    permit_note = TextAreaField(
        _l("Permit note"),
        filters=[clean_text],
        description=_l("Who is asked, and what they usually want to know."),
        validators=[Length(max=500, message=_l("Use at most %(max)d characters."))],
    )

    def validate_name(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_l("Give the venue a name."))

    def spare_rows(self) -> None:
        """Empty rows to write in: so that no script is needed to add one."""
        empty = sum(not entry.form.is_filled for entry in self.windows)
        for _ in range(min(SPARE - empty, MOST_WINDOWS - len(self.windows))):
            self.windows.append_entry()

    def plan(self) -> VenuePlan:
        """What was typed, for the service."""
        assert self.latitude.data is not None and self.longitude.data is not None
        rows = [entry.form for entry in self.windows if entry.form.is_filled]
        return VenuePlan(
            name=self.name.data or "",
            point=(self.latitude.data, self.longitude.data),
            note=self.note.data or "",
            permit_note=self.permit_note.data or "",
            needs_permit=bool(self.needs_permit.data),
            is_verified=bool(self.is_verified.data),
            windows=[(int(row.weekday.data), row.start.data, row.end.data) for row in rows],
        )

    @staticmethod
    def values_of(venue: Venue) -> dict[str, object]:
        """What stands in the form of a venue that is saved already."""
        names = ("name", "latitude", "longitude", "is_verified", "note", "needs_permit", "permit_note")
        windows = [{"weekday": str(row.weekday), "start": row.start, "end": row.end} for row in venue.windows]
        return {name: getattr(venue, name) for name in names} | {"windows": windows}
