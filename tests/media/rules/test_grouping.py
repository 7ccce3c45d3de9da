"""Which entries tell one story."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from outreach.media.rules.grouping import NEAR, Story, groups_of, outlet_names, same_story, story_title

NOON = datetime(2027, 3, 6, 12, tzinfo=UTC)
OUTLETS = outlet_names(["Mitt i", "DN Stockholm"], ["https://www.norrort.se/1"])
TITLE = "Budgeten klar: skatten höjs med tjugo öre"

SAME = {
    "one title": (TITLE, TITLE),
    "signs and capitals": (TITLE, "BUDGETEN KLAR – skatten höjs med tjugo öre!"),
    "a kicker": (TITLE, f"Just nu: {TITLE}"),
    "a letter with its section": ("Rusta Hagalunds torg", "Insändare: Rusta Hagalunds torg"),
    "the outlet at the end": (TITLE, f"{TITLE} - Mitt i"),
    "two outlets at the end": (f"{TITLE} - Mitt i", f"{TITLE} | DN Stockholm"),
    "a host at the end": (TITLE, f"{TITLE} - norrort.se"),
    "an outlet that is not ours": (TITLE, f"{TITLE} - Sydsvenska Posten"),
    "one word mended": (TITLE, "Budgeten klar: skatten höjs med tjugoen öre"),
}
OTHER = {
    "two reports": ("Brand i källare i Huvudsta", "Brand i källare i Hagalund"),
    "a reply": ("Debatt: Sälj inte Signalisten", "Replik: Sälj inte Signalisten"),
    "titles too short": ("Insändare", "Insändare"),
    "two parts": ("Så styrs staden av de nya partierna, del 1", "Så styrs staden av de nya partierna, del 2"),
    "two ends that are no outlets": ("Så gick derbyt i går kväll - AIK", "Så gick derbyt i går kväll - Hammarby"),
    "what is left is no title": ("Rån i Solna - Ny uppgift i kväll", "Rån i Solna"),
    "nothing in common": (TITLE, "Solna Vikings vann igen"),
}


def story(title: str, key: str = "", after: timedelta = timedelta()) -> Story[str]:
    return Story(title, key or title, title, NOON + after)


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_one_story(one: str, other: str) -> None:
    assert same_story(story(one, "1"), story(other, "2"), ratio, OUTLETS)
    assert same_story(story(other, "2"), story(one, "1"), ratio, OUTLETS)


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER)
def test_two_stories(one: str, other: str) -> None:
    assert not same_story(story(one, "1"), story(other, "2"), ratio, OUTLETS)
    assert not same_story(story(other, "2"), story(one, "1"), ratio, OUTLETS)


def test_one_title_long_after_is_another_story() -> None:
    assert same_story(story(TITLE, "1"), story(TITLE, "2", NEAR), ratio)
    assert not same_story(story(TITLE, "1"), story(TITLE, "2", NEAR + timedelta(minutes=1)), ratio)


def test_one_address_is_one_story_whatever_it_is_called() -> None:
    assert same_story(story("Rån", "1"), story("Två gripna för rån", "1", NEAR * 3), ratio)


def test_a_tt_text_in_four_outlets_is_one_group() -> None:
    copies = [Story(n, str(n), TITLE if n else f"{TITLE} - Mitt i", NOON + timedelta(hours=n)) for n in range(4)]
    alone = Story(9, "9", "Solna Vikings vann igen", NOON)

    assert groups_of([*copies, alone], ratio, OUTLETS) == [frozenset(range(4))]


def test_the_outlet_is_not_taken_for_the_title() -> None:
    assert story_title("Mitt i", OUTLETS) == "mitt i"
    assert story_title("Insändare:", OUTLETS) == "insändare"


entries = st.lists(
    st.tuples(
        st.sampled_from([*(one for pair in SAME.values() for one in pair), *(pair[0] for pair in OTHER.values())]),
        st.sampled_from("abcdef"),
        st.integers(0, 240),
    ),
    max_size=10,
).map(lambda rows: [Story(n, key, title, NOON + timedelta(hours=h)) for n, (title, key, h) in enumerate(rows)])


@given(entries, st.randoms())
def test_the_order_means_nothing(stories: list[Story[int]], chance: object) -> None:
    shuffled = list(stories)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert set(groups_of(shuffled, ratio, OUTLETS)) == set(groups_of(stories, ratio, OUTLETS))


@given(entries)
def test_groups_part_the_entries_and_hold_what_is_the_same(stories: list[Story[int]]) -> None:
    groups = groups_of(stories, ratio, OUTLETS)
    group_of = {key: group for group in groups for key in group}

    assert sum(map(len, groups)) == len(group_of)
    for one in stories:
        for other in stories:
            if one.key != other.key and same_story(one, other, ratio, OUTLETS):
                assert group_of[one.key] is group_of[other.key]
