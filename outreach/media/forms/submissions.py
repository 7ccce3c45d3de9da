"""A letter or a press release that we send in."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, TextAreaField, ValidationError, widgets
from wtforms.validators import Length, Optional

from outreach import clock
from outreach.i18n import word
from outreach.media.forms.fields import (
    TOO_LONG,
    ChoiceField,
    DayField,
    check_past_day,
    headline_field,
    spokesperson_choices,
    topic_field,
)
from outreach.media.models import Outlet, Spokesperson, SubmissionKind, SubmissionState
from outreach.media.service.submitting import AtOutlet, Draft
from outreach.texts import clean_text

MOST_SIGNS = 20_000


class SubmissionForm(FlaskForm):
    """What it is, who signs it, and where it goes."""

    kind = ChoiceField(_l("Kind"))
    title = headline_field(_l("Title"), _l("Write a title."))
    text = TextAreaField(
        _l("The text"),
        description=_l("May be left empty. With it the inbox knows the letter again under another headline."),
        filters=[clean_text],
        validators=[Length(max=MOST_SIGNS, message=TOO_LONG)],
    )
    topic = topic_field()
    spokesperson = ChoiceField(_l("Who of us?"))
    outlets = SelectMultipleField(
        _l("Outlets"), widget=widgets.ListWidget(prefix_label=False), option_widget=widgets.CheckboxInput()
    )
    sent_on = DayField(
        _l("Sent on"), description=_l("Leave it empty as long as it is a draft."), validators=[Optional()]
    )

    def offer(self, outlets: Sequence[Outlet], spokespersons: Sequence[Spokesperson]) -> None:
        if self.kind.data is None:
            self.kind.data = SubmissionKind.LETTER.value
        self.kind.offer([(kind.value, word(kind)) for kind in SubmissionKind])
        self.spokesperson.offer(spokesperson_choices(spokespersons))
        self.outlets.choices = [(str(outlet.id), outlet.name) for outlet in outlets]

    def validate_outlets(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one outlet."))

    def validate_sent_on(self, field: DayField) -> None:
        check_past_day(field)

    def draft(self) -> Draft:
        return Draft(
            kind=SubmissionKind(self.kind.data),
            title=self.title.data or "",
            text=self.text.data or "",
            topic=self.topic.data or "",
            spokesperson_id=self.spokesperson.chosen_id,
        )

    def at_outlets(self, known: Mapping[int, AtOutlet] | None = None) -> dict[int, AtOutlet]:
        """How far it has come at each chosen outlet; what an outlet has answered stays."""
        day: date | None = self.sent_on.data
        fresh = AtOutlet(SubmissionState.SENT, day) if day else AtOutlet(SubmissionState.DRAFTED)
        found = {}
        for outlet_id in map(int, self.outlets.data or ()):
            before = (known or {}).get(outlet_id)
            found[outlet_id] = before if before is not None and before.answered_on is not None else fresh
        return found


class MarkForm(FlaskForm):
    """What became of it at one outlet."""

    state = ChoiceField(_l("State"))
    on = DayField(_l("Day"), validators=[Optional()])

    def offer(self) -> None:
        self.state.offer([(state.value, word(state)) for state in SubmissionState])

    def validate_on(self, field: DayField) -> None:
        check_past_day(field)

    @property
    def day(self) -> date:
        return self.on.data or clock.today()
