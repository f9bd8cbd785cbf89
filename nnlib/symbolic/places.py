"""Places on a line where a formula has no value, has a kink, or leaves the floats."""

from typing import NamedTuple

import numpy as np

from .reading import needed, needs

REACH = 1000.0  # z is looked at from -REACH to REACH
_FAR = np.geomspace(12.05, REACH, 400)
GRID = np.unique(np.concatenate([-_FAR, np.round(np.linspace(-12, 12, 2401), 2), _FAR]))
_HALVINGS = 60
_MOST = 12  # kinks of one switch that are looked at
_NEARLY = 1e-9  # of what stands beside it: 0


class Hole(NamedTuple):
    """Values of the letter, from `low` to `high`, at which `need` is not met."""

    need: object
    low: float
    high: float


def hole(tree, letter, rest=None):
    """The first `Hole` of a tree, the one nearest to 0; None if there is none.

    `rest` is {letter: number} for the other letters.

    >>> from .parsing import parse
    >>> found = hole(parse("1 / (z - 2)", ("z",)), "z")
    >>> found.low, found.high, found.need.says
    (2.0, 2.0, 'it divides by 0')
    """
    rest = rest or {}
    with np.errstate(all="ignore"):
        for need in needs(tree):
            at = lambda z, need=need: needed(need, rest | {letter: np.asarray(z, float)})
            if found := _unmet(at, need.must):
                return Hole(need, *found)
    return None


def _unmet(at, must):
    """(low, high) of the place nearest to 0 where a need is not met, or None."""
    found = at(GRID)
    if must == "finite":
        return None if np.isfinite(found).all() else (-np.inf, np.inf)
    if must == "0 or more":
        return _stretch(found < 0, lambda z: np.where(at(z) < 0, 1.0, -1.0))
    if must == "above 0" and (found <= 0).any():
        return _stretch(found <= 0, lambda z: np.where(at(z) <= 0, 1.0, -1.0))
    if (found == 0).sum() > 1:
        return _stretch(found == 0, lambda z: np.where(at(z) == 0, 1.0, -1.0))
    places = zeros(at)
    return (places[0], places[0]) if places else None


def _stretch(unmet, side):
    """(low, high) of the stretch of the grid nearest to 0 that is `unmet`, or None.

    `side` is a function of z that is above 0 where it is unmet, and below 0 elsewhere.
    """
    ends = np.flatnonzero(np.diff(np.concatenate([[0], unmet, [0]]))).reshape(-1, 2)
    if not len(ends):
        return None
    a, b = min(ends, key=lambda run: (np.abs(GRID[run[0] : run[1]]).min(), -GRID[run[0]]))
    low = change(side, GRID[a - 1 : a], GRID[a : a + 1]) if a else -np.inf
    high = change(side, GRID[b : b + 1], GRID[b - 1 : b]) if b < len(GRID) else np.inf
    return float(np.squeeze(low)), float(np.squeeze(high))


def zeros(at):
    """Where a function of z is 0, at a change of sign or where it touches 0: the nearest first."""
    found = at(GRID)
    k = _turns(found)
    crossed = change(at, GRID[k], GRID[k + 1])
    crossed = crossed[
        np.abs(at(crossed)) <= _NEARLY * np.maximum(*np.abs([found[k], found[k + 1]]))
    ]
    size, signs = np.abs(found), np.sign(found)
    beside = np.maximum(size[:-2], size[2:])  # where it touches 0, one neighbor is far larger
    dips = (size[1:-1] <= np.minimum(size[:-2], size[2:])) & (size[1:-1] < 0.6 * beside)
    k = np.flatnonzero(dips & (np.abs(signs[:-2] + signs[1:-1] + signs[2:]) == 3)) + 1
    touched = _least(at, GRID[k - 1], GRID[k + 1])
    touched = touched[np.abs(at(touched)) <= _NEARLY * np.minimum(size[k - 1], size[k + 1])]
    return _nearest_first([*GRID[found == 0], *crossed, *touched])


