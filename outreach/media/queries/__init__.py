"""Reads of the media desk, for the pages, the tally and the command line; they never commit."""

from outreach.media.queries.coverage import CountedCoverage as CountedCoverage
from outreach.media.queries.coverage import counted as counted
from outreach.media.queries.coverage import counted_count as counted_count
from outreach.media.queries.coverage import counted_coverage as counted_coverage
from outreach.media.queries.coverage import coverage_years as coverage_years
from outreach.media.queries.coverage import spokespersons as spokespersons
from outreach.media.queries.entries import find_entry as find_entry
from outreach.media.queries.entries import get_entry as get_entry
from outreach.media.queries.entries import waiting_count as waiting_count
from outreach.media.queries.entries import waiting_entries as waiting_entries
from outreach.media.queries.outlets import FeedHealth as FeedHealth
from outreach.media.queries.outlets import feed_health as feed_health
from outreach.media.queries.outlets import feeds as feeds
from outreach.media.queries.outlets import feeds_as_json as feeds_as_json
from outreach.media.queries.outlets import find_outlet as find_outlet
from outreach.media.queries.outlets import outlets as outlets
from outreach.media.queries.words import terms as terms
