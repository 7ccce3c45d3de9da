"""What is wrong with a feed's answer, in words."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from outreach.media.rules.documents import NotAFeed
from outreach.refusals import N_, Refusal

LINKS_AT_LEAST = 5


class FeedProblem(Refusal):
    """Why a feed that answered gave nothing."""

    GONE = N_("The site says that this feed is gone for good.")
    NOT_FOUND = N_("There is nothing at this address.")
    NOT_LET_IN = N_("The site does not let us in.")
    ASKED_TO_WAIT = N_("The site asks us to come back later.")
    SITE_TROUBLE = N_("The site has trouble of its own.")
    STRANGE_ANSWER = N_("The site gives an answer that we don't understand.")
    EMPTY = N_("The answer is empty.")
    A_PAGE = N_("This is a web page, not a feed.")
    JSON = N_("This is JSON, not a feed of the kind that is read here.")
    NOT_A_FEED = N_("This is not a feed.")
    FORBIDDEN_CONTENT = N_("The file holds definitions that no honest feed needs; it was not read.")
    TOO_COSTLY = N_("The file takes too much work to read.")
    OTHER_SITE = N_("The links lead to another site than before. It was not read further: somebody should look.")
    BY_HAND = N_("Somebody said that it is not to be asked.")
    OUR_FAULT = N_("Something went wrong here, not at the site.")
    NO_SUCH_FILE = N_("There is no such file, or it can't be read.")


PROBLEM_OF_DOCUMENT = {
    NotAFeed.EMPTY: FeedProblem.EMPTY,
    NotAFeed.HTML: FeedProblem.A_PAGE,
    NotAFeed.JSON: FeedProblem.JSON,
    NotAFeed.OTHER: FeedProblem.NOT_A_FEED,
    NotAFeed.FORBIDDEN: FeedProblem.FORBIDDEN_CONTENT,
}


def problem_of_status(status: int) -> FeedProblem | None:
    """What an HTTP status other than 200 and 304 means for us."""
    if status in (200, 304):
        return None
    if status in (401, 402, 403, 407, 451):
        return FeedProblem.NOT_LET_IN
    known = {404: FeedProblem.NOT_FOUND, 410: FeedProblem.GONE, 429: FeedProblem.ASKED_TO_WAIT}
    known[503] = FeedProblem.ASKED_TO_WAIT
    return known.get(status) or (FeedProblem.SITE_TROUBLE if status >= 500 else FeedProblem.STRANGE_ANSWER)


def validators(status: int, headers: Mapping[str, str], etag: str, last_modified: str) -> tuple[str, str]:
    """What to show the site next time, so that it can say "nothing new": its ETag and Last-Modified.

    A 304 may bring new ones and need not repeat them; a 200 without them has none. Where the site says that its
    answers are stale at once, or are not to be kept, they are not to be trusted.
    """
    if headers.get("expires", "").strip() == "0" or "no-store" in headers.get("cache-control", "").lower():
        return "", ""
    if status != 304:
        etag, last_modified = "", ""
    return headers.get("etag", etag)[:300], headers.get("last-modified", last_modified)[:100]


def is_other_site(before: Iterable[str], now: Iterable[str]) -> bool:
    """Whether more than four in five links lead to sites that none led to before: a feed that was sold or hijacked.

    A few links say nothing.
    """
    known = [site for site in map(_site, before) if site]
    sites = [site for site in map(_site, now) if site]
    if len(known) < LINKS_AT_LEAST or len(sites) < LINKS_AT_LEAST:
        return False
    return sum(site not in known for site in sites) > 0.8 * len(sites)


def _site(link: str) -> str:
    """The last two parts of an address's host: sub-domains come and go."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return ""
    return ".".join(host.removesuffix(".").split(".")[-2:])