def _nearest_first(places):
    """Places as floats by their distance from 0; of two, the positive one comes first."""
    return sorted(map(float, places), key=lambda z: (round(abs(z), 9), -z))


def _turns(values):
    """Where the sign turns from one value to the next."""
    signs = np.sign(values)
    return np.flatnonzero(signs[:-1] * signs[1:] < 0)


def change(at, off, on):
    """Places between `off` and `on` (arrays) where the sign of at(z) becomes that at `on`."""
    off, on, sign = np.array(off), np.array(on), np.sign(at(on))
    for _ in range(_HALVINGS if len(on) else 0):
        middle = (off + on) / 2
        there = np.sign(at(middle)) == sign
        off, on = np.where(there, off, middle), np.where(there, middle, on)
    return _rounded(on)


def _least(at, low, high):
    """Where |at(z)| is least between two places (arrays), by thirds."""
    for _ in range(_HALVINGS if len(low) else 0):
        third = (high - low) / 3
        left = np.abs(at(low + third)) < np.abs(at(high - third))
        low, high = np.where(left, low, low + third), np.where(left, high - third, high)
    return _rounded((low + high) / 2)


def _rounded(z):
    """Places found by halving are off in their last digits."""
    near = np.round(z, 9)
    return np.where(np.abs(near - z) < 1e-12 * np.maximum(1.0, np.abs(z)), near, z)


class Kink(NamedTuple):
    """A place where g (`jump`) or its slope jumps; `taken` is the slope that counts there."""

    at: float
    before: float
    after: float
    taken: float
    jump: bool


def kinks(switches, g, slope):
    """Every `Kink` of g, from the smallest |z| to the largest.

    `switches` are functions of z whose sign decides between formulas for g.
    """
    places = set()
    with np.errstate(all="ignore"):
        for at in switches:
            places |= set(changes(at)[:_MOST])
    found = [_kink(z, g, slope) for z in _nearest_first(places)]
    return [kink for kink in found if kink]


def changes(at):
    """Where a function of z comes to 0 or jumps over it, the nearest first."""
    with np.errstate(all="ignore"):
        found = at(GRID)
        if not found.any():
            return []
        k = _turns(found)
        jumps = [float(z) for z in change(at, GRID[k], GRID[k + 1])]
        edges = _edges_of_0(found)
        return _nearest_first({*zeros(at), *jumps} - set(GRID[found == 0]) | edges)


def _edges_of_0(found):
    """Where a function begins or ends to be 0."""
    other = np.concatenate([[False], found != 0, [False]])
    return {float(z) for z in GRID[(found == 0) & (other[:-2] | other[2:])]}


def _kink(z, g, slope):
    near = 1e-7 * max(1.0, abs(z))
    sides = np.array([z - near, z, z + near])
    h, s = g(sides), slope(sides)
    jump = abs(h[2] - h[0]) > 1e-4 + 4 * near * max(abs(s[0]), abs(s[2]))
    if jump or abs(s[2] - s[0]) > 1e-4 * max(1.0, abs(s[0]), abs(s[2])):
        return Kink(z, *(float(v) for v in (s[0], s[2], s[1])), bool(jump))
    return None


def first_not_finite(f):
    """(low, high): between them, as far as is looked, f(z) is a finite number; infinite if all is.

    >>> first_not_finite(lambda z: np.where(z > 700, np.inf, 0.0))
    (-inf, 700.0)
    """
    bad = ~np.isfinite(f(GRID))
    side = lambda z: np.where(np.isfinite(f(z)), -1.0, 1.0)
    middle, low, high = np.searchsorted(GRID, 0.0), [-np.inf], [np.inf]
    if bad[middle]:
        return 0.0, 0.0
    if len(above := np.flatnonzero(bad[middle:])):
        k = middle + above[0]
        high = change(side, GRID[k - 1 : k], GRID[k : k + 1])
    if len(below := np.flatnonzero(bad[:middle])):
        k = below[-1]
        low = change(side, GRID[k + 1 : k + 2], GRID[k : k + 1])
    return float(low[0]), float(high[0])
