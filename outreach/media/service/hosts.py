"""Hosts: one request at a time each, and none while one has asked to be left alone."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, select

from outreach import clock
from outreach.db import db
from outreach.media.models import HostPause
from outreach.media.rules.schedule import LONGEST


def host_of(url: str) -> str:
    """The host that answers for an address, with its port where it is an uncommon one. No password."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        return url[:255]
    return (host if port in (None, 80, 443) else f"{host}:{port}")[:255]


def paused_hosts(now: datetime) -> set[str]:
    """The hosts that asked to be left alone until later. A pause of more than a day was set by a wrong clock."""
    lasting = select(HostPause.host).where(HostPause.until > now, HostPause.until <= now + LONGEST)
    return set(db.session.scalars(lasting))


def pause_host(host: str, until: datetime) -> None:
    """Ask this host for nothing until then. The caller commits."""
    pause_hosts([(host, until)])


def pause_hosts(pauses: Sequence[tuple[str, datetime]]) -> None:
    """The same for several; what has passed meanwhile is forgotten."""
    longest: dict[str, datetime] = {}
    for host, until in pauses:
        longest[host] = max(until, longest.get(host, until))
    db.session.execute(delete(HostPause).where((HostPause.until <= clock.now()) | HostPause.host.in_(longest)))
    rows = [{"host": host, "until": longest[host]} for host in sorted(longest)]
    db.session.connection().execute(insert(HostPause), rows)
