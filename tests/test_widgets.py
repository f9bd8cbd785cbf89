"""Widgets without a browser: their state, their picture and their words stay in step."""

import math
import subprocess
import sys
import warnings

import nbclient
import nbformat
import numpy as np
import pytest
from watching import sliders_in_step, small_network

from nnlib import ACTIVATIONS, Network, datasets, sgd
from nnlib.checking import slope
from nnlib.plots import style
from nnlib.widgets import explore_activation, explore_weights

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


@pytest.fixture
def net():
    return small_network()


@pytest.fixture
def widget(net):
    return explore_weights(net, datasets.xor(40))


def said(widget):
    return widget.image.alert


def button(widget, name):
    return next(button for button in widget.buttons if button.description == name)


def in_step(widget):
    """The picture shown is that of the widget's network, and so are the sliders."""
    shown = widget.picture.png, widget.picture.alt
    again = widget.scene.picture(widget.net, node=widget.sliders.node and widget.sliders.node.value)
    assert shown == (again.png, again.alt)
    assert widget.picture.png == widget.image.png
    sliders_in_step(widget)


def test_every_slider_moves_its_own_weight_and_restores_the_picture(widget):
    start = widget.picture.png
    for (k, i, j), slider in widget.sliders.sliders.items():
        before, value = widget.net.copy(), slider.value
        slider.value = value + 1.3
        assert widget.net.W[k][i - 1, j] == pytest.approx(value + 1.3)
        changed = [(a != b).sum() for a, b in zip(widget.net.W, before.W, strict=True)]
        assert sum(changed) == 1 and widget.picture.png != start
        in_step(widget)
        slider.value = value
        assert (widget.net.W[k] == before.W[k]).all() and widget.picture.png == start


def test_the_given_network_stays_as_it_was(widget, net):
    before = net.copy()
    widget.sliders.sliders[1, 1, 1].value = 5.0
    button(widget, "100 steps").click()
    assert all((a == b).all() for a, b in zip(net.W, before.W, strict=True))


def test_a_slider_rounded_by_the_browser_is_no_move(widget):
    slider, drawn = widget.sliders.sliders[1, 1, 1], widget.picture
    slider.value = slider.value + 1e-9
    assert widget.picture is drawn


def test_gradient_steps_are_those_of_sgd_and_draw_once(widget, net):
    X, y = datasets.xor(40)
    draws, draw = [], widget.draw
    widget.draw = lambda: draws.append(draw())
    button(widget, "100 steps").click()
    sgd(net, X, y, rate=1.0, steps=100, batch=40)
    assert all((a == b).all() for a, b in zip(net.W, widget.net.W, strict=True))
    assert len(draws) == 1
    in_step(widget)


def test_choices_change_the_network_and_reset_brings_everything_back(widget):
    start = widget.picture.png
    widget.sliders.sliders[1, 2, 0].value = -3.0
    for name, value in ((1, 5), ("g", "relu"), ("data", "spirals"), ("out", "tanh"), (1, 2)):
        widget.choices[name].value = value
        in_step(widget)
    assert widget.net.sizes == (2, 2, 1) and widget.net.g[1].name == "relu"
    assert widget.net.W[1][1, 0] == -3.0
    button(widget, "reset").click()
    in_step(widget)
    assert widget.picture.png == start and not said(widget)


def all_within(control):
    yield from (control, control.layout, *filter(None, [getattr(control, "style", None)]))
    for child in getattr(control, "children", ()):
        yield from all_within(child)


def test_nothing_is_left_of_sliders_that_are_replaced(widget):
    parts = list(all_within(widget.sliders.box))
    assert len(parts) > 13 and all(part.comm for part in parts)
    widget.choices[1].value = 5
    assert not any(part.comm for part in parts)


