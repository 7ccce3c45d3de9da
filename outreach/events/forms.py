"""What organisers type of events, slots and outcomes."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from outreach.events.models import Event, EventKind, SlotRole
from outreach.events.service.planning import Outcome, Plan, SlotPlan
from outreach.i18n import word
from outreach.texts import clean_line, clean_text

TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]
SENSIBLE_YEARS = range(2000, 2101)


class CoordinateField(FloatField):
    """Degrees, typed with a point or a comma; the empty field is no coordinate."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            super().process_formdata([valuelist[0].strip().replace(",", ".")])


def _day_field(label: Any) -> DateField:
    return DateField(label, validators=[InputRequired(_l("Choose a day.")), sensible_day])


def _time_field(label: Any) -> TimeField:
    return TimeField(label, format=TIME_FORMATS, validators=[InputRequired(_l("Choose a time, such as 17:00."))])


def sensible_day(_form: FlaskForm, field: DateField) -> None:
    """Refuse years that can only be a slip of the finger."""
    if field.data and field.data.year not in SENSIBLE_YEARS:
        raise ValidationError(_l("Choose a day between 2000 and 2100."))


def after_start(form: Any, field: TimeField) -> None:
    """The end comes after the start, on the same day."""
    if field.data and form.start.data and field.data <= form.start.data:
        raise ValidationError(_l("The end must come after the start."))


def _count_field(label: Any, most: int = 100_000) -> IntegerField:
    return IntegerField(
        label,
        validators=[Optional(), NumberRange(0, most, _l("Write a whole number, from %(min)d to %(max)d."))],
        render_kw={"inputmode": "numeric", "min": 0, "max": most},
    )


class MoveForm(FlaskForm):
    day = _day_field(_l("Day"))
    start = _time_field(_l("Begins"))
    end = _time_field(_l("Ends"))

    def validate_end(self, field: TimeField) -> None:
        after_start(self, field)


class EventForm(MoveForm):
    kind = SelectField(_l("What"), default=EventKind.LEAFLET_DROP.value)
    title = StringField(
        _l("Title"),
        filters=[clean_line],
        description=_l("May be left empty: then it is called by its kind and area."),
        validators=[Length(max=120, message=_l("Use at most %(max)d characters."))],
    )
    venue = StringField(
        _l("Place"),
        filters=[clean_line],
        description=_l("A saved place, or in your own words where people meet."),
        validators=[Length(max=120, message=_l("Use at most %(max)d characters."))],
        render_kw={"list": "venues", "autocomplete": "off"},
    )
    area = SelectField(
        _l("Area"),
        description=_l("Follows from the point on the map. Choose it here only if there is no point."),
        default="",
    )
    latitude = CoordinateField(
        _l("Latitude"), validators=[Optional(), NumberRange(-90, 90, _l("Between -90 and 90 degrees."))]
    )
    longitude = CoordinateField(
        _l("Longitude"), validators=[Optional(), NumberRange(-180, 180, _l("Between -180 and 180 degrees."))]
    )
    hands = IntegerField(
        _l("How many are needed?"),
        default=2,
        validators=[Optional(), NumberRange(0, 200, _l("Write a whole number, from %(min)d to %(max)d."))],
        render_kw={"inputmode": "numeric", "min": 0, "max": 200},
    )
    description = TextAreaField(
        _l("Good to know"),
        filters=[clean_text],
        description=_l("What to bring, where to meet, whom to call."),
        validators=[Length(max=4000, message=_l("Use at most %(max)d characters."))],
    )

    def offer(self, areas: list[tuple[int, str]]) -> None:
        """Choose among the kinds, and these areas (id, name)."""
        self.kind.choices = [(kind.value, word(kind)) for kind in EventKind]
        self.area.choices = [("", "–")] + [(str(area_id), name) for area_id, name in areas]

    def validate_longitude(self, field: CoordinateField) -> None:
        if (field.data is None) != (self.latitude.data is None) and not self.latitude.errors:
            raise ValidationError(_l("A point needs both latitude and longitude."))

    def plan(self) -> Plan:
        """What was typed, for the service."""
        assert self.day.data and self.start.data and self.end.data
        has_point = self.latitude.data is not None and self.longitude.data is not None
        return Plan(
            kind=EventKind(self.kind.data),
            day=self.day.data,
            start=self.start.data,
            end=self.end.data,
            title=self.title.data or "",
            place=self.venue.data or "",
            point=(self.latitude.data, self.longitude.data) if has_point else None,
            area_id=int(self.area.data) if self.area.data else None,
            description=self.description.data or "",
        )


class SlotForm(FlaskForm):
    role = SelectField(_l("Task"), default=SlotRole.LEAFLETS.value)
    start = _time_field(_l("Begins"))
    end = _time_field(_l("Ends"))
    needed = IntegerField(
        _l("At least"),
        default=2,
        validators=[
            InputRequired(_l("Write how many are needed.")),
            NumberRange(0, 200, _l("Write a whole number, from %(min)d to %(max)d.")),
        ],
        render_kw={"inputmode": "numeric", "min": 0, "max": 200},
    )
    capacity = IntegerField(
        _l("At most"),
        default=4,
        validators=[
            InputRequired(_l("Write how many there is room for.")),
            NumberRange(1, 200, _l("Write a whole number, from %(min)d to %(max)d.")),
        ],
        render_kw={"inputmode": "numeric", "min": 1, "max": 200},
    )

    def offer(self) -> None:
        """Choose among the tasks."""
        self.role.choices = [(role.value, word(role)) for role in SlotRole]

    def validate_end(self, field: TimeField) -> None:
        after_start(self, field)

    def validate_capacity(self, field: IntegerField) -> None:
        if field.data is not None and self.needed.data is not None and field.data < self.needed.data:
            raise ValidationError(_l("There must be room for at least as many as are needed."))

    def plan(self) -> SlotPlan:
        """What was typed, for the service."""
        assert self.start.data and self.end.data and self.capacity.data and self.needed.data is not None
        return SlotPlan(
            role=SlotRole(self.role.data),
            start=self.start.data,
            end=self.end.data,
            needed=self.needed.data,
            capacity=self.capacity.data,
        )


class OutcomeForm(FlaskForm):
    leaflets_letterbox = _count_field(_l("Leaflets in letterboxes"))
    leaflets_by_hand = _count_field(_l("Leaflets by hand"))
    conversations = _count_field(_l("Conversations"))
    note = TextAreaField(
        _l("Note"),
        filters=[clean_text],
        description=_l("How did it go? Write nothing about single persons."),
        validators=[Length(max=2000, message=_l("Use at most %(max)d characters."))],
    )

    def outcome(self) -> Outcome:
        """What was typed, for the service."""
        return Outcome(
            self.leaflets_letterbox.data,
            self.leaflets_by_hand.data,
            self.conversations.data,
            self.note.data or "",
        )

    @classmethod
    def of(cls, event: Event) -> "OutcomeForm":
        """The form with what is noted already."""
        return cls(formdata=None, obj=event, data={"note": event.outcome_note})
