"""Fields that several forms of the calendar share, and what they are checked for."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, IntegerField, SelectChoice, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from outreach.texts import clean_line

TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]
SENSIBLE_YEARS = range(2000, 2101)


class CoordinateField(FloatField):
    """Degrees, typed with a point or a comma; the empty field is no coordinate."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            super().process_formdata([valuelist[0].strip().replace(",", ".")])


def sensible_day(_form: FlaskForm, field: DateField) -> None:
    """Refuse years that can only be a slip of the finger."""
    if field.data and field.data.year not in SENSIBLE_YEARS:
        raise ValidationError(_l("Choose a day between 2000 and 2100."))


def after_start(form: Any, field: TimeField) -> None:
    """The end comes after the start, on the same day."""
    if field.data and form.start.data and field.data <= form.start.data:
        raise ValidationError(_l("The end must come after the start."))


def whole_point(field: CoordinateField, other: CoordinateField) -> None:
    """A coordinate needs the other one; said here, since nothing is asked of a field that was left empty."""
    if field.data is not None and other.data is None and not other.process_errors:
        raise ValidationError(_l("A point needs both latitude and longitude."))


def day_field(label: Any) -> DateField:
    return DateField(label, validators=[InputRequired(_l("Choose a day.")), sensible_day])


def time_field(label: Any) -> TimeField:
    return TimeField(label, format=TIME_FORMATS, validators=[InputRequired(_l("Choose a time, such as 17:00."))])


def coordinate_field(label: Any, most: int, error: Any) -> CoordinateField:
    return CoordinateField(label, validators=[Optional(), NumberRange(-most, most, error)])


def place_field() -> StringField:
    return StringField(
        _l("Place"),
        filters=[clean_line],
        description=_l("A saved place, or in your own words where people meet."),
        validators=[Length(max=120, message=_l("Use at most %(max)d characters."))],
        render_kw={"list": "venues", "autocomplete": "off"},
    )


def hands_field(label: Any, default: int, missing: Any, *, least: int = 1, most: int = 200) -> IntegerField:
    """How many people: must be said; `missing` asks for it."""
    return IntegerField(
        label,
        default=default,
        validators=[
            InputRequired(missing),
            NumberRange(least, most, _l("Write a whole number, from %(min)d to %(max)d.")),
        ],
        render_kw={"inputmode": "numeric", "min": least, "max": most},
    )


def option(value: str, label: Any) -> SelectChoice:
    """What can be chosen in a select; its label is translated where it is shown."""
    return SelectChoice(value, label)


def count_field(label: Any, most: int = 100_000) -> IntegerField:
    return IntegerField(
        label,
        validators=[Optional(), NumberRange(0, most, _l("Write a whole number, from %(min)d to %(max)d."))],
        render_kw={"inputmode": "numeric", "min": 0, "max": most},
    )
