"""What is done with feeds and what they carry: add and poll them, decide what counts, try the match words."""

from outreach.media.service.counting import add_coverage
from outreach.media.service.deciding import confirm_entry, dismiss_entry, undo_entry
from outreach.media.service.grouping import group_entries, rejoin_entry, split_entry
from outreach.media.service.polling import PollResult, PollStatus, poll_due, poll_feed, poll_wanted, polls_as_json
from outreach.media.service.subscribing import add_feed
from outreach.media.service.tending import pause_feed, remove_feed, resume_feed, want_feed
from outreach.media.service.trying import match_document, matches_as_json

__all__ = [
    "PollResult",
    "PollStatus",
    "add_coverage",
    "add_feed",
    "confirm_entry",
    "dismiss_entry",
    "group_entries",
    "match_document",
    "matches_as_json",
    "pause_feed",
    "poll_due",
    "poll_feed",
    "poll_wanted",
    "polls_as_json",
    "rejoin_entry",
    "remove_feed",
    "resume_feed",
    "split_entry",
    "undo_entry",
    "want_feed",
]
