"""The valley in a real browser: the ball by mouse and by keys, and playing that is sgd."""

import pytest

MADE = """
import nnlib
from nnlib import widgets
X, y = nnlib.datasets.xor()
net = nnlib.Network([2, 2, 1], g=["tanh", "sigmoid"], biases=True, seed=3)
w = widgets.valley(net, (X, y))
"""
GAP = """
wanted = nnlib.sgd(net, X, y, rate=0.5, steps=w.step, batch=len(X)) and net
print(max(abs(a - b).max() for a, b in zip(wanted.W, w.net.W)), w.moved_by_hand, len(w.runs))
"""


def ball(notebook):
    return [float(value) for value in notebook.execute("print(*w.scene.ball.get_data())").replace(
        "[", "").replace("]", "").split()]  # fmt: skip


@pytest.fixture
def valley(opened):
    notebook = opened(cells=[MADE + "w"], has_touch=True)
    widget = notebook.widgets()[0]
    widget.scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(500)
    return notebook, widget


def test_the_ball_follows_the_mouse_the_keys_and_its_sliders(valley):
    notebook, widget = valley
    page = notebook.page
    start, (x, y) = ball(notebook), notebook.spot(widget, "the ball")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=8)
    page.mouse.up()
    page.wait_for_timeout(800)
    dragged = ball(notebook)
    assert dragged[0] > start[0] + 0.8 and dragged[1] > start[1] + 0.4
    widget.get_by_role("application").focus()
    for key in ("ArrowRight", "Enter", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
    assert ball(notebook) == pytest.approx([place + 0.1 for place in dragged])
    page.keyboard.press("Escape")
    widget.get_by_role("slider").first.focus()
    assert notebook.changes(widget, lambda: page.keyboard.press("ArrowLeft"))
    assert ball(notebook) == pytest.approx([dragged[0], dragged[1] + 0.1])
    notebook.screenshot("valley", widget)
    assert notebook.problems() == []


def test_the_ball_follows_a_finger(valley):
    notebook, widget = valley
    x, y = ball(notebook)
    notebook.stroke(notebook.spot(widget, "the ball"), (60, -40))
    notebook.becomes(f"(w.scene.ball.get_data()[0] > {x} + 0.8).all()")
    notebook.becomes(f"(w.scene.ball.get_data()[1] > {y} + 0.4).all()")
    assert notebook.problems() == []


@pytest.mark.parametrize("slower", [1, 4])
def test_a_ball_that_rolls_rolls_by_sgd(valley, slower):
    notebook, widget = valley
    page = notebook.page
    notebook.slow_down(slower)
    x, y = notebook.spot(widget, "the ball")
    widget.get_by_role("button", name="play").click()
    widget.get_by_role("button", name="pause").wait_for()
    notebook.becomes("w.step > 0")  # and then a hand on the ball changes nothing
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=4)
    page.mouse.up()
    notebook.becomes("w.step > 5", 30)
    widget.get_by_role("button", name="pause").click()
    widget.get_by_role("button", name="play").wait_for()
    page.wait_for_timeout(500)
    gap, by_hand, runs = notebook.execute(GAP).split()
    assert float(gap) < 1e-12 and (by_hand, runs) == ("False", "1")
    assert notebook.problems() == []
