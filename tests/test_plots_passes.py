"""The picture of a pass and back: its numbers are those of the library, its sums those of 3.5."""

import itertools
import re

import numpy as np
import pytest

from nnlib import LOSSES, Network, student_network, student_sample
from nnlib.plots import backward

NETS = [
    Network([2, 3, 2, 1], g="tanh", biases=True, seed=1),
    Network([3, 1, 2, 1], g="softplus", seed=2),
    Network([1, 1, 1], g="sigmoid", seed=3),
]


def said(picture, name):
    """The number that the description gives for a name."""
    return float(
        re.search(re.escape(name) + r" = (−?[\d.]+)[,.]", picture.alt)[1].replace("−", "-")
    )


@pytest.mark.parametrize("net", NETS, ids=repr)
@pytest.mark.parametrize("loss", ["squared", "log"])
def test_its_numbers_are_the_librarys(net, loss):
    if loss == "log":
        net = Network(net.sizes, [*["tanh"] * net.L, "sigmoid"], biases=net.biases, seed=4)
    x, y = np.arange(net.sizes[0]) - 0.5, 1.0
    state = net.forward(x)
    grads = net.backward(state, [y], loss)
    picture = backward(net, x, y, loss, weights=range(1, net.L + 2))
    assert said(picture, "Loss") == pytest.approx(net.loss(x, [y], loss), abs=6e-5)
    for k in range(1, net.L + 1):
        for i in range(1, net.sizes[k] + 1):
            h = state.h[k][0, net.column(k, i)]
            assert said(picture, f"h^({k})_{i}") == pytest.approx(h, abs=6e-5)
            slope = grads.z[k][0, i - 1]
            assert said(picture, f"∂Loss/∂z^({k})_{i}") == pytest.approx(slope, abs=6e-5)
            for j in net.nodes(k - 1):
                by_weight = grads.W[k][i - 1, net.column(k - 1, j)]
                name = f"∂Loss/∂W^({k})_{i}{j}"
                assert said(picture, name) == pytest.approx(by_weight, abs=6e-5)
            # A nudge of h_i, measured: what the picture says below h is a slope of the loss.
            nudged = [loss_from(net, state, k, i, step, y, loss) for step in (1e-6, -1e-6)]
            measured = (nudged[0] - nudged[1]) / 2e-6
            assert said(picture, f"∂Loss/∂h^({k})_{i}") == pytest.approx(measured, abs=6e-5)


def loss_from(net, state, k, i, step, y, loss):
    """The loss after h_i^(k) was moved by a step."""
    h = state.h[k].copy()
    h[0, net.column(k, i)] += step
    prediction = net.forward_from(k + 1, h @ net.W[k + 1].T).h[net.L + 1][0]
    return LOSSES[loss](prediction, np.array([y])).item()


def test_it_shows_slopes_as_far_back_as_asked():
    net, (x, y) = student_network(), student_sample()
    none, output, whole = (backward(net, x, y, back_to=k) for k in (3, 2, 1))
    assert "Slopes" not in none.alt and len({none.png, output.png, whole.png}) == 3
    assert "∂Loss/∂z = −0.0435" in output.alt and "∂Loss/∂z^(1)_1" not in output.alt
    assert "∂Loss/∂z^(1)_1 = −0.0041" in whole.alt and "∂Loss/∂x" not in whole.alt


@pytest.mark.parametrize(("back_to", "weights"), [(0, ()), (4, ()), (1, [3]), (1, [0]), (1.5, ())])
def test_a_layer_that_does_not_exist_is_refused(back_to, weights):
    with pytest.raises(ValueError, match="back_to|layers 1 to 2"):
        backward(student_network(), *student_sample(), back_to=back_to, weights=weights)


@pytest.mark.parametrize(
    ("net", "weights"),
    [
        (student_network(), ()),
        (student_network(), (1, 2)),
        (Network([2, 2, 3, 1], g="tanh", seed=375), ()),
    ],
)
def test_no_number_hides_another(net, weights, monkeypatch):
    """The pictures of the lessons: whatever is written there can be read."""
    figures = []
    finish = lambda fig, alt: figures.append(fig) or (fig.canvas.draw(), alt)
    monkeypatch.setattr("nnlib.plots.passes.finish", finish)
    backward(net, np.ones(net.sizes[0]), 1.0, weights=weights)
    boxes = {text: text.get_window_extent() for text in figures[0].axes[0].texts}
    for one, other in itertools.combinations(boxes, 2):
        assert not boxes[one].overlaps(boxes[other]), f"{one.get_text()} on {other.get_text()}"
