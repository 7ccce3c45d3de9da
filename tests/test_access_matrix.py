"""Who may open what: each route of people and events, for strangers, volunteers, organisers and administrators."""

from dataclasses import dataclass
from datetime import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.events.models import EventStatus
from outreach.events.service.claiming import claim_slot
from outreach.events.service.copying import save_template
from outreach.people.models import Role
from outreach.places.service import save_area
from tests.conftest import MakePerson, SignIn
from tests.counting import fingerprint
from tests.events.conftest import SATURDAY, MakeEvent, a_slot
from tests.events.conftest import make_event as make_event
from tests.events.conftest import now as now
from tests.events.conftest import organiser as organiser
from tests.places.shapes import box

FEATURES = (
    "people.", "calendar.", "event.", "changes.", "copies.", "bulk.", "slots.", "importing.", "me.", "healthz",
    "answers.", "calendar_files.", "guests.", "public.", "staffing.", "asset_file", "day.", "manifest", "service_worker", "offline",
    "messages.",
)  # fmt: skip
DESK = (
    "media.",
    "coverage.",
    "coverage_import.",
    "attachments.",
    "submissions.",
    "spokespersons.",
    "outlets.",
    "words.",
    "feeds.",
    "discovery.",
    "opml.",
)
AREAS = ("places.", "spread.", "areas.", "reshaping.", "area_import.", "tiles.")


@dataclass(frozen=True)
class Row:
    """A route, and the status that each kind of person gets. {draft} and so on are ids of what stands in `there`."""

    rule: str
    method: str
    path: str
    stranger: int
    volunteer: int
    organiser: int
    admin: int


