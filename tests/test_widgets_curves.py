"""Activations and overfitting in widgets: the picture shows what the controls say."""

import re

import numpy as np
import pytest

from nnlib import ACTIVATIONS, Network, sgd
from nnlib.plots.slopes import DEAD, REACH
from nnlib.widgets import explore_activation, explore_overfitting
from nnlib.widgets.overfitting import held_out, trained, training_data

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


@pytest.fixture
def activation():
    return explore_activation()


@pytest.fixture(scope="module")
def overfitting():
    return explore_overfitting()


def number(alt, before):
    return float(re.search(re.escape(before) + r"([−\d.e]*\d)", alt)[1].replace("−", "-"))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_tangent_has_the_slope_at_z(activation, name):
    activation.g.value = name
    g = ACTIVATIONS[name]
    for z in (-REACH, -2.3, 0.0, 0.3, REACH):
        activation.z.value = z
        scene, at = activation.scene, np.array([z])
        x, y = scene.tangent.get_data()
        assert np.diff(y) / np.diff(x) == pytest.approx(g.derivative(at), abs=1e-12)
        assert np.mean(y) == pytest.approx(g(at)[0]) and np.mean(x) == pytest.approx(z)
        assert number(activation.picture.alt, "g′(z) = ") == pytest.approx(
            g.derivative(at)[0], rel=5e-3
        )
        assert activation.picture.png == activation.image.png
        assert not activation.image.alert


@pytest.mark.parametrize(
    ("name", "dead"),
    [
        ("tanh", [(-6, -3), (3, 6)]), ("relu", [(-6, 0)]), ("threshold", [(-6, 6)]),
        ("identity", []), ("sigmoid", [(-6, -4.6), (4.6, 6)]), ("softplus", [(-6, -4.6)]),
    ],
)  # fmt: skip
def test_gray_is_where_the_slope_has_died(activation, name, dead):
    activation.g.value = name
    zones = [zone for zone in activation.scene.zones[:2] if zone.get_width()]
    found = [(zone.get_x(), zone.get_x() + zone.get_width()) for zone in zones]
    assert np.ravel(found) == pytest.approx(np.ravel(dead), abs=0.03)
    for a, b in found:
        inside = np.linspace(a, b, 50)
        assert (np.abs(ACTIVATIONS[name].derivative(inside)) < DEAD).all()


def test_the_sigmoid_grows_toward_the_threshold(activation):
    off = []
    for steepness in (1, 10, 100):
        activation.steepness.value = steepness
        x, y = activation.scene.steep.get_data()
        clear = np.abs(x) > 0.05
        off.append(np.abs(y - (x > 0))[clear].max())
        slope = number(activation.picture.alt, "with slope ")
        h = 1 / (1 + np.exp(-steepness * 1.0))
        assert slope == pytest.approx(steepness * h * np.exp(-steepness) * h, rel=5e-3)
    assert off[0] > off[1] > off[2] and off[2] < 0.01


def test_nothing_is_joined_where_it_jumps(activation):
    activation.g.value = "threshold"
    assert np.isnan(activation.scene.g.get_ydata()).sum() == 1
    activation.g.value = "tanh"
    assert not np.isnan(activation.scene.g.get_ydata()).any()


def test_restoring_a_control_restores_the_picture(activation):
    start = activation.picture.png
    others = ((activation.z, -6.0), (activation.g, "relu"), (activation.steepness, 100))
    for control, other in others:
        before, control.value = control.value, other
        assert activation.picture.png != start
        control.value = before
        assert activation.picture.png == start


def test_many_moves_leave_nothing_behind(activation):
    figure = activation.scene.left.ax.figure
    artists = len(figure.findobj())
    for step in range(200):
        activation.z.value = -6 + 0.1 * (step % 120)
    assert len(figure.findobj()) == artists


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="Did you mean 'tanh'"):
        explore_activation("tan")


def test_the_losses_are_those_of_the_trained_network(overfitting):
    run = trained(3, 20, 0.01)
    (X, y), (X_held, y_held) = training_data(20), held_out()
    net = Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=1)
    sgd(net, X, y, "log", rate=1.0, steps=2000, batch=20, weight_decay=0.01)
    assert all((a == b).all() for a, b in zip(net.W, run.net.W, strict=True))
    assert run.training[-1] == net.loss(X, y, "log")
    assert run.held_out[-1] == net.loss(X_held, y_held, "log")
    overfitting.nodes.value, overfitting.weight_decay.value = 3, 0.01
    assert overfitting.picture.alt.startswith(
        f"Loss over 2000 training steps: on the training data it ends at {run.training[-1]:.3g}, "
        f"on held-out data at {run.held_out[-1]:.3g} "
    )


def test_it_shows_overfitting_and_both_cures():
    gap = lambda *setting: trained(*setting).held_out[-1] - trained(*setting).training[-1]
    worst = gap(8, 20, 0.0)
    assert worst > 1.0
    assert gap(8, 20, 0.01) < 0.3 * worst  # regularization
    assert gap(8, 160, 0.0) < 0.3 * worst  # more points
    assert gap(1, 20, 0.0) < worst  # fewer nodes
    assert trained(16, 10, 0.1).training[-1] > 0.4  # too much of it learns nothing


def test_restoring_a_slider_restores_the_picture_without_training(overfitting):
    start = overfitting.picture.png
    sliders = (overfitting.nodes, overfitting.points, overfitting.weight_decay)
    for slider, other in zip(sliders, (1, 160, 0.1), strict=True):
        before, slider.value = slider.value, other
        assert overfitting.picture.png != start and not overfitting.image.alert
        slider.value = before
        assert overfitting.picture.png == start
        assert "kept from before" in overfitting.image.status
    assert trained.cache_info().maxsize == 512


@pytest.mark.parametrize("setting", [(1, 10, 0.0), (16, 10, 0.0), (16, 160, 0.1), (1, 160, 0.1)])
def test_the_corners_draw_without_warnings(overfitting, setting):
    for slider, value in zip(
        (overfitting.nodes, overfitting.points, overfitting.weight_decay), setting, strict=True
    ):
        slider.value = value
    assert not overfitting.image.alert
    assert overfitting.picture.png == overfitting.image.png


def test_every_control_has_a_name_and_a_tooltip(activation, overfitting):
    controls = [activation.z, activation.g, activation.steepness]
    controls += [overfitting.nodes, overfitting.points, overfitting.weight_decay]
    assert all(control.description and control.tooltip for control in controls)
