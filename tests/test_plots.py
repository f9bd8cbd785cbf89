"""Pictures: what is drawn is right, said in words, and the same whoever draws it."""

import io
import subprocess
import sys
from itertools import combinations

import matplotlib
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.collections import PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from PIL import Image

from nnlib import Network, datasets, student_network, student_sample
from nnlib.plots import (
    activation,
    boundary,
    data,
    lines,
    network,
    network_and_boundary,
    style,
    tangent,
)
from nnlib.plots.boundary import Boundary
from nnlib.plots.diagram import Diagram, inches_axes, line_width
from nnlib.plots.layout import layout
from nnlib.plots.picture import Live, figure, finish, styled
from nnlib.plots.pixels import Labels
from nnlib.plots.scenes import NetworkAndBoundary

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.png)).convert("RGB")).astype(int)


def line_net(w_1, w_2, bias):
    net = Network([2, 1], biases=True)
    net.W[1] = [[bias, w_1, w_2]]
    return net


@styled
def chart_of(net, X, y, **options):
    chart = Boundary(figure(4, 4), (0.5, 0.5, 3, 3), net, X, y, **options)
    chart.update(net)
    return chart


# Pictures


def test_ipython_shows_the_png_with_its_description():
    picture = network(student_network())
    bundle, metadata = InteractiveShell.instance().display_formatter.format(picture)
    assert set(bundle) == {"image/png", "text/plain"}
    assert bundle["text/plain"] == metadata["image/png"]["alt"] == picture.alt
    image = Image.open(io.BytesIO(picture.png))
    assert image.width == pytest.approx(picture.width * style.DPI / style.CSS_PER_INCH, abs=2)
    assert image.getpixel((0, 0)) is not None and pixels(picture)[0, 0].tolist() == [255] * 3


def test_the_readers_own_style_changes_nothing():
    net, (X, y) = Network([2, 3, 1]), datasets.xor(20)
    usual = network_and_boundary(net, X, y).png, activation("tanh").png
    with matplotlib.style.context("dark_background"), matplotlib.rc_context({"font.size": 30}):
        assert (network_and_boundary(net, X, y).png, activation("tanh").png) == usual


