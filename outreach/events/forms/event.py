"""What organisers type of an event, of its slots, and of what came of it."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from outreach.events.forms.fields import count_field, hands_field, place_field
from outreach.events.forms.when import MoveForm, TimesForm
from outreach.events.models import Event, EventKind, SlotRole
from outreach.events.rules.walks import leaflets_put
from outreach.events.service.planning import Outcome, Plan, SlotPlan
from outreach.i18n import word
from outreach.texts import clean_line, clean_text


class EventForm(MoveForm):
    kind = SelectField(_l("What"), default=EventKind.LEAFLET_DROP.value)
    title = StringField(
        _l("Title"),
        filters=[clean_line],
        description=_l("May be left empty: then it is called by its kind and area."),
        validators=[Length(max=120, message=_l("Use at most %(max)d characters."))],
    )
    venue = place_field()
    area = SelectField(
        _l("Area"),
        description=_l("Follows from the point on the map. Choose it here only if there is no point."),
        default="",
    )
    hands = IntegerField(
        _l("How many are needed?"),
        default=2,
        validators=[Optional(), NumberRange(0, 200, _l("Write a whole number, from %(min)d to %(max)d."))],
        render_kw={"inputmode": "numeric", "min": 0, "max": 200},
    )
    description = TextAreaField(
        _l("Good to know"),
        filters=[clean_text],
        description=_l("What to bring, where to meet, whom to call."),
        validators=[Length(max=4000, message=_l("Use at most %(max)d characters."))],
    )

    guests = BooleanField(_l("People without an account may take a slot"))

    def offer(self, areas: list[tuple[int, str]]) -> None:
        """Choose among the kinds, and these areas (id, name)."""
        self.kind.choices = [(kind.value, word(kind)) for kind in EventKind]
        self.area.choices = [("", "–")] + [(str(area_id), name) for area_id, name in areas]

    def plan(self) -> Plan:
        """What was typed, for the service."""
        assert self.day.data
        return Plan(
            kind=EventKind(self.kind.data),
            day=self.day.data,
            start=self.time_in("start"),
            end=self.time_in("end"),
            title=self.title.data or "",
            place=self.venue.data or "",
            point=self.point,
            area_id=int(self.area.data) if self.area.data else None,
            description=self.description.data or "",
            allows_guests=bool(self.guests.data),
        )


class SlotForm(TimesForm):
    role = SelectField(_l("Task"), default=SlotRole.LEAFLETS.value)
    needed = hands_field(_l("At least"), 2, _l("Write how many are needed."), least=0)
    capacity = hands_field(_l("At most"), 4, _l("Write how many there is room for."))
    wants_experienced = BooleanField(_l("Gladly somebody who has done it before"))

    day: date | None = None

    def offer(self, day: date) -> None:
        """Choose among the tasks; the times are of this day."""
        self.day = day
        self.role.choices = [(role.value, word(role)) for role in SlotRole]

    def its_day(self) -> date | None:
        return self.day

    def validate_capacity(self, field: IntegerField) -> None:
        if field.data is not None and self.needed.data is not None and field.data < self.needed.data:
            raise ValidationError(_l("There must be room for at least as many as are needed."))

    def plan(self) -> SlotPlan:
        """What was typed, for the service."""
        assert self.capacity.data and self.needed.data is not None
        return SlotPlan(
            role=SlotRole(self.role.data),
            start=self.time_in("start"),
            end=self.time_in("end"),
            needed=self.needed.data,
            capacity=self.capacity.data,
            wants_experienced=bool(self.wants_experienced.data),
        )


class OutcomeForm(FlaskForm):
    leaflets_letterbox = count_field(_l("Leaflets in letterboxes"))
    leaflets_by_hand = count_field(_l("Leaflets by hand"))
    conversations = count_field(_l("Conversations"))
    note = TextAreaField(
        _l("Note"),
        filters=[clean_text],
        description=_l("How did it go? Write nothing about single persons."),
        validators=[Length(max=2000, message=_l("Use at most %(max)d characters."))],
    )

    def outcome(self) -> Outcome:
        """What was typed, for the service."""
        return Outcome(
            self.leaflets_letterbox.data,
            self.leaflets_by_hand.data,
            self.conversations.data,
            self.note.data or "",
        )

    @classmethod
    def of(cls, event: Event) -> "OutcomeForm":
        """The form with what is noted already, or what the walks add up to."""
        form = cls(formdata=None, obj=event, data={"note": event.outcome_note})
        if form.leaflets_letterbox.data is None:
            form.leaflets_letterbox.data = leaflets_put(event.walks)
        return form
