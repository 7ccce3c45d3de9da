"""A decision on an entry, and a publication that no feed carried."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from outreach import clock
from outreach.media.forms.fields import ChoiceField, DayField, kind_choices, spokesperson_choices
from outreach.media.models import Outlet, Spokesperson
from outreach.media.rules.clean import web_link
from outreach.media.rules.count import OLDEST, CountRefusal
from outreach.texts import clean_line


class ConfirmForm(FlaskForm):
    """Which kind an entry counts as, and which of our people it is by or about."""

    kind = ChoiceField(_l("Kind"))
    spokesperson = ChoiceField(_l("Who of us?"))

    def offer(self, spokespersons: Sequence[Spokesperson]) -> None:
        self.kind.offer(kind_choices())
        self.spokesperson.offer(spokesperson_choices(spokespersons))

    @property
    def spokesperson_id(self) -> int | None:
        return int(self.spokesperson.data) if self.spokesperson.data else None


class CoverageForm(FlaskForm):
    """A publication that was found by eye or ear."""

    outlet = ChoiceField(_l("Outlet"))
    kind = ChoiceField(_l("Kind"))
    title = StringField(
        _l("Headline"),
        filters=[clean_line],
        validators=[
            DataRequired(_l("Write the headline.")),
            Length(max=300, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    url = StringField(
        _l("Link"),
        description=_l("If it can be read on the web."),
        filters=[lambda text: (text or "").strip()],
        validators=[Length(max=2000, message=_l("Use at most %(max)d characters."))],
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )
    published_on = DayField(_l("Published"), validators=[InputRequired(_l("Choose the day."))])
    spokesperson = ChoiceField(_l("Who of us?"))
    topic = StringField(
        _l("Topic"),
        description=_l("A word or two, such as housing or schools."),
        filters=[clean_line],
        validators=[Length(max=100, message=_l("Use at most %(max)d characters."))],
    )

    def offer(self, outlets: Sequence[Outlet], spokespersons: Sequence[Spokesperson]) -> None:
        self.outlet.offer([("", _("Choose …")), *((str(outlet.id), outlet.name) for outlet in outlets)])
        self.kind.offer(kind_choices())
        self.spokesperson.offer(spokesperson_choices(spokespersons))

    def validate_outlet(self, field: ChoiceField) -> None:
        if not field.data:
            raise ValidationError(_("Choose the outlet."))

    def validate_url(self, field: StringField) -> None:
        if field.data and self.link is None:
            raise ValidationError(_("This doesn't look like a link. It should look like https://example.se/article."))

    def validate_published_on(self, field: DayField) -> None:
        day: date | None = field.data
        if day is not None and day > clock.today():
            raise ValidationError(_(CountRefusal.IN_THE_FUTURE.value))
        if day is not None and day < OLDEST:
            raise ValidationError(_(CountRefusal.TOO_OLD.value))

    @property
    def link(self) -> str | None:
        """The address that was typed, with https:// where people leave it out."""
        typed = self.url.data or ""
        return web_link(typed if "://" in typed or not typed else f"https://{typed}")

    @property
    def spokesperson_id(self) -> int | None:
        return int(self.spokesperson.data) if self.spokesperson.data else None
