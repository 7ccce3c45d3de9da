"""Which link signs in, how long a session lasts, what an invitation may grant."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.people.models import Role
from outreach.people.rules import (
    STAFF_SESSION,
    VOLUNTEER_SESSION,
    InviteRefusal,
    LinkRefusal,
    may_get_link,
    session_lifetime,
    why_not_invite,
    why_not_sign_in,
)

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)
role_sets = st.frozensets(st.sampled_from(Role))


@dataclass(frozen=True)
class ALink:
    expires_at: datetime = NOW + timedelta(minutes=1)
    used_at: datetime | None = None


@pytest.mark.parametrize(
    ("link", "refusal"),
    [
        pytest.param(ALink(), None, id="fresh"),
        pytest.param(None, LinkRefusal.UNKNOWN_LINK, id="unknown"),
        pytest.param(ALink(used_at=NOW), LinkRefusal.USED_LINK, id="used"),
        pytest.param(ALink(expires_at=NOW), LinkRefusal.EXPIRED_LINK, id="expires this moment"),
        pytest.param(ALink(NOW - timedelta(days=1), NOW), LinkRefusal.USED_LINK, id="used, before too old"),
    ],
)
def test_why_not_sign_in(link: ALink | None, refusal: LinkRefusal | None) -> None:
    assert why_not_sign_in(link, NOW) is refusal


@given(st.timedeltas(timedelta(days=-9), timedelta(days=9)), st.booleans())
def test_a_link_signs_in_once_and_in_time(left: timedelta, is_used: bool) -> None:
    link = ALink(NOW + left, NOW if is_used else None)

    assert (why_not_sign_in(link, NOW) is None) == (not is_used and left > timedelta(0))


@given(role_sets, st.sampled_from(Role))
def test_only_administrators_give_more_than_volunteering(inviter: frozenset[Role], role: Role) -> None:
    refusal = why_not_invite(inviter, role)

    assert (refusal is None) == (Role.ADMIN in inviter or role is Role.VOLUNTEER)
    assert refusal in (None, InviteRefusal.ROLE_NOT_YOURS_TO_GIVE)


@given(role_sets)
def test_whoever_sees_others_data_signs_in_every_day(roles: frozenset[Role]) -> None:
    is_staff = bool(roles - {Role.VOLUNTEER})

    assert session_lifetime(roles) == (STAFF_SESSION if is_staff else VOLUNTEER_SESSION)


@pytest.mark.parametrize(("made", "may"), [(0, True), (2, True), (3, False), (99, False)])
def test_three_links_an_hour(made: int, may: bool) -> None:
    assert may_get_link(made) is may
