"""Which site, and which of its feeds are followed as which outlet's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import StringField, ValidationError
from wtforms.validators import DataRequired, Length

from outreach.i18n import word
from outreach.media.forms.fields import ChoiceField
from outreach.media.models import Outlet, OutletTier
from outreach.media.rules.discovery import DiscoveryRefusal
from outreach.media.service.discovering import Choice
from outreach.texts import clean_line

MOST_ROWS = 100
ABOUT_SIGNS = 200


class SiteForm(FlaskForm):
    """The address of a site."""

    address = StringField(
        _l("The site's address"),
        description=_l("Such as mitti.se/solna, or the feed itself if you have it."),
        filters=[lambda text: (text or "").strip()],
        validators=[
            DataRequired(_l("Write the address.")),
            Length(max=2000, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class OpmlForm(FlaskForm):
    """A list of feeds from another reader."""

    file = FileField(
        _l("OPML file"),
        description=_l("At most 1 MB. Other readers call it “export” or “backup of subscriptions”."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".opml,.xml,text/xml,text/x-opml"},
    )


@dataclass
class Offered:
    """A feed to choose. `bar` says why it can't be; `outlet` is the id of its own outlet, else that for all holds."""

    number: int
    url: str
    title: str
    about: str
    bar: str = ""
    is_taken: bool = False
    outlet: str = ""


class ChooseForm(FlaskForm):
    """The feeds that were found, and whose they are."""

    outlet = ChoiceField(_l("Outlet"))
    name = StringField(
        _l("Name of the new outlet"),
        filters=[clean_line],
        validators=[Length(max=100, message=_l("Use at most %(max)d characters."))],
        render_kw={"autocomplete": "off"},
    )
    tier = ChoiceField(_l("Kind of outlet"))

    rows: Sequence[Offered] = ()
    outlets: Mapping[str, Outlet] = {}
    rows_error = ""

    def offer(self, outlets: Sequence[Outlet], rows: Sequence[Offered]) -> None:
        self.rows, self.outlets = rows, {str(outlet.id): outlet for outlet in outlets}
        self.outlet.offer([("", _("A new outlet")), *((str(outlet.id), outlet.name) for outlet in outlets)])
        self.tier.offer([(tier.value, word(tier)) for tier in OutletTier])

    @property
    def taken(self) -> list[Offered]:
        return [row for row in self.rows if row.is_taken and not row.bar]

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        is_right = super().validate(extra_validators)
        if not self.taken:
            self.rows_error = _(DiscoveryRefusal.NONE_CHOSEN.value)
        elif any(row.outlet and row.outlet not in self.outlets for row in self.taken):
            self.rows_error = _("Choose one from the list.")
        return is_right and not self.rows_error

    def validate_name(self, field: StringField) -> None:
        is_needed = not self.outlet.data and any(not row.outlet for row in self.taken)
        if is_needed and not field.data:
            raise ValidationError(_(DiscoveryRefusal.NO_OUTLET.value))

    def choices(self) -> list[Choice]:
        """What was chosen; only after `validate`."""
        made = []
        for row in self.taken:
            outlet = self.outlets.get(row.outlet or self.outlet.data)
            name, tier = (outlet.name, outlet.tier) if outlet else (self.name.data or "", OutletTier(self.tier.data))
            made.append(Choice(row.url, name, tier))
        return made


def sent_rows(form: MultiDict[str, str]) -> list[Offered]:
    """The feeds as the page sent them back."""
    told = zip(form.getlist("url"), form.getlist("title"), form.getlist("about"), strict=False)
    taken = set(form.getlist("take"))
    return [
        Offered(
            number,
            url[:2000],
            clean_line(title)[:300],
            clean_line(about)[:ABOUT_SIGNS],
            is_taken=str(number) in taken,
            outlet=form.get(f"outlet-{number}", ""),
        )
        for number, (url, title, about) in enumerate(list(told)[:MOST_ROWS])
    ]
