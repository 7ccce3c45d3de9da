"""Numbers as a text service wants them; connections that are safe; what is kept of a failure; sending again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.phones import dialable
from outreach.messages.rules.problems import Problem, noted, problem_of
from outreach.messages.rules.resending import ResendRefusal, why_not_resend
from outreach.messages.rules.transport import Tls, tls_of

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("070-123 45 67", "+46701234567"),
        ("0701234567", "+46701234567"),
        ("+46 70 123 45 67", "+46701234567"),
        ("0046701234567", "+46701234567"),
        ("+46 (0)70-123 45 67", "+46701234567"),
        ("08-123 45 67", "+4681234567"),
        ("+1 212 555 0100", "+12125550100"),
        ("701234567", None),
        ("070", None),
        ("070-123 45 67 89 01 23", None),
        ("ring mig", None),
        ("+46701234567\nBcc: x", None),
        ("", None),
    ],
)
def test_numbers(typed: str, number: str | None) -> None:
    assert dialable(typed) == number


@given(st.text(max_size=30))
def test_a_number_is_a_plus_and_digits_or_none(typed: str) -> None:
    number = dialable(typed)

    assert number is None or (number[0] == "+" and number[1:].isascii() and number[1:].isdigit())
    assert number is None or dialable(number) == number


@pytest.mark.parametrize(
    ("url", "tls"),
    [
        ("smtps://mail.example.org:465", Tls.FROM_THE_START),
        ("smtp://mail.example.org:587", Tls.STARTTLS),
        ("smtp://user:word@10.0.0.5", Tls.STARTTLS),
        ("smtp://127.0.0.1:25", Tls.NONE),
        ("smtp://localhost", Tls.NONE),
        ("smtp://[::1]:25", Tls.NONE),
        ("smtp://127.0.0.1:25?tls=required", Tls.STARTTLS),
        ("smtp://localhost.example.org", Tls.STARTTLS),
        ("smtp://127.0.0.1.example.org", Tls.STARTTLS),
        ("smtp://127.0.0.1@mail.example.org", Tls.STARTTLS),
    ],
)
def test_only_this_machine_is_spoken_to_in_clear(url: str, tls: Tls) -> None:
    assert tls_of(url) is tls


@given(st.from_regex(r"[a-z0-9.-]{1,20}\.[a-z]{2,5}", fullmatch=True))
def test_no_name_with_a_dot_is_this_machine(host: str) -> None:
    assert tls_of(f"smtp://{host}:587") is Tls.STARTTLS


@pytest.mark.parametrize("problem", Problem)
@pytest.mark.parametrize("answer", [None, 451])
def test_what_is_noted_is_read_back(problem: Problem, answer: int | None) -> None:
    assert problem_of(noted(problem, answer)) == (problem, "" if answer is None else "451")


def test_an_unknown_note_names_no_problem() -> None:
    assert problem_of("") == (None, "")
    assert problem_of("the mail server answered 451") == (None, "")


@dataclass(frozen=True)
class Written:
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    expires_at: datetime | None = None
    body: str = "Hej!"


@pytest.mark.parametrize(
    ("message", "refusal"),
    [
        pytest.param(Written(), ResendRefusal.STILL_WAITS, id="waits"),
        pytest.param(Written(failed_at=NOW), None, id="failed"),
        pytest.param(Written(sent_at=NOW), None, id="sent"),
        pytest.param(Written(failed_at=NOW, body=""), ResendRefusal.FORGOTTEN, id="its key is forgotten"),
        pytest.param(Written(failed_at=NOW, expires_at=NOW), ResendRefusal.OUT_OF_DATE, id="too late"),
        pytest.param(Written(failed_at=NOW, expires_at=NOW + timedelta(seconds=1)), None, id="not yet too late"),
    ],
)
def test_sending_again(message: Written, refusal: ResendRefusal | None) -> None:
    assert why_not_resend(message, NOW) is refusal
