"""The valley: the map is the loss itself, the arrow is minus the gradient, the words are true."""

import io
from itertools import permutations

import numpy as np
import pytest
from PIL import Image

from nnlib import ACTIVATIONS, Network, datasets
from nnlib.plots import style
from nnlib.plots.landscape import Landscape, loss_over
from nnlib.plots.layout import edge_keys
from nnlib.plots.valley import Ball, Valley

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


def moved(net, places):
    """A copy of `net` whose weights {(k, i, j): value} are moved."""
    twin = net.copy()
    for key, value in places.items():
        twin.set_weight(*key, value)
    return twin


def ball_of(net, X, y, loss, keys, rate=0.5):
    start = [0, net.loss(X, y, loss), *(net.weight(*key) for key in keys)]
    return Ball(net, *keys, [np.array([start])], rate)


def scene_of(net, X, y, loss="squared", keys=((1, 1, 1), (1, 1, 2)), **options):
    scene = Valley(X, y, loss)
    return scene, scene.picture(ball_of(net, X, y, loss, keys, **options))


# The heights


@pytest.mark.parametrize("biases", [False, True])
def test_heights_are_the_loss_of_the_network_with_these_two_weights(biases):
    rng = np.random.default_rng(0)
    net = Network([2, 3, 2, 2], g=["tanh", "sigmoid", "identity"], biases=biases, seed=1)
    X, y = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    a, b = [-1.0, 2.0, 0.3], [0.5, 3.0]
    for first, second in list(permutations(edge_keys(net), 2))[:: 1 if not biases else 3]:
        J = loss_over(net, X, y, "squared", first, second, a, b)
        wanted = [[moved(net, {first: p, second: q}).loss(X, y) for p in a] for q in b]
        np.testing.assert_allclose(J, wanted, rtol=1e-12)


@pytest.mark.parametrize(("n", "error"), [(1, 0.01), (80, 0.01), (1000, 0.04)])
def test_the_smooth_landscape_runs_near_the_loss_and_never_beyond_it(n, error):
    X, y = datasets.two_moons(n)
    net = Network([2, 2, 1], g=["tanh", "sigmoid"], biases=True, seed=3)
    land = Landscape(net, X, y, "log", (1, 1, 1), (2, 1, 2), 4.0)
    at = land.places[3::16]
    exact = loss_over(net, X, y, "log", (1, 1, 1), (2, 1, 2), at, at)
    assert np.abs(land.J[3::16, 3::16] - exact).max() < error * np.ptp(exact)
    lowest = moved(net, {(1, 1, 1): land.lowest[0], (2, 1, 2): land.lowest[1]})
    assert land.least == pytest.approx(lowest.loss(X, y, "log"), rel=1e-12)
    assert (
        0 < land.least <= land.J.min()
        and land.J.max() <= land.most
        and np.abs(land.lowest).max() <= 4.0
    )


def test_a_loss_without_value_is_refused_in_words():
    net = Network([2, 1], g="identity", biases=True)
    net.W[1] = [[0.5, 0.1, 0.0]]
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        scene_of(net, np.ones((2, 2)), np.array([0, 1]), "log")


# The slope


