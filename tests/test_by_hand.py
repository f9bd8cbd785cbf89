"""The step on paper: its lines are true, and it is the step that the library takes."""

import numpy as np
import pytest

from nnlib import Network, sgd, student_network, student_sample
from nnlib.props.by_hand import Step

CASES = [
    ([4, 2, 1], "sigmoid"),
    ([2, 4, 3, 1], "tanh"),
    ([3, 1], "softplus"),
    ([1, 2, 3, 2, 1], "tanh"),
]


def case(sizes, g):
    return Network(sizes, g=g, seed=4), np.linspace(-1.5, 1, sizes[0]), 0.7


@pytest.mark.parametrize(("sizes", "g"), CASES)
def test_it_is_the_step_of_the_library(sizes, g):
    net, x, y = case(sizes, g)
    before, step, twin = net.copy(), Step(net, x, y, rate=0.3), net.copy()
    gradients = net.backward(net.forward(x), [y])
    sgd(twin, x, [y], rate=0.3, steps=1)
    for k in range(1, len(sizes)):
        np.testing.assert_allclose(step.dz[k], gradients.z[k][0], rtol=1e-12)
        np.testing.assert_allclose(step.dW[k], gradients.W[k], rtol=1e-12)
        np.testing.assert_allclose(step.after.W[k], twin.W[k], rtol=1e-12)
        assert (net.W[k] == before.W[k]).all()


@pytest.mark.parametrize(("sizes", "g"), CASES)
def test_what_is_printed_adds_up(sizes, g):
    net, x, y = case(sizes, g)
    step = Step(net, x, y, rate=0.3)
    lines = [*step.forward.splitlines(), *step.backward.splitlines()]
    lines += [line.replace("←", "=") for line in step.update.splitlines()]
    for line in lines:
        left, right = line.split(", ")[0].split(" = ")[1:]
        value = eval(left.replace("½", "0.5").replace("·", "*"))
        assert value == pytest.approx(float(right), abs=4e-4), line
    count = sum(W.size for W in net.W)
    assert len(step.update.splitlines()) == count
    assert len(step.backward.splitlines()) == count + sum(sizes[1:])


def test_the_student_network():
    step = Step(student_network(), *student_sample())
    assert step.forward.splitlines()[-2].endswith(
        "z = (0.9) · (0.8808) + (0.5) · (0.7311) = 1.1582, g(z) = 0.761"
    )
    assert "3.5   ∂Loss/∂z_1^(1) = (-0.0435) · (0.9) · (0.105) = -0.0041" in step.backward
    assert step.update.splitlines()[-1] == "W_12^(2) ← 0.5 - (1) · (-0.0318) = 0.5318"


@pytest.mark.parametrize(
    ("net", "x", "y"),
    [
        (Network([2, 3, 1], biases=True), [1.0, 2.0], 1.0),
        (Network([2, 3, 2]), [1.0, 2.0], [1.0, 0.0]),
        (Network([2, 3, 1]), [[1.0, 2.0], [0.0, 1.0]], [1.0, 0.0]),
        (Network([2, 3, 1]), [1.0, 2.0, 3.0], 1.0),
    ],
)
def test_what_does_not_fit_on_paper_is_refused(net, x, y):
    with pytest.raises(ValueError):
        Step(net, x, y)
