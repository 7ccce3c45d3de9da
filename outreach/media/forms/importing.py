"""A table of publications to import, and which tier outlets get that are new."""

import hashlib
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Form

from outreach.i18n import word
from outreach.media.forms.fields import ChoiceField
from outreach.media.models import OutletTier
from outreach.media.service.importing_coverage import NewOutlet


class TableForm(FlaskForm):
    file = FileField(
        _l("File"),
        description=_l("CSV or an Excel workbook (.xlsx), at most 5 MB and 2,000 rows."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx"},
    )


class YesForm(FlaskForm):
    """The yes; it needs no more than its token."""


class NewOutletForm(Form):
    """One outlet that rows name and that is not known: made with a tier, or its rows are left out."""

    tier = ChoiceField(_l("What becomes of it?"))
    name = ""
    rows = 0

    @property
    def chosen(self) -> OutletTier | None:
        return OutletTier(self.tier.data) if self.tier.data in set(OutletTier) else None


def outlet_forms(typed: object, unknown: Sequence[NewOutlet]) -> list[NewOutletForm]:
    """A form for each unknown outlet; at first as the file says, else its rows are left out."""
    forms = []
    for one in unknown:
        digest = hashlib.sha256(one.name.casefold().encode()).hexdigest()[:10]
        first = {"tier": one.tier.value if one.tier else ""}
        form = NewOutletForm(typed, prefix=f"outlet-{digest}", data=first)
        form.name, form.rows = one.name, one.rows
        made = [(tier.value, _("Add it: %(tier)s", tier=word(tier))) for tier in OutletTier]
        form.tier.offer([("", _("Leave its rows out")), *made])
        forms.append(form)
    return forms


def tiers_of(forms: Sequence[NewOutletForm]) -> dict[str, OutletTier | None]:
    """What was decided, by the outlet's name in small letters."""
    return {form.name.casefold(): form.chosen for form in forms}
