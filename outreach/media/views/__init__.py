"""The pages of the media desk, a blueprint for each area of it."""

from outreach.media.views import (
    attachments,
    coverage,
    discovery,
    feeds,
    importing,
    inbox,
    opml,
    outlets,
    spokespersons,
    submissions,
    words,
)

media_bps = (
    inbox.bp,
    coverage.bp,
    importing.bp,
    attachments.bp,
    submissions.bp,
    feeds.bp,
    discovery.bp,
    opml.bp,
    spokespersons.bp,
    outlets.bp,
    words.bp,
)
