"""The ball in the valley: its way is the weights of sgd, and hand and menus move what they say."""

import asyncio

import numpy as np
import pytest
from watching import leaves_nothing_behind, sliders_in_step, small_network

from nnlib import Network, datasets, sgd, student_network
from nnlib.plots.layout import edge_keys
from nnlib.props.student import standardize, students
from nnlib.widgets import valley

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


@pytest.fixture
def widget():
    return valley(small_network(), datasets.xor(20))


def press(widget, name):
    next(button for button in widget.buttons if button.description == name).click()


def weights(net):
    return [net.weight(*key) for key in edge_keys(net)]


def by_hand(net, X, y, loss="squared", *, rate, steps, seed=0, batch=None):
    """All weights before and after each of so many steps, each step from a run of its own length:
    what sgd gives when it is stopped there."""
    way = [weights(net)]
    for step in range(1, steps + 1):
        twin = net.copy()
        sgd(twin, X, y, loss, rate=rate, steps=step, batch=batch or len(X), seed=seed)
        way.append(weights(twin))
    return np.array(way)


def in_step(widget):
    """The way ends where the network is, the ball lies there, and so do the sliders."""
    keys = widget.across.value, widget.up.value
    np.testing.assert_array_equal(
        np.ravel(widget.scene.ball.get_data()), [widget.net.weight(*key) for key in keys]
    )
    assert [len(run) for run in widget.runs] == [len(way) for way in widget.ways]
    if not widget.moved_by_hand:
        assert widget.ways[-1][-1] == weights(widget.net)
    sliders_in_step(widget)


@pytest.mark.parametrize(("batch", "loss"), [(None, "squared"), (None, "log"), (1, "squared")])
def test_the_way_is_that_of_sgd(batch, loss):
    X, y = datasets.xor(20)
    net = small_network()
    widget = valley(net, (X, y), loss)
    if batch:
        widget.batch.value = batch
    assert widget.batch.value == (batch or 20)
    widget.rate.value = 0.7
    press(widget, "1 step")
    press(widget, "100 steps")
    first = by_hand(net, X, y, loss, rate=0.7, steps=1, batch=batch)
    sgd(net, X, y, loss, rate=0.7, steps=1, batch=batch or 20)
    then = by_hand(net, X, y, loss, rate=0.7, steps=100, seed=1, batch=batch)
    wanted = np.concatenate([first, then[1:]])
    np.testing.assert_allclose(widget.ways[0], wanted, rtol=0, atol=1e-12)
    assert [step for step, _ in widget.runs[0]] == list(range(102))
    assert widget.runs[0][-1][1] == pytest.approx(widget.J(), rel=1e-12)
    in_step(widget)


def played(widget, steps):
    async def session():
        press(widget, "play")
        while widget.step < steps:
            await asyncio.sleep(0.01)
        press(widget, "pause")
        at = widget.step
        await asyncio.sleep(0.2)
        assert widget.step == at

    asyncio.run(asyncio.wait_for(session(), 60))


