"""A word that we look for, or one that never counts."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from outreach.i18n import word as in_words
from outreach.media.models import MatchWord, TermKind
from outreach.media.rules.match import Term, WordRefusal, why_not_word
from outreach.texts import clean_line

WORD_SIGNS, FORMS_SIGNS, MOST_FORMS = 100, 2_000, 100


class MatchWordForm(FlaskForm):
    """The word, its other forms, and how exactly it is taken."""

    kind = RadioField(_l("What it stands for"))
    word = StringField(
        _l("Word or name"),
        filters=[clean_line],
        validators=[
            DataRequired(_l("Write the word.")),
            Length(max=WORD_SIGNS, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"},
    )
    forms = TextAreaField(
        _l("Other forms"),
        description=_l("With commas between. The ending -s needs no form of its own."),
        filters=[clean_line],
        validators=[Length(max=FORMS_SIGNS, message=_l("Use at most %(max)d characters."))],
        render_kw={"rows": 2, "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"},
    )
    is_prefix = BooleanField(_l("Longer words that begin with it count too, as Solnabor with Solna"))
    is_case_exact = BooleanField(_l("Small and capital letters matter, as with Lind and lind"))
    is_active = BooleanField(_l("We look for it"))

    def offer(self) -> None:
        self.kind.choices = [(kind.value, in_words(kind)) for kind in TermKind]

    def validate_kind(self, field: RadioField) -> None:
        if field.data not in {kind.value for kind in TermKind}:
            raise ValidationError(_("Choose one from the list."))

    def validate_forms(self, field: TextAreaField) -> None:
        if len(self.other_forms) > MOST_FORMS or any(len(form) > WORD_SIGNS for form in self.other_forms):
            raise ValidationError(_("Use fewer or shorter forms."))
        self._refuse(self.other_forms, field)

    def validate_word(self, field: StringField) -> None:
        self._refuse((field.data,), field)

    def _refuse(self, spellings: tuple[str, ...], field: object) -> None:
        if spellings and self.kind.data in {kind.value for kind in TermKind}:
            refusal = why_not_word(TermKind(self.kind.data), spellings[0], spellings[1:], is_prefix=self.is_prefix.data)
            if refusal is not None:
                raise ValidationError(in_words(WordRefusal(refusal)))

    @property
    def other_forms(self) -> tuple[str, ...]:
        """Each once, in the order in which they were typed."""
        forms = (clean_line(form) for form in (self.forms.data or "").split(","))
        return tuple(dict.fromkeys(form for form in forms if form))

    def term(self) -> Term:
        return Term(
            TermKind(self.kind.data),
            self.word.data or "",
            self.other_forms,
            bool(self.is_prefix.data),
            bool(self.is_case_exact.data),
        )

    @staticmethod
    def values_of(word: MatchWord) -> dict[str, object]:
        """The form's fields as they are for a stored word."""
        return {
            "kind": word.kind.value,
            "word": word.word,
            "forms": ", ".join(word.forms),
            "is_prefix": word.is_prefix,
            "is_case_exact": word.is_case_exact,
            "is_active": word.is_active,
        }
