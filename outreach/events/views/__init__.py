"""The calendar's pages: the month and its map, one event, its slots, and what is mine."""

from outreach.events.views.answers import bp as answers_bp
from outreach.events.views.bulk import bp as bulk_bp
from outreach.events.views.calendar import bp as calendar_bp
from outreach.events.views.calendar_files import bp as calendar_files_bp
from outreach.events.views.changes import bp as changes_bp
from outreach.events.views.copies import bp as copies_bp
from outreach.events.views.day import bp as day_bp
from outreach.events.views.event import bp as event_bp
from outreach.events.views.guests import bp as guests_bp
from outreach.events.views.importing import bp as importing_bp
from outreach.events.views.me import bp as me_bp
from outreach.events.views.permits import bp as permits_bp
from outreach.events.views.public import bp as public_bp
from outreach.events.views.rapid import bp as rapid_bp
from outreach.events.views.slots import bp as slots_bp
from outreach.events.views.staffing import bp as staffing_bp
from outreach.events.views.walks import bp as walks_bp

change_bps = (changes_bp, copies_bp, bulk_bp, staffing_bp)
field_bps = (permits_bp, rapid_bp, walks_bp, day_bp)
# what opens without signing in
outside_bps = (answers_bp, calendar_files_bp, guests_bp, public_bp)

__all__ = ["calendar_bp", "change_bps", "event_bp", "field_bps", "importing_bp", "me_bp", "outside_bps", "slots_bp"]
