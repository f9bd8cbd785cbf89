"""The microscope: its factors give nnlib's gradient, and what it shows is what it computes."""

import numpy as np
import pytest

from nnlib import Network, student_network, student_sample
from nnlib.checking import node_gradient, weight_gradient
from nnlib.symbolic import STATEMENTS
from nnlib.widgets import microscope
from nnlib.widgets.equations import Place
from nnlib.widgets.passes import Pass

NETWORKS = {
    "4-2-1": student_network(),
    "3-4-2-1": Network([3, 4, 2, 1], g=["tanh", "softplus", "sigmoid"], seed=1),
    "2-3-5-2-1 with biases": Network([2, 3, 5, 2, 1], g="tanh", biases=True, seed=2),
    "3-1": Network([3, 1], g="identity", biases=True, seed=3),
}


pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


def sample_for(net):
    return np.random.default_rng(0).normal(size=net.sizes[0]), 1.0


def nodes(net):
    return [(k, i) for k in range(1, net.L + 2) for i in range(1, net.sizes[k] + 1)]


def edges(net):
    return [(k, i, j) for k, i in nodes(net) for j in net.nodes(k - 1)]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("loss", ["squared", "hinge"])
def test_the_product_is_the_gradient_at_every_node_and_edge(name, loss):
    """Against `nnlib.checking`, which takes forward passes only."""
    net = NETWORKS[name]
    x, y = sample_for(net)
    passed = Pass(net, x, y, loss)
    by_node = node_gradient(net, x, [y], loss)
    by_weight = weight_gradient(net, x, [y], loss)
    for k, i in nodes(net):
        place = Place("dz", k, i)
        assert passed.product(place) == pytest.approx(by_node[k][0, i - 1], rel=1e-9)
        assert passed.value(place) == pytest.approx(passed.product(place), rel=1e-12)
        forward = Place("z", k, i)
        assert passed.product(forward) == pytest.approx(net.forward(x).z[k][0, i - 1], rel=1e-12)
    for k, i, j in edges(net):
        place, column = Place("dW", k, i, j), net.column(k - 1, j)
        assert passed.product(place) == pytest.approx(by_weight[k][i - 1, column], rel=1e-9)
        assert passed.value(place) == pytest.approx(passed.product(place), rel=1e-12)


def test_a_wrong_factor_is_noticed(monkeypatch):
    net = NETWORKS["3-4-2-1"]
    passed = Pass(net, *sample_for(net), "squared")
    right = passed.product(Place("dz", 1, 3))
    rows = passed.net.W[2].copy()
    passed.net = net.copy()
    passed.net.W[2] = rows[:, ::-1]
    assert passed.product(Place("dz", 1, 3)) != pytest.approx(right, rel=1e-3)


def test_each_place_has_the_documents_equation():
    passed = Pass(NETWORKS["3-4-2-1"], *sample_for(NETWORKS["3-4-2-1"]), "squared")
    places = [Place("z", 1, 2), Place("z", 2, 1), Place("z", 3, 1), Place("dz", 3, 1)]
    places += [Place("dz", 2, 1), Place("dz", 1, 4), Place("dW", 3, 1, 2), Place("dW", 2, 2, 4)]
    places += [Place("dW", 1, 4, 3)]
    found = [passed.equation(place) for place in places]
    ids = ["2.1", "2.2", "2.3", "3.1", "3.4e", "3.5", "3.2d", "3.3b", "3.3c"]
    assert [equation.id for equation in found] == ids
    for equation in found:
        assert f"$${equation.general}$$" == STATEMENTS[equation.id]._repr_latex_()
    assert found[5].plain == (
        "∂Loss/∂z_4^(1) = Σ_{i=1}^{2} ∂Loss/∂z_i^(2) · W_i4^(2) · g'(z_4^(1))"
    )
    assert found[7].plain == "∂Loss/∂W_24^(2) = ∂Loss/∂z_2^(2) · h_4^(1)"


@pytest.mark.parametrize("name", NETWORKS)
def test_the_curve_is_the_loss_with_that_weight_moved(name):
    net = NETWORKS[name].copy()
    x, y = sample_for(net)
    passed = Pass(NETWORKS[name], x, y, "squared")
    for k, i, j in edges(net):
        place = Place("dW", k, i, j)
        w = passed.start(place)
        values = passed.curve(place, [w - 2.0, w, w + 0.3])
        for value, loss in zip((w - 2.0, w, w + 0.3), values, strict=True):
            net.set_weight(k, i, j, value)
            assert loss == pytest.approx(net.loss(x, [y]), rel=1e-12)
        net.set_weight(k, i, j, w)


@pytest.fixture
def widget():
    return microscope(NETWORKS["2-3-5-2-1 with biases"], [[0.3, -1.0], [1.0, 2.0]], [0.0, 1.0])


def in_step(widget):
    kind, k, i, j = widget.place
    assert widget.step.value == (kind, k)
    assert widget.target.value == (("edge", k, i, j) if kind == "dW" else ("node", k, i, 0))
    assert widget.picture.png == widget.image.png and not widget.image.alert
    assert widget.passed.equation(widget.place).plain in widget.picture.alt
    assert "✓ the same" in widget.picture.alt


def test_the_default_is_the_student_at_the_output():
    alt = microscope(student_network(), *student_sample()).picture.alt
    assert alt.startswith(
        "Backward, layer 2: 3.1, ∂Loss/∂z = ∂Loss/∂g(z) · ∂g(z)/∂z = (−0.239) · 0.1819 = −0.04346; "
        "nnlib gives −0.04346, ✓ the same."
    )


