"""What a node sees: each small map is that node's h over the plane, in the node, and in words."""

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from nnlib import ACTIVATIONS, Network, datasets
from nnlib.plots import style
from nnlib.plots.scenes import NetworkAndBoundary

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")
ORANGE, PURPLE = style.ABOVE[-1], style.BELOW[0]


def scene_of(net, X=((-1.0, -2.0), (3.0, 5.0)), y=(0, 1)):
    scene = NetworkAndBoundary(net, np.array(X), np.array(y))
    return scene, scene.picture(net)


def node_pixel(scene, picture, key, across, up):
    """The color at a place of a node's disc: (across, up) in radii from its middle."""
    diagram = scene.diagram
    place = diagram.layout.nodes[key] + diagram.layout.radii[key] * np.array([across, up])
    x, y = diagram.ax.transData.transform(place)
    image = Image.open(io.BytesIO(picture.png)).convert("RGB")
    return "#{:02x}{:02x}{:02x}".format(*image.getpixel((int(x), image.height - 1 - int(y))))


@pytest.mark.parametrize("biases", [False, True])
def test_each_map_is_the_h_of_its_node(biases):
    net = Network([2, 3, 4, 1], g=["tanh", "sigmoid", "sigmoid"], biases=biases, seed=2)
    scene, _ = scene_of(net, *datasets.two_moons(20))
    maps = scene.node_maps
    state = net.forward(maps.plane.points)
    assert maps.keys == [(k, i) for k, n in enumerate(net.sizes) for i in range(1, n + 1)]
    for key, shown, above in zip(maps.keys, maps.bands.T, maps.above.T, strict=True):
        k, i = key
        h = state.h[k][:, net.column(k, i)]
        middle = {1: 0.0}.get(k, 0.5) if k else maps.plane.points.mean(axis=0)[i - 1]
        assert (above == (h > middle)).all()
        order = [h[shown == band] for band in np.unique(shown)]
        assert all(a.max() <= b.min() for a, b in pairwise(order))


@pytest.mark.parametrize("g", list(ACTIVATIONS))
def test_above_the_middle_is_where_z_is_positive(g):
    net = Network([2, 3, 1], g=g, biases=True, seed=1)
    scene, picture = scene_of(net)
    maps = scene.node_maps
    z = net.forward(maps.plane.points).z[1]
    assert (maps.above[:, 2:5] == (z > 0)).all() and (z > 0).any() and (z <= 0).any()
    assert "above the middle: x_1 right 50 %, x_2 top 50 %, h^(1)_1 " in picture.alt


def test_the_map_stands_in_its_node_the_right_way_round():
    net = Network([2, 2, 1], g=["tanh", "identity"])
    net.W[1], net.W[2] = [[50.0, 0.0], [0.0, -50.0]], [[1.0, 0.0]]
    scene, picture = scene_of(net, [[-1.0, -1.0], [1.0, 1.0]], [-1, 1])
    for key, high in (((0, 1), (0.85, 0)), ((1, 1), (0.85, 0)), ((1, 2), (0, -0.85))):
        assert node_pixel(scene, picture, key, *high) == ORANGE
        assert node_pixel(scene, picture, key, *(-a for a in high)) == PURPLE
    assert "h^(1)_1 right 50 %, h^(1)_2 bottom 50 %." in picture.alt


def test_the_output_has_the_colors_of_the_large_map():
    net = Network([2, 3, 1], g=["tanh", "identity"], biases=True, seed=3)
    scene, _ = scene_of(net, *datasets.two_moons(20, labels=(-3, 5)))
    count, large = scene.node_maps.plane.count, scene.map.image.colors
    small = scene.node_maps.bands[:, -1].reshape(count, count)
    step = len(large) // count
    middles = large[step // 2 :: step, step // 2 :: step, :3]
    colors = np.array([style.rgb(color) for color in style.BANDS])[small]
    assert (np.abs(middles - colors).max(axis=2) == 0).mean() > 0.8


@pytest.mark.parametrize(
    ("w_1", "w_2", "bias", "said"),
    [
        (1.1, 1, 0.1, "upper right 54 %"),
        (-1.1, 1, -0.1, "upper left 46 %"),
        (0, -1, 0, "bottom 50 %"),
        (1, 0, -0.65, "right 23 %"),
        (0, 0, 1, "everywhere"),
        (0, 0, -1, "nowhere"),
        (0, 0, 0, "nowhere"),
    ],
)
def test_the_words_say_the_side(w_1, w_2, bias, said):
    net = Network([2, 1, 1], g="identity", biases=True)
    net.W[1] = [[bias, w_1, w_2]]
    _, picture = scene_of(net, [[-1.0, -1.0], [1.0, 1.0]], [-1, 1])
    assert f"h^(1)_1 {said}." in picture.alt


@pytest.mark.parametrize(("sign", "said"), [(1, "inside"), (-1, "outside")])
def test_a_band_lies_inside_and_its_complement_outside(sign, said):
    net = Network([2, 2, 1, 1], g=["tanh", "identity", "identity"], biases=True)
    net.W[1], net.W[2] = [[3, 6, 0], [3, -6, 0]], [[-sign * 1.0, sign, sign]]
    _, picture = scene_of(net, [[-1.0, -1.0], [1.0, 1.0]], [-1, 1])
    assert f"h^(2)_1 {said} " in picture.alt


@pytest.mark.parametrize("weight", [1e3, -1e3, 0.0, 1e-9])
@pytest.mark.parametrize("g", list(ACTIVATIONS))
def test_extreme_states_draw_without_warnings(weight, g):
    net = Network([2, 3, 2, 1], g=g, biases=True)
    for k in (1, 2, 3):
        net.W[k] = np.full(net.W[k].shape, weight)
    scene_of(net)


def test_constant_nodes_have_no_map():
    scene, picture = scene_of(Network([2, 3, 1], biases=True))
    assert node_pixel(scene, picture, (0, 0), 0.6, 0) == style.FAINT
    assert (0, 0) not in scene.node_maps.keys


def test_one_update_takes_few_passes_and_wakes_no_other_thread():
    rows = []

    class Watched(Network):
        def forward(self, X):
            rows.append(len(X))
            return super().forward(X)

    net = Watched([2, 4, 1], biases=True)
    scene, _ = scene_of(net)
    rows.clear()
    scene.node_maps.update(net)
    assert rows == [scene.node_maps.plane.count**2] and rows[0] * 5 <= 8192


def test_a_thousand_updates_leave_nothing_behind():
    net = Network([2, 3, 1], g="tanh", biases=True)
    scene, before = scene_of(net, *datasets.xor(30))
    artists = len(scene.live.fig.findobj())
    start = net.W[1].copy()
    for step in range(1000):
        net.W[1][...] = start + np.sin(step)
        scene.node_maps.update(net)
        scene.node_maps.describe()
    net.W[1] = start
    assert scene.picture(net).png == before.png
    assert len(scene.live.fig.findobj()) == artists