def test_no_pyplot_and_no_backend_is_loaded():
    code = "import nnlib.plots, sys; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_save_writes_all_or_nothing(tmp_path):
    picture = lines({"J": ([0, 1], [2, 1])})
    picture.save(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes() == picture.png
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(OSError):
        picture.save(tmp_path / "taken.png")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["picture.png", "taken.png"]


@pytest.mark.parametrize("shown", [*style.BANDS, *style.SERIES, style.WHITE, style.INK])
def test_the_palette_keeps_pure_colors(shown):
    fig = figure(0.2, 0.2)
    fig.patch.set_facecolor(shown)
    assert (pixels(finish(fig, "")) == style.rgb(shown)).all()


def test_a_color_outside_the_palette_is_refused_with_its_name():
    refused = pytest.raises(ValueError, match="the color #0072b2 is not in the palette .*#b35806")
    fig = figure(1, 1)
    line = fig.add_artist(Line2D([0, 1], [0, 1], color="#0072b2"))
    with refused:
        finish(fig, "")
    line.set_color(style.PLUS)
    finish(fig, "")
    live = Live(fig, [line])
    line.set_color("#0072b2")
    with refused:
        live.snapshot("")
    line.set_color((0.7, 0.2, 0.1, 0.0))  # not seen at all
    live.snapshot("")
    bars = fig.add_artist(PatchCollection([Rectangle((0, 0), 1, 1)], facecolors=["#0072b2"]))
    with refused:
        Live(fig, [line])
    bars.remove()
    labels = Labels(styled(inches_axes)(fig, 0, 0, 1, 1), [(0.5, 0.5)], 10)
    labels.texts, labels.colors = ["blue"], ["#0072b2"]
    with refused:
        finish(fig, "")


def test_numbers_are_rounded_and_signed():
    shown = [style.number(v) for v in (0.125, -0.004, -1.999, 1e3, -1e6, 7.0)]
    assert shown == ["0.12", "0", "−2", "1000", "−1e6", "7"]
    signed = [style.signed(v) for v in (0.0, 1.0, -1.0, 0.255, -1e3, 1e9)]
    assert signed == ["0.0", "+1.0", "−1.0", "+0.26", "−1000", "+1e9"]


# The diagram


@styled
def diagram_of(net, **options):
    fig = figure(6, 4)
    diagram = Diagram(inches_axes(fig, 0, 0, 6, 4), net, **options)
    diagram.update(net)
    return diagram


def test_line_and_value_follow_the_weight():
    net = Network([3, 2, 1])
    net.W[1] = [[-2.0, 0.5, 0.0], [1.0, -0.25, 3.0]]
    diagram = diagram_of(net)
    width = dict(zip(diagram.keys, diagram.edges.get_linewidths(), strict=True))
    size = {key: abs(net.W[1][key[1] - 1, key[2] - 1]) for key in diagram.keys if key[0] == 1}
    for a, b in combinations(size, 2):
        assert np.sign(width[a] - width[b]) == np.sign(size[a] - size[b])
    text = dict(zip(diagram.keys, diagram.labels.texts, strict=True))
    color = dict(zip(diagram.keys, diagram.labels.colors, strict=True))
    assert text[1, 2, 3] == "+3.0" and color[1, 2, 3] == style.PLUS
    assert text[1, 1, 1] == "−2.0" and color[1, 1, 1] == style.MINUS
    assert text[1, 1, 3] == "0.0" and color[1, 1, 3] == style.GRAY
    assert line_width(np.array([1e3, -1e9])) == pytest.approx([6.8, 6.8], abs=0.02)


def test_each_line_joins_its_two_nodes():
    place = layout(Network([2, 3, 1], biases=True), 6, 4, (0.4, 0.2))
    for (k, i, j), (start, end) in place.edges.items():
        for node, tip in ((place.nodes[k - 1, j], start), (place.nodes[k, i], end)):
            radius = place.radii[(k - 1, j) if tip is start else (k, i)]
            assert np.linalg.norm(node - tip) == pytest.approx(radius)


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (4, 2, 1), (4, 3, 2, 1), (2, 6, 1)])
@pytest.mark.parametrize("biases", [False, True])
def test_values_stand_on_their_line_and_do_not_overlap(sizes, biases):
    net = Network(sizes, biases=biases)
    fig = figure(1.1 + 1.9 * (net.L + 1), 0.85 * (max(sizes) + biases) + 0.3)
    diagram = Diagram(inches_axes(fig, 0, 0, *fig.get_size_inches()), net)
    text = np.array([0.044, 0.0125]) * diagram.size  # of "+0.53", measured
    places = diagram.layout.values
    for a, b in combinations(places.values(), 2):
        assert (np.abs(a - b) / text).max() >= 1
    for key, (start, end) in diagram.layout.edges.items():
        run, away = end - start, places[key] - start
        assert abs(run[0] * away[1] - run[1] * away[0]) < 1e-9 * np.linalg.norm(run)


def test_numbers_in_the_nodes_are_those_of_the_state():
    net, (x, _) = student_network(), student_sample()
    state = net.forward(x)
    alt = network(net, state=state, nodes=[(1, 2)], edges=[(2, 1, 2)]).alt
    assert f"h^(1)_1 = {state.h[1][0, 0]:.2f}, h^(1)_2 = {state.h[1][0, 1]:.2f}" in alt
    assert alt.endswith("Lit up: h^(1)_2, W^(2)_12.")


def test_what_does_not_exist_is_refused():
    net = student_network()
    for wrong in ({"nodes": [(1, 3)]}, {"edges": [(1, 3, 1)]}, {"edges": [(0, 1, 1)]}):
        with pytest.raises(ValueError, match="there is no"):
            network(net, **wrong)
    with pytest.raises(ValueError, match="sample is 1, but the state holds samples 0 to 0"):
        network(net, state=net.forward(student_sample()[0]), sample=1)


def test_a_large_network_is_drawn_without_values():
    picture = network(Network([12, 15, 3], biases=True))
    assert picture.alt.startswith("Network 12-15-3 with biases: 243 weights from ")
    assert not diagram_of(Network([12, 15, 3])).labels


