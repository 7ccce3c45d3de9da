"""Feeds are added, once each."""

import pytest

from outreach.media.models import OutletTier
from outreach.media.queries import feeds, outlets
from outreach.media.rules.count import FeedRefusal
from outreach.media.service import add_feed
from outreach.refusals import Refused

pytestmark = pytest.mark.usefixtures("app")


def test_a_feed_and_its_outlet_are_made() -> None:
    add_feed("https://a.example/rss", "Solnabladet", OutletTier.LOCAL)
    add_feed("https://a.example/letters", " solnabladet ", OutletTier.LOCAL)

    assert [(outlet.name, outlet.tier) for outlet in outlets()] == [("Solnabladet", OutletTier.LOCAL)]
    assert [feed.url for feed in feeds()] == ["https://a.example/rss", "https://a.example/letters"]


REFUSED = {
    "a file": ("file:///etc/passwd", "Nytt", OutletTier.LOCAL, FeedRefusal.NOT_AN_ADDRESS),
    "nothing": ("", "Nytt", OutletTier.LOCAL, FeedRefusal.NOT_AN_ADDRESS),
    "twice": ("https://a.example/rss", "Nytt", OutletTier.LOCAL, FeedRefusal.ALREADY_THERE),
    "no name": ("https://b.example/rss", " ", OutletTier.LOCAL, FeedRefusal.NAMELESS_OUTLET),
    "another tier": ("https://b.example/rss", "Solnabladet", OutletTier.TRADE, FeedRefusal.OTHER_TIER),
}


@pytest.mark.parametrize(("url", "name", "tier", "refusal"), REFUSED.values(), ids=REFUSED)
def test_refused(url: str, name: str, tier: OutletTier, refusal: FeedRefusal) -> None:
    add_feed("https://a.example/rss", "Solnabladet", OutletTier.LOCAL)

    with pytest.raises(Refused) as refused:
        add_feed(url, name, tier)

    assert refused.value.reason == refusal
    assert len(feeds()) == 1
