"""A pass in motion: what runs along the edges is nnlib's, and play, pause and steps follow it."""

import asyncio
from itertools import combinations

import numpy as np
import pytest
from watching import leaves_nothing_behind

from nnlib import Network, student_network, student_sample
from nnlib.plots.style import number, significant
from nnlib.widgets import microscope
from nnlib.widgets.equations import Place
from nnlib.widgets.motion import motion
from nnlib.widgets.passes import Pass

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")

NETWORKS = {
    "4-2-1": student_network(),
    "2-3-5-2-1 with biases": Network([2, 3, 5, 2, 1], g="tanh", biases=True, seed=2),
    "2-1-1": Network([2, 1, 1], g="sigmoid", seed=1),
}


@pytest.fixture(params=NETWORKS)
def passed(request):
    net = NETWORKS[request.param]
    return Pass(net, np.random.default_rng(0).normal(size=net.sizes[0]), 1.0, "squared")


def nodes(net):
    return [(k, i) for k in range(1, net.L + 2) for i in range(1, net.sizes[k] + 1)]


def numbered(passed, place):
    """The runs along edges: those of a node alone left out."""
    return [run for run in motion(passed, place).runs if len(run.at) == 3]


def test_forward_h_meets_its_weight_on_the_edge_and_the_sum_is_z(passed):
    net, state = passed.net, passed.state
    for k, i in nodes(net):
        runs = numbered(passed, Place("z", k, i))
        assert [run.at for run in runs] == [(k, i, j) for j in net.nodes(k - 1)]
        for run in runs:
            h = state.h[k - 1][0, net.column(k - 1, run.at[2])]
            product = h * net.weight(*run.at)
            assert not run.back and run.on
            assert run.leaving == (h, number(h)) and run.result == (product, number(product))
        z = sum(run.result[0] for run in runs)
        assert z == pytest.approx(state.z[k][0, i - 1], rel=1e-12)


def test_back_the_slopes_meet_the_same_weights_and_give_the_slope_below(passed):
    net, state, slopes = passed.net, passed.state, passed.gradients.z
    for k, i in nodes(net)[:-1]:
        runs = numbered(passed, Place("dz", k, i))
        assert [run.at for run in runs] == [(k + 1, m + 1, i) for m in range(net.sizes[k + 1])]
        for run in runs:
            dz = slopes[k + 1][0, run.at[1] - 1]
            product = dz * net.weight(*run.at)
            assert run.back and run.on
            assert run.leaving == (dz, significant(dz, 3))
            assert run.result == (product, significant(product, 3))
        *_, beside = motion(passed, Place("dz", k, i)).runs
        g_prime = net.g[k].derivative(state.z[k][0, i - 1])
        assert beside.at == (k, i)
        assert beside.meeting == (g_prime, f"g′ = {significant(g_prime, 3)}")
        total = g_prime * sum(run.result[0] for run in runs)
        assert total == pytest.approx(slopes[k][0, i - 1], rel=1e-12)


def test_at_the_output_the_slope_of_the_loss_falls_in(passed):
    last = passed.last
    (run,) = motion(passed, Place("dz", last, 1)).runs
    assert run.at == (last, 1) and run.leaving[0] == passed.state.h[last][0, 0] - 1.0
    assert run.result[0] == pytest.approx(passed.gradients.z[last][0, 0], rel=1e-12)


def test_at_an_edge_a_slope_from_above_meets_h_from_below(passed):
    net = passed.net
    for k, i in nodes(net):
        for j in net.nodes(k - 1):
            down, up = motion(passed, Place("dW", k, i, j)).runs
            assert down.at == up.at == (k, i, j) and down.back and not up.back
            assert down.leaving[0] == passed.gradients.z[k][0, i - 1]
            assert (
                up.leaving[0] == passed.state.h[k - 1][0, net.column(k - 1, j)] and not up.meeting
            )
            dW = passed.gradients.W[k][i - 1, net.column(k - 1, j)]
            assert down.result[0] == down.meeting[0] == pytest.approx(dW, rel=1e-12)


def test_the_factors_are_read_as_the_equation_has_them():
    passed = Pass(student_network(), *student_sample(), "squared")
    texts = [run.meeting[1] for run in motion(passed, Place("z", 1, 1)).runs]
    assert texts == ["1.5 · 0.8", "1 · 0.6", "−0.5 · (−0.2)", "1 · 0.1"]
    texts = [run.meeting[1] for run in motion(passed, Place("dz", 1, 1)).runs]
    assert texts == ["−0.0435 · 0.9", "g′ = 0.105"]


