"""Is it about us? (Our party or our people) and (our place, or a paper that writes of it alone)."""

from outreach.media.rules.match.marking import excerpt as excerpt
from outreach.media.rules.match.marking import marked as marked
from outreach.media.rules.match.matching import Matcher as Matcher
from outreach.media.rules.match.matching import matcher as matcher
from outreach.media.rules.match.terms import Match as Match
from outreach.media.rules.match.terms import Term as Term
from outreach.media.rules.match.terms import TermKind as TermKind
from outreach.media.rules.match.terms import WordRefusal as WordRefusal
from outreach.media.rules.match.terms import why_not_word as why_not_word
