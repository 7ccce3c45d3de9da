"""Our own public voices, and the outlets."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from outreach.i18n import word
from outreach.media.forms.fields import TOO_LONG, ChoiceField, DayField, check_past_day, link_field
from outreach.media.models import Outlet, OutletTier
from outreach.media.service.outlets import OutletFacts
from outreach.texts import clean_line


class SpokespersonForm(FlaskForm):
    """Somebody of ours who has said yes."""

    name = StringField(
        _l("Name"),
        filters=[clean_line],
        validators=[DataRequired(_l("Write the name.")), Length(max=100, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )
    is_woman = RadioField(
        _l("Counts as a woman in our goal?"), choices=[], validators=[InputRequired(_l("Choose yes or no."))]
    )
    consented_on = DayField(_l("Said yes on"), validators=[InputRequired(_l("Choose the day."))])
    has_agreed = BooleanField(
        _l("They have read this and said yes themselves."),
        validators=[DataRequired(_l("Nobody is registered without their own yes."))],
    )

    def offer(self) -> None:
        self.is_woman.choices = [("yes", _("Yes")), ("no", _("No"))]

    def validate_consented_on(self, field: DayField) -> None:
        check_past_day(field)


class OutletForm(FlaskForm):
    """What an outlet is called, how far it reaches, and how it is read."""

    name = StringField(
        _l("Name"),
        filters=[clean_line],
        validators=[DataRequired(_l("Write the name.")), Length(max=100, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )
    tier = ChoiceField(_l("Tier"))
    homepage = link_field(_l("Homepage"), _l("By it a pasted address is known to be theirs."))
    only_here = BooleanField(_l("Writes of our municipality alone: the place need not be named."))
    reads_pages = BooleanField(_l("Read the articles' own pages: the summaries seldom name us."))
    is_verified = BooleanField(_l("Somebody has checked that this is right."))

    def offer(self) -> None:
        if self.tier.data is None:
            self.tier.data = OutletTier.LOCAL.value
        self.tier.offer([(tier.value, word(tier)) for tier in OutletTier])

    def facts(self) -> OutletFacts:
        return OutletFacts(
            name=self.name.data or "",
            tier=OutletTier(self.tier.data),
            only_here=self.only_here.data,
            reads_pages=self.reads_pages.data,
            homepage=self.homepage.link or "",
            is_verified=self.is_verified.data,
        )


class RemoveOutletForm(FlaskForm):
    """Who takes over what belongs to an outlet."""

    heir = ChoiceField(_l("Taken over by"))

    def offer(self, outlets: Sequence[Outlet], is_used: bool) -> None:
        others = [(str(outlet.id), outlet.name) for outlet in outlets]
        self.heir.offer([("", _("Choose …") if is_used else _("Nobody")), *others])
