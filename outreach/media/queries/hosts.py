"""One outlet: what belongs to it, and by which hosts it is known."""

from sqlalchemy import func, select

from outreach.db import db
from outreach.media.models import Coverage, Feed, Outlet
from outreach.media.rules.page_facts import host_of


def get_outlet(outlet_id: int) -> Outlet:
    """Raises NoResultFound."""
    return db.session.get_one(Outlet, outlet_id)


def outlet_hosts() -> dict[str, int]:
    """The outlet of each host, by homepages and feeds; a host that several share tells nothing."""
    known: dict[str, set[int]] = {}
    pages = db.session.execute(select(Outlet.id, Outlet.homepage).where(Outlet.homepage != "")).all()
    for outlet_id, address in [*pages, *db.session.execute(select(Feed.outlet_id, Feed.url)).all()]:
        known.setdefault(host_of(address), set()).add(outlet_id)
    return {host: outlet_ids.pop() for host, outlet_ids in known.items() if host and len(outlet_ids) == 1}


def outlet_uses() -> dict[int, tuple[int, int]]:
    """How many feeds and publications each outlet has, where it has any."""
    feeds = {
        row[0]: row[1] for row in db.session.execute(select(Feed.outlet_id, func.count()).group_by(Feed.outlet_id))
    }
    rows = db.session.execute(select(Coverage.outlet_id, func.count()).group_by(Coverage.outlet_id))
    counted = {row[0]: row[1] for row in rows}
    return {outlet_id: (feeds.get(outlet_id, 0), counted.get(outlet_id, 0)) for outlet_id in {*feeds, *counted}}
