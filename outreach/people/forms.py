"""What people type to sign in and to invite."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import DataRequired, Email, Length

from outreach.i18n import word
from outreach.people.models import Role
from outreach.texts import clean_line


class SignInForm(FlaskForm):
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


class InviteForm(FlaskForm):
    name = StringField(
        _l("Name"),
        filters=[clean_line],
        validators=[
            DataRequired(_l("Write the person's name.")),
            Length(max=100, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        _l("E-mail address"),
        filters=[clean_line],
        validators=[
            DataRequired(_l("Write the person's e-mail address.")),
            Email(_l("This doesn't look like an e-mail address. It should look like name@example.org.")),
            Length(max=254),
        ],
        render_kw={"autocomplete": "off"},
    )
    role = SelectField(_l("Role"), default=Role.VOLUNTEER.value)

    def offer(self, roles: list[Role]) -> None:
        """Choose among these roles."""
        self.role.choices = [(role.value, word(role)) for role in roles]
