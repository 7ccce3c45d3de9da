"""What is done to events (planning) and to places in their slots (claiming)."""

# It puts itself on the list of what follows a change of areas.
from outreach.events.service import following as following
