"""The words for what the database keeps by a short name: what is wrong with a feed, what a guess rests on."""

from flask_babel import gettext

from outreach.fetch import FetchProblem
from outreach.media.rules.answers import FeedProblem
from outreach.media.rules.classify import SignPlace
from outreach.refusals import N_, Refusal

PROBLEMS: dict[str, Refusal] = {problem.code: problem for problem in (*FetchProblem, *FeedProblem)}

SEE_WHETHER_IT_LASTS = N_("There is nothing to do now. If it lasts for days, see whether the paper's site opens.")
FIND_ITS_NEW_ADDRESS = N_("Look for the paper's feed by the address of its site, follow that one, and remove this one.")
ASK_THE_PAPER = N_("Ask the paper whether its feed may be read by a programme; until then add its pieces by hand.")
# What somebody can do about a problem, where there is anything.
ADVICE: dict[Refusal, str] = {
    FetchProblem.NO_CONNECTION: SEE_WHETHER_IT_LASTS,
    FetchProblem.TOO_SLOW: SEE_WHETHER_IT_LASTS,
    FetchProblem.BAD_CERTIFICATE: SEE_WHETHER_IT_LASTS,
    FetchProblem.GARBLED: SEE_WHETHER_IT_LASTS,
    FeedProblem.SITE_TROUBLE: SEE_WHETHER_IT_LASTS,
    FeedProblem.ASKED_TO_WAIT: N_("There is nothing to do: it is left alone for as long as it wants."),
    FeedProblem.EMPTY: SEE_WHETHER_IT_LASTS,
    FetchProblem.NO_SUCH_HOST: FIND_ITS_NEW_ADDRESS,
    FetchProblem.BAD_ADDRESS: FIND_ITS_NEW_ADDRESS,
    FetchProblem.TOO_MANY_REDIRECTS: FIND_ITS_NEW_ADDRESS,
    FeedProblem.GONE: FIND_ITS_NEW_ADDRESS,
    FeedProblem.NOT_FOUND: FIND_ITS_NEW_ADDRESS,
    FeedProblem.A_PAGE: FIND_ITS_NEW_ADDRESS,
    FeedProblem.JSON: FIND_ITS_NEW_ADDRESS,
    FeedProblem.NOT_A_FEED: FIND_ITS_NEW_ADDRESS,
    FeedProblem.NOT_LET_IN: ASK_THE_PAPER,
    FeedProblem.OTHER_SITE: N_("Look at the feed. If it is still the paper's, go on asking it; if not, remove it."),
    FeedProblem.OUR_FAULT: N_("Tell whoever runs Outreach; its log says more."),
}


def advice_for(code: str) -> str:
    """What to do about the problem of that name, or nothing."""
    return ADVICE.get(problem_named(code), "")


def problem_named(code: str) -> Refusal:
    """The problem of that name; what an older version named otherwise is our own fault."""
    return PROBLEMS.get(code, FeedProblem.OUR_FAULT)


def kind_reason(sign: str) -> str:
    """Why an entry is taken for a letter or an article, from its stored sign; nothing when nothing said so."""
    place, _, said = sign.partition(":")
    return gettext(SignPlace(place).label, word=said) if place in set(SignPlace) else ""