# The map


@pytest.mark.parametrize(("w_1", "w_2", "bias"), [(1, 1, 0), (2, -1, 0.3), (0, 3, -1)])
def test_the_line_passes_where_h_has_the_decision_value(w_1, w_2, bias):
    chart = chart_of(line_net(w_1, w_2, bias), *datasets.xor(40))
    points = np.concatenate(chart.contour())
    assert len(points) > 50
    assert np.abs(points @ [w_1, w_2] + bias).max() < 1e-3


def test_colors_and_counts_say_on_which_side_h_lies():
    X = np.array([[-1.0, 0.0], [-0.5, 1.0], [0.5, -1.0], [1.0, 0.0]])
    chart = chart_of(line_net(100.0, 0.0, 0.0), X, [0, 0, 1, 0])
    assert chart.image.colors[:, 0].tolist() == [[*style.rgb(style.BANDS[0]), 255]] * 180
    assert chart.image.colors[:, -1].tolist() == [[*style.rgb(style.BANDS[-1]), 255]] * 180
    assert chart.correct() == 3
    assert "above 0.5 on 50 % of it" in chart.describe()


def test_rows_of_the_map_are_x_2_from_below():
    chart = chart_of(line_net(0.0, 9.0, 0.0), *datasets.xor(40))
    assert (chart.Z[0] < 0.5).all() and (chart.Z[-1] > 0.5).all()
    picture = pixels(finish(chart.ax.figure, ""))
    top, bottom = picture[90, 200], picture[480, 200]
    assert top[0] > top[2] and bottom[2] > bottom[0]  # orange above, purple below


def test_the_decision_value_is_half_way_between_the_labels():
    X, y = datasets.circles(20, labels=(-1, 1))
    net = Network([2, 2, 1], g="tanh")
    assert chart_of(net, X, y).decision == 0.0
    assert chart_of(net, X, (y + 1) / 2).decision == 0.5
    assert chart_of(net, X, y, decision=0.2).decision == 0.2
    assert chart_of(net, X[:1], [1.0]).decision == 0.5
    assert chart_of(net, X[:1], [-1.0]).decision == 0.0


@pytest.mark.parametrize("weight", [0.0, 1e3, -1e3])
@pytest.mark.parametrize("g", ["sigmoid", "threshold", "identity", "relu", "tanh", "softplus"])
def test_extreme_states_draw_without_warnings(weight, g):
    net = Network([2, 3, 1], g=g, biases=True)
    for k in (1, 2):
        net.W[k] = np.full(net.W[k].shape, weight)
    for X, y in ([[0.3, -0.2]], [1]), datasets.xor(8), ([[0, 0], [0, 0]], [0, 0]):
        assert network_and_boundary(net, X, y).alt


def test_what_does_not_fit_is_refused():
    X, y = datasets.xor(6)
    with pytest.raises(ValueError, match="2 inputs and 1 output, but this one has 3 and 1"):
        boundary(Network([3, 1]), X, y)
    with pytest.raises(ValueError, match="3 different labels"):
        data(X, [0, 1, 2, 0, 1, 2])
    with pytest.raises(ValueError, match="X has 6 samples, but y has 5 labels"):
        data(X, y[:5])
    with pytest.raises(ValueError, match="names must hold two names, one for each label"):
        data(X, y, names=["one"])


