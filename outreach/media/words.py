"""The words for what is wrong with a feed, by the name that the database keeps."""

from outreach.fetch import FetchProblem
from outreach.media.rules.answers import FeedProblem
from outreach.refusals import Refusal

PROBLEMS: dict[str, Refusal] = {problem.code: problem for problem in (*FetchProblem, *FeedProblem)}


def problem_named(code: str) -> Refusal:
    """The problem of that name; what an older version named otherwise is our own fault."""
    return PROBLEMS.get(code, FeedProblem.OUR_FAULT)
