"""Why our own voices and the outlets can't be as somebody wants, and why an address filled in nothing."""

from outreach.refusals import N_, Refusal


class VoiceRefusal(Refusal):
    """Why a spokesperson can't be registered."""

    ALREADY_THERE = N_("There is a spokesperson of that name already.")
    NOT_YET = N_("The consent can't be given after today.")


class OutletRefusal(Refusal):
    """Why an outlet can't be named so, or removed."""

    ALREADY_THERE = N_("There is an outlet of that name already.")
    IN_USE = N_("Feeds, publications or letters belong to it. Choose which outlet takes them over.")
    ITSELF = N_("Choose another outlet than the one that is removed.")
    SAME_STORIES = N_("%(num)d publications are counted for both outlets. Remove one of each pair first.")
    SAME_LETTERS = N_("%(num)d letters were sent to both outlets. Take one of them off each first.")


class LookupProblem(Refusal):
    """Why a page filled in nothing."""

    NOT_A_PAGE = N_("There is no page of text at that address.")
