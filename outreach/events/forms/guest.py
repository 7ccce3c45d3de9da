"""What somebody without an account types to lend a hand."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import BooleanField, EmailField, HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from outreach import clock, config
from outreach.events.rules.guests import SLOWEST, is_hurried
from outreach.events.service.guests import GuestPlan
from outreach.i18n import language
from outreach.texts import clean_line


class GuestForm(FlaskForm):
    slot = RadioField(_l("Which slot?"), coerce=int, validators=[InputRequired(_l("Choose a slot."))])
    name = StringField(
        _l("Your name"),
        filters=[clean_line],
        validators=[
            DataRequired(_l("Write your name.")),
            Length(max=100, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        _l("E-mail address"),
        filters=[clean_line],
        validators=[
            DataRequired(_l("Write your e-mail address.")),
            Email(_l("This doesn't look like an e-mail address. It should look like name@example.org.")),
            Length(max=254),
        ],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    consent = BooleanField(_l("Yes, I agree"), validators=[DataRequired(_l("Without your yes we may keep nothing."))])
    # People don't see this field; programs that fill in every form do.
    website = StringField(render_kw={"autocomplete": "off", "tabindex": "-1"})
    # When we showed the form, signed.
    shown = HiddenField()

    def offer(self, slots: list[tuple[int, Any]]) -> None:
        """Choose among these slots (id, words); a single one is chosen already."""
        self.slot.choices = slots
        if len(slots) == 1 and not self.is_submitted():
            self.slot.data = slots[0][0]
        if not self.is_submitted():
            self.show_anew()

    @property
    def is_from_program(self) -> bool:
        return bool(self.website.data)

    @property
    def is_hurried(self) -> bool:
        """Whether to ask for one more press: nobody is that fast, or the form has been open since yesterday."""
        return is_hurried(self._shown_at(), clock.now())

    def show_anew(self) -> None:
        """Count from now on again, if what was sent is no help for a second press."""
        shown_at = self._shown_at()
        if shown_at is None or clock.now() - shown_at > SLOWEST:
            self.shown.data = _signer().dumps(clock.now().isoformat())

    def plan(self) -> GuestPlan:
        """What was typed, for the service."""
        return GuestPlan(self.slot.data, self.name.data or "", self.email.data or "", language())

    def _shown_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(_signer().loads(self.shown.data or ""))
        except (BadSignature, TypeError, ValueError):
            return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(config.current().secret_key, salt="guest form")
