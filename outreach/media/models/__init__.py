"""Outlets and their feeds, entries found there, what we sent in and what was counted, the words we look for."""

from outreach.media.models.coverage import (
    Attachment,
    Coverage,
    CoverageDraft,
    Medium,
    Sending,
    Spokesperson,
    Submission,
    SubmissionKind,
    SubmissionState,
)
from outreach.media.models.entries import Entry, EntryState, StoryGroup
from outreach.media.models.outlets import Feed, FeedAnswer, HostPause, Outlet, OutletTier
from outreach.media.models.words import MatchWord
from outreach.media.rules.classify import CoverageKind
from outreach.media.rules.match import TermKind

__all__ = [
    "Attachment",
    "Coverage",
    "CoverageDraft",
    "CoverageKind",
    "Entry",
    "EntryState",
    "Feed",
    "FeedAnswer",
    "HostPause",
    "MatchWord",
    "Medium",
    "Outlet",
    "OutletTier",
    "Sending",
    "Spokesperson",
    "StoryGroup",
    "Submission",
    "SubmissionKind",
    "SubmissionState",
    "TermKind",
]
