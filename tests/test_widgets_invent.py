"""The widget for an activation of one's own: what is typed is what is shown and trained."""

import time

import numpy as np
import pytest

from nnlib import Network, sgd
from nnlib.symbolic import NotAFormula, activation
from nnlib.widgets import invent_activation
from nnlib.widgets.invent import FAILING, FAMOUS

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


@pytest.fixture
def widget():
    return invent_activation()


def press(widget, name):
    next(button for button in widget.buttons if button.description == name).click()


def in_step(widget):
    """The picture shown is that of what stands in the box, trained by sgd."""
    z = round(widget.z.value, 1)
    again = widget.scene.picture(widget.g, z, widget.own, widget.other)
    assert (widget.picture.png, widget.picture.alt) == (again.png, again.alt)
    assert widget.picture.png == widget.image.png and widget.picture.alt == widget.image.alt
    assert widget.g.name == " ".join(widget.text.value.split())
    assert not widget.image.alert and not widget.image.old and not widget.refusal.value
    assert widget.derivation.value == widget.g.html()


def trained(widget, g):
    """The same by hand."""
    net = Network([2, 6, 1], [g, "sigmoid"], biases=True, seed=widget.seed)
    return net, sgd(net, widget.X, widget.y, "log", rate=0.5, steps=800, batch=60)


@pytest.mark.parametrize("text", [*FAMOUS.values(), "z*tanh(z)", "abs(z)", "0.5", "step(z)"])
def test_what_is_typed_is_shown_and_trained(widget, text):
    widget.text.value = text
    in_step(widget)
    for run, g in ((widget.own, activation(text)), (widget.other, "tanh")):
        net, history = trained(widget, g)
        assert (run.history.J == history.J).all()
        assert all((a == b).all() for a, b in zip(run.net.W, net.W, strict=True))
    said = f"g(z) = {widget.g.name}: at z = 1, g is "
    assert widget.picture.alt.startswith(said) and "with tanh: J from" in widget.picture.alt
    assert f"{widget.scene.map.correct()} of 60 right" in widget.image.status


def test_the_buttons_put_their_formula_into_the_box(widget):
    for name, text in {**FAMOUS, **FAILING}.items():
        before = widget.picture
        press(widget, name)
        assert widget.text.value == text
        if name == "pole":
            assert widget.picture is before and widget.image.old
            assert "1/z has no value at z = 0: it divides by 0." in widget.image.alert
            assert widget.refusal.value == "<pre>    1/z\n      ^</pre>"
        else:
            in_step(widget)


def test_famous_ones_learn_and_the_others_teach_by_failing(widget):
    right = {}
    for name in (*FAMOUS, "constant", "step", "parabola"):
        press(widget, name)
        right[name] = widget.scene.map.correct()
        flat = "its slope is 0: the hidden weights get no gradient" in widget.image.status
        assert flat == (name in ("constant", "step"))
    assert min(right[name] for name in FAMOUS) >= 58
    assert right["constant"] == 30 and right["step"] < 54 and right["parabola"] < 48


def test_nothing_is_learned_by_the_hidden_weights_where_the_slope_is_0(widget):
    start = Network([2, 6, 1], ["tanh", "sigmoid"], biases=True, seed=widget.seed)
    for name in ("constant", "step"):
        press(widget, name)
        assert (widget.own.net.W[1] == start.W[1]).all()


def test_the_boundary_of_a_parabola_is_a_conic(widget):
    press(widget, "parabola")
    X = np.random.default_rng(0).uniform(-2, 2, (40, 2))
    z = widget.own.net.forward(X).z[2][:, 0]
    a, b = X.T
    quadratic = np.column_stack([np.ones(40), a, b, a * a, a * b, b * b])
    _, rest, rank, _ = np.linalg.lstsq(quadratic, z, rcond=None)
    assert rank == 6 and rest[0] < 1e-20 * (z @ z)


def test_a_run_that_diverges_is_said(widget):
    widget.text.value = "z**3"
    in_step(widget)
    assert "the run diverged" in widget.image.status
    assert "then it diverged" in widget.picture.alt and np.isfinite(widget.own.history.J).all()


def test_a_slip_leaves_the_picture_gray_and_mending_brings_it_back(widget):
    good = widget.picture
    widget.text.value = "z / (1 + exp(-z)"
    assert widget.picture is good and widget.image.old
    assert "this bracket is never closed" in widget.image.alert
    assert widget.refusal.value.endswith("    z / (1 + exp(-z)\n        ^</pre>")
    widget.z.value = 2.0  # the tangent of what is shown can still be moved
    widget.text.value = "<b>z"
    assert "&lt;b&gt;" in widget.refusal.value
    widget.text.value = "z / (1 + exp(-z))"
    in_step(widget)


def test_the_tangent_moves(widget):
    widget.z.value = -2.0
    in_step(widget)
    assert "at z = −2, g is −0.238 and its slope is −0.0908" in widget.picture.alt


def test_other_weights_are_for_both(widget):
    own, other = widget.own, widget.other
    press(widget, "other weights")
    assert widget.seed == 2 and (widget.own.history.J != own.history.J).any()
    assert widget.other.history.J[0] != other.history.J[0]
    in_step(widget)


def test_what_it_begins_with():
    assert invent_activation("sin(z)").g.name == "sin(z)"
    with pytest.raises(NotAFormula, match="two stars"):
        invent_activation("z^2")


def test_from_formula_to_picture_it_is_quick(widget):
    press(widget, "sine")
    times = []
    for text in (*FAMOUS.values(), "z*tanh(z)", "atan(z)", "z**2"):
        start = time.process_time()  # whatever else the machine does
        widget.text.value = text
        times.append(time.process_time() - start)
    assert sorted(times)[len(times) // 2] < 0.3
