"""The calendar's pages: the month and its map, one event, its slots, and what is mine."""

from outreach.events.views.calendar import bp as calendar_bp
from outreach.events.views.event import bp as event_bp
from outreach.events.views.me import bp as me_bp
from outreach.events.views.slots import bp as slots_bp

__all__ = ["calendar_bp", "event_bp", "me_bp", "slots_bp"]
