"""What a goal can be set for, and which happenings count toward it."""

from enum import StrEnum

from outreach.refusals import N_


class Measure(StrEnum):
    """A thing that is counted over a year. The first four are shown everywhere, in this order."""

    LEAFLET_DROPS = "leaflet_drops"
    SQUARE_MEETINGS = "square_meetings"
    LOCAL_MEDIA = "local_media"
    REGIONAL_TRADE_MEDIA = "regional_trade_media"
    SOCIAL_ACTIVITIES = "social_activities"
    STUDY_CIRCLES = "study_circles"
    MEMBER_MEETINGS = "member_meetings"
    VISITS = "visits"
    NEWSLETTERS = "newsletters"
    CAMPAIGN_MEETINGS = "campaign_meetings"
    ELECTED_GATHERINGS = "elected_gatherings"
    WOMEN_SPOKESPERSONS_PERCENT = "women_spokespersons_percent"
    WOMEN_LECTURERS_PERCENT = "women_lecturers_percent"
    WOMEN_ELECTED_PERCENT = "women_elected_percent"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def is_main(self) -> bool:
        return self in MAIN

    @property
    def is_share(self) -> bool:
        """A share in per cent, which has no pace: it is right or wrong at any time of the year."""
        return self.value.endswith("_percent")

    @property
    def is_by_hand(self) -> bool:
        """Nothing in here knows the number: people count it themselves."""
        return self not in EVENT_KIND and self not in TIERS and self != Measure.WOMEN_SPOKESPERSONS_PERCENT


MAIN = (
    Measure.LEAFLET_DROPS,
    Measure.SQUARE_MEETINGS,
    Measure.LOCAL_MEDIA,
    Measure.REGIONAL_TRADE_MEDIA,
)

EVENT_KIND = {
    Measure.LEAFLET_DROPS: "leaflet_drop",
    Measure.SQUARE_MEETINGS: "square_meeting",
    Measure.SOCIAL_ACTIVITIES: "social",
    Measure.STUDY_CIRCLES: "study_circle",
    Measure.MEMBER_MEETINGS: "member_meeting",
    Measure.VISITS: "visit",
}

TIERS = {
    Measure.LOCAL_MEDIA: frozenset({"local"}),
    Measure.REGIONAL_TRADE_MEDIA: frozenset({"regional", "trade"}),
}

SEEN_IN_AREAS = frozenset({Measure.LEAFLET_DROPS, Measure.SQUARE_MEETINGS})
"""What shows us in a part of town; their goals together are shared over the priority areas."""

LABELS = {
    Measure.LEAFLET_DROPS: N_("Leaflet drops"),
    Measure.SQUARE_MEETINGS: N_("Square meetings"),
    Measure.LOCAL_MEDIA: N_("Local media"),
    Measure.REGIONAL_TRADE_MEDIA: N_("Regional and trade press"),
    Measure.SOCIAL_ACTIVITIES: N_("Social activities"),
    Measure.STUDY_CIRCLES: N_("Study circles"),
    Measure.MEMBER_MEETINGS: N_("Member meetings"),
    Measure.VISITS: N_("Visits to workplaces and services"),
    Measure.NEWSLETTERS: N_("Newsletters to members"),
    Measure.CAMPAIGN_MEETINGS: N_("Member meeting at the start of a campaign"),
    Measure.ELECTED_GATHERINGS: N_("Gatherings for elected representatives"),
    Measure.WOMEN_SPOKESPERSONS_PERCENT: N_("Women in our outward communication"),
    Measure.WOMEN_LECTURERS_PERCENT: N_("Women among invited lecturers"),
    Measure.WOMEN_ELECTED_PERCENT: N_("Women among our elected representatives"),
}


def measure_of_event(kind: str) -> Measure | None:
    """The measure that an event of this kind counts toward."""
    return next((measure for measure, counted in EVENT_KIND.items() if counted == kind), None)


def measure_of_coverage(tier: str) -> Measure:
    """The measure that a letter or an article in an outlet of this tier counts toward."""
    return next(measure for measure, tiers in TIERS.items() if tier in tiers)
