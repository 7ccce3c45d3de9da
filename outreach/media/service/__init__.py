"""What is done with feeds and what they carry: add and poll them, decide what counts, try the match words."""

from outreach.media.service.deciding import add_coverage, confirm_entry, dismiss_entry, undo_entry
from outreach.media.service.polling import PollResult, PollStatus, poll_due, poll_feed, polls_as_json
from outreach.media.service.subscribing import add_feed
from outreach.media.service.trying import match_document, matches_as_json

__all__ = [
    "PollResult",
    "PollStatus",
    "add_coverage",
    "add_feed",
    "confirm_entry",
    "dismiss_entry",
    "match_document",
    "matches_as_json",
    "poll_due",
    "poll_feed",
    "polls_as_json",
    "undo_entry",
]
