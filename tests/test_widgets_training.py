"""Training in a widget: what is shown is what sgd did, and what plays stops."""

import asyncio
import sys
import threading
import types

import nbformat
import numpy as np
import pytest
from jupyter_client import KernelManager
from watching import sliders_in_step, small_network

from nnlib import Network, datasets, sgd
from nnlib.plots.picture import noted
from nnlib.widgets import train

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


@pytest.fixture
def net():
    return small_network()


@pytest.fixture
def widget(net):
    return train(net, datasets.xor(40))


def press(widget, name):
    next(button for button in widget.buttons if button.description == name).click()


def in_step(widget):
    by_hand = (widget.step, widget.J()) if widget.moved_by_hand else None
    again = widget.scene.picture(widget.net, widget.runs, by_hand)
    assert (widget.picture.png, widget.picture.alt) == (again.png, again.alt)
    assert widget.picture.png == widget.image.png
    sliders_in_step(widget)


def test_steps_are_those_of_sgd(widget, net):
    X, y = datasets.xor(40)
    before = net.copy()
    press(widget, "1 step")
    press(widget, "100 steps")
    assert all((a == b).all() for a, b in zip(net.W, before.W, strict=True))
    sgd(net, X, y, rate=0.5, steps=1, seed=0)
    sgd(net, X, y, rate=0.5, steps=100, seed=1)
    assert all((a == b).all() for a, b in zip(net.W, widget.net.W, strict=True))
    assert widget.step == 101 and widget.runs[-1][-1] == (101, net.loss(X, y))
    in_step(widget)


@pytest.mark.parametrize("decay", [0, 100])
def test_rate_decay_and_sign(widget, decay):
    widget.rate.value, widget.decay.value, widget.batch.value = 0.2, decay, 40
    before, J = widget.net.copy(), widget.J()
    for sign, rises in ((1, False), (-1, True)):
        widget.sign.value = sign
        start, J = widget.step, widget.J()
        press(widget, "100 steps")
        assert (widget.J() > J) == rises
        step = sign * 0.2 / (1 + (start + 7) / decay if decay else 1)
        assert widget.rate_at(start + 7) == pytest.approx(step)
    assert (widget.net.W[1] != before.W[1]).any()
    in_step(widget)


def test_a_weight_moved_by_hand_is_marked_and_training_goes_on(widget):
    press(widget, "100 steps")
    picture, slider = widget.picture.png, widget.sliders.sliders[1, 1, 1]
    start = slider.value
    slider.value = start + 2.0
    assert "weights were moved by hand at step 100 (diamonds)" in widget.picture.alt
    in_step(widget)
    slider.value = start
    assert widget.picture.png == picture and not widget.moved_by_hand
    slider.value = start + 2.0
    J = widget.J()
    press(widget, "1 step")
    assert widget.runs[1][0] == (100, J) and widget.step == 101
    in_step(widget)


def test_reset_brings_back_the_start(widget):
    start = widget.picture.png
    press(widget, "100 steps")
    widget.sliders.sliders[2, 1, 0].value += 1
    press(widget, "reset")
    assert widget.picture.png == start and widget.step == 0 and len(widget.runs) == 1
    in_step(widget)


def test_a_run_that_diverges_is_said_and_can_go_on():
    widget = train(Network([2, 3, 1], g="identity", biases=True), datasets.xor(20))
    widget.rate.value = 1000.0
    press(widget, "100 steps")
    assert "Try a rate ten times smaller" in widget.image.alert
    in_step(widget)
    press(widget, "reset")
    widget.rate.value = 0.01
    press(widget, "1 step")
    assert not widget.image.alert and widget.step == 1
    in_step(widget)


@pytest.mark.parametrize("weight", [1e3, -1e3, 0.0])
@pytest.mark.parametrize("g", ["sigmoid", "threshold", "identity", "relu", "softplus"])
def test_extremes_draw_without_warnings(weight, g):
    net = Network([2, 3, 1], g=g, biases=True)
    for k in (1, 2):
        net.W[k] = np.full(net.W[k].shape, weight)
    for X, y in ([[0.3, -0.2]], [1.0]), ([[0, 0], [1, 1]], [0, 0]):
        widget = train(net, (np.array(X, float), np.array(y)))
        press(widget, "1 step")
        in_step(widget)


