"""What people are told about their slots: how it is worded, and written into the outbox."""

from outreach.events.service.letters.wording import event_url as event_url
from outreach.events.service.letters.wording import slot_facts as slot_facts
