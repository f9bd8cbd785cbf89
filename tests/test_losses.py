"""Losses, their slopes, and both composed with every activation, against 1000 digits.

What no float can do is not asked. A p nearer to 1 than 1e-16 does not exist as a float, so a
loss of g(z) is held to 1e-12 plus what one rounding of p = g(z) costs. Only sigmoid with log loss
is held to 1e-12 outright, over ±1e3: there nnlib never forms p.
"""

from functools import cache

import mpmath
import numpy as np
import oracle
import pytest
from test_activations import DIGITS, GRID, SMALLEST_NORMAL, exactly, worst_error

from nnlib import ACTIVATIONS, LOSSES
from nnlib.losses import loss_at_z, slope_at_z

ROUNDING = 4 * np.finfo(float).eps  # how far, relatively, the float g(z) may be from g(z)
SMALLEST = np.nextafter(0, 1)

JUST_BELOW_1, JUST_ABOVE_1 = np.nextafter(1, 0), np.nextafter(1, 2)
COARSE = np.concatenate([GRID[::4], [-1.0, 0.0, JUST_BELOW_1, 1.0, JUST_ABOVE_1, 0.3, 0.54]])
ANY_P = np.concatenate(
    [
        GRID,
        [JUST_BELOW_1, JUST_ABOVE_1, -JUST_BELOW_1, -JUST_ABOVE_1, 1 - 1e-9, 1 + 1e-9],
    ]
)
PROBABILITIES = np.concatenate(
    [
        10.0 ** np.arange(-307, -1, 6),
        np.linspace(0.01, 0.99, 33),
        1 - 10.0 ** -np.arange(3.0, 16),
        [SMALLEST_NORMAL, JUST_BELOW_1, np.nextafter(0.5, 0), 0.5],
    ]
)


pytestmark = pytest.mark.filterwarnings("error")  # of numpy too: an overflow, 0 / 0


CASES = [(name, y) for name in LOSSES for y in oracle.LABELS[name]]


def exact_loss(table, name, predictions, y):
    return exactly(lambda m, p: table[name](m, p, mpmath.mpf(y)), predictions)


def test_every_loss_has_a_reference():
    assert set(oracle.LOSS) == set(oracle.LOSS_SLOPE) == set(LOSSES)
    assert all(name == loss.name for name, loss in LOSSES.items())


@pytest.mark.parametrize(("name", "y"), CASES)
def test_value_and_slope(name, y):
    p = PROBABILITIES if name == "log" else ANY_P
    loss, labels = LOSSES[name], np.full(len(p), y)
    assert worst_error(loss(p, labels), exact_loss(oracle.LOSS, name, p, y)) < 1e-12
    slopes = exact_loss(oracle.LOSS_SLOPE, name, p, y)
    assert worst_error(loss.derivative(p, labels), slopes) < 1e-12


@pytest.mark.parametrize("y", [-1.0, 1.0])
def test_hinge_at_the_join(y):
    p = y * np.array([JUST_BELOW_1, 1.0, JUST_ABOVE_1])
    labels = np.full(3, y)
    assert LOSSES["hinge"](p, labels).tolist() == [1 - JUST_BELOW_1, 0.0, 0.0]
    assert LOSSES["hinge"].derivative(p, labels).tolist() == [-y, 0.0, 0.0]


@pytest.mark.parametrize(("name", "y"), CASES)
def test_complex_p_has_the_slope_as_its_imaginary_part(name, y):
    p = PROBABILITIES[PROBABILITIES > 1e-200] if name == "log" else ANY_P
    labels, step = np.full(len(p), y), 1e-30
    stepped = np.imag(LOSSES[name](p + 1j * step * np.minimum(1, np.abs(p)), labels))
    expected = LOSSES[name].derivative(p, labels) * step * np.minimum(1, np.abs(p))
    visible = (expected == 0) | (np.abs(expected) > SMALLEST_NORMAL)
    np.testing.assert_allclose(stepped[visible], expected[visible], rtol=1e-12, atol=0)


# ---- composed with an activation ------------------------------------------------------------


@cache
def predictions(g):
    """Exactly (p, p rounded down, p rounded up) and g'(z), at each z of the coarse grid."""
    with mpmath.workdps(DIGITS):
        found = []
        for z in map(mpmath.mpf, map(float, COARSE)):
            p = mpmath.mpf(oracle.G[g](mpmath, z))
            exact = g in ("identity", "relu", "threshold")
            rounding = 0 if exact else max(ROUNDING * abs(p), SMALLEST)
            found.append(((p, p - rounding, p + rounding), oracle.G_SLOPE[g](mpmath, z)))
    return found


