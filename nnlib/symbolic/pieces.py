"""A formula in one letter with max, abs and the like, as cases from left to right."""

from fractions import Fraction

import numpy as np
from sympy import Abs, Eq, Piecewise, Rational

from .places import changes
from .reading import deciders, formula, value

_MOST = 8  # places where one formula gives way to the next
_LARGEST_BELOW = 1000  # denominators of such places: others are no fractions
_SAME = 1e-12


@np.errstate(all="ignore")
def in_cases(tree, letters):
    """The formula of a tree in one letter, or None where its cases cannot be written as intervals.

    `letters` is {name: symbol}. At a kink, the case to the left counts.

    >>> from sympy import Symbol
    >>> from .parsing import parse
    >>> in_cases(parse("min(1, max(0, 0.5 + z/4))", ("z",)), {"z": Symbol("z", real=True)})
    Piecewise((0, z <= -2), (z/4 + 1/2, z <= 2), (1, True))
    """
    ((name, letter),) = letters.items()
    numbers = lambda node: (
        lambda z: np.broadcast_to(value(node, {name: np.asarray(z, float)}).float(), np.shape(z))
    )
    places = sorted({z for node in deciders(tree) for z in changes(numbers(node))})
    places = [_fraction(place) for place in places]
    if len(places) > _MOST or None in places:
        return None
    ends = [places[0] - 2, *places, places[-1] + 2] if places else [-1, 1]
    sides = [(a + b) / 2 for a, b in zip(ends, ends[1:], strict=False)]
    if not places:
        sides = [Rational(1, 2)]
    found = [formula(tree, letters, {name: float(side)}) for side in sides]
    if any(e.has(Abs) for e in found):  # sympy's own, of sqrt(z**2)
        return None
    pieces = []
    for place, left, right in zip(places, found, found[1:], strict=False):
        if left == right:
            continue
        here = float(numbers(tree)(np.array([float(place)]))[0])
        if _close(left, letter, place, here):
            pieces.append((left, letter <= place))
        elif _close(right, letter, place, here):
            pieces.append((left, letter < place))
        else:
            pieces += [(left, letter < place), (Rational(here), Eq(letter, place))]
    return Piecewise(*pieces, (found[-1], True)) if pieces else found[-1]


def _fraction(place):
    near = Fraction(place).limit_denominator(_LARGEST_BELOW)
    return Rational(near) if abs(near - place) < 1e-9 * max(1, abs(place)) else None


def _close(e, letter, place, number):
    at = e.subs(letter, place)
    return bool(at.is_real) and abs(float(at) - number) <= _SAME * max(1.0, abs(number))