# fmt: off
MATRIX = [
    # rule, method, path: stranger, volunteer, organiser, admin
    Row("/",                              "GET",  "/",                                             303, 303, 303, 303),
    Row("/healthz",                       "GET",  "/healthz",                                      200, 200, 200, 200),
    Row("/static/<digest>/<path:name>",   "GET",  "/static/0/app.css",                             200, 200, 200, 200),
    Row("/sign-in",                       "GET",  "/sign-in",                                      200, 200, 200, 200),
    Row("/sign-in",                       "POST", "/sign-in",                                      422, 422, 422, 422),
    Row("/sign-in/<token>",               "GET",  "/sign-in/made-up",                              200, 200, 200, 200),
    Row("/sign-in/<token>",               "POST", "/sign-in/made-up",                              409, 409, 409, 409),
    Row("/sign-out",                      "POST", "/sign-out",                                     303, 303, 303, 303),
    Row("/language",                      "POST", "/language",                                     303, 303, 303, 303),
    Row("/settings/people",               "GET",  "/settings/people",                              303, 403, 200, 200),
    Row("/settings/people",               "POST", "/settings/people",                              303, 403, 422, 422),
    Row("/calendar",                      "GET",  "/calendar?month=2027-03",                       303, 200, 200, 200),
    Row("/calendar/map.js",               "GET",  "/calendar/map.js?month=2027-03",                303, 200, 200, 200),
    Row("/calendar/map.js",               "GET",  "/calendar/map.js",                              303, 404, 404, 404),
    Row("/events.geojson",                "GET",  "/events.geojson?from=2027-03-01&to=2027-03-31", 303, 200, 200, 200),
    Row("/events.geojson",                "GET",  "/events.geojson",                               303, 400, 400, 400),
    Row("/me",                            "GET",  "/me",                                           303, 200, 200, 200),
    Row("/events/new",                    "GET",  "/events/new",                                   303, 403, 200, 403),
    Row("/events/new",                    "POST", "/events/new",                                   303, 403, 422, 403),
    Row("/events/import",              "GET",  "/events/import",                                303, 403, 200, 403),
    Row("/events/import",              "POST", "/events/import",                                303, 403, 422, 403),
    Row("/events/import/sample.csv",   "GET",  "/events/import/sample.csv",                     303, 403, 200, 403),
    Row("/events/import/<int:draft_id>", "GET", "/events/import/4711",                          303, 403, 404, 403),
    Row("/events/import/<int:draft_id>", "POST", "/events/import/4711",                         303, 403, 404, 403),
    Row("/events/import/<int:draft_id>/mend.csv", "GET", "/events/import/4711/mend.csv",        303, 403, 404, 403),
    Row("/events/picker.js",              "GET",  "/events/picker.js",                             303, 403, 200, 403),
    Row("/events/<int:event_id>",         "GET",  "/events/{open}",                                303, 200, 200, 200),
    Row("/events/<int:event_id>",         "GET",  "/events/{draft}",                               303, 404, 200, 404),
    Row("/events/<int:event_id>",         "GET",  "/events/{cancelled}",                           303, 200, 200, 200),
    Row("/events/<int:event_id>",         "GET",  "/events/4711",                                  303, 404, 404, 404),
    Row("/events/<int:event_id>/map.js",  "GET",  "/events/{open}/map.js",                         303, 200, 200, 200),
    Row("/events/<int:event_id>/map.js",  "GET",  "/events/{draft}/map.js",                        303, 404, 200, 404),
    Row("/events/<int:event_id>/map.js",  "GET",  "/events/{cancelled}/map.js",                    303, 404, 404, 404),
    Row("/events/<int:event_id>/edit",    "GET",  "/events/{open}/edit",                           303, 403, 200, 403),
    Row("/events/<int:event_id>/edit",    "GET",  "/events/{cancelled}/edit",                      303, 403, 409, 403),
    Row("/events/<int:event_id>/edit",    "POST", "/events/{open}/edit",                           303, 403, 422, 403),
    Row("/events/<int:event_id>/publish", "POST", "/events/{draft}/publish",                       303, 403, 303, 403),
    Row("/events/<int:event_id>/publish", "POST", "/events/{open}/publish",                        303, 403, 409, 403),
    Row("/events/<int:event_id>/move",    "POST", "/events/{open}/move",                           303, 403, 422, 403),
    Row("/events/<int:event_id>/cancel",  "POST", "/events/{open}/cancel",                         303, 403, 303, 403),
    Row("/events/<int:event_id>/hold",    "POST", "/events/{open}/hold",                           303, 403, 409, 403),
    Row("/events/<int:event_id>/hold",    "POST", "/events/{begun}/hold",                          303, 403, 303, 403),
    Row("/events/<int:event_id>/slots",   "POST", "/events/{open}/slots",                          303, 403, 422, 403),
    Row("/slots/<int:slot_id>/claim",     "POST", "/slots/{open_slot}/claim",                      303, 303, 303, 303),
    Row("/slots/<int:slot_id>/claim",     "POST", "/slots/{draft_slot}/claim",                     303, 409, 409, 409),
    Row("/slots/<int:slot_id>/claim",     "POST", "/slots/4711/claim",                             303, 404, 404, 404),
    Row("/slots/<int:slot_id>/edit",      "GET",  "/slots/{open_slot}/edit",                       303, 403, 200, 403),
    Row("/slots/<int:slot_id>/edit",      "POST", "/slots/{open_slot}/edit",                       303, 403, 422, 403),
    Row("/slots/<int:slot_id>/delete",    "POST", "/slots/{free_slot}/delete",                     303, 403, 303, 403),
    Row("/slots/<int:slot_id>/delete",    "POST", "/slots/{open_slot}/delete",                     303, 403, 409, 403),
    Row("/unsent",                        "GET",  "/unsent",                                       303, 303, 303, 303),
    Row("/manifest.webmanifest",          "GET",  "/manifest.webmanifest",                         200, 200, 200, 200),
    Row("/sw.js",                         "GET",  "/sw.js",                                        200, 200, 200, 200),
    Row("/offline",                       "GET",  "/offline",                                      200, 200, 200, 200),
    Row("/events/<int:event_id>/day",     "GET",  "/events/{open}/day",                            303, 404, 200, 404),
    Row("/events/<int:event_id>/day",     "GET",  "/events/4711/day",                              303, 404, 404, 404),
    Row("/claims/<int:claim_id>/attendance", "POST", "/claims/{others_claim}/attendance",          303, 404, 409, 404),
    Row("/claims/<int:claim_id>/attendance", "POST", "/claims/4711/attendance",                    303, 404, 404, 404),
    Row("/claims/<int:claim_id>/release", "POST", "/claims/{others_claim}/release",                303, 404, 303, 404),
    Row("/claims/<int:claim_id>/release", "POST", "/claims/4711/release",                          303, 404, 404, 404),
    Row("/slots/<int:slot_id>/wait",      "POST", "/slots/{open_slot}/wait",                       303, 303, 303, 303),
    Row("/slots/<int:slot_id>/wait",      "POST", "/slots/{draft_slot}/wait",                      303, 409, 409, 409),
    Row("/slots/<int:slot_id>/wait",      "POST", "/slots/4711/wait",                              303, 404, 404, 404),
    Row("/slots/<int:slot_id>/ask",       "POST", "/slots/{free_slot}/ask",                        303, 403, 303, 403),
    Row("/slots/<int:slot_id>/ask",       "POST", "/slots/4711/ask",                               303, 403, 404, 403),
    Row("/claims/<int:claim_id>/promote", "POST", "/claims/{others_claim}/promote",                303, 403, 303, 403),
    Row("/claims/<int:claim_id>/promote", "POST", "/claims/4711/promote",                          303, 403, 404, 403),
    Row("/answers/<token>",               "GET",  "/answers/made-up",                              404, 404, 404, 404),
    Row("/answers/<token>",               "POST", "/answers/made-up",                              404, 404, 404, 404),
    Row("/calendar/dock",                "GET",  "/calendar/dock?month=2027-03",                  303, 200, 200, 200),
    Row("/events/<int:event_id>/move",   "GET",  "/events/{open}/move",                           303, 403, 200, 403),
    Row("/changes/<token>/undo",         "POST", "/changes/made-up/undo",                         303, 403, 404, 403),
    Row("/events/<int:event_id>/move",   "GET",  "/events/{cancelled}/move",                      303, 403, 409, 403),
    Row("/events/<int:event_id>/copy",   "GET",  "/events/{cancelled}/copy",                      303, 403, 200, 403),
    Row("/events/<int:event_id>/copy",   "POST", "/events/{open}/copy",                           303, 403, 422, 403),
    Row("/events/<int:event_id>/template", "POST", "/events/{open}/template",                     303, 403, 422, 403),
    Row("/settings/templates",           "GET",  "/settings/templates",                           303, 403, 200, 403),
    Row("/settings/templates/<int:template_id>/rename", "POST", "/settings/templates/{template}/rename",
        303, 403, 422, 403),
    Row("/settings/templates/<int:template_id>/delete", "POST", "/settings/templates/{template}/delete",
        303, 403, 303, 403),
    Row("/settings/templates/<int:template_id>/delete", "POST", "/settings/templates/4711/delete", 303, 403, 404, 403),
    Row("/events/bulk",                  "POST", "/events/bulk",                                  303, 403, 303, 403),
    # what opens without signing in
    Row("/me/calendar/<token>.ics",      "GET",  "/me/calendar/made-up.ics",                      404, 404, 404, 404),
    Row("/me/calendar/new",              "POST", "/me/calendar/new",                              303, 303, 303, 303),
    Row("/me/calendar/remove",           "POST", "/me/calendar/remove",                           303, 303, 303, 303),
    Row("/public",                       "GET",  "/public",                                       200, 200, 200, 200),
    Row("/public/embed",                 "GET",  "/public/embed",                                 200, 200, 200, 200),
    Row("/public.ics",                   "GET",  "/public.ics",                                   200, 200, 200, 200),
    Row("/public.geojson",               "GET",  "/public.geojson",                               200, 200, 200, 200),
    Row("/public/events/<int:event_id>", "GET",  "/public/events/{for_guests}",                   200, 200, 200, 200),
    Row("/public/events/<int:event_id>", "GET",  "/public/events/{open}",                         404, 404, 404, 404),
    Row("/public/events/<int:event_id>", "POST", "/public/events/{for_guests}",                   422, 422, 422, 422),
    Row("/public/events/<int:event_id>", "POST", "/public/events/{open}",                         404, 404, 404, 404),
    Row("/public/events/<int:event_id>/asked", "GET", "/public/events/{for_guests}/asked",        200, 200, 200, 200),
    Row("/public/events/<int:event_id>/asked", "GET", "/public/events/{open}/asked",              404, 404, 404, 404),
    Row("/guest/confirm/<token>",        "GET",  "/guest/confirm/made-up",                        409, 409, 409, 409),
    Row("/guest/confirm/<token>",        "POST", "/guest/confirm/made-up",                        409, 409, 409, 409),
    Row("/guest/<token>",                "GET",  "/guest/made-up",                                404, 404, 404, 404),
    Row("/guest/<token>/release/<int:claim_id>", "POST", "/guest/made-up/release/{others_claim}", 404, 404, 404, 404),
    Row("/guest/<token>/forget",         "POST", "/guest/made-up/forget",                         404, 404, 404, 404),
    Row("/guest/gone",                   "GET",  "/guest/gone",                                   200, 200, 200, 200),
    # the outbox, what one wants to hear, the way out
    Row("/settings/messages",            "GET",  "/settings/messages",                            303, 403, 200, 200),
    Row("/settings/messages/<int:message_id>/resend", "POST", "/settings/messages/4711/resend",   303, 403, 404, 404),
    Row("/me/messages",                  "GET",  "/me/messages",                                  303, 200, 200, 200),
    Row("/me/messages",                  "POST", "/me/messages",                                  303, 422, 422, 422),
    Row("/unsubscribe/<token>",          "GET",  "/unsubscribe/made-up",                          404, 404, 404, 404),
    Row("/unsubscribe/<token>",          "POST", "/unsubscribe/made-up",                          404, 404, 404, 404),
    # the media desk; what editors and the board may is tested below
    Row("/media", "GET", "/media", 303, 403, 403, 403),
    Row("/media/decided", "GET", "/media/decided", 303, 403, 403, 403),
    Row("/media/submissions", "GET", "/media/submissions", 303, 403, 403, 403),
    Row("/media/submissions/new", "GET", "/media/submissions/new", 303, 403, 403, 403),
    Row("/media/coverage/new", "GET", "/media/coverage/new", 303, 403, 403, 403),
    Row("/media/coverage/import", "GET", "/media/coverage/import", 303, 403, 403, 403),
    Row("/media/coverage/import/sample.csv", "GET", "/media/coverage/import/sample.csv", 303, 403, 403, 403),
    Row("/media/coverage", "GET", "/media/coverage", 303, 403, 200, 403),
    Row("/media/entries/<int:entry_id>/confirm", "POST", "/media/entries/4711/confirm", 303, 403, 403, 403),
    Row("/media/entries/<int:entry_id>/dismiss", "POST", "/media/entries/4711/dismiss", 303, 403, 403, 403),
    Row("/media/entries/<int:entry_id>/undo", "POST", "/media/entries/4711/undo", 303, 403, 403, 403),
    Row("/media/entries/<int:entry_id>/split", "POST", "/media/entries/4711/split", 303, 403, 403, 403),
    Row("/media/entries/<int:entry_id>/rejoin", "POST", "/media/entries/4711/rejoin", 303, 403, 403, 403),
    Row("/media/confirm", "POST", "/media/confirm", 303, 403, 403, 403),
    Row("/media/dismiss", "POST", "/media/dismiss", 303, 403, 403, 403),
    Row("/media/undo", "POST", "/media/undo", 303, 403, 403, 403),
    Row("/media/suggestion", "POST", "/media/suggestion", 303, 403, 403, 403),
    Row("/media/submissions/new", "POST", "/media/submissions/new", 303, 403, 403, 403),
    Row("/media/coverage/new", "POST", "/media/coverage/new", 303, 403, 403, 403),
    Row("/media/coverage/import", "POST", "/media/coverage/import", 303, 403, 403, 403),
    Row("/media/coverage/<int:coverage_id>/edit", "GET", "/media/coverage/4711/edit", 303, 403, 403, 403),
    Row("/media/submissions/<int:submission_id>/edit", "GET", "/media/submissions/4711/edit", 303, 403, 403, 403),
    Row("/media/coverage/import/<int:draft_id>", "GET", "/media/coverage/import/4711", 303, 403, 403, 403),
    Row("/media/coverage/<int:coverage_id>/edit", "POST", "/media/coverage/4711/edit", 303, 403, 403, 403),
    Row("/media/submissions/<int:submission_id>/edit", "POST", "/media/submissions/4711/edit", 303, 403, 403, 403),
    Row("/media/coverage/import/<int:draft_id>", "POST", "/media/coverage/import/4711", 303, 403, 403, 403),
    Row("/media/coverage/import/<int:draft_id>/mend.csv", "GET", "/media/coverage/import/4711/mend.csv", 303, 403, 403, 403),
    Row("/media/coverage/<int:coverage_id>/remove", "POST", "/media/coverage/4711/remove", 303, 403, 403, 403),
    Row("/media/coverage/<int:coverage_id>/attachments", "POST", "/media/coverage/4711/attachments", 303, 403, 403, 403),
    Row("/media/attachments/<int:attachment_id>", "GET", "/media/attachments/4711", 303, 403, 404, 403),
    Row("/media/attachments/<int:attachment_id>/remove", "POST", "/media/attachments/4711/remove", 303, 403, 403, 403),
    Row("/media/sendings/<int:sending_id>/mark", "POST", "/media/sendings/4711/mark", 303, 403, 403, 403),
    Row("/media/submissions/<int:submission_id>/remove", "POST", "/media/submissions/4711/remove", 303, 403, 403, 403),
    Row("/media/feeds", "GET", "/media/feeds", 303, 403, 403, 403),
    Row("/media/feeds.opml", "GET", "/media/feeds.opml", 303, 403, 403, 403),
    Row("/media/feeds/find", "GET", "/media/feeds/find", 303, 403, 403, 403),
    Row("/media/feeds/import", "GET", "/media/feeds/import", 303, 403, 403, 403),
    Row("/media/feeds/<int:feed_id>", "GET", "/media/feeds/4711", 303, 403, 403, 403),
    Row("/media/feeds/<int:feed_id>/progress", "GET", "/media/feeds/4711/progress", 303, 403, 403, 403),
    Row("/media/feeds/find", "POST", "/media/feeds/find", 303, 403, 403, 403),
    Row("/media/feeds/choose", "POST", "/media/feeds/choose", 303, 403, 403, 403),
    Row("/media/feeds/import", "POST", "/media/feeds/import", 303, 403, 403, 403),
    Row("/media/feeds/<int:feed_id>/poll", "POST", "/media/feeds/4711/poll", 303, 403, 403, 403),
    Row("/media/feeds/<int:feed_id>/pause", "POST", "/media/feeds/4711/pause", 303, 403, 403, 403),
    Row("/media/feeds/<int:feed_id>/resume", "POST", "/media/feeds/4711/resume", 303, 403, 403, 403),
    Row("/media/feeds/<int:feed_id>/remove", "POST", "/media/feeds/4711/remove", 303, 403, 403, 403),
    Row("/settings/spokespersons", "GET", "/settings/spokespersons", 303, 403, 403, 200),
    Row("/settings/spokespersons", "POST", "/settings/spokespersons", 303, 403, 403, 422),
    Row("/settings/spokespersons/<int:voice_id>/edit", "GET", "/settings/spokespersons/4711/edit", 303, 403, 403, 404),
    Row("/settings/spokespersons/<int:voice_id>/edit", "POST", "/settings/spokespersons/4711/edit", 303, 403, 403, 404),
    Row("/settings/spokespersons/<int:voice_id>/withdraw", "POST", "/settings/spokespersons/4711/withdraw", 303, 403, 403, 404),
    Row("/settings/spokespersons/<int:voice_id>/renew", "POST", "/settings/spokespersons/4711/renew", 303, 403, 403, 404),
    Row("/settings/outlets", "GET", "/settings/outlets", 303, 403, 403, 200),
    Row("/settings/outlets/new", "GET", "/settings/outlets/new", 303, 403, 403, 200),
    Row("/settings/outlets/new", "POST", "/settings/outlets/new", 303, 403, 403, 422),
    Row("/settings/outlets/<int:outlet_id>/edit", "GET", "/settings/outlets/4711/edit", 303, 403, 403, 404),
    Row("/settings/outlets/<int:outlet_id>/edit", "POST", "/settings/outlets/4711/edit", 303, 403, 403, 404),
    Row("/settings/outlets/<int:outlet_id>/remove", "POST", "/settings/outlets/4711/remove", 303, 403, 403, 404),
    Row("/settings/match-words", "GET", "/settings/match-words", 303, 403, 403, 200),
    Row("/settings/match-words/new", "GET", "/settings/match-words/new", 303, 403, 403, 200),
    Row("/settings/match-words/new", "POST", "/settings/match-words/new", 303, 403, 403, 422),
    Row("/settings/match-words/preview", "POST", "/settings/match-words/preview", 303, 403, 403, 422),
    Row("/settings/match-words/<int:word_id>/edit", "GET", "/settings/match-words/4711/edit", 303, 403, 403, 404),
    Row("/settings/match-words/<int:word_id>/edit", "POST", "/settings/match-words/4711/edit", 303, 403, 403, 404),
    Row("/settings/match-words/<int:word_id>/delete", "POST", "/settings/match-words/4711/delete", 303, 403, 403, 404),
    # areas and their maps
    Row("/areas.geojson",              "GET",  "/areas.geojson",                                         303, 200, 200, 200),
    Row("/sketch.geojson",             "GET",  "/sketch.geojson",                                        303, 200, 200, 200),
    Row("/districts.geojson",          "GET",  "/districts.geojson",                                     303, 200, 200, 200),
    Row("/tiles.json",                 "GET",  "/tiles.json",                                            303, 404, 404, 404),
    Row("/tiles/<int:zoom>/<int:x>/<int:y>", "GET", "/tiles/1/0/0",                                      303, 404, 404, 404),
    Row("/areas",                      "GET",  "/areas",                                                 303, 403, 200, 200),
    Row("/areas.csv",                  "GET",  "/areas.csv",                                             303, 403, 200, 200),
    Row("/areas/map.js",               "GET",  "/areas/map.js",                                          303, 403, 200, 200),
    Row("/areas/editor.js",            "GET",  "/areas/editor.js",                                       303, 403, 200, 200),
    Row("/areas/export.geojson",       "GET",  "/areas/export.geojson",                                  303, 403, 200, 200),
    Row("/areas/new",                  "GET",  "/areas/new",                                             303, 403, 200, 200),
    Row("/areas/new",                  "POST", "/areas/new",                                             303, 403, 422, 422),
    Row("/areas/check",                "POST", "/areas/check",                                           303, 403, 200, 200),
    Row("/areas/<int:area_id>/edit",   "GET",  "/areas/{area}/edit",                                     303, 403, 200, 200),
    Row("/areas/<int:area_id>/edit",   "POST", "/areas/{area}/edit",                                     303, 403, 422, 422),
    Row("/areas/<int:area_id>/retire", "POST", "/areas/{area}/retire",                                   303, 403, 303, 303),
    Row("/areas/<int:area_id>/restore", "POST", "/areas/{area}/restore",                                 303, 403, 409, 409),
    Row("/areas/<int:area_id>/split",  "GET",  "/areas/{area}/split",                                    303, 403, 200, 200),
    Row("/areas/<int:area_id>/split",  "POST", "/areas/{area}/split",                                    303, 403, 422, 422),
    Row("/areas/merge",                "GET",  "/areas/merge",                                           303, 403, 200, 200),
    Row("/areas/merge",                "POST", "/areas/merge",                                           303, 403, 422, 422),
    Row("/areas/compose",              "GET",  "/areas/compose",                                         303, 403, 200, 200),
    Row("/areas/compose",              "POST", "/areas/compose",                                         303, 403, 422, 422),
    Row("/areas/import",               "GET",  "/areas/import",                                          303, 403, 200, 200),
    Row("/areas/import",               "POST", "/areas/import",                                          303, 403, 422, 422),
    Row("/areas/import/<int:draft_id>", "GET", "/areas/import/4711",                                     303, 403, 404, 404),
    Row("/areas/import/<int:draft_id>/confirm", "POST", "/areas/import/4711/confirm",                    303, 403, 404, 404),
]
# fmt: on