def test_long_runs_stay_short_in_memory(widget):
    widget.batch.value = 40
    for _ in range(16):
        press(widget, "100 steps")
    run = widget.runs[0]
    assert len(run) < 1500 and run[0][0] == 0 and run[-1][0] == 1600
    figure = widget.scene.map.ax.figure
    artists = len(figure.findobj())
    press(widget, "100 steps")
    assert len(figure.findobj()) == artists


def test_bad_input_is_refused_at_once(net):
    with pytest.raises(ValueError, match="needs a network with 2 inputs"):
        train(Network([4, 2, 1]), (np.zeros((3, 4)), [0, 1, 0]))
    with pytest.raises(ValueError, match="hinge loss knows only -1 and 1"):
        train(net, datasets.xor(8), loss="hinge")


def test_every_control_has_a_name_and_a_tooltip(widget):
    controls = [widget.rate, widget.decay, widget.sign, widget.batch, widget.speed]
    controls += [*widget.buttons, *widget.sliders.sliders.values()]
    assert all(control.description and control.tooltip for control in controls)


# Play


def played(widget, do):
    """Play within an asyncio loop, let `do` end it, and give the steps at the end and later."""

    async def session():
        threads, tasks = threading.active_count(), len(asyncio.all_tasks())
        press(widget, "play")
        assert len(asyncio.all_tasks()) == tasks + 1 and widget.play.description == "pause"
        while widget.step < 30:
            await asyncio.sleep(0.01)
        assert threading.active_count() == threads
        do()
        at = widget.step
        await asyncio.sleep(0.3)
        assert len(asyncio.all_tasks()) == tasks
        return at, widget.step

    return asyncio.run(asyncio.wait_for(session(), 60))


def stops(widget, do):
    at, later = played(widget, do)
    return at == later and not widget.player.playing and widget.play.description == "play"


def test_pause_stops_the_task(widget):
    assert stops(widget, lambda: press(widget, "pause"))
    in_step(widget)
    assert stops(widget, lambda: press(widget, "pause"))  # and it can play again


def test_sliders_rest_while_it_plays_and_what_comes_late_is_no_move(widget, net):
    sliders, X, y = widget.sliders.sliders.values(), *datasets.xor(40)
    stood = [slider.value for slider in sliders]

    async def session():
        press(widget, "play")
        while widget.step < 40:
            for slider in sliders:
                slider.set_state({"value": slider.value + 0.5})  # as the browser does
            assert all(slider.disabled for slider in sliders)
            await asyncio.sleep(0.01)
        press(widget, "pause")

    asyncio.run(asyncio.wait_for(session(), 60))
    assert widget.step >= 40 and len(widget.runs) == 1 and not widget.moved_by_hand
    for start in range(0, widget.step, 10):
        sgd(net, X, y, rate=0.5, steps=10, seed=start)
    assert all((a == b).all() for a, b in zip(net.W, widget.net.W, strict=True))
    assert not any(slider.disabled for slider in sliders)
    assert stood != [slider.value for slider in sliders]
    in_step(widget)


def test_resting_sliders_stand_still(widget):
    stood = [slider.value for slider in widget.sliders.sliders.values()]

    def still():
        assert stood == [slider.value for slider in widget.sliders.sliders.values()]
        press(widget, "pause")

    assert stops(widget, still)


def test_two_threads_of_the_kernel_are_answered_one_after_the_other(widget):
    inside, go_on = threading.Event(), threading.Event()
    draw = widget.draw

    def slow():
        inside.set()
        go_on.wait(30)
        draw()

    widget.draw = slow
    first, second = (threading.Thread(target=press, args=(widget, "1 step")) for _ in range(2))
    first.start()
    inside.wait(30)
    second.start()
    second.join(0.3)
    assert second.is_alive() and widget.step == 1
    go_on.set()
    first.join(30), second.join(30)
    assert widget.step == 2
    in_step(widget)


def test_reset_stops_the_task(widget):
    assert stops(widget, lambda: press(widget, "reset"))
    assert widget.step == 0


def test_control_a_player_that_is_not_stopped_goes_on(widget):
    async def session():
        press(widget, "play")
        await asyncio.sleep(0.3)
        at = widget.step
        await asyncio.sleep(0.5)
        assert widget.step > at
        widget.player.stop()

    asyncio.run(session())


