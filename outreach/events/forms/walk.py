"""What is typed of a walk: where it goes, and what came of it."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from outreach.events.models import Walk
from outreach.events.rules import walks as rules
from outreach.events.rules.walks import WalkRefusal
from outreach.events.service.walks import WalkPlan
from outreach.i18n import word
from outreach.texts import clean_line, clean_text

ROUTE, BLOCK = "route", "block"
MOST = 10_000


def _count(most: int) -> dict[str, Any]:
    return {"inputmode": "numeric", "min": 0, "max": most}


class WalkForm(FlaskForm):
    name = StringField(
        _l("Name"),
        filters=[clean_line],
        description=_l("Such as the street: it stands on the list and on the sheet."),
        validators=[
            InputRequired(_l("Give the walk a name.")),
            Length(max=80, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    shape = RadioField(_l("Shape"), default=ROUTE)
    points = TextAreaField(
        _l("Points"),
        description=_l("One a line: latitude, longitude. Tapping the map writes them here."),
        validators=[InputRequired(_l("Tap the map, or write the points here.")), Length(max=20_000)],
        render_kw={"rows": 5, "spellcheck": "false", "autocomplete": "off"},
    )
    households = IntegerField(
        _l("Households"),
        validators=[Optional(), NumberRange(0, MOST, _l("Write a whole number, from %(min)d to %(max)d."))],
        render_kw=_count(MOST),
    )
    directions = TextAreaField(
        _l("Directions"),
        filters=[clean_text],
        description=_l("Streets, numbers, where to begin. Write no door codes here."),
        validators=[Length(max=500, message=_l("Use at most %(max)d characters."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape.choices = [
            (ROUTE, gettext("A route: from the first point to the last")),
            (BLOCK, gettext("A block: all within it")),
        ]

    def validate_name(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_l("Give the walk a name."))

    def validate_points(self, field: TextAreaField) -> None:
        points = rules.parse_points(field.data or "")
        refusal = (
            WalkRefusal.BAD_POINTS if points is None else rules.why_not_route(points, is_block=self.shape.data == BLOCK)
        )
        if refusal:
            raise ValidationError(word(refusal))

    def plan(self) -> WalkPlan:
        """What was typed, for the service."""
        return WalkPlan(
            name=self.name.data or "",
            points=rules.parse_points(self.points.data or "") or [],
            is_block=self.shape.data == BLOCK,
            directions=self.directions.data or "",
            households=self.households.data,
        )

    @staticmethod
    def values_of(walk: Walk) -> dict[str, object]:
        """What stands in the form of a walk that is drawn already."""
        return {
            "name": walk.name,
            "shape": BLOCK if walk.geometry["type"] == "Polygon" else ROUTE,
            "points": rules.written(walk.geometry),
            "households": walk.households,
            "directions": walk.directions,
        }


class DoneForm(FlaskForm):
    leaflets = IntegerField(
        _l("Leaflets in letterboxes"),
        validators=[
            InputRequired(_l("Write how many leaflets lie in letterboxes.")),
            NumberRange(0, MOST, _l("Write a whole number, from %(min)d to %(max)d.")),
        ],
        render_kw=_count(MOST),
    )
