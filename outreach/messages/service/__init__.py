"""Write messages into the outbox, take them back, deliver what is due, look after the rest."""

from outreach.messages.service.delivering import deliver_due as deliver_due
from outreach.messages.service.keeping import forget_address as forget_address
from outreach.messages.service.keeping import forget_bodies as forget_bodies
from outreach.messages.service.keeping import resend_message as resend_message
from outreach.messages.service.writing import recall_kinds as recall_kinds
from outreach.messages.service.writing import recall_messages as recall_messages
from outreach.messages.service.writing import write_letter as write_letter
from outreach.messages.service.writing import write_message as write_message
from outreach.messages.service.writing import write_text as write_text