@pytest.fixture
def widget():
    return microscope(student_network(), *student_sample())


def stops(widget):
    return [stop for _, stop in widget.step.options]


def show(widget, stop, part):
    widget.step.value, widget.part = stop, part
    widget.draw()


def shown(widget):
    flow = widget.scene.flow
    return dict(zip(flow.numbers.texts, flow.numbers.places.tolist(), strict=True))


def test_numbers_run_above_their_edges_and_back_below_them(widget):
    (x1, y1), (x2, y2) = widget.scene.diagram.layout.edges[2, 1, 1]
    edge = lambda x: y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    show(widget, ("z", 2), 0)
    start = shown(widget)["0.88"]
    show(widget, ("z", 2), 0.3)
    later = shown(widget)["0.88"]
    assert x1 <= start[0] < later[0] < x2
    assert start[1] > edge(start[0]) and later[1] > edge(later[0])
    show(widget, ("z", 2), 0.7)
    assert later[0] < shown(widget)["0.79"][0] < x2 and "0.88 · 0.9" not in shown(widget)
    show(widget, ("dz", 1), 0)
    start = shown(widget)["−0.0435"]
    show(widget, ("dz", 1), 0.3)
    later = shown(widget)["−0.0435"]
    assert x1 < later[0] < start[0] <= x2
    assert start[1] < edge(start[0]) and later[1] < edge(later[0])


def test_a_node_is_filled_when_its_numbers_have_arrived(widget):
    texts = widget.scene.diagram.values
    show(widget, ("z", 1), 0.9)
    assert texts.texts == ["1.5", "1", "−0.5", "1"]
    show(widget, ("z", 1), 1)
    assert texts.texts == ["1.5", "1", "−0.5", "1", "0.88", "0.73"]


def test_without_room_the_product_stands_on_the_edge():
    widget = microscope(Network([4, 3, 2, 1], seed=1), [1.5, 1, -0.5, 1.0], 1.0)
    show(widget, ("z", 2), 1)
    assert list(shown(widget)) == ["−0.21", "−0.07", "−0.19"]


def test_many_numbers_into_one_node_run_as_points():
    widget = microscope(Network([12, 2, 1], seed=1), np.ones(12), 1.0)
    show(widget, ("z", 1), 0.5)
    assert not shown(widget) and len(widget.scene.flow.points.get_xdata()) == 24
    assert not widget.image.alert


def played(act, widget):
    """Run `act()`, a coroutine, with the widget's fastest speed, and keep all that is drawn."""
    drawn, draw = [], widget.draw

    def kept():
        draw()
        drawn.append((widget.stop, widget.part, widget.picture.png))

    widget.draw, widget.speed.value = kept, 0.6
    asyncio.run(asyncio.wait_for(act(), 60))
    return drawn


async def until(condition):
    while not condition():
        await asyncio.sleep(0.01)


def test_play_runs_the_whole_pass_and_ends_at_rest(widget):
    async def whole():
        widget.play.click()
        assert widget.play.description == "pause" and widget.step.disabled
        await until(lambda: not widget.player.playing)

    drawn = played(whole, widget)
    assert list(dict.fromkeys(stop for stop, *_ in drawn)) == stops(widget)
    at_rest = {}
    for stop in stops(widget):
        parts = [part for at, part, _ in drawn if at == stop]
        assert parts == sorted(parts) and parts[0] == 0 and parts[-1] == 1
        at_rest[stop] = next(png for at, part, png in drawn if (at, part) == (stop, 1))
    assert widget.play.description == "play" and not widget.step.disabled
    for stop in stops(widget):
        widget.step.value = stop
        assert widget.picture.png == at_rest[stop]


def test_words_change_once_at_each_stop(widget):
    said = []
    widget.image.observe(lambda change: said.append((change["name"], change["new"])))

    async def whole():
        widget.play.click()
        await until(lambda: not widget.player.playing)

    played(whole, widget)
    for name in ("status", "alt"):
        assert len([new for what, new in said if what == name]) == len(stops(widget))
    assert len([new for what, new in said if what == "png"]) > len(stops(widget))


