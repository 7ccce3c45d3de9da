"""Which items are one, and which stories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.identify import Known, Named, canonical_link, identities, possible_identities, story_key

SAME_LINKS = {
    "scheme": "http://mitti.se/artikel/1",
    "www": "https://www.mitti.se/artikel/1",
    "mobile": "https://m.mitti.se/artikel/1",
    "AMP host": "https://amp.mitti.se/artikel/1",
    "AMP at the end": "https://mitti.se/artikel/1/amp/",
    "AMP as a parameter": "https://mitti.se/artikel/1?amp=1",
    "slash": "https://mitti.se/artikel/1/",
    "fragment": "https://mitti.se/artikel/1#kommentarer",
    "tracking": "https://mitti.se/artikel/1?utm_source=rss&fbclid=x&at_medium=y",
    "port": "https://mitti.se:443/artikel/1",
    "capitals in the host": "https://Mitti.SE/artikel/1",
    "mobile with www": "https://www.m.mitti.se/artikel/1",
    "AMP by value": "https://mitti.se/artikel/1?view=amp",
    "AMP by ending": "https://mitti.se/artikel/1.amp.html",
    "AMP at a search engine": "https://www.google.com/amp/s/www.mitti.se/artikel/1/amp/",
    "AMP in a cache": "https://mitti-se.cdn.ampproject.org/c/s/mitti.se/artikel/1?amp=1&utm_source=x",
    "more tracking": "https://mitti.se/artikel/1?gclid=1&mc_cid=2&cmp=3&ns_campaign=4&gad_source=5&UTM_Medium=6",
}


@pytest.mark.parametrize("link", SAME_LINKS.values(), ids=SAME_LINKS)
def test_spellings_of_one_address(link: str) -> None:
    assert canonical_link(link) == "mitti.se/artikel/1"
    assert story_key(link, "a") == story_key("https://mitti.se/artikel/1", "b")


@pytest.mark.parametrize(
    "link", ["https://mitti.se/artikel/2", "https://mitti.se/artikel/1?id=2", "https://m.se/artikel/1"]
)
def test_other_addresses(link: str) -> None:
    assert canonical_link(link) != "mitti.se/artikel/1"


def test_letters_may_be_written_out_or_not() -> None:
    assert canonical_link("https://a.se/insändare/bad") == canonical_link("https://a.se/ins%C3%A4ndare/bad")


links = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTPS://", ""]),
    st.sampled_from(["www.", "m.", "amp.", "www.m.", "a-se.cdn.ampproject.org/c/s/", ""]),
    st.sampled_from(["a.se", "A.se:443", "a.se:8000", "å.se", "a.se.", "[::1]", "m.se", ""]),
    st.lists(st.sampled_from(["amp", "1", "insändare", "b%20c", "%3F", "x.amp", ".amp", "", "..", "ä"])).map("/".join),
    st.sampled_from(["", "/", "?b=1&a=2", "?utm_source=x", "?a=%3D&a=", "#amp", "?v=amp", "?a=\ud800"]),
)


@given(links | st.text(max_size=60).map("https://{}".format))
def test_an_address_in_its_one_spelling_stays_as_it_is(link: str) -> None:
    once = canonical_link(link)

    assert canonical_link(f"https://{once}") == once


def test_parameters_are_sorted() -> None:
    assert canonical_link("https://a.se/?b=2&a=1") == canonical_link("https://a.se/?a=1&b=2")


def test_without_an_address_the_title_and_day_make_the_story() -> None:
    assert story_key("", "Låt Hagalund leva!", "2026-11-22") == story_key("", "låt hagalund  leva", "2026-11-22")
    assert story_key("", "Låt Hagalund leva!", "2026-11-22") != story_key("", "Låt Hagalund leva!", "2026-11-23")


A = Named("g1", "https://a.se/1", "Ett")

AGAIN = {
    "unchanged": A,
    "title edited": Named("g1", "https://a.se/1", "Ett, rättat"),
    "address changed": Named("g1", "https://a.se/ett", "Ett"),
    "id changed": Named("g2", "https://a.se/1", "Ett"),
    "address with tracking": Named("g2", "http://www.a.se/1?utm_source=rss", "Ett"),
}
OTHER = {
    "id used again": Named("g1", "https://a.se/2", "Två"),
    "address used again": Named("g2", "https://a.se/1", "Två"),
    "title used again": Named("g2", "https://a.se/2", "Ett"),
}


def stored(*items: Named) -> list[Known]:
    found = identities(items, [])
    return [Known(i.guid, i.link, i.title, identity) for i, identity in zip(items, found, strict=True) if identity]


@pytest.mark.parametrize("item", AGAIN.values(), ids=AGAIN)
def test_the_same_article_again(item: Named) -> None:
    assert identities([item], stored(A)) == [None]


@pytest.mark.parametrize("item", OTHER.values(), ids=OTHER)
def test_another_article(item: Named) -> None:
    (identity,) = identities([item], stored(A))

    assert identity not in (None, stored(A)[0].identity)


FILES = {
    "one id for all": [Named("g", f"https://a.se/{n}", f"Nr {n}") for n in range(3)],
    "one id for all, no addresses": [Named("g", "", f"Nr {n}") for n in range(3)],
    "one address for all": [Named("", "https://a.se/", f"Nr {n}") for n in range(3)],
    "no ids": [Named("", f"https://a.se/{n}", "Notis") for n in range(3)],
    "nothing but titles": [Named("", "", f"Nr {n}") for n in range(3)],
    "one title for all": [Named(f"g{n}", f"https://a.se/{n}", "Insändare") for n in range(3)],
}


@pytest.mark.parametrize("items", FILES.values(), ids=FILES)
def test_none_is_lost_and_none_comes_twice(items: list[Named]) -> None:
    first = identities(items, [])

    assert len({identity for identity in first if identity}) == len(items)
    assert identities(items, stored(*items)) == [None] * len(items)


def test_an_item_that_stands_twice_in_a_file_is_one() -> None:
    assert identities([A, A], [])[1] is None


named = st.builds(
    Named,
    st.sampled_from(["", "g1", "g2", "g3"]),
    st.sampled_from(["", "https://a.se/1", "https://a.se/2"]),
    st.sampled_from(["Ett", "Två", "Tre"]),
)


@given(st.lists(named, max_size=8), st.lists(named, max_size=8))
def test_a_feed_that_does_not_change_does_not_grow(before: list[Named], items: list[Named]) -> None:
    known = stored(*before)
    found = identities(items, known)
    new = [Known(i.guid, i.link, i.title, identity) for i, identity in zip(items, found, strict=True) if identity]

    assert identities(items, known + new) == [None] * len(items)
    assert len({item.identity for item in known + new}) == len(known) + len(new)
    assert all(item.identity in possible_identities(item) for item in new)