def test_every_stop_and_every_target_can_be_looked_at(widget):
    seen = set()
    for _, stop in widget.step.options:
        widget.step.value = stop
        in_step(widget)
        seen.add(widget.picture.alt)
    assert len(seen) == 4 + 2 * 4
    for _, target in widget.target.options:
        widget.target.value = target
        in_step(widget)
        assert widget.target.value == target
    assert len(widget.target.options) == len(nodes(widget.net)) + len(edges(widget.net))


def test_the_path_goes_through_what_was_chosen(widget):
    widget.target.value = ("edge", 3, 2, 4)
    back = [button for button in widget.buttons if "on" in button.description][0]
    back.click()
    assert widget.place == Place("dz", 2, 4)
    back.click()
    back.click()
    assert widget.place == Place("dz", 1, widget.source[2])
    in_step(widget)


def test_buttons_stop_at_the_ends(widget):
    on = widget.buttons[1]
    for _ in range(20):
        on.click()
    assert widget.step.value == ("dW", 1)
    in_step(widget)


def test_restoring_a_control_restores_the_picture(widget):
    start = widget.picture.png
    for control, other in (
        (widget.step, ("z", 2)), (widget.gap, 1e-6), (widget.sample, 2),
        (widget.target, ("node", 4, 1, 0)),
    ):  # fmt: skip
        before = control.value
        control.value = other
        if control is not widget.target:
            assert widget.picture.png != start
        control.value = before
        assert widget.picture.png == start


def test_the_lit_path_is_all_between_the_place_and_the_loss():
    net = NETWORKS["3-4-2-1"]
    passed = Pass(net, *sample_for(net), "squared")
    lit_nodes, lit_edges = passed.path(Place("dW", 2, 2, 3))
    assert lit_nodes == [(1, 3), (2, 2), (3, 1)]
    assert lit_edges == [(2, 2, 3), (3, 1, 2)]
    lit_nodes, lit_edges = passed.path(Place("dz", 1, 4))
    assert lit_nodes == [(1, 4), (2, 1), (2, 2), (3, 1)]
    assert sorted(lit_edges) == [(2, 1, 4), (2, 2, 4), (3, 1, 1), (3, 1, 2)]


def test_the_secant_closes_in_on_the_tangent(widget):
    place = widget.place
    slope, at = widget.passed.slope(place), widget.passed.start(place)
    off = []
    for gap in (1.0, 0.1, 0.01, 1e-3):
        ends = widget.passed.curve(place, [at, at + gap])
        off.append(abs((ends[1] - ends[0]) / gap - slope))
        widget.gap.value = gap
        shown = float(widget.picture.alt.split("slope ")[-1].rstrip(".").replace("−", "-"))
        assert shown == pytest.approx((ends[1] - ends[0]) / gap, rel=1e-3)
    assert off[0] > 5 * off[1] > 25 * off[2] > 125 * off[3]


@pytest.mark.parametrize("weight", [1e3, -1e3, 0.0])
@pytest.mark.parametrize("g", ["sigmoid", "threshold", "identity", "relu", "tanh", "softplus"])
def test_extreme_weights_draw_without_warnings(weight, g):
    net = Network([2, 3, 1], g=[g, "sigmoid"], biases=True)
    for k in (1, 2):
        net.W[k] = np.full(net.W[k].shape, weight)
    for loss in ("squared", "log"):
        widget = microscope(net, [0.5, -0.25], 0.0, loss)
        for _, stop in widget.step.options:
            widget.step.value = stop
            assert not widget.image.alert and widget.picture.png == widget.image.png


def test_factors_that_overflow_are_said():
    net = Network([1, 1])
    net.W[1] = [[1e3]]
    alt = microscope(net, [1.0], 0.0, "log").picture.alt
    assert "∞ · 0 = 1; nnlib gives 1, by the canceled form" in alt


def test_where_the_loss_has_no_value_the_curve_has_a_gap():
    net = Network([1, 1], g="identity")
    net.W[1] = [[0.5]]
    widget = microscope(net, [1.0], 1.0, "log")
    assert not widget.image.alert and "slope −2" in widget.picture.alt
    values = widget.passed.curve(Place("dW", 1, 1, 1), [0.25, 0.5, 1.5])
    assert values[:2] == pytest.approx([np.log(4), np.log(2)]) and np.isnan(values[2])


def test_bad_input_is_refused_at_once():
    with pytest.raises(ValueError, match="for one output node, but this network has 2"):
        microscope(Network([2, 2]), [1.0, 2.0], [0.0, 1.0])
    with pytest.raises(ValueError, match="hinge loss knows only -1 and 1"):
        microscope(Network([2, 1]), [1.0, 2.0], 0.0, loss="hinge")
    with pytest.raises(ValueError, match="this network has 2 inputs"):
        microscope(Network([2, 1]), [1.0, 2.0, 3.0], 0.0)
    with pytest.raises(ValueError, match="z overflowed"):
        huge = Network([1, 1], g="identity")
        huge.W[1] = [[1e200]]
        microscope(huge, [1e200], 0.0)


def test_every_control_has_a_name_and_a_tooltip(widget):
    controls = [widget.step, widget.target, widget.sample, widget.gap, *widget.buttons]
    assert all(control.description and control.tooltip for control in controls)


def test_many_steps_leave_nothing_behind(widget):
    figure = widget.scene.chart.ax.figure
    artists = len(figure.findobj())
    stops = [stop for _, stop in widget.step.options]
    for step in range(200):
        widget.step.value = stops[step % len(stops)]
    assert len(figure.findobj()) == artists
