"""The numbers of one stop of a pass, as they run along the edges: forward, then back."""

import numpy as np

from nnlib.plots.flow import Motion, Run
from nnlib.plots.style import number, significant

_MOST = 10  # more numbers beside each other cannot be read
_BACK = 3  # leading digits of a slope, which may be small


def motion(passed, place):
    """The `nnlib.plots.flow.Motion` to a place of a `Pass`: the factors of its equation.

    Forward, h_j meets W and goes on as h_j · W; back, so does ∂Loss/∂z. At the weight that is
    looked at, ∂Loss/∂z from above meets h from below; at a node, its g' awaits what arrives.
    """
    along = passed.along(place)
    above = next((k for k, *_ in along), None)
    with np.errstate(all="ignore"):
        runs = _runs(place, along, passed.factors(place)) if len(along) <= _MOST else []
    return Motion(runs, above, place.kind != "z", None if place.kind == "dW" else place.k)


def _runs(place, along, terms):
    kind, k, i, _ = place
    if kind == "z":
        return [_through(edge, False, h, W) for edge, (W, h) in along.items()]
    if kind == "dW":
        ((edge, (dz, h)),) = along.items()
        return [_meeting(edge, dz, h), Run(edge, False, _said(h))]
    if not along:
        return [_meeting((k, i), *terms[0])]
    value, text = _said(terms[0][-1], _BACK)
    beside = Run((k, i), True, meeting=(value, f"g′ = {text}"))
    return [*(_through(edge, True, dz, W) for edge, (dz, W, _) in along.items()), beside]


def _through(edge, back, value, W):
    digits = _BACK if back else None
    result = _said(value * W, digits)
    return Run(edge, back, _said(value, digits), _times(value, W, digits), result, on=True)


def _meeting(at, value, factor):
    result = _said(value * factor, _BACK)
    return Run(at, True, _said(value, _BACK), _times(value, factor, _BACK), result)


def _times(a, b, digits):
    second = _said(b, digits)[1]
    second = f"({second})" if second.startswith("−") else second
    return a * b, f"{_said(a, digits)[1]} · {second}"


def _said(value, digits=None):
    """A number and its text: two decimals, or so many significant digits."""
    return value, number(value) if digits is None else significant(value, digits)