@pytest.mark.parametrize("loss", ["squared", "log"])
def test_the_arrow_goes_against_the_slope_by_central_differences(loss):
    X, y = datasets.two_moons(30)
    net = Network([2, 3, 2, 1], g=["tanh", "tanh", "sigmoid"], biases=True, seed=4)
    for keys in [((1, 2, 0), (3, 1, 2)), ((2, 1, 3), (1, 3, 1)), ((1, 1, 1), (1, 1, 2))]:
        scene, picture = scene_of(net, X, y, loss, keys, rate=0.3)
        at, step = [net.weight(*key) for key in keys], 1e-5
        rise = [
            moved(net, {key: w + step}).loss(X, y, loss)
            - moved(net, {key: w - step}).loss(X, y, loss)
            for key, w in zip(keys, at, strict=True)
        ]
        slope = np.array(rise) / (2 * step)
        np.testing.assert_allclose(scene.slope, slope, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(scene.next, at - 0.3 * slope, rtol=1e-6)
        arrow = scene.tip - at
        cosine = arrow @ -slope / np.hypot(*arrow) / np.hypot(*slope)
        assert cosine == pytest.approx(1, abs=1e-9)
        assert f"= {style.significant(scene.slope[0])} and ∂J/∂" in picture.alt


def test_a_small_step_along_the_arrow_goes_down():
    X, y = datasets.xor(20)
    net = Network([2, 2, 1], seed=1)
    keys = (1, 1, 1), (2, 1, 2)
    scene, _ = scene_of(net, X, y, keys=keys)
    ends = np.array([net.weight(*key) for key in keys]) + 1e-3 * (
        scene.tip - [net.weight(*key) for key in keys]
    )
    assert moved(net, dict(zip(keys, ends, strict=True))).loss(X, y) < net.loss(X, y)


# The picture


def color_at(scene, picture, place):
    x, y = scene.chart.ax.transData.transform(place)
    image = Image.open(io.BytesIO(picture.png)).convert("RGB")
    return image.getpixel((int(x), image.height - 1 - int(y)))


def test_low_is_purple_and_high_is_orange_across_and_up():
    X, y = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([2.0, -1.0])
    net = Network([2, 1], g="identity")  # J = ((w_1 - 2)² + (w_2 + 1)²)/4
    net.W[1] = [[-3.5, 3.5]]
    scene, picture = scene_of(net, X, y)
    assert color_at(scene, picture, (2.0, -1.0)) == tuple(style.rgb(style.BELOW[0]))
    assert color_at(scene, picture, (-3.9, 3.9)) == tuple(style.rgb(style.ABOVE[-1]))
    assert ": from 0.00283 near (2.1, −0.95) up to 15.2. The ball" in picture.alt
    assert "the arrow, minus the slope, points to the lower right" in picture.alt
    assert "; a step at rate 0.5 ends at (−2.12, 2.38)." in picture.alt


def test_each_line_has_its_height():
    X, y = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([2.0, -1.0])
    net = Network([2, 1], g="identity")
    scene, _ = scene_of(net, X, y)
    places = np.concatenate(scene.lines.get_segments())
    J = ((places - [2.0, -1.0]) ** 2).sum(axis=1) / 4
    nearest = np.abs(J[:, np.newaxis] - scene.levels[1:-1]).min(axis=1)
    assert len(J) > 100 and nearest.max() < 0.01 * np.ptp(scene.levels)


def test_the_window_grows_with_the_way_and_holds_the_ball():
    X, y = datasets.xor(20)
    net = Network([2, 1])
    for weight, reach in ((0.5, 4.0), (3.9, 5.0), (40.0, 50.0), (1e3, 1500.0)):
        net.W[1] = [[weight, 0.0]]
        scene, picture = scene_of(net, X, y)
        assert scene.landscape.reach == reach and scene.chart.ax.get_xlim() == (-reach, reach)
        assert f"both from −{style.number(reach)} to {style.number(reach)}:" in picture.alt


def test_the_way_and_moves_by_hand_are_drawn_and_said():
    X, y = datasets.xor(20)
    net = Network([2, 1, 1])
    rows = [[0, 0.2, 0.0, 1.0], [1, 0.1, 1.0, 1.5]], [[1, 0.3, 2.0, 2.0], [2, 0.2, 2.5, 2.5]]
    scene = Valley(X, y, "squared")
    picture = scene.picture(Ball(net, (1, 1, 1), (1, 1, 2), [np.array(run) for run in rows], 1.0))
    drawn = np.transpose(scene.way.get_data())
    np.testing.assert_array_equal(
        drawn[~np.isnan(drawn[:, 0])], [row[2:] for run in rows for row in run]
    )
    assert np.isnan(drawn[2]).all()
    assert ", the other weight as it is: " in picture.alt
    assert "Its way: 2 steps from (0, 1), where J was 0.2; moved by hand at step 1." in picture.alt


def test_a_changed_state_looks_as_if_drawn_anew():
    X, y = datasets.two_moons(20)
    keys = (1, 1, 1), (2, 1, 1)
    one, other = (Network([2, 2, 1], biases=True, seed=seed) for seed in (1, 2))
    scene, before = scene_of(one, X, y, keys=keys)
    second = ball_of(other, X, y, "squared", keys)
    assert scene.picture(second).png == scene_of(other, X, y, keys=keys)[1].png != before.png
    assert scene.picture(ball_of(one, X, y, "squared", keys)).png == before.png


def test_heights_are_taken_anew_only_when_they_change(monkeypatch):
    X, y = datasets.two_moons(20)
    net, taken = Network([2, 2, 1], seed=1), []
    monkeypatch.setattr(
        "nnlib.plots.valley.Landscape", lambda *args: taken.append(args) or Landscape(*args)
    )
    keys = (1, 1, 1), (1, 1, 2)
    scene, _ = scene_of(net, X, y, keys=keys)
    net.set_weight(1, 1, 1, 2.0)  # a weight of the map: the ball moves, not the ground
    scene.picture(ball_of(net, X, y, "squared", keys))
    assert len(taken) == 1
    net.set_weight(2, 1, 1, 2.0)
    scene.picture(ball_of(net, X, y, "squared", keys))
    assert len(taken) == 2


@pytest.mark.parametrize("weight", [1e3, -1e3, 0.0])
@pytest.mark.parametrize("g", list(ACTIVATIONS))
def test_extreme_states_draw_without_warnings(weight, g):
    net = Network([2, 2, 1], g=g, biases=True)
    for k in (1, 2):
        net.W[k] = np.full(net.W[k].shape, weight)
    _, picture = scene_of(net, *datasets.xor(8))
    assert ("too flat" in picture.alt) == (g == "threshold" or "∂W^(1)_12 = 0;" in picture.alt)


def test_no_product_wakes_another_thread(monkeypatch):
    rows, forward_from = [], Network.forward_from

    def watched(self, k, z):
        rows.append(len(z) * (max(self.sizes) + 1))
        return forward_from(self, k, z)

    monkeypatch.setattr(Network, "forward_from", watched)
    scene_of(Network([2, 6, 1], biases=True), *datasets.xor(200))
    assert len(rows) > 10 and max(rows) <= 8192


def test_a_thousand_updates_leave_nothing_behind():
    X, y = datasets.xor(4)
    net = Network([2, 1, 1])
    scene, before = scene_of(net, X, y)
    artists, start = len(scene.live.fig.findobj()), net.weight(1, 1, 1)
    for step in range(1000):
        net.set_weight(1, 1, 1, np.sin(step))
        scene.picture(ball_of(net, X, y, "squared", ((1, 1, 1), (1, 1, 2))))
    assert len(scene.live.fig.findobj()) == artists
    net.set_weight(1, 1, 1, start)
    again = scene.picture(ball_of(net, X, y, "squared", ((1, 1, 1), (1, 1, 2))))
    assert again.png == before.png


def test_the_key_has_the_digits_that_tell_its_levels_apart():
    X, y = datasets.xor()
    net = Network([2, 2, 1], g=["tanh", "sigmoid"], biases=True, seed=3)
    for weight in (1e-4, 0.1, 1.0, 5.0):
        net.W[2] = [[0.0, weight, weight]]
        scene, _ = scene_of(net, X, y)
        assert len(set(scene.key.texts)) == 6
