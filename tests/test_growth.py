"""How cost grows with the number of weights: what is measured, and what its picture says."""

import numpy as np
import pytest

from nnlib import Network, plots
from nnlib.checking import relative_error, weight_gradient
from nnlib.props import growth
from nnlib.props.growth import DEEPER, MEASURED, Growth, measure_growth, nudge_each


def weights_of(sizes):
    return sum(a * b for a, b in zip(sizes, sizes[1:], strict=False))


def test_every_weight_is_nudged_and_gives_its_slope():
    net = Network([5, 4, 3, 1], "tanh", seed=1)
    X, y = np.random.default_rng(0).normal(size=(6, 5)), np.ones(6)
    calls = []

    def J():
        calls.append(1)
        return net.loss(X, y)

    fresh, slopes = net.copy(), nudge_each(dict(net.W.items()), J)
    assert len(calls) == 2 * weights_of(net.sizes)
    for k, dW in weight_gradient(net, X, y).items():
        assert relative_error(slopes[k], dW) < 1e-8
    assert all(np.array_equal(a, b) for a, b in zip(net.W, fresh.W, strict=True))


def test_difference_quotients_run_for_the_first_networks_only(monkeypatch):
    ran = []
    monkeypatch.setattr(growth, "nudge_each", lambda W, J: ran.append(len(W)))
    measured = measure_growth([(5, 4, 1), (5, 4, 3, 1), (5, 4, 3, 2, 1)], nudged=2)
    assert ran == [2, 3]
    assert measured.weights.tolist() == [24, 35, 40]
    assert (len(measured.backpropagation), len(measured.differences)) == (3, 2)


def test_what_was_measured_once_is_stored():
    assert MEASURED.weights.tolist() == [weights_of(sizes) for sizes in DEEPER]
    assert MEASURED.slope(MEASURED.backpropagation) == pytest.approx(1, abs=0.15)
    assert MEASURED.slope(MEASURED.differences) == pytest.approx(2, abs=0.15)


def test_the_slope_on_logarithmic_axes():
    weights = np.array([1.0, 2.0, 4.0])
    measured = Growth(weights, weights, weights[:2])
    assert measured.slope(np.array([5.0, 20.0, 80.0])) == pytest.approx(2)
    assert measured.slope(np.array([5.0, 10.0])) == pytest.approx(1)


@pytest.mark.parametrize(
    ("powers", "one", "two"),
    [
        ((1, 2), "1.0, about like the number of weights;", "2.0, about like its square."),
        ((1.4, 1.6), "1.4;", "1.6."),
        ((2, 3), "2.0, about like its square;", "3.0."),
    ],
)
def test_the_plot_tells_the_slopes_that_were_measured(powers, one, two):
    weights = np.array([10.0, 100.0, 1000.0])
    alt = plots.growth(Growth(weights, *(1e-6 * weights**power for power in powers))).alt
    assert f"Backpropagation rises with slope {one}" in alt
    assert f"were run up to 1,000 weights and rise with slope {two}" in alt
    assert "extrapolates" not in alt


def test_the_plot_tells_what_is_extrapolated():
    weights = np.array([10.0, 100.0, 1000.0])
    alt = plots.growth(Growth(weights, weights, weights[:2] ** 2)).alt
    assert "were run up to 100 weights" in alt
    assert alt.endswith("From there to 1,000 weights a dashed line of slope 2 extrapolates.")
