"""Addresses taken apart, and what of them may be shown."""

import pytest

from outreach.fetch.targets import FetchFailed, FetchProblem, masked, target_of

NO_TARGETS = {
    "a file": "file:///etc/passwd",
    "gopher": "gopher://a.se/",
    "a script": "javascript:alert(1)",
    "no host": "http:///x",
    "a backslash": "http://a.se\\@127.0.0.1",
    "a blank": "http://a.se/ x",
    "a line break": "http://a.se/\r\nHost: b.se",
    "a zone": "http://[fe80::1%25eth0]/",
    "half an address": "http://[::1/",
    "a port that is none": "http://a.se:x/",
    "a host that is none": "http://" + "ä" * 300 + ".se/",
    "nothing": "",
}


@pytest.mark.parametrize("url", NO_TARGETS.values(), ids=NO_TARGETS)
def test_no_address_of_the_web(url: str) -> None:
    with pytest.raises(FetchFailed) as failure:
        target_of(url)

    assert failure.value.problem == FetchProblem.BAD_ADDRESS


def test_a_target_has_ascii_only() -> None:
    target = target_of("https://räksmörgås.se/å?ä=ö")

    assert (target.host, target.port, target.path) == ("xn--rksmrgs-5wao1o.se", 443, "/%C3%A5?%C3%A4=%C3%B6")


MASKED = {
    "nothing to hide": ("https://a.se/feed?format=145", "https://a.se/feed?format=145"),
    "a password": ("https://user:pass@a.se/feed", "https://***@a.se/feed"),
    "a password with an at": ("https://user:p@ss@a.se/feed", "https://***@a.se/feed"),
    "a token": ("https://a.se/feed?id=1&access_token=abc&x=2", "https://a.se/feed?id=1&access_token=***&x=2"),
    "a key": ("https://a.se/feed?apikey=abc", "https://a.se/feed?apikey=***"),
}


@pytest.mark.parametrize(("url", "shown"), MASKED.values(), ids=MASKED)
def test_masked(url: str, shown: str) -> None:
    assert masked(url) == shown
