"""Lists of feeds out of other readers, and our own for them."""

from outreach.fetch import masked
from outreach.media.queries import feeds
from outreach.media.rules.opml import Listed, OpmlRefusal, read_opml, write_opml
from outreach.people.queries import association
from outreach.refusals import Refused


def listed_feeds(data: bytes) -> list[Listed]:
    """The feeds of a file. Raises Refused when it is none, or holds what no list needs."""
    found = read_opml(data)
    if isinstance(found, OpmlRefusal):
        raise Refused(found)
    return found


def feeds_as_opml() -> str:
    """Our feeds, by outlet. What opens a door in an address is masked: the file goes from hand to hand."""
    listed = (Listed(masked(feed.url), feed.title or feed.outlet.name, feed.outlet.name) for feed in feeds())
    return write_opml(association().name, listed)