@pytest.fixture
def there(make_event: MakeEvent, person: MakePerson) -> dict[str, int]:
    """What stands in the calendar, by the names that the matrix uses."""
    opened = make_event(point=(59.3622, 18.0088), slots=[a_slot(capacity=4)])
    draft = make_event(EventStatus.DRAFT, point=(59.3622, 18.0088))
    begun = make_event(day=SATURDAY, start=time(9), end=time(15))
    others = claim_slot(opened.slots[0].id, person())
    return {
        "open": opened.id,
        "draft": draft.id,
        "cancelled": make_event(EventStatus.CANCELLED).id,
        "begun": begun.id,
        "for_guests": make_event(allows_guests=True).id,
        "open_slot": opened.slots[0].id,
        "draft_slot": draft.slots[0].id,
        "free_slot": begun.slots[0].id,
        "others_claim": others.id,
        "area": save_area(name="Haga", geometry=box(18.0, 59.3, 18.1, 59.4)).id,
        "template": save_template(opened, "Torgmöte").id,
    }


@pytest.fixture
def as_whom(request: pytest.FixtureRequest, client: FlaskClient, person: MakePerson, sign_in: SignIn) -> str:
    """Signs nobody, a volunteer, an organiser or an administrator in."""
    who = str(request.param)
    if who != "stranger":
        sign_in(client, person(Role(who)))
    return who