def test_pause_holds_and_play_goes_on_from_there(widget):
    async def session():
        widget.play.click()
        await until(lambda: widget.stop == ("z", 2))
        widget.play.click()
        assert widget.play.description == "play" and widget.part == 1
        await asyncio.sleep(0.3)
        assert widget.stop == ("z", 2)
        widget.play.click()
        assert widget.stop == ("z", 2) and widget.part == 0
        await until(lambda: not widget.player.playing)
        widget.play.click()
        assert widget.stop == ("z", 1)  # after its end it begins anew
        widget.play.click()

    played(session, widget)


def test_steps_and_choices_pause_it(widget):
    back, on, _ = widget.buttons

    async def session():
        for act, stop in (
            (on.click, ("z", 2)),
            (back.click, ("z", 1)),
            (lambda: widget.on_choose("edge W₁₂⁽²⁾ from h₂⁽¹⁾"), ("dW", 2)),
        ):
            widget.step.value = ("z", 2)
            widget.step.value = ("z", 1)
            widget.play.click()
            act()
            assert not widget.player.playing and widget.stop == stop and widget.part == 1
        assert widget.step.value == ("dW", 2)

    played(session, widget)


def test_what_the_browser_sends_late_moves_nothing(widget):
    async def session():
        widget.play.click()
        await until(lambda: widget.stop == ("z", 2))
        part = widget.part
        widget.step.value = ("z", 1)
        widget.target.value = ("node", 1, 2, 0)
        assert widget.stop == widget.step.value == ("z", 2) and widget.part == part
        assert widget.target.value == ("node", 2, 1, 0) and widget.node[1] == 1
        widget.play.click()

    played(session, widget)


def motion_is_reduced(widget, reduced):
    content = {"kind": "motion", "reduced": reduced}
    message = {"content": {"data": {"method": "custom", "content": content}}, "buffers": []}
    widget.image.comm.handle_msg(message)


def test_where_reduced_motion_is_asked_for_there_are_steps_only(widget):
    async def session():
        widget.play.click()
        motion_is_reduced(widget, True)
        assert not widget.player.playing and widget.part == 1

    played(session, widget)
    assert widget.play.disabled and "reduced motion" in widget.play.tooltip
    stop = widget.stop
    widget.buttons[1].click()
    assert widget.stop != stop and shown(widget)  # the same numbers, at rest
    motion_is_reduced(widget, False)
    assert not widget.play.disabled and "reduced" not in widget.play.tooltip


def test_without_a_running_kernel_play_says_why(widget):
    widget.play.click()
    assert widget.image.alert and not widget.player.playing


def test_playing_leaves_nothing_behind(widget):
    tour = [(stop, part) for stop in stops(widget) for part in (0, 0.2, 0.5, 0.8, 1)]
    move = lambda step: show(widget, *tour[step % len(tour)])
    leaves_nothing_behind(widget, move, first=len(tour), times=4 * len(tour))


@pytest.mark.parametrize("sizes", [(4, 2, 1), (4, 3, 2, 1), (2, 1, 1), (3, 4, 3, 1)])
def test_numbers_at_rest_touch_neither_each_other_nor_a_node(sizes):
    rng = np.random.default_rng(0)
    widget = microscope(Network(sizes, "tanh", seed=0), rng.normal(size=sizes[0]), 1.0)
    diagram, running = widget.scene.diagram, widget.scene.flow.numbers
    for stop in stops(widget):
        widget.step.value = stop
        weights = list(zip(diagram.labels.places, diagram.labels.texts, strict=True))
        numbers = [*weights, *zip(running.places, running.texts, strict=True)]
        for (a, first), (b, second) in combinations(numbers, 2):
            wide, high = 0.035 * (len(first) + len(second)), 0.125
            assert abs(a - b)[0] > wide or abs(a - b)[1] > high, (stop, first, second)
        for place, text in weights:
            half = np.array([0.035 * len(text), 0.06])
            for key, node in diagram.layout.nodes.items():
                gap = np.hypot(*np.maximum(abs(place - node) - half, 0))
                assert gap > diagram.layout.radii[key] + 0.1, (stop, text, key)


def test_every_control_has_a_name_and_a_tooltip(widget):
    for control in (widget.play, widget.speed):
        assert control.description and control.tooltip
