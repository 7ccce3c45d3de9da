"""Outreach: plan where an association is seen, let volunteers take slots, and log what the papers print.

The map of this code. Folders are features, file names are layers:

    people    who: persons, roles, sign-in by link, invitations, who may open which page
    messages  the outbox: mails written in the change's own transaction, delivered by the worker
    places    where: areas (polygons), venues, landmarks
    events    when: the calendar, with slots and claims; one aggregate, changed in one transaction
    media     what was printed: outlets, feeds, entries, coverage
    goals     what is aimed at: yearly goals, pace, forecast
    board     the tally on one page

In a feature: ``rules`` are pure (what is allowed, and why not), ``models`` are tables, ``queries`` read,
``service`` changes and commits, ``views`` and ``forms`` speak HTTP. The ground below all features is one
file a door: ``db clock config fetch maps assets tiles csvfile i18n texts refusals homescreen unsent``.
``app core errors cli jobs serving starter demo`` wire it up.

Down the files, down the floors; only views look across; nothing looks up. ``lint-imports`` holds it.
Read on: ``events/rules/claims.py`` with its tests, then ``claim_slot`` down to its template.
"""