WHO = ["stranger", "volunteer", "organiser", "admin"]


@pytest.mark.parametrize("as_whom", WHO, indirect=True)
def test_who_may_look_at_what(client: FlaskClient, there: dict[str, int], as_whom: str) -> None:
    rows = [row for row in MATRIX if row.method == "GET"]

    answers = {row.path: client.get(row.path.format(**there)) for row in rows}

    assert {path: answer.status_code for path, answer in answers.items()} == {
        row.path: getattr(row, as_whom) for row in rows
    }
    if as_whom == "stranger":
        sent = [answer.location for answer in answers.values() if answer.status_code == 303]
        assert all(location.startswith("/sign-in?next=") for location in sent)


@pytest.mark.parametrize("as_whom", WHO, indirect=True)
@pytest.mark.parametrize("row", [row for row in MATRIX if row.method == "POST"], ids=lambda row: row.path)
def test_who_may_do_what(client: FlaskClient, there: dict[str, int], row: Row, as_whom: str) -> None:
    before = fingerprint()

    response = client.post(row.path.format(**there))

    assert response.status_code == getattr(row, as_whom)
    if response.status_code >= 400 or as_whom == "stranger":
        assert fingerprint() == before


@pytest.mark.parametrize("as_whom", WHO, indirect=True)
def test_without_a_token_nothing_is_changed(client: FlaskClient, there: dict[str, int], as_whom: str) -> None:
    before = fingerprint()
    paths = [row.path.format(**there) for row in MATRIX if row.method == "POST"]

    none = {path: client.post(path, csrf=False).status_code for path in paths}
    forged = {path: client.post(path, data={"csrf_token": "made-up"}).status_code for path in paths}

    # mail programs post there by themselves: the signed address is what lets them in, and this one is made up
    by_address = {"/unsubscribe/made-up": 404}
    assert none == forged == dict.fromkeys(paths, 403) | by_address
    assert fingerprint() == before


