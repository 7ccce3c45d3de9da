"""When and where: a day with times that may come twice, a day that may be past, a point."""

from datetime import date, time

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, TimeField
from wtforms.validators import ValidationError

from outreach import clock
from outreach.events.forms.fields import (
    CoordinateField,
    after_start,
    coordinate_field,
    day_field,
    option,
    time_field,
    whole_point,
)
from outreach.events.rules.calendar import CalendarRefusal, comes_twice
from outreach.i18n import word
from outreach.refusals import Refused

WHICH = [
    option("", _l("Choose which")),
    option("0", _l("The first, before the clocks are set back")),
    option("1", _l("The second, after the clocks are set back")),
]


class TimesForm(FlaskForm):
    """Two times of a day. One that comes twice that night asks which is meant."""

    start = time_field(_l("Begins"))
    end = time_field(_l("Ends"))
    start_turn = SelectField(
        _l("That time comes twice that night. Which one does it begin?"), choices=WHICH, default=""
    )
    end_turn = SelectField(_l("That time comes twice that night. Which one does it end?"), choices=WHICH, default="")

    def its_day(self) -> date | None:
        """The day that the times are of, once it is known."""
        raise NotImplementedError

    def asks_which(self, name: str) -> bool:
        """Whether the time in the field of that name (start, end) comes twice on the day."""
        day, at = self.its_day(), self[name].data
        return bool(day and at and comes_twice(day, at))

    def time_in(self, name: str) -> time:
        """What stands in start or end; which of two is in its `fold`."""
        at: time = self[name].data
        return at.replace(fold=int(self.asks_which(name) and self[f"{name}_turn"].data == "1"))

    def validate_end(self, field: TimeField) -> None:
        # of two times that both come twice, only the moments tell which is first
        if not (self.asks_which("start") and self.asks_which("end")):
            after_start(self, field)

    def validate_start_turn(self, field: SelectField) -> None:
        if not field.data and self.asks_which("start"):
            raise ValidationError(_l("Choose which of the two."))

    def validate_end_turn(self, field: SelectField) -> None:
        if not field.data and self.asks_which("end"):
            raise ValidationError(_l("Choose which of the two."))

    def put_refusal(self, refused: Refused) -> None:
        """Say a rule's no by the field that it is about; a no that is about none goes on."""
        if refused.reason not in (CalendarRefusal.NO_SUCH_TIME, CalendarRefusal.ENDS_BEFORE_START):
            raise refused
        field = self.end if refused.reason is CalendarRefusal.ENDS_BEFORE_START else self.start
        field.errors = (*field.errors, word(refused.reason))


class MoveForm(TimesForm):
    """To which day, time and point. `was` is the day on which it stands: that one may be past without a question."""

    day = day_field(_l("Day"))
    anyway = BooleanField(_l("Yes, plan it anyway"))
    latitude = coordinate_field(_l("Latitude"), 90, _l("Between -90 and 90 degrees."))
    longitude = coordinate_field(_l("Longitude"), 180, _l("Between -180 and 180 degrees."))

    was: date | None = None

    def its_day(self) -> date | None:
        return self.day.data if isinstance(self.day.data, date) else None

    def asks_past(self) -> bool:
        """Whether the day has been, and is not simply left as it is."""
        day = self.its_day()
        return day is not None and day < clock.today() and day != self.was

    @property
    def point(self) -> tuple[float, float] | None:
        has_point = self.latitude.data is not None and self.longitude.data is not None
        return (self.latitude.data, self.longitude.data) if has_point else None

    def validate_anyway(self, field: BooleanField) -> None:
        if not field.data and self.asks_past():
            raise ValidationError(gettext("That day has been. Plan it anyway?"))

    def validate_latitude(self, field: CoordinateField) -> None:
        whole_point(field, self.longitude)

    def validate_longitude(self, field: CoordinateField) -> None:
        whole_point(field, self.latitude)
