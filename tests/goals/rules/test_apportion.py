"""Sharing out by Sainte-Laguë."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.goals.rules.apportion import apportion

weights = st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=12).filter(any)
totals = st.integers(0, 120)


@pytest.mark.parametrize(
    ("total", "weight", "shares"),
    [
        # The textbook case of the method: 53, 24 and 23 per cent over seven seats.
        pytest.param(7, [53, 24, 23], [3, 2, 2], id="textbook"),
        # The Landtag of Schleswig-Holstein in 2022, 69 seats by this method: per cent for CDU, Greens,
        # SPD, FDP, SSW.
        pytest.param(69, [43.4, 18.3, 16.0, 6.4, 5.7], [34, 14, 12, 5, 4], id="Schleswig-Holstein 2022"),
        pytest.param(30, [1, 1, 1, 1, 1, 1], [5, 5, 5, 5, 5, 5], id="equal weights"),
        pytest.param(4, [1, 1, 1], [2, 1, 1], id="of equals the first named gets the odd one"),
        pytest.param(5, [2, 0, 3], [2, 0, 3], id="no weight, no share"),
        pytest.param(0, [1, 2], [0, 0], id="nothing to share"),
        pytest.param(0, [], [], id="nothing to share and nobody to share it"),
        pytest.param(3, [0.1, 0.1, 0.1], [1, 1, 1], id="weights that floats can't hold"),
    ],
)
def test_apportion(total: int, weight: list[float], shares: list[int]) -> None:
    assert apportion(total, weight) == shares


@pytest.mark.parametrize(
    ("total", "weight", "held", "added"),
    [
        pytest.param(3, [1, 1, 1], [2, 1, 0], [0, 1, 2], id="those that have least get most"),
        pytest.param(2, [1, 1], [9, 0], [0, 2], id="too many in one place are not taken away"),
        pytest.param(4, [3, 1], [0, 0], [3, 1], id="nothing held is as if not said"),
    ],
)
def test_what_is_held_counts(total: int, weight: list[float], held: list[int], added: list[int]) -> None:
    assert apportion(total, weight, held) == added


@pytest.mark.parametrize(
    ("total", "weight", "held"),
    [
        pytest.param(1, [], None, id="nobody"),
        pytest.param(1, [0, 0], None, id="no weight"),
        pytest.param(-1, [1], None, id="negative total"),
        pytest.param(1, [1, -1], None, id="negative weight"),
        pytest.param(1, [1, 1], [1], id="held of another length"),
        pytest.param(1, [1], [-1], id="negative held"),
    ],
)
def test_refuses_what_can_not_be_shared(total: int, weight: list[float], held: list[int] | None) -> None:
    with pytest.raises(ValueError):
        apportion(total, weight, held)


@given(totals, weights)
def test_shares_sum_to_the_total(total: int, weight: list[float]) -> None:
    assert sum(apportion(total, weight)) == total


@given(totals, weights)
def test_one_more_to_share_takes_from_nobody(total: int, weight: list[float]) -> None:
    before, after = apportion(total, weight), apportion(total + 1, weight)

    assert all(more >= less for more, less in zip(after, before, strict=True))


@given(totals, weights)
def test_no_share_could_be_moved_to_where_it_is_owed_more(total: int, weight: list[float]) -> None:
    """What marks a divisor method out: each share given had as strong a claim as any that was not given."""
    shares = apportion(total, weight)
    last_given = [Fraction(w) / (2 * s - 1) for w, s in zip(weight, shares, strict=True) if s]
    next_asked = [Fraction(w) / (2 * s + 1) for w, s in zip(weight, shares, strict=True)]

    assert not last_given or min(last_given) >= max(next_asked)


@given(totals, st.tuples(st.integers(1, 1000), st.integers(1, 1000)))
def test_two_are_never_a_whole_share_off_their_quota(total: int, weight: tuple[int, int]) -> None:
    for share, one in zip(apportion(total, weight), weight, strict=True):
        assert abs(share - Fraction(total * one, sum(weight))) < 1


@given(totals, totals, weights)
def test_sharing_in_two_steps_is_sharing_at_once(first: int, then: int, weight: list[float]) -> None:
    held = apportion(first, weight)
    added = apportion(then, weight, held)

    assert [a + b for a, b in zip(held, added, strict=True)] == apportion(first + then, weight)
