"""The pages of the media desk."""

from outreach.media.views import inbox

media_bps = (inbox.bp,)
