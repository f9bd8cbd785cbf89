"""Activations and their slopes, against the textbook's formulas computed to 1000 digits."""

import mpmath
import numpy as np
import oracle
import pytest

from nnlib import ACTIVATIONS

# The textbook's formulas cancel: 1 - tanh(1000)² is 1e-868, so 50 right digits need over 900.
DIGITS = 1000
# Below it a float has ever fewer digits, so no relative error can be asked for.
SMALLEST_NORMAL = np.finfo(float).tiny

NAMES = list(ACTIVATIONS)
_sizes = np.concatenate(
    [
        10.0 ** np.arange(-300, 3, 20),
        10.0 ** np.linspace(-9, 3, 49),
        [0.5, 1.0, 18.7, 19.1, 36.7, 37.5, 354.5, 372.7, 708.3, 709.8, 744.4, 745.2],
        [np.finfo(float).eps, SMALLEST_NORMAL, np.nextafter(0, 1)],
    ]
)
GRID = np.concatenate([-_sizes[::-1], [-0.0, 0.0], _sizes])


pytestmark = pytest.mark.filterwarnings("error")  # of numpy too: an overflow, 0 / 0


def worst_error(got, exact):
    """The largest relative error; what lies below the normal floats is compared as if it were
    the smallest of them."""
    with mpmath.workdps(DIGITS):
        return max(
            float(abs(mpmath.mpf(float(a)) - b) / max(abs(b), mpmath.mpf(SMALLEST_NORMAL)))
            for a, b in zip(got, exact, strict=True)
        )


def exactly(formula, grid):
    with mpmath.workdps(DIGITS):
        return [formula(mpmath, mpmath.mpf(float(z))) for z in grid]


def test_every_activation_has_a_reference():
    assert set(oracle.G) == set(oracle.G_SLOPE) == set(ACTIVATIONS)
    assert all(name == g.name for name, g in ACTIVATIONS.items())


@pytest.mark.parametrize("name", NAMES)
def test_value(name):
    assert worst_error(ACTIVATIONS[name](GRID), exactly(oracle.G[name], GRID)) < 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_slope(name):
    got = ACTIVATIONS[name].derivative(GRID)
    assert worst_error(got, exactly(oracle.G_SLOPE[name], GRID)) < 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_complex_z_gives_the_same_value_and_the_slope_as_its_imaginary_part(name):
    g, step = ACTIVATIONS[name], 1e-30
    z = GRID[np.abs(GRID) <= 600]  # further out step · slope underflows
    stepped = g(z + 1j * step)
    seen = np.abs(g(z)) > 1e-40  # nearer to 0 the square of the step shows
    assert worst_error(stepped.real[seen], exactly(oracle.G[name], z[seen])) < 1e-12
    slopes = exactly(oracle.G_SLOPE[name], z)
    if name == "threshold":
        assert not np.iscomplexobj(stepped)
    else:
        large_enough = [i for i, slope in enumerate(slopes) if slope == 0 or slope > 1e-250]
        got = stepped.imag[large_enough] / step
        assert worst_error(got, [slopes[i] for i in large_enough]) < 1e-12


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("far", [1e3, 1e5, 1e300, 1.7e308])
def test_far_out_nothing_overflows(name, far):
    z = np.array([-far, far])
    assert np.isfinite(ACTIVATIONS[name](z)).all()
    assert np.isfinite(ACTIVATIONS[name].derivative(z)).all()


@pytest.mark.parametrize("name", NAMES)
def test_shape_is_kept_and_the_argument_untouched(name):
    g = ACTIVATIONS[name]
    z = np.linspace(-2, 2, 24).reshape(2, 3, 4)
    before = z.copy()
    for result in (g(z), g.derivative(z)):
        assert result.shape == z.shape
        assert not np.shares_memory(result, z)
    assert (z == before).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_number_works_too(name):
    for function in (ACTIVATIONS[name], ACTIVATIONS[name].derivative):
        assert function(0.5) == function(np.array([0.5]))[0]


@pytest.mark.parametrize(("name", "at_zero"), [("relu", 0.0), ("threshold", 0.0)])
def test_the_kink_takes_the_documented_slope(name, at_zero):
    assert ACTIVATIONS[name].derivative(np.array([0.0, -0.0])).tolist() == [at_zero] * 2
    assert ACTIVATIONS[name](np.array([0.0, -0.0])).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "threshold"])
def test_nan_is_not_swallowed(name):
    assert np.isnan(ACTIVATIONS[name](np.array([np.nan]))).all()


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("sigmoid", 0, 1),
        ("tanh", -1, 1),
        ("relu", 0, np.inf),
        ("softplus", 0, np.inf),
        ("threshold", 0, 1),
    ],
)
def test_rounding_never_leaves_the_range(name, low, high):
    values = ACTIVATIONS[name](GRID)
    assert values.min() >= low and values.max() <= high


def test_the_repr_shows_the_formula():
    assert repr(ACTIVATIONS["tanh"]) == r"<activation tanh: g(z) = \tanh z>"