def test_weights_beyond_the_range_widen_it(net):
    net.W[1][0, 1], net.W[2][0, 2] = 1e3, -1e3
    widget = explore_weights(net, datasets.xor(8))
    assert widget.sliders.sliders[1, 1, 1].max == 2000
    in_step(widget)
    widget.net.W[1][0, 1] = 2.0
    widget.sliders.sync(widget.net)
    assert (widget.sliders.sliders[1, 1, 1].min, widget.sliders.sliders[1, 1, 1].max) == (-6, 6)


@pytest.mark.parametrize("size", [0.3, 1.0, 5.97, 6.0, 7.3, 41.0, 333.3, 12345.6])
def test_a_slider_stands_where_the_browser_would_put_it(widget, size):
    """Else the browser answers with its own number. This is the arithmetic of noUiSlider 15."""
    rng = np.random.default_rng(0)
    for k, W in widget.net.W.items():
        widget.net.W[k] = rng.uniform(-size, size, W.shape)
    widget.net.W[1][0, 0] = size
    widget.sliders.sync(widget.net)
    in_percent = lambda slider, value: value * 100 / (slider.max - slider.min)
    for slider in widget.sliders.sliders.values():
        stepping = in_percent(slider, slider.value + abs(slider.min))
        step = in_percent(slider, slider.step)
        place = 100 if stepping >= 100 else math.floor(stepping / step + 0.5) * step
        moved = place * (slider.max - slider.min) / 100 + slider.min
        assert slider.value == (slider.max if place >= 100 else moved)


def test_an_error_in_drawing_is_said_and_the_widget_lives_on(widget):
    slider, picture = widget.sliders.sliders[1, 1, 1], widget.scene.picture

    def broken(*state):
        raise ValueError("no <paper> left")

    widget.scene.picture = broken
    slider.value += 1
    assert "Not drawn: no <paper> left" in said(widget)
    assert widget.image.old and widget.image.alt.startswith("Not up to date: ")
    widget.scene.picture = picture
    slider.value += 1
    assert not said(widget)
    in_step(widget)


def test_a_step_that_diverges_is_said_and_stays_in_step(widget):
    widget.choices["g"].value = widget.choices["out"].value = "identity"
    widget.rate.value = 100.0
    button(widget, "100 steps").click()
    assert "Try a rate ten times smaller" in said(widget)
    in_step(widget)


def test_a_loss_without_value_is_said_beside_the_right_picture(net):
    widget = explore_weights(net, datasets.xor(8), loss="log")
    widget.sliders.sliders[2, 1, 0].value = -6.0
    widget.choices["out"].value = "tanh"
    assert "the log loss needs every prediction strictly between 0 and 1" in said(widget)
    in_step(widget)
    widget.choices["out"].value = "sigmoid"
    assert not said(widget)


def test_bad_input_is_refused_at_once(net):
    with pytest.raises(ValueError, match="needs a network with 2 inputs"):
        explore_weights(Network([4, 2, 1]), (np.zeros((3, 4)), [0, 1, 0]))
    with pytest.raises(ValueError, match="hinge loss knows only -1 and 1"):
        explore_weights(net, datasets.xor(8), loss="hinge")


@pytest.mark.parametrize("sizes", [[2, 1], [2, 4, 3, 1]])
@pytest.mark.parametrize("biases", [False, True])
def test_other_networks(sizes, biases):
    widget = explore_weights(Network(sizes, biases=biases), datasets.circles(20))
    list(widget.sliders.sliders.values())[-1].value += 1
    button(widget, "gradient step").click()
    in_step(widget)
    button(widget, "reset").click()
    in_step(widget)
    assert len(widget.sliders.sliders) == sum(W.size for W in widget.net.W)


def test_every_control_has_a_name_and_a_tooltip(widget):
    controls = [*widget.choices.values(), widget.rate, *widget.sliders.sliders.values()]
    controls += [button(widget, name) for name in ("gradient step", "100 steps", "reset")]
    assert all(control.description and control.tooltip for control in controls)
    assert len({control.tooltip for control in controls}) == len(controls)