@pytest.mark.parametrize("speed", [1, 10])
def test_playing_is_sgd(widget, speed):
    X, y = datasets.xor(20)
    widget.speed.value, widget.rate.value = speed, 2.0
    played(widget, 15)
    wanted = by_hand(small_network(), X, y, rate=2.0, steps=widget.step)
    np.testing.assert_allclose(widget.ways[0], wanted, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(np.transpose(widget.scene.way.get_data())[:-1], wanted[:, [1, 2]])
    assert f"Its way: {widget.step} steps from " in widget.picture.alt
    in_step(widget)


def test_the_slope_is_the_gradient_of_backward_and_the_ring_lies_a_step_on(widget):
    X, y = datasets.xor(20)
    widget.across.value, widget.up.value = (2, 1, 3), (1, 2, 0)
    net = widget.net
    dW = net.backward(net.forward(X), y).W
    np.testing.assert_array_equal(widget.scene.slope, [dW[2][0, 3], dW[1][1, 0]])
    ring = np.ravel(widget.scene.landing.get_data())
    press(widget, "1 step")
    np.testing.assert_allclose(ring, [net.weight(2, 1, 3), net.weight(1, 2, 0)], rtol=1e-12)
    in_step(widget)


def test_climbing_goes_the_other_way(widget):
    ring = np.ravel(widget.scene.landing.get_data())
    before = widget.scene.ball.get_data()
    widget.sign.value = -1
    press(widget, "1 step")
    np.testing.assert_allclose(np.ravel(widget.scene.ball.get_data()) + ring, 2 * np.ravel(before))


def test_any_two_weights_can_be_chosen_and_the_way_is_theirs(widget):
    press(widget, "100 steps")
    for number, key in enumerate(widget.keys):
        widget.up.value = key
        way = np.transpose(widget.scene.way.get_data())[:-1]
        np.testing.assert_array_equal(way[:, 1], [row[number] for row in widget.ways[0]])
        assert widget.across.value != key
        assert widget.hand.children[1] is widget.sliders.sliders[key]
        in_step(widget)


def test_one_weight_chosen_twice_changes_places(widget):
    across, up = widget.across.value, widget.up.value
    widget.across.value = up
    assert (widget.across.value, widget.up.value) == (up, across)
    assert f"W^(1)_{up[1]}{up[2]} (across)" in widget.picture.alt
    in_step(widget)


def test_a_ball_moved_by_hand_begins_a_new_way(widget):
    press(widget, "1 step")
    picture, slider = widget.picture.png, widget.hand.children[0]
    start = slider.value
    slider.value = start + 2.0
    assert "; moved by hand at step 1." in widget.picture.alt and widget.picture.png != picture
    in_step(widget)
    slider.value = start
    assert widget.picture.png == picture  # back to the last digit
    slider.value = start + 2.0
    moved = weights(widget.net)
    press(widget, "100 steps")
    assert len(widget.ways) == 2 and widget.ways[1][0] == moved and len(widget.ways[1]) == 101
    in_step(widget)


def test_reset_brings_back_the_start(widget):
    start = widget.picture.png
    press(widget, "100 steps")
    widget.hand.children[1].value += 1
    press(widget, "1 step")
    press(widget, "reset")
    assert widget.picture.png == start and widget.step == 0 and len(widget.ways) == 1
    in_step(widget)


def test_a_run_that_diverges_keeps_a_true_way_and_can_go_on():
    X, y = datasets.xor(8)
    net = Network([2, 2, 1], g="identity", biases=True, seed=1)
    widget = valley(net, (X, y))
    widget.rate.value = 1000.0
    press(widget, "100 steps")
    assert "Try a rate ten times smaller" in widget.image.alert
    assert 0 < widget.step < 100 and len(widget.ways[0]) == widget.step + 1
    wanted = by_hand(net, X, y, rate=1000.0, steps=widget.step)
    np.testing.assert_allclose(widget.ways[0], wanted, rtol=1e-12)
    press(widget, "reset")
    widget.rate.value = 0.01
    press(widget, "1 step")
    assert not widget.image.alert and widget.step == 1
    in_step(widget)


def test_long_runs_stay_short_in_memory():
    widget = valley(Network([2, 1]), datasets.xor(4))
    for _ in range(16):
        press(widget, "100 steps")
    assert len(widget.ways[0]) < 1500 and widget.runs[0][-1][0] == 1600
    in_step(widget)
    artists = len(widget.scene.live.fig.findobj())
    press(widget, "100 steps")
    assert len(widget.scene.live.fig.findobj()) == artists


def test_the_student_network_and_several_outputs():
    X, y = students()
    widget = valley(student_network(), (standardize(X), y), "log", [(2, 1, 1), (2, 1, 2)])
    assert widget.picture.alt.startswith("J over W^(2)_11 (across) and W^(2)_12 (up), both from −4")
    several = valley(Network([3, 2, 2]), (np.eye(3), np.eye(3)[:, :2]))
    press(several, "1 step")
    in_step(several)


def test_bad_input_is_refused_at_once():
    data = datasets.xor(8)
    with pytest.raises(ValueError, match="over two weights, but .* has one"):
        valley(Network([1, 1]), (data[0][:, :1], data[1]))
    for weights in [[(1, 1, 1)], [(1, 1, 1), (1, 1, 1)], [(1, 1, 1), (9, 1, 1)], [(1, 1, 0)] * 2]:
        with pytest.raises(ValueError, match="two different weights"):
            valley(Network([2, 1]), data, weights=weights)
    with pytest.raises(ValueError, match="hinge loss knows only -1 and 1"):
        valley(Network([2, 1]), data, "hinge")


def test_every_control_has_a_name_and_a_tooltip(widget):
    controls = [widget.rate, widget.decay, widget.sign, widget.batch, widget.speed]
    controls += [widget.across, widget.up, *widget.buttons, *widget.hand.children]
    assert all(control.description and control.tooltip for control in controls)


def test_the_ball_can_be_dragged_and_moved_by_keys(widget):
    press(widget, "1 step")
    name, x, y, *_ = widget.image.spots[0]
    before = weights(widget.net)
    place = widget.scene.place(x, y)
    np.testing.assert_allclose(place, np.ravel(widget.scene.ball.get_data()), atol=0.01)
    per_pixel = 8 / 306  # the map is 306 pixels wide
    widget.on_drag(name, x + 50, y - 30, 50, -30)
    now = np.ravel(widget.scene.ball.get_data())
    np.testing.assert_allclose(now, place + np.array([50, 30]) * per_pixel, atol=0.06)
    assert "; moved by hand at step 1." in widget.picture.alt
    others = [a == b for a, b in zip(weights(widget.net), before, strict=True)]
    assert others.count(False) == 2
    in_step(widget)
    widget.on_nudge(name, -1, 5)
    np.testing.assert_allclose(np.ravel(widget.scene.ball.get_data()), now + [-0.1, 0.5])
    in_step(widget)
    spot = widget.image.spots[0][1:3]
    np.testing.assert_allclose(widget.scene.place(*spot), now + [-0.1, 0.5], atol=0.01)


def test_a_resting_ball_is_moved_by_no_hand(widget):
    before = weights(widget.net)
    widget.sliders.rest(True)
    widget.on_drag("the ball", 100, 100, 0, 0)
    widget.on_nudge("the ball", 1, 1)
    assert weights(widget.net) == before


def test_many_moves_leave_nothing_behind(widget):
    def move(step):
        if step % 2:
            widget.on_nudge("the ball", x=1 if step % 4 == 1 else -1, y=0)
        elif step % 20:
            widget.on_drag("the ball", x=100 + 10 * (step % 20), y=150, dx=0, dy=0)
        else:
            press(widget, "1 step")
            press(widget, "reset")

    leaves_nothing_behind(widget, move, first=40, times=120)