def test_an_error_while_playing_is_said_and_stops_it(widget):
    def broken():
        raise ValueError("no ink left")

    async def session():
        tasks = len(asyncio.all_tasks())
        press(widget, "play")
        widget.draw = broken
        while widget.player.playing:
            await asyncio.sleep(0.01)
        return len(asyncio.all_tasks()) - tasks

    assert asyncio.run(asyncio.wait_for(session(), 60)) <= 1  # at most the one that just ended
    assert "no ink left" in widget.image.alert and widget.play.description == "play"


def test_divergence_stops_it():
    widget = train(Network([2, 3, 1], g="identity"), datasets.xor(20))
    widget.rate.value = 1000.0

    async def session():
        press(widget, "play")
        while widget.player.playing:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(session(), 60))
    assert "Try a rate ten times smaller" in widget.image.alert


def test_without_a_loop_it_is_said(widget):
    press(widget, "play")
    assert "Not drawn" in widget.image.alert and not widget.player.playing


class Shell:
    """What the player uses of IPython: the running cell's message, and events."""

    def __init__(self, cell):
        self.parent, self.callbacks = {"metadata": {"cellId": cell}}, []
        self.events = self

    def get_parent(self):
        return self.parent

    def register(self, event, callback):
        assert event == "pre_run_cell"
        self.callbacks.append(callback)

    def unregister(self, event, callback):
        self.callbacks.remove(callback)

    def run_cell(self, cell):
        for callback in list(self.callbacks):
            callback(types.SimpleNamespace(cell_id=cell))


@pytest.mark.parametrize(
    ("made_in", "runs", "goes_on"), [("a", "a", False), ("a", "b", True), (None, "b", False)]
)
def test_its_cell_running_again_stops_it(net, monkeypatch, made_in, runs, goes_on):
    shell = Shell(made_in)
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    widget = train(net, datasets.xor(40))

    async def session():
        press(widget, "play")
        shell.run_cell(runs)
        await asyncio.sleep(0.05)
        playing = widget.player.playing
        widget.player.stop()
        await asyncio.sleep(0.05)
        return playing, len(asyncio.all_tasks())

    assert asyncio.run(session()) == (goes_on, 1)
    assert shell.callbacks == []


def test_in_a_kernel_it_plays_stops_with_its_cell_and_ends_with_the_kernel():
    """The real thing: jupyter's own kernel, messages with cell ids, and a clean shutdown."""
    make = "import nnlib; from nnlib import widgets; w = widgets.train(nnlib.Network([2, 1]), "
    make += "nnlib.datasets.xor(8))"
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(60)
        run = _runner(client)
        run(make, "first")
        run("w.player.start()", "second")
        assert run("old = w; print(w.player.playing)", "b") == "True"
        assert int(run("import asyncio; await asyncio.sleep(0.5); print(w.step)", "b")) > 0
        run(make, "first")
        assert run("print(old.player.playing, w is old)", "b") == "False False"
        run("w.player.start()", "second")
        client.shutdown()
        manager.finish_shutdown()
        assert not manager.is_alive()
    finally:
        client.stop_channels()
        if manager.is_alive():
            manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


def _runner(client):
    def run(code, cell):
        content = {
            "code": code, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": False, "stop_on_error": True,
        }  # fmt: skip
        message = client.session.msg("execute_request", content, metadata={"cellId": cell})
        client.shell_channel.send(message)
        printed = []
        while True:
            reply = client.get_iopub_msg(timeout=60)
            if reply["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if reply["msg_type"] == "stream":
                printed.append(reply["content"]["text"])
            assert reply["msg_type"] != "error", reply["content"]
            if reply["content"].get("execution_state") == "idle":
                return "".join(printed).strip()

    return run


def test_the_still_picture_stays_without_a_kernel(widget):
    data, metadata = widget._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == widget.picture.alt
    cell = nbformat.v4.new_output("display_data", data, metadata=metadata)
    still = noted(widget.picture, "▶ run the cell above to move this")
    assert cell["data"]["image/png"] == still.base64() != widget.picture.base64()


def test_a_new_rate_is_said_at_once():
    widget = train(Network([2, 3, 1], biases=True), datasets.xor())
    widget.rate.value = 0.25
    assert "η<sub>t</sub> = 0.25" in widget.image.status
