"""How the feeds are: each with its last answers, and what can be done about it."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock
from outreach.media import queries, service
from outreach.media.models import Feed
from outreach.media.words import advice_for
from outreach.people.access import needs
from outreach.people.models import Role

bp = Blueprint("feeds", __name__)


@bp.app_context_processor
def words() -> dict[str, object]:
    return {"advice_for": advice_for, "feed_is_busy": is_busy}


@bp.get("/media/feeds")
@needs(Role.MEDIA)
def feeds() -> ResponseReturnValue:
    """Every feed, and how it answered last: first those that somebody should look at, last those that rest."""
    found = [(feed, queries.notices(feed)) for feed in queries.feeds()]
    found.sort(key=lambda one: (not one[0].is_active, not (one[0].failures or one[1])))
    return render_template("media/feeds.html", feeds=found, counts=queries.feed_counts(), nothing=queries.FeedCounts())


@bp.get("/media/feeds/<int:feed_id>")
@needs(Role.MEDIA)
def feed(feed_id: int) -> ResponseReturnValue:
    """One feed: what is wrong and what to do, what it brought, its last answers."""
    found = _feed(feed_id)
    return render_template(
        "media/feed.html",
        feed=found,
        notices=queries.notices(found),
        answers=queries.newest_answers(found),
        counts=queries.feed_counts().get(found.id, queries.FeedCounts()),
    )


@bp.get("/media/feeds/<int:feed_id>/progress")
@needs(Role.MEDIA)
def progress(feed_id: int) -> ResponseReturnValue:
    """Whether it is still being asked: the page looks again every second while it is."""
    found = _feed(feed_id)
    answer = jsonify(busy=is_busy(found), polled=found.last_polled_at.isoformat() if found.last_polled_at else None)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/media/feeds/<int:feed_id>/poll")
@needs(Role.MEDIA)
def poll(feed_id: int) -> ResponseReturnValue:
    """Ask it now."""
    service.want_feed(_feed(feed_id).id)
    return _back(feed_id)


@bp.post("/media/feeds/<int:feed_id>/pause")
@needs(Role.MEDIA)
def pause(feed_id: int) -> ResponseReturnValue:
    """Leave it alone."""
    service.pause_feed(_feed(feed_id).id)
    return _back(feed_id)


@bp.post("/media/feeds/<int:feed_id>/resume")
@needs(Role.MEDIA)
def resume(feed_id: int) -> ResponseReturnValue:
    """Go on asking it."""
    service.resume_feed(_feed(feed_id).id)
    return _back(feed_id)


@bp.post("/media/feeds/<int:feed_id>/remove")
@needs(Role.MEDIA)
def remove(feed_id: int) -> ResponseReturnValue:
    """Follow it no more."""
    name = service.remove_feed(_feed(feed_id).id)
    flash(_("The feed of %(outlet)s is not followed any more.", outlet=name))
    return redirect(url_for("feeds.feeds"), 303)


def is_busy(feed: Feed) -> bool:
    """Somebody wants it, or a poller has it just now."""
    is_taken = feed.polling_until is not None and feed.polling_until > clock.now()
    return feed.is_active and not feed.is_paused and (feed.wanted_at is not None or is_taken)


def _feed(feed_id: int) -> Feed:
    return queries.find_feed(feed_id) or abort(404)


def _back(feed_id: int) -> ResponseReturnValue:
    return redirect(url_for("feeds.feed", feed_id=feed_id), 303)
