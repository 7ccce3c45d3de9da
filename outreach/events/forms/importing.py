"""What organisers say of a table before it is imported: which file, and what becomes of places that are not saved."""

import hashlib
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Form, SelectField
from wtforms.validators import ValidationError

from outreach.events.forms.fields import coordinate_field, whole_point
from outreach.events.service.importing import Choice, UnknownPlace
from outreach.places.models import Venue
from outreach.places.rules import folded

AS_TEXT, CREATE = "text", "create"
LONGEST_NAME = 80


class FileForm(FlaskForm):
    file = FileField(
        _l("File"),
        description=_l("CSV or an Excel workbook (.xlsx), at most 5 MB and 2,000 rows."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx"},
    )


class PlaceForm(Form):
    """One place that rows name and that is not saved."""

    choice = SelectField(_l("What becomes of it?"), default=AS_TEXT)
    latitude = coordinate_field(_l("Latitude"), 90, _l("Between -90 and 90 degrees."))
    longitude = coordinate_field(_l("Longitude"), 180, _l("Between -180 and 180 degrees."))

    name = ""

    def validate_choice(self, field: SelectField) -> None:
        if field.data != CREATE:
            return
        if self.latitude.data is None and self.longitude.data is None:
            raise ValidationError(_l("A saved place needs a point: write its latitude and longitude."))
        if len(self.name) > LONGEST_NAME:
            raise ValidationError(_l("That name is too long for a saved place: keep it as text."))

    def validate_latitude(self, field: object) -> None:
        whole_point(self.latitude, self.longitude)

    def validate_longitude(self, field: object) -> None:
        whole_point(self.longitude, self.latitude)

    def decided(self) -> Choice:
        if self.choice.data == CREATE and self.latitude.data is not None and self.longitude.data is not None:
            return Choice(point=(self.latitude.data, self.longitude.data))
        return Choice() if self.choice.data in (AS_TEXT, CREATE) else Choice(venue_id=int(self.choice.data))


class ConfirmForm(FlaskForm):
    again = BooleanField(_l("Also import what is in the calendar already"))


def place_forms(typed: object, unknown: Sequence[UnknownPlace], venues: Sequence[Venue]) -> list[PlaceForm]:
    """A form for each unknown place; at first, one that is spelt nearly like a saved one is linked to it."""
    forms = []
    for place in unknown:
        first: dict[str, object] = {"choice": str(place.closest.id) if place.closest else AS_TEXT}
        if place.point:
            first |= {"latitude": place.point[0], "longitude": place.point[1]}
        form = PlaceForm(typed, prefix=f"place-{_digest(place.name)}", data=first)
        form.name = place.name
        saved = [(str(venue.id), venue.name) for venue in venues]
        form.choice.choices = [(AS_TEXT, _l("Keep it as text")), (CREATE, _l("Save it as a new place")), *saved]
        forms.append(form)
    return forms


def choices_of(forms: Sequence[PlaceForm]) -> dict[str, Choice]:
    """What was decided, by the place's folded name."""
    return {folded(form.name): form.decided() for form in forms}


def _digest(name: str) -> str:
    """A name for the fields that stays the same when another place is saved meanwhile."""
    return hashlib.sha256(folded(name).encode()).hexdigest()[:10]
