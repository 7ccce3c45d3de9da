"""What a person wants to hear."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import Length, ValidationError

from outreach.i18n import LANGUAGES
from outreach.messages.rules.phones import dialable
from outreach.texts import clean_line


class WishesForm(FlaskForm):
    """Three switches, a phone, a language."""

    wants_asks = BooleanField(_l("Ask me when people are missing for something I could do"))
    wants_monthly = BooleanField(_l("Once a month: what is coming"))
    wants_texts = BooleanField(_l("Texts to my phone when it is urgent"))
    phone = StringField(
        _l("Phone"),
        [Length(max=30, message=_l("Use at most %(max)d characters."))],
        filters=[clean_line],
        description=_l(
            "Those who are responsible for your slots see it, and those who come to what you are responsible for."
        ),
    )
    language = RadioField(_l("Language"))
    # A switch that is off sends nothing: without this, a form that came in pieces would turn all of them off.
    whole = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = list(LANGUAGES.items())

    def validate_whole(self, field: HiddenField) -> None:
        if field.data != "1":
            raise ValidationError(_l("Not all of the form came along. Nothing is changed: look it over and save."))

    def validate_phone(self, field: StringField) -> None:
        if field.data and dialable(field.data) is None:
            raise ValidationError(_l("This is not a phone number. Write it like 070-123 45 67."))
        if self.wants_texts.data and not field.data:
            raise ValidationError(_l("Texts need a number to go to."))
