"""How cost grows with the number of weights: what is measured, and what its picture says."""

import numpy as np
import pytest

from nnlib import Network, plots
from nnlib.props import growth
from nnlib.props.growth import DEEPER, MEASURED, Growth, measure_growth


def test_measuring_leaves_the_weights_as_they_were(monkeypatch):
    made = []

    def network(*arguments):
        made.append((Network(*arguments), Network(*arguments)))
        return made[-1][0]

    monkeypatch.setattr(growth, "Network", network)
    measured = measure_growth([(5, 4, 3, 1)])
    assert measured.weights.tolist() == [5 * 4 + 4 * 3 + 3]
    ((used, fresh),) = made
    assert all(np.array_equal(a, b) for a, b in zip(used.W, fresh.W, strict=True))


def test_what_was_measured_once_is_stored():
    weights = [sum(a * b for a, b in zip(sizes, sizes[1:], strict=False)) for sizes in DEEPER]
    assert MEASURED.weights.tolist() == weights
    assert MEASURED.slope(MEASURED.backpropagation) == pytest.approx(1, abs=0.15)
    assert MEASURED.slope(MEASURED.differences) == pytest.approx(2, abs=0.15)


def test_the_slope_on_logarithmic_axes():
    weights = np.array([1.0, 2.0, 4.0])
    assert Growth(weights, weights, weights).slope(np.array([5.0, 20.0, 80.0])) == pytest.approx(2)


@pytest.mark.parametrize(
    ("powers", "said"), [((1, 2), "slope 1, like the number"), ((2, 3), "slope 2, like its square")]
)
def test_the_plot_tells_the_slopes_that_were_measured(powers, said):
    weights = np.array([10.0, 100.0, 1000.0])
    alt = plots.growth(Growth(weights, *(1e-6 * weights**power for power in powers))).alt
    assert f"Backpropagation rises with {said}" in alt
    assert f"with slope {powers[1]}" in alt
