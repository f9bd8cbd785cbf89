"""The growing area: what it says is the rule for several ways, and its strips have these sizes."""

import re

import numpy as np
import pytest

from nnlib.plots import area


def test_it_says_both_strips_and_the_corner():
    said = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", area(6, 4, 1.5, 2.25).alt)]
    u, v, du, strip_u, dv, strip_v, corner = said
    assert (strip_u, strip_v, corner) == (v * du, u * dv, du * dv)
    assert np.isclose((u + du) * (v + dv) - u * v, strip_u + strip_v + corner)


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        ((6, 4, 1.5, 0), "a strip of 6. v grows by 0"),
        ((6, 4, 0, 0.0005), "a strip of 0. v grows by 0.0005: a strip of 0.003"),
    ],
)
def test_one_side_may_stand_still(sides, said):
    assert said in area(*sides).alt


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        ((0, 4, 1, 1), "u is 0"),
        ((6, 0, 1, 1), "v is 0"),
        ((6, 4, -1, 1), "du is -1"),
        ((6, 4, 1, [1, 2]), "dv must be one number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(sides, said):
    with pytest.raises(ValueError, match=said):
        area(*sides)
