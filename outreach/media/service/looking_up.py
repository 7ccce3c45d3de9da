"""Fill in a form from an address: whose page it is, its headline and its day. Nothing is stored."""

from dataclasses import dataclass
from datetime import date

from outreach import clock, config
from outreach.db import db
from outreach.fetch import FetchFailed, fetch
from outreach.media.queries.hosts import outlet_hosts
from outreach.media.rules.answers import problem_of_status
from outreach.media.rules.clean import web_link
from outreach.media.rules.count import OLDEST
from outreach.media.rules.desk import LookupProblem
from outreach.media.rules.page_facts import decode, facts_of, outlet_of
from outreach.refusals import Refusal


@dataclass(frozen=True)
class Found:
    """What could be told of an address. With a `problem`, the page itself told nothing."""

    outlet_id: int | None = None
    title: str = ""
    published_on: date | None = None
    problem: Refusal | None = None


def look_up(address: str) -> Found:
    """Ask the page what it is. The outlet follows from the address alone, so that stays when the page is silent."""
    link = web_link(address)
    if not link:
        return Found(problem=LookupProblem.NOT_A_PAGE)
    hosts = outlet_hosts()
    outlet_id = outlet_of(link, hosts)
    db.session.commit()  # nothing is held while the network is asked
    try:
        answer = fetch(link, allow=config.current().feed_allow)
    except FetchFailed as failure:
        return Found(outlet_id, problem=failure.problem)
    problem: Refusal | None = problem_of_status(answer.status)
    content_type = answer.headers.get("content-type", "")
    if problem is None and "html" not in content_type.lower():
        problem = LookupProblem.NOT_A_PAGE
    if problem is not None:
        return Found(outlet_id, problem=problem)
    facts = facts_of(decode(answer.body, content_type))
    day = facts.published_on
    return Found(
        outlet_id or outlet_of(answer.url, hosts),
        facts.title,
        day if day is not None and OLDEST <= day <= clock.today() else None,
        None if facts.title or day else LookupProblem.NOT_A_PAGE,
    )
