"""Where the year will land: a Gamma–Poisson forecast, as a range and as the chance of reaching the goal."""

from dataclasses import dataclass
from datetime import date
from math import exp, lgamma, log, sqrt

from outreach.goals.rules.pace import days_gone, days_in

PRIOR_WEEKS = 8.0
"""The prior weighs as much as this many weeks of our own figures: from March on, those weigh more."""

MASS = 0.80
"""Share of the outcomes that the range covers, with equal parts left out below and above."""


@dataclass(frozen=True)
class Forecast:
    """The year's total: `low` to `high` covers 80 %; `chance` is that of reaching the goal, 0 to 1."""

    low: int
    expected: float
    high: int
    chance: float


def forecast(goal: int, done: int, year: int, on: date, prior_amount: float | None = None) -> Forecast:
    """Forecast of the year's total, given what is done by the end of the day `on`.

    Things happen at a rate λ per week that we don't know. Before the year λ ~ Gamma(shape a = m·w, rate b =
    w): its mean m is a year's even pace to `prior_amount` (last year's total; the goal itself where there is
    none), and it weighs as much as w = PRIOR_WEEKS weeks of observation. When `done` have happened in s
    weeks, λ ~ Gamma(a + done, b + s), and the number that comes in the remaining t weeks is negative binomial
    with r = a + done and p = (b + s) / (b + s + t). So the expected total is done + r·t / (b + s).

    What is planned is not added: a plan is no outcome, and planned events are shown beside the forecast
    instead.

    Source: Gelman, Carlin, Stern, Dunson, Vehtari, Rubin, *Bayesian Data Analysis*, 3rd ed. (2013), section
    2.6 (Poisson model, conjugate Gamma prior, negative binomial prediction).
    """
    seen = days_gone(year, on) / 7
    left = days_in(year) / 7 - seen
    per_week = (goal if prior_amount is None else prior_amount) * 7 / days_in(year)
    shape = per_week * PRIOR_WEEKS + done
    if shape <= 0 or days_gone(year, on) == days_in(year):
        return Forecast(done, float(done), done, 1.0 if done >= goal else 0.0)
    rate = PRIOR_WEEKS + seen
    more = _NegativeBinomial(shape, rate / (rate + left))
    chance = 1.0 if done >= goal else more.chance_of_at_least(goal - done)
    tail = (1 - MASS) / 2
    return Forecast(done + more.quantile(tail), done + more.mean, done + more.quantile(1 - tail), chance)


@dataclass(frozen=True)
class _NegativeBinomial:
    """What the weeks to come bring: P(n) = Γ(n + r) / (n! Γ(r)) · p^r · (1 - p)^n, for r > 0, 0 < p < 1."""

    r: float
    p: float

    @property
    def mean(self) -> float:
        return self.r * (1 - self.p) / self.p

    def _mass(self, n: int) -> float:
        # Through logarithms: the factors alone overflow from some 170 on, their logarithms never do.
        return exp(lgamma(n + self.r) - lgamma(n + 1) - lgamma(self.r) + self.r * log(self.p) + n * log(1 - self.p))

    @property
    def _first(self) -> int:
        """Where summing begins: what lies twelve deviations below the mean is less than a float can tell."""
        return max(0, int(self.mean - 12 * sqrt(self.mean / self.p)))

    def quantile(self, share: float) -> int:
        """The smallest n with P(at most n) >= share."""
        n = self._first
        so_far = self._mass(n)
        # The cap ends the loop even where rounding keeps the sum a hair below its share.
        last = int(self.mean + 40 * sqrt(self.mean / self.p)) + 40
        while so_far < share and n < last:
            n += 1
            so_far += self._mass(n)
        return n

    def chance_of_at_least(self, n: int) -> float:
        below = sum(self._mass(i) for i in range(self._first, n))
        return min(max(1.0 - below, 0.0), 1.0)
