"""A decision on an entry, and a publication that no feed carried."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import ValidationError
from wtforms.validators import InputRequired

from outreach.i18n import word
from outreach.media.forms.fields import (
    ChoiceField,
    DayField,
    check_past_day,
    headline_field,
    kind_choices,
    link_field,
    outlet_choices,
    spokesperson_choices,
    topic_field,
)
from outreach.media.models import CoverageKind, Medium, Outlet, Spokesperson
from outreach.media.service.counting import Facts


class ConfirmForm(FlaskForm):
    """Which kind an entry counts as, which of our people it is by or about, and what it belongs to."""

    kind = ChoiceField(_l("Kind"))
    spokesperson = ChoiceField(_l("Who of us?"))
    event = ChoiceField(_l("About"))

    def offer(self, spokespersons: Sequence[Spokesperson], events: Sequence[tuple[str, str]]) -> None:
        self.kind.offer(kind_choices())
        self.spokesperson.offer(spokesperson_choices(spokespersons))
        self.event.offer([("", _("None of our events")), *events])

    @property
    def problems(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]


class CoverageForm(FlaskForm):
    """A publication that was found by eye or ear."""

    url = link_field(_l("Address"), _l("Paste it and fetch: outlet, headline and day fill in by themselves."))
    title = headline_field(_l("Headline"), _l("Write the headline."))
    outlet = ChoiceField(_l("Outlet"))
    kind = ChoiceField(_l("Kind"))
    medium = ChoiceField(_l("Where"))
    published_on = DayField(_l("Published"), validators=[InputRequired(_l("Choose the day."))])
    spokesperson = ChoiceField(_l("Who of us?"))
    topic = topic_field()
    event = ChoiceField(_l("About"), description=_l("One of our events around that day."))
    submission = ChoiceField(_l("Sent in as"), description=_l("Then it counts as printed there too."))

    def offer(
        self,
        outlets: Sequence[Outlet],
        spokespersons: Sequence[Spokesperson],
        events: Sequence[tuple[str, str]],
        submissions: Sequence[tuple[int, str]],
    ) -> None:
        self.outlet.offer(outlet_choices(outlets))
        self.kind.offer(kind_choices())
        if self.medium.data is None:
            self.medium.data = Medium.WEB.value
        self.medium.offer([(medium.value, word(medium)) for medium in Medium])
        self.spokesperson.offer(spokesperson_choices(spokespersons))
        self.event.offer([("", _("None of our events")), *events])
        sent = ((str(submission_id), title) for submission_id, title in submissions)
        self.submission.offer([("", _("Nothing that we sent in")), *sent])

    def validate_outlet(self, field: ChoiceField) -> None:
        if not field.data:
            raise ValidationError(_("Choose the outlet."))

    def validate_published_on(self, field: DayField) -> None:
        check_past_day(field)

    def facts(self) -> Facts:
        """What was filled in, once it is valid."""
        assert self.published_on.data is not None
        return Facts(
            outlet_id=int(self.outlet.data),
            kind=CoverageKind(self.kind.data),
            title=self.title.data or "",
            published_on=self.published_on.data,
            url=self.url.link or "",
            topic=self.topic.data or "",
            spokesperson_id=self.spokesperson.chosen_id,
            medium=Medium(self.medium.data),
            event_id=self.event.chosen_id,
            submission_id=self.submission.chosen_id,
        )


class AttachForm(FlaskForm):
    """A scan or PDF of a publication."""

    file = FileField(
        _l("File"),
        description=_l("PDF, JPEG or PNG, at most 5 MB."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"},
    )
