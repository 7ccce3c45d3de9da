"""What organisers type of a permit."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import Length, Optional, ValidationError

from outreach import clock
from outreach.events.forms.fields import sensible_day
from outreach.events.models import Event
from outreach.events.rules.permits import PermitState, Standing
from outreach.events.service.permits import PermitFacts
from outreach.texts import clean_line


class PermitForm(FlaskForm):
    needed = BooleanField(_l("A permit is needed"))
    applied_on = DateField(_l("Applied for on"), validators=[Optional(), sensible_day])
    granted_on = DateField(_l("Granted on"), validators=[Optional(), sensible_day])
    case = StringField(
        _l("Case number"),
        filters=[clean_line],
        validators=[Length(max=40, message=_l("Use at most %(max)d characters."))],
        render_kw={"autocomplete": "off"},
    )

    def validate_applied_on(self, field: DateField) -> None:
        _not_to_come(field.data)

    def validate_granted_on(self, field: DateField) -> None:
        _not_to_come(field.data)
        if field.data and self.applied_on.data and field.data < self.applied_on.data:
            raise ValidationError(_l("It can't have been granted before it was applied for."))

    def facts(self) -> PermitFacts:
        """What was typed, for the service."""
        return PermitFacts(bool(self.needed.data), self.applied_on.data, self.granted_on.data, self.case.data or "")

    @classmethod
    def of(cls, event: Event, standing: Standing) -> "PermitForm":
        """The form with what is known already."""
        return cls(
            formdata=None,
            needed=standing.state is not PermitState.NOT_NEEDED,
            applied_on=event.permit_applied_on,
            granted_on=event.permit_granted_on,
            case=event.permit_case,
        )


def _not_to_come(day: date | None) -> None:
    if day and day > clock.today():
        raise ValidationError(_l("That day is still to come. Write it here once it is done."))