# What the board sees of the media desk: the result, and the scans beside it.
FOR_THE_BOARD = ("/media/coverage", "/media/attachments/<int:attachment_id>")


@pytest.mark.parametrize("role", [Role.MEDIA, Role.BOARD])
def test_the_desk_is_the_editors_and_the_board_sees_what_counts(
    app: Flask, client: FlaskClient, person: MakePerson, sign_in: SignIn, role: Role
) -> None:
    sign_in(client, person(role))
    endpoints = {rule.rule: rule.endpoint for rule in app.url_map.iter_rules()}
    rows = [row for row in MATRIX if endpoints[row.rule].startswith(DESK)]

    barred = {(row.rule, row.method): client.open(row.path, method=row.method).status_code == 403 for row in rows}

    assert barred == {
        (row.rule, row.method): role == Role.BOARD and (row.rule not in FOR_THE_BOARD or row.method != "GET")
        for row in rows
    }


def test_the_matrix_has_every_route(app: Flask) -> None:
    known = {(row.rule, row.method) for row in MATRIX}
    ours = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(FEATURES + DESK + AREAS)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert known == ours


def arguments_for(rule: Any, there: dict[str, int]) -> dict[str, Any]:
    return {name: there["open"] if name == "event_id" else 1 for name in rule.arguments}


@pytest.mark.parametrize("as_whom", ["stranger", "volunteer", "organiser"], indirect=True)
def test_looking_changes_nothing(
    app: Flask, client: FlaskClient, there: dict[str, int], person: MakePerson, as_whom: str
) -> None:
    """Every route that answers GET, whichever feature's: no row is changed."""
    with app.test_request_context():
        adapter = app.url_map.bind("127.0.0.1")
        paths = [
            adapter.build(rule.endpoint, arguments_for(rule, there), method="GET", force_external=False)
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or set())
        ]
    paths += [row.path.format(**there) for row in MATRIX if row.method == "GET"]
    before = fingerprint()

    for path in paths:
        for answer in (client.get(path), client.head(path)):
            assert answer.status_code < 500, path

    assert len(paths) > 20
    assert fingerprint() == before