def test_an_activation_added_to_the_table_is_in_the_menus_and_draws(net, monkeypatch):
    silu = ACTIVATIONS["identity"]._replace(
        name="silu",
        function=lambda z: z * ACTIVATIONS["sigmoid"](z),
        derivative=lambda z: slope(lambda a: a * ACTIVATIONS["sigmoid"](a), z),
    )
    monkeypatch.setitem(ACTIVATIONS, "silu", silu)
    widget = explore_weights(net, datasets.xor(8))
    widget.choices["g"].value = widget.choices["out"].value = "silu"
    assert widget.net.g[1] is silu
    button(widget, "gradient step").click()
    in_step(widget)
    assert not said(widget)
    curves = explore_activation("silu")
    assert "Activation silu at z = 1: g(z) = 0.731" in curves.picture.alt


def test_a_notebook_keeps_the_still_picture_with_its_description(tmp_path):
    source = (
        "import nnlib\nfrom nnlib import widgets\n"
        "widgets.explore_weights(nnlib.Network([2, 3, 1]), nnlib.datasets.xor(8))"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    client = nbclient.NotebookClient(notebook, store_widget_state=False, timeout=60)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the kernel's machinery
        client.execute()
    (output,) = notebook.cells[0].outputs
    alt = output.metadata["image/png"]["alt"]
    assert output.data["text/plain"] == alt and alt.startswith("Network 2-3-1: W^(1)_11 = ")
    assert "application/vnd.jupyter.widget-view+json" in output.data
    nbformat.write(notebook, tmp_path / "kept.ipynb")
    output.data["text/plain"] = alt.replace("W^(1)_11 = ", "W^(1)_11 = 9")
    nbformat.write(notebook, tmp_path / "changed.ipynb")
    options = ["--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "kept.ipynb", "changed.ipynb"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert "1 failed, 1 passed" in run.stdout and "FAILED changed.ipynb" in run.stdout


# Data of one's own


@pytest.mark.parametrize("labels", [(0, 1), (-1, 1), (False, True), (1.5, 7)])
def test_any_two_columns_and_labels_can_be_put_on_the_map(net, labels):
    table = np.array([[3.7, 115.0], [2.9, 92.0], [3.1, 100.0]])
    y = np.array([labels[1], labels[0], labels[0]])
    widget = explore_weights(net, (table, y), features=("GPA", "sleep_in hours"))
    low, high = (style.number(float(label)) for label in labels)
    assert (
        "over GPA from 2.78 to 3.82 and sleep_in hours from 88.55 to 118.45" in widget.picture.alt
    )
    assert f"Data: 2 circles (y = {low}), 1 square (y = {high})." in widget.picture.alt
    axes = widget.scene.map.ax
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("GPA", "sleep_in hours")
    widget.choices["data"].value = "XOR"
    assert "over x_1 from" in widget.picture.alt
    button(widget, "reset").click()
    assert "over GPA from" in widget.picture.alt


@pytest.mark.parametrize(
    ("data", "features", "words"),
    [
        ((np.eye(2), ["no", "yes"]), ("a", "b"), r"Labels become numbers by .* == 'yes', 1, 0\)"),
        ((np.eye(2), np.array(["no", "yes"], object)), ("a", "b"), "its entries are text"),
        ((np.eye(3)[:, :2], [0, 1, 2]), ("a", "b"), "3 different labels"),
        ((np.eye(3), [0, 1, 1]), ("a", "b"), "this network has 2 inputs"),
        ((np.eye(2), [0, 1]), "GPA", "must name the two inputs"),
        (np.eye(2), ("a", "b"), r"data must be a pair \(X, y\)"),
        (None, ("a", "b"), "but it is None"),
    ],
)
def test_data_that_cannot_be_put_on_the_map_is_answered_in_words(net, data, features, words):
    with pytest.raises((ValueError, TypeError), match=words):
        explore_weights(net, data, features=features)
