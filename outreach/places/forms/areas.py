"""What organisers type of areas: outlines as GeoJSON, names, figures, districts, lines."""

import json
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FloatField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from outreach.i18n import word
from outreach.places.models import Area
from outreach.places.service import Overlap
from outreach.texts import clean_line


class DecimalField(FloatField):
    """A number, typed with a point or a comma; the empty field is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            super().process_formdata([valuelist[0].strip().replace(",", ".")])


class GeoJsonField(TextAreaField):
    """A GeoJSON geometry, or a Feature that has one, as text. What was typed is shown again as it was."""

    def value(self) -> object:
        """What the text says; ValueError when it is not JSON."""
        try:
            found = json.loads(self.data or "")
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        return found.get("geometry") if isinstance(found, dict) and found.get("type") == "Feature" else found


def name_field(label: Any, description: Any = "") -> StringField:
    return StringField(
        label,
        filters=[clean_line],
        description=description,
        validators=[
            InputRequired(_l("Write a name.")),
            Length(max=80, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )


def _count_field(label: Any, description: Any) -> IntegerField:
    return IntegerField(
        label,
        description=description,
        validators=[Optional(), NumberRange(0, 1_000_000, _l("Write a whole number, from %(min)d to %(max)d."))],
        render_kw={"inputmode": "numeric", "min": 0, "max": 1_000_000},
    )


def is_json(_form: FlaskForm, field: GeoJsonField) -> None:
    """Refuse what is no JSON at all; what it says is for the rules to judge."""
    try:
        field.value()
    except ValueError:
        raise ValidationError(_l("This is not GeoJSON. Draw on the map, or paste a geometry here.")) from None


class FiguresForm(FlaskForm):
    """What an area has beside its outline."""

    name = name_field(_l("Name"))
    is_priority = BooleanField(_l("Priority area"))
    weight = DecimalField(
        _l("Weight"),
        description=_l("How much of the goals belongs here, against the others. Empty: by eligible voters."),
        validators=[Optional(), NumberRange(0, 10_000_000, _l("Write a number from zero and up."))],
        render_kw={"inputmode": "decimal"},
    )
    households = _count_field(_l("Households"), _l("For leaflets per household. May be left empty."))
    own_goal = _count_field(_l("Goal of its own"), _l("Visits a year. Empty: its share of the goals, by weight."))
    overlap = SelectField(_l("Where another area lies already"), default=Overlap.REFUSE.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overlap.choices = [(each.value, word(each)) for each in Overlap]

    def values(self) -> dict[str, Any]:
        """The figures, for the service."""
        return {
            "is_priority": bool(self.is_priority.data),
            "weight": self.weight.data,
            "households": self.households.data,
            "own_goal": self.own_goal.data,
        }


class AreaForm(FiguresForm):
    geometry = GeoJsonField(
        _l("Outline as GeoJSON"),
        description=_l("The drawing in words: a Polygon, longitude before latitude. Both can be changed."),
        validators=[InputRequired(_l("Draw an outline on the map, or paste one here.")), is_json],
        render_kw={"rows": 6, "spellcheck": "false"},
    )

    @classmethod
    def of(cls, area: Area, geometry: dict[str, Any]) -> "AreaForm":
        """The form with the area as it is, in that outline."""
        names = ("name", "is_priority", "households", "own_goal")
        weight = int(area.weight) if area.weight == int(area.weight) else round(area.weight, 1)
        values = {name: getattr(area, name) for name in names}
        return cls(formdata=None, data={**values, "weight": weight, "geometry": json.dumps(geometry)})


class ComposeForm(FiguresForm):
    districts = SelectMultipleField(_l("Districts"), validate_choice=False)


class SplitForm(FlaskForm):
    name = name_field(_l("Name of the new area"), _l("The smaller part gets it; the larger keeps its name."))
    line = GeoJsonField(
        _l("Line as GeoJSON"),
        description=_l("A LineString that begins outside the area, crosses it once and ends outside."),
        validators=[InputRequired(_l("Draw a line on the map, or paste one here.")), is_json],
        render_kw={"rows": 3, "spellcheck": "false"},
    )


class MergeForm(FlaskForm):
    stays = SelectField(_l("Name and history that stay"), validate_choice=False)
    areas = SelectMultipleField(_l("Areas"), validate_choice=False)


class ImportForm(FlaskForm):
    file = FileField(
        _l("GeoJSON file"),
        description=_l("At most 5 MB. Areas are known by their name; nothing is saved before you have seen it."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".geojson,.json,application/geo+json,application/json"},
    )
