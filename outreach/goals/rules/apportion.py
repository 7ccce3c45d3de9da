"""Sharing a number of visits over areas, the way seats are shared out over parties."""

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heapreplace


def apportion(total: int, weights: Sequence[float], held: Sequence[int] | None = None) -> list[int]:
    """How many of `total` each weight gets, by the Sainte-Laguë method; the shares sum to `total`.

    Each one in turn goes where weight / (2·has + 1) is greatest, `has` being what the place has got so far;
    of equals the one named first. `held` are those that each has already: they count as got, and `total` are
    the ones to add. Weights must not be negative, and one must be positive unless there is nothing to share
    (ValueError).

    Source: A. Sainte-Laguë, "La représentation proportionnelle et la méthode des moindres carrés", Annales
    scientifiques de l'É.N.S. 27 (1910), 529–542; properties in Balinski & Young, *Fair Representation*
    (2001).
    """
    has = list(held) if held is not None else [0] * len(weights)
    if len(has) != len(weights):
        raise ValueError("held and weights must be equally many")
    if total < 0 or any(weight < 0 for weight in weights) or any(count < 0 for count in has):
        raise ValueError("numbers to share, weights and held must not be negative")
    # Fractions: two equal quotients must be a tie on every machine, and floats would make them almost equal.
    exact = [Fraction(weight) for weight in weights]
    queue = [(-exact[i] / (2 * has[i] + 1), i) for i in range(len(exact)) if exact[i] > 0]
    if total and not queue:
        raise ValueError("nothing to share over: no weight is positive")
    heapify(queue)
    shares = [0] * len(exact)
    for _ in range(total):
        i = queue[0][1]
        shares[i] += 1
        heapreplace(queue, (-exact[i] / (2 * (has[i] + shares[i]) + 1), i))
    return shares