def test_labels_may_have_names_of_their_own():
    X, y = [[0, 0], [1, 1], [2, 1]], [0, 1, 1]
    named, plain = data(X, y, names=("set by hand", "learned")), data(X, y)
    assert named.alt.endswith("1 circle (set by hand), 2 squares (learned).")
    assert plain.alt.endswith("1 circle (y = 0), 2 squares (y = 1).")
    legend = slice(0, pixels(plain).shape[0] // 10)
    assert (pixels(named)[legend] != pixels(plain)[legend]).any()


def test_a_moved_weight_looks_as_if_drawn_anew():
    net, (X, y) = Network([2, 3, 1], g="tanh", biases=True), datasets.xor(30)
    scene = NetworkAndBoundary(net, X, y)
    before = scene.picture(net).png
    other = Network([2, 3, 1], g="tanh", biases=True, seed=5)
    moved = scene.picture(other)
    assert moved.png == NetworkAndBoundary(other, X, y).picture(other).png != before
    assert scene.picture(net).png == before
    for artist in scene.live.moving:
        artist.set_animated(False)
    assert finish(scene.live.fig, "").png == before


def test_a_thousand_updates_leave_nothing_behind():
    net, (X, y) = Network([2, 3, 1], g="tanh", biases=True), datasets.xor(30)
    scene = NetworkAndBoundary(net, X, y)
    scene.picture(net)
    artists = len(scene.live.fig.findobj())
    for step in range(1000):
        net.W[1][0, 1] = 0.01 * (step % 100)
        scene.picture(net)
    assert len(scene.live.fig.findobj()) == artists


@pytest.mark.parametrize("hidden", [3, 16])
def test_a_map_wakes_no_other_thread(hidden):
    """OpenBLAS shares a product among threads only if it is larger than this."""
    sizes = []

    class Watched(Network):
        def predict(self, X):
            sizes.append(len(X) * (hidden + 1))
            return super().predict(X)

    net = Watched([2, hidden, 1], g=["tanh", "sigmoid"], biases=True)
    chart_of(net, *datasets.xor())
    assert sum(sizes) > 180**2 and max(sizes) <= 8192


def test_live_draws_only_what_moves():
    fig = figure(2, 2)
    text = fig.text(0.5, 0.5, "moves", color=style.INK)
    still = fig.text(0.5, 0.2, "stays", color=style.INK)
    live = Live(fig, [text])
    shown = live.snapshot("").png
    still.set_text("changed")
    assert live.snapshot("").png == shown
    text.set_text("moved")
    assert live.snapshot("").png != shown


# Curves


def test_lines_say_their_course():
    alt = lines({"train": ([0, 5, 9], [3, 1, 2]), "test": ([0], [4])}, title="Loss", xlabel="t").alt
    assert alt == (
        "Loss over t: train goes from 3 at 0 to 2 at 9 (least 1, most 3); "
        "test goes from 4 at 0 to 4 at 0 (least 4, most 4)."
    )


def test_lines_refuse_what_they_cannot_draw():
    for series, said in (
        ({}, "nothing to draw"),
        ({"J": ([1, 2], [1])}, r"J has x of shape \(2,\) and y of shape \(1,\)"),
        ({"J": ([], [])}, "1 or more"),
        ({"J": ([1], [np.nan])}, "finite"),
    ):
        with pytest.raises(ValueError, match=said):
            lines(series)
    with pytest.raises(ValueError, match="logarithmic"):
        lines({"J": ([0, 1], [1, 0])}, logy=True)


def test_a_tangent_is_drawn_where_it_touches_and_keeps_the_axes_of_the_curve():
    parabola = lambda at, slope: tangent(lambda a: a * a, at, slope, low=-3, high=3, xlabel="$a$")
    right, steep = parabola(1.0, 2.0), parabola(1.0, 40.0)
    assert right.alt == (
        "Loss over a: from 9 at −3 to 9 at 3 (least 0, most 9). "
        "Tangent at 1: Loss is 1, its slope 2."
    )
    assert "slope 40" in steep.alt
    changed = (pixels(right) != pixels(steep)).any(axis=2)
    assert 0 < changed.mean() < 0.05  # the tangent only: the curve and the axes stay


def test_a_tangent_refuses_what_it_cannot_draw():
    for at, slope, low, said in ((np.nan, 1, -1, "at"), (0, np.inf, -1, "slope"), (0, 1, 2, "low")):
        with pytest.raises(ValueError, match=said):
            tangent(abs, at, slope, low=low, high=2)
    with pytest.raises(ValueError, match="finite"), np.errstate(all="ignore"):
        tangent(lambda a: np.log(a), 1, 1, low=0.0, high=2)


@pytest.mark.parametrize("name", ["identity", "sigmoid", "tanh", "relu", "softplus", "threshold"])
def test_activations_are_drawn(name):
    assert f"Activation {name} over z: g(z) goes from" in activation(name).alt


def test_unknown_activation_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="Did you mean 'sigmoid'"):
        activation("sigmod")
