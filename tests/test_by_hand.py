"""The step on paper: its numbers are those of the library, and no slip gives one of them."""

import numpy as np
import pytest

from nnlib import Network, sgd, student_network, student_sample
from nnlib.props.by_hand import Step
from nnlib.widgets import fill_in

PARTS = ("forward", "output", "hidden", "weights", "update")
CASES = [([4, 2, 1], "sigmoid"), ([3, 4, 1], "tanh"), ([5, 3, 1], "softplus")]


def case(sizes, g):
    return Network(sizes, g=g, seed=4), np.linspace(-1.5, 1.2, sizes[0]), 0.7


@pytest.mark.parametrize(("sizes", "g"), CASES)
def test_its_numbers_are_those_of_the_library(sizes, g):
    net, x, y = case(sizes, g)
    before, step, after = net.copy(), Step(net, x, y, rate=0.3), net.copy()
    s = net.forward(x)
    slopes = net.backward(s, [y])
    sgd(after, x, [y], rate=0.3, steps=1)
    bend = net.g[2].derivative(s.z[2]).item()
    dW = slopes.W
    wanted = {
        "forward": [*s.z[1][0, :2], *s.h[1][0, :2], s.z[2].item(), s.h[2].item(), net.loss(x, [y])],
        "output": [slopes.z[2].item() / bend, bend, slopes.z[2].item()],
        "hidden": slopes.z[1][0, :2],
        "weights": [*dW[2][0, :2], dW[1][0, 0], dW[1][0, 2]],
        "update": after.W[2][0, :2],
    }
    for name in PARTS:
        found = list(getattr(step, name).numbers.values())
        np.testing.assert_allclose(found, wanted[name], rtol=1e-12, err_msg=name)
    assert all((net.W[k] == before.W[k]).all() for k in (1, 2))


@pytest.mark.parametrize("name", PARTS)
def test_each_number_of_the_lesson_has_slips_that_do_not_give_it(name):
    part = getattr(Step(student_network(), *student_sample()), name)
    assert part.numbers.keys() == part.slips.keys()
    assert all(part.slips.values())
    fill_in(*part)  # raises where a slip gives the right number


@pytest.mark.parametrize("name", PARTS)
def test_no_two_slips_of_a_number_give_the_same(name):
    for slips in getattr(Step(student_network(), *student_sample()), name).slips.values():
        wrong = sorted(slips.values())
        assert all(b - a > 0.02 * abs(a) for a, b in zip(wrong, wrong[1:], strict=False))


@pytest.mark.parametrize(
    ("net", "x", "y"),
    [
        (Network([3, 3, 1], biases=True), [1.0, 2.0, 3.0], 1.0),
        (Network([3, 3, 2]), [1.0, 2.0, 3.0], [1.0, 0.0]),
        (Network([3, 3, 1]), [[1.0, 2.0, 3.0], [0.0, 1.0, 2.0]], [1.0, 0.0]),
        (Network([3, 3, 1]), [1.0, 2.0], 1.0),
        (Network([3, 1, 1]), [1.0, 2.0, 3.0], 1.0),
        (Network([2, 3, 1]), [1.0, 2.0], 1.0),
        (Network([3, 3, 2, 1]), [1.0, 2.0, 3.0], 1.0),
        (Network([3, 1]), [1.0, 2.0, 3.0], 1.0),
    ],
)
def test_what_does_not_fit_on_paper_is_refused(net, x, y):
    with pytest.raises(ValueError):
        Step(net, x, y)