def reference_at_z(loss, g, y):
    """Exactly Loss and ∂Loss/∂z on the coarse grid, each with the error that rounding p may cost.

    The third entry says where that reference makes sense: p, and p rounded either way, lie in the
    loss's domain, and 1/p is a float.
    """
    values, slopes, inside = [], [], []
    with mpmath.workdps(DIGITS):
        y = mpmath.mpf(y)
        for near, g_slope in predictions(g):
            fits = loss != "log" or all(1 / np.finfo(float).max < q < 1 for q in near)
            inside.append(fits)
            if fits:
                values.append(_spread([oracle.LOSS[loss](mpmath, q, y) for q in near]))
                slopes.append(
                    _spread([oracle.LOSS_SLOPE[loss](mpmath, q, y) * g_slope for q in near])
                )
    return values, slopes, np.array(inside)


def _spread(at):
    """(exact, error allowed) from a quantity at p, below p and above p."""
    exact = at[0]
    return exact, mpmath.mpf(1e-12) * abs(exact) + max(abs(q - exact) for q in at) + SMALLEST_NORMAL


def assert_within(got, reference):
    with mpmath.workdps(DIGITS):
        for a, (exact, allowed) in zip(got, reference, strict=True):
            assert abs(mpmath.mpf(float(a)) - exact) <= allowed, (float(a), float(exact))


PAIRS = [(g, *case) for g in ACTIVATIONS for case in CASES]


@pytest.mark.parametrize(("g", "name", "y"), PAIRS)
def test_composed_with_every_activation(g, name, y):
    values, slopes, inside = reference_at_z(name, g, y)
    if (g, name) == ("threshold", "log"):
        assert not inside.any()  # p is 0 or 1: refused, see below
        return
    assert inside.sum() >= 12
    z, labels = COARSE[inside], np.full(inside.sum(), y)
    loss, activation = LOSSES[name], ACTIVATIONS[g]
    assert_within(loss_at_z(loss, activation, z, labels), values)
    assert_within(slope_at_z(loss, activation, z, labels), slopes)


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_sigmoid_with_log_loss_keeps_every_digit(y):
    pair = LOSSES["log"], ACTIVATIONS["sigmoid"], GRID, np.full(len(GRID), y)

    def value(m, z):
        return oracle.LOSS["log"](m, oracle.G["sigmoid"](m, z), y)

    def slope(m, z):
        return oracle.G["sigmoid"](m, z) - y  # the cancelled form of lesson 3.1

    assert worst_error(loss_at_z(*pair), exactly(value, GRID)) < 1e-12
    assert worst_error(slope_at_z(*pair), exactly(slope, GRID)) < 1e-12


@pytest.mark.parametrize(
    ("g", "z", "p"),
    [
        ("identity", 0.0, "0"),
        ("identity", 1.5, "1.5"),
        ("tanh", -0.5, "-0.462117"),
        ("tanh", 20.0, "1"),  # 1 - 8e-18 is no float
        ("relu", -3.0, "0"),
        ("softplus", 2.0, "2.12693"),
        ("softplus", -800.0, "0"),  # e^-800 is no float
        ("threshold", 1.0, "1"),
        ("threshold", -1.0, "0"),
    ],
)
@pytest.mark.parametrize("at_z", [loss_at_z, slope_at_z])
def test_log_loss_refuses_a_prediction_outside_0_and_1(at_z, g, z, p):
    with pytest.raises(ValueError) as refused:
        at_z(LOSSES["log"], ACTIVATIONS[g], np.array([[0.5], [z]]), np.array([[1.0], [1.0]]))
    message = str(refused.value)
    # At z = 0.5 threshold itself gives 1 and is refused first.
    shown = "1" if g == "threshold" else p
    assert f"the log loss needs every prediction strictly between 0 and 1, but g = {g}" in message
    assert message.split("gave p = ")[1].startswith(f"{shown}. ")
    assert "Give the last layer g = 'sigmoid', or choose loss='squared'." in message


def test_the_repr_shows_the_formula():
    assert repr(LOSSES["hinge"]) == r"<loss hinge: Loss(p, y) = \max(0,\,1-y\,p)>"
