"""What organisers type of events, slots, outcomes, moves and copies."""

from outreach.events.forms.copying import CopyForm, TemplateForm
from outreach.events.forms.event import EventForm, OutcomeForm, SlotForm
from outreach.events.forms.fields import SENSIBLE_YEARS, TIME_FORMATS, CoordinateField, after_start, whole_point
from outreach.events.forms.when import MoveForm

__all__ = [
    "SENSIBLE_YEARS",
    "TIME_FORMATS",
    "CoordinateField",
    "CopyForm",
    "EventForm",
    "MoveForm",
    "OutcomeForm",
    "SlotForm",
    "TemplateForm",
    "after_start",
    "whole_point",
]
