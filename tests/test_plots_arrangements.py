"""The eight products and the cloud: what they say is what numpy finds."""

import re

import numpy as np
import pytest

from nnlib.plots import arrangements, cloud

RNG = np.random.default_rng(3)


@pytest.mark.parametrize(
    ("shapes", "fit", "right"),
    [(((5, 3), (5, 4)), 2, 1), (((3, 3), (3, 3)), 8, 1), (((4, 1), (4, 1)), 4, 2)],
)
def test_it_says_which_products_fit_and_which_is_right(shapes, fit, right):
    dz, h = (RNG.normal(size=shape) for shape in shapes)
    said = arrangements({"dz": dz, "h": h}, dz.T @ h).alt
    verdicts = dict(re.findall(r"(\S+ @ \S+): (.*?)\.(?: |$)", said))
    assert len(verdicts) == 8
    space = {"dz": dz, "h": h}
    for product, verdict in verdicts.items():
        try:
            found = eval(product, space)
        except ValueError:
            assert "do not meet" in verdict
            continue
        assert str(found.shape) in verdict
        same = found.shape == (dz.T @ h).shape and np.allclose(found, dz.T @ h)
        assert verdict.endswith("right") == same
    assert sum("do not meet" not in verdict for verdict in verdicts.values()) == fit
    assert sum(verdict.endswith("right") for verdict in verdicts.values()) == right


def test_a_wrong_product_that_fits_is_not_called_right():
    dz, h = RNG.normal(size=(3, 3)), RNG.normal(size=(3, 3))
    said = arrangements({"dz": dz, "h": h}, h.T @ dz).alt
    assert "h.T @ dz: (3, 3), right" in said and "dz.T @ h: (3, 3), wrong numbers" in said


@pytest.mark.parametrize(
    "arrays", [{"dz": np.ones((2, 2))}, {"a": np.ones(2), "b": np.ones((2, 2))}]
)
def test_what_are_no_two_arrays_is_refused(arrays):
    with pytest.raises(ValueError, match="two arrays with rows and columns are wanted"):
        arrangements(arrays, np.ones((2, 2)))


def test_the_cloud_says_its_middle_and_its_reach():
    points = RNG.normal(size=(50, 2)) + [1.0, -2.0]
    said = cloud(points, [1.0, -2.0], reach=3, xlabel="a", ylabel="b").alt
    numbers = [float(x.replace("−", "-")) for x in re.findall(r"−?\d+(?:\.\d+)?", said)]
    mean, off = points.mean(axis=0), ((points - [1, -2]) ** 2).sum(axis=1).mean() ** 0.5
    np.testing.assert_allclose(numbers, [50, 1, -2, *mean, off], rtol=6e-3)
    nearer = cloud(points, [1.0, -2.0], reach=1, xlabel="a", ylabel="b")
    assert nearer.png != cloud(points, [1.0, -2.0], reach=3, xlabel="a", ylabel="b").png


def test_points_that_are_no_pairs_are_refused():
    with pytest.raises(ValueError, match="3"):
        cloud(np.ones((4, 3)), [0.0, 0.0], reach=1)
