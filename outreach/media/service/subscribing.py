"""Add feeds. Nothing is fetched here: the next poll does that, and loads what the feed holds."""

from sqlalchemy import select

from outreach.db import db
from outreach.fetch import FetchFailed, target_of
from outreach.media.models import Feed, Outlet, OutletTier
from outreach.media.queries import find_outlet
from outreach.media.rules.count import FeedRefusal
from outreach.refusals import Refused
from outreach.texts import clean_line


def add_feed(url: str, outlet_name: str, tier: OutletTier) -> Feed:
    """Follow a feed of an outlet, which is made when it is new. It is due at once."""
    url, name = url.strip(), clean_line(outlet_name)
    try:
        target_of(url)
    except FetchFailed as failure:
        raise Refused(FeedRefusal.NOT_AN_ADDRESS) from failure
    if not name:
        raise Refused(FeedRefusal.NAMELESS_OUTLET)
    if db.session.scalar(select(Feed.id).where(Feed.url == url)) is not None:
        raise Refused(FeedRefusal.ALREADY_THERE)
    outlet = find_outlet(name)
    if outlet is None:
        outlet = Outlet(name=name, tier=tier)
    elif outlet.tier != tier:
        raise Refused(FeedRefusal.OTHER_TIER)
    # Somebody who adds a feed by hand has looked at it.
    feed = Feed(outlet=outlet, url=url, is_verified=True)
    db.session.add(feed)
    db.session.commit()
    return feed
