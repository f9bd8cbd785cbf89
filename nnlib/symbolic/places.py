"""Places on a line where a formula has no value, has a kink, or leaves the floats."""

from itertools import islice
from typing import NamedTuple

import numpy as np

from .reading import needed, needs

REACH = 1000.0  # z is looked at from -REACH to REACH
_FAR = np.geomspace(12.05, REACH, 400)
GRID = np.unique(np.concatenate([-_FAR, np.round(np.linspace(-12, 12, 2401), 2), _FAR]))
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
    if must == "not 0":
        nearest = next(zeros(at), None)
        if nearest is None:
            return None
        flat = np.flatnonzero(found == 0)
        return _run(flat, nearest) or (nearest, nearest)
    unmet = found < 0 if must == "0 or more" else found <= 0
    if not unmet.any():
        touching = next(zeros(at), None) if must == "above 0" else None
        return None if touching is None else (touching, touching)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], unmet, [0]]))).reshape(-1, 2)
    runs = [(a, b - 1) for a, b in ends]
    a, b = min(runs, key=lambda run: np.abs(GRID[run[0] : run[1] + 1]).min())
    holds = (lambda z: at(z) < 0) if must == "0 or more" else (lambda z: at(z) <= 0)
    low = -np.inf if a == 0 else change(holds, GRID[a - 1], GRID[a])
    high = np.inf if b == len(GRID) - 1 else change(holds, GRID[b + 1], GRID[b])
    return low, high


def _run(flat, nearest):
    """(low, high) of a whole stretch of the grid where it is 0, round the place `nearest`."""
    here = [k for k in flat if GRID[k] == nearest]
    if not here:
        return None
    k = m = here[0]
    while k - 1 in flat:
        k -= 1
    while m + 1 in flat:
        m += 1
    low = -np.inf if k == 0 else GRID[k]
    high = np.inf if m == len(GRID) - 1 else GRID[m]
    return low, high


def zeros(at):
    """Where a function of z is 0, at a change of sign or where it touches 0: the nearest first."""
    found = at(GRID)
    size, signs = np.abs(found), np.sign(found)
    touch = (size[1:-1] < size[:-2]) & (size[1:-1] < size[2:]) & (abs(_three(signs)) == 3)
    here = {float(z): (z, z) for z in GRID[found == 0]}
    here |= {float(GRID[k]): (GRID[k], GRID[k + 1]) for k in _turns(found)}
    least = {float(GRID[k]): (GRID[k - 1], GRID[k + 1]) for k in np.flatnonzero(touch) + 1}
    for z in sorted({*here, *least}, key=_nearness):
        a, b = here.get(z) or least[z]
        if a == b:
            yield float(a)
            continue
        ends = np.abs(at(np.array([a, b])))
        if z in here:
            sign = np.sign(at(np.array([a]))[0])
            place, scale = change(lambda u, s=sign: np.sign(at(u)) != s, a, b), ends.max()
        else:
            place, scale = _least(lambda u: np.abs(at(u)), a, b), ends.min()
        if abs(at(np.array([place]))[0]) <= _NEARLY * scale:
            yield place


def _nearness(z):
    """Which of several places is named first: the one nearest to 0, of two the positive one."""
    return round(abs(z), 9), -z


def _three(values):
    return values[:-2] + values[1:-1] + values[2:]


def change(holds, off, on):
    """The place between `off`, where it does not hold, and `on`, where it does: by bisection."""
    for _ in range(60):
        middle = (off + on) / 2
        off, on = (off, middle) if holds(np.array([middle]))[0] else (middle, on)
    return _rounded(on)


def _least(size, low, high):
    """Where a function is least between two places, by thirds."""
    for _ in range(60):
        third = (high - low) / 3
        a, b = size(np.array([low + third, high - third]))
        low, high = (low, high - third) if a < b else (low + third, high)
    return _rounded((low + high) / 2)


def _rounded(z):
    """A place found by halving is off in its last digits."""
    near = round(float(z), 9)
    return near if abs(near - z) < 1e-12 * max(1.0, abs(z)) else float(z)


class Kink(NamedTuple):
    """A place where the slope jumps, or g itself (`jump`); `taken` is the slope that counts there.

    `steep` says that the slope grows without end on the way there.
    """

    at: float
    before: float
    after: float
    taken: float
    jump: bool
    steep: bool


def kinks(switches, g, slope):
    """Every `Kink` of g, from the smallest |z| to the largest.

    `switches` are functions of z whose sign decides between formulas for g.
    """
    places = set()
    with np.errstate(all="ignore"):
        for at in switches:
            if (at(GRID) != 0).any():
                places |= {*islice(zeros(at), _MOST), *islice(_jumps(at), _MOST)}
    found = [_kink(z, g, slope) for z in sorted(places, key=_nearness)]
    return [kink for kink in found if kink]


def _turns(values):
    """Where the sign turns from one value to the next."""
    signs = np.sign(values)
    return np.flatnonzero(signs[:-1] * signs[1:] < 0)


def _jumps(at):
    """Where a function changes its sign without being 0, the nearest first."""
    found = at(GRID)
    for k in sorted(_turns(found), key=lambda k: _nearness(GRID[k])):
        sign = np.sign(found[k])
        yield change(lambda z, s=sign: np.sign(at(z)) != s, GRID[k], GRID[k + 1])


def _kink(z, g, slope):
    near = 1e-7 * max(1.0, abs(z))
    sides = np.array([z - near, z, z + near])
    h, s = g(sides), slope(sides)
    jump = abs(h[2] - h[0]) > 1e-4 + 4 * near * max(abs(s[0]), abs(s[2]))
    if jump or abs(s[2] - s[0]) > 1e-4 * max(1.0, abs(s[0]), abs(s[2])):
        closer = np.abs(slope(np.array([z - near / 100, z + near / 100]))).max()
        steep = closer > 3 * np.abs(s[[0, 2]]).max()
        return Kink(z, *(float(v) for v in (s[0], s[2], s[1])), bool(jump), bool(steep))
    return None


def first_not_finite(f):
    """(low, high): between them, as far as is looked, f(z) is a finite number; infinite if all is.

    >>> first_not_finite(lambda z: np.where(z > 700, np.inf, 0.0))
    (-inf, 700.0)
    """
    bad = ~np.isfinite(f(GRID))
    holds = lambda z: ~np.isfinite(f(z))
    low, high = -np.inf, np.inf
    middle = np.searchsorted(GRID, 0.0)
    above, below = np.flatnonzero(bad[middle:]), np.flatnonzero(bad[: middle + 1])
    if len(above):
        k = middle + above[0]
        high = change(holds, GRID[k - 1], GRID[k]) if k else GRID[0]
    if len(below):
        k = below[-1]
        low = change(holds, GRID[k + 1], GRID[k])
    return float(low), float(high)
