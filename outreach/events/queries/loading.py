"""What comes along when events are read."""

from sqlalchemy.orm import joinedload

from outreach.events.models import Event
from outreach.places.models import Area

# Lists say the area's name; its outline stays in the database.
AREA_NAME = joinedload(Event.area).load_only(Area.name)
