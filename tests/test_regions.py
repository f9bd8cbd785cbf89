"""The map of several classes and its widget: the colors, borders and words are the network's."""

import numpy as np
import pytest
from watching import sliders_in_step

from nnlib import Network, datasets, sgd
from nnlib.plots import regions
from nnlib.plots.regions import Regions
from nnlib.widgets import explore_regions

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")
X, y = datasets.three_clouds(30)


def trained(sizes=(2, 3), classes=y):
    net = Network(list(sizes), ["tanh"] * (len(sizes) - 2) + ["softmax"], biases=True, seed=1)
    sgd(net, X, classes, "cross-entropy", rate=0.5, steps=100, batch=30)
    return net


@pytest.mark.parametrize("sizes", [(2, 3), (2, 4, 3), (2, 1, 3), (2, 2)])
def test_each_place_has_the_color_of_its_likeliest_class(sizes):
    classes = y % sizes[-1]
    net, scene = trained(sizes, classes), Regions(X, classes, sizes)
    scene.picture(net)
    p = net.predict(scene.plane.points)
    colors = scene.image.colors.reshape(-1, 4)
    for k in range(sizes[-1]):
        others = colors[p.argmax(axis=1) != k]
        own = np.unique(colors[p.argmax(axis=1) == k], axis=0)
        assert not (own[:, None] == others).all(axis=2).any()
    surest, least = p.max(axis=1).argmax(), p.max(axis=1).argmin()
    assert colors[surest, :3].sum() < colors[least, :3].sum()


def test_borders_lie_where_two_classes_are_equally_likely_and_are_straight_without_a_layer():
    net, scene = trained(), Regions(X, y, (2, 3))
    scene.picture(net)
    segments = scene.lines.get_segments()
    assert len(segments) >= 3
    for segment in segments:
        two = np.sort(net.predict(segment), axis=1)[:, -2:]
        assert np.abs(two[:, 1] - two[:, 0]).max() < 0.03


def test_the_words_are_true():
    net = trained()
    right = int((net.predict(X).argmax(axis=1) == y).sum())
    alt = regions(net, X, np.eye(3)[y], place=(0.5, -0.25)).alt
    assert f"{right} of 30 samples" in alt and "10 circles (y = 0), 10 squares (y = 1), 10 t" in alt
    shares = net.predict([0.5, -0.25])[0]
    assert f"at (0.5, −0.25) the outputs are {shares[0]:.3f}".rstrip("0") in alt
    one_place = Network([2, 3], ["softmax"], biases=True)
    one_place.W[1] = [[9, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert "class 0 on 100 %, class 1 on 0 % and class 2 on 0 %" in regions(one_place, X, y).alt


@pytest.mark.parametrize(
    ("sizes", "classes", "said"),
    [
        ((3, 3), y, "2 inputs and 2 to 3 outputs, but this one has 3 and 3"),
        ((2, 4), y, "2 inputs and 2 to 3 outputs, but this one has 2 and 4"),
        ((2, 2), y, "holds the class 2, but 2 output nodes"),
        ((2, 3), y[:5], r"y has shape \(5,\), but there are 30"),
    ],
)
def test_what_does_not_fit_is_refused(sizes, classes, said):
    with pytest.raises(ValueError, match=said):
        Regions(X, classes, sizes)


def test_three_clouds_are_the_same_each_time_and_their_class_says_which():
    again, _ = datasets.three_clouds(30)
    assert np.array_equal(X, again) and not np.array_equal(X, datasets.three_clouds(30, seed=1)[0])
    centers = np.array([X[y == k].mean(axis=0) for k in range(3)])
    assert np.abs(np.linalg.norm(centers, axis=1) - 0.8).max() < 0.3


@pytest.fixture
def widget():
    net = Network([2, 3], ["softmax"], biases=True, seed=2)
    return explore_regions(net, (X, y))


def test_a_slider_moves_its_weight_and_the_map(widget):
    before = widget.picture.alt
    widget.sliders.sliders[1, 3, 0].value = 4.0
    assert widget.net.weight(1, 3, 0) == pytest.approx(4.0)
    assert widget.picture.alt != before and widget.start.weight(1, 3, 0) != 4.0
    sliders_in_step(widget)


def test_steps_lower_the_loss_and_reset_goes_back(widget):
    before, start = widget.J(), widget.picture.alt
    widget.buttons[0].click()
    assert widget.J() < before
    widget.buttons[1].click()
    assert f"{widget.scene.right} of 30 right" in widget.image.status and widget.scene.right > 25
    sliders_in_step(widget)
    widget.buttons[2].click()
    assert widget.J() == before and widget.picture.alt == start


def test_the_ring_says_the_shares_where_it_is_put(widget):
    spot = widget.scene.spot((0.5, 0.5))
    widget.on_drag("the place", spot[0], spot[1], 0, 0)
    np.testing.assert_allclose(widget.place, (0.5, 0.5), atol=0.01)
    share = f"{widget.net.predict(widget.place)[0][0]:.3f}".rstrip("0")
    assert f"the outputs are {share}" in widget.image.status
    heights = [bar.get_height() for bar in widget.scene.bars]
    np.testing.assert_allclose(heights, widget.net.predict(widget.place)[0])
    for _ in range(200):
        widget.on_nudge("the place", 1, 1)
    np.testing.assert_allclose(widget.place, widget.scene.data.high)
    widget.on_hold("the place")
    assert widget.image.status.endswith("(arrow keys move it, Esc lets it go)")


def test_a_rate_that_is_too_large_is_said(widget):
    widget.rate.value = 100.0
    for _ in range(3):
        widget.buttons[1].click()
    assert np.isfinite(widget.J())


def test_a_loss_that_does_not_fit_is_refused_at_once():
    with pytest.raises(ValueError, match="does not go with"):
        explore_regions(Network([2, 3], ["softmax"]), (X, y), "squared")
