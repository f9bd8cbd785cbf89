"""The valley in a real browser: the ball by mouse and by keys, and playing that is sgd."""

import re

import pytest
from playwright.sync_api import expect

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


BALL = "(float(place[0]) for place in w.scene.ball.get_data())"


def ball(notebook):
    return [float(value) for value in notebook.execute(f"print(*{BALL})").split()]


def stands(notebook, where):
    """Wait until the ball is where it is wanted: a condition on its x and y."""
    notebook.becomes(f"(lambda x, y: {where})(*{BALL})")


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
    stands(notebook, f"x > {start[0]} + 0.8 and y > {start[1]} + 0.4")
    dragged = ball(notebook)
    widget.get_by_role("application").focus()
    for key in ("ArrowRight", "Enter", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    stands(notebook, f"abs(x - {dragged[0] + 0.1}) + abs(y - {dragged[1] + 0.1}) < 1e-9")
    page.keyboard.press("Escape")
    widget.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowLeft")
    stands(notebook, f"abs(x - {dragged[0]}) + abs(y - {dragged[1] + 0.1}) < 1e-9")
    notebook.screenshot("valley", widget)
    assert notebook.problems() == []


def test_the_ball_follows_a_finger(valley):
    notebook, widget = valley
    x, y = ball(notebook)
    notebook.stroke(notebook.spot(widget, "the ball"), (60, -40))
    stands(notebook, f"x > {x} + 0.8 and y > {y} + 0.4")
    assert notebook.problems() == []


def test_of_quick_keys_none_is_lost(valley):
    notebook, widget = valley
    x, y = ball(notebook)
    notebook.slow_down(4)
    widget.get_by_role("application").focus()
    for key in ("ArrowRight", "Enter", *["ArrowRight"] * 20, *["ArrowUp"] * 15):
        notebook.page.keyboard.press(key)
    stands(notebook, f"abs(x - {x + 2}) + abs(y - {y + 1.5}) < 0.11")
    assert notebook.problems() == []


@pytest.mark.parametrize("slower", [1, 4])
def test_a_ball_that_rolls_rolls_by_sgd(valley, slower):
    notebook, widget = valley
    page = notebook.page
    notebook.slow_down(slower)
    x, y = notebook.spot(widget, "the ball")
    widget.get_by_role("button", name="play").click()
    said = widget.get_by_role("status")  # to ask the kernel would stop the player
    expect(said).to_have_text(re.compile(r"step t = [1-9]"))
    # From here on a hand on the ball changes nothing.
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=4)
    page.mouse.up()
    expect(said).to_have_text(re.compile(r"step t = (\d\d|[6-9])"), timeout=60_000)
    widget.get_by_role("button", name="pause").click()
    widget.get_by_role("button", name="play").wait_for()
    page.wait_for_timeout(500)
    gap, by_hand, runs = notebook.execute(GAP).split()
    assert float(gap) < 1e-12 and (by_hand, runs) == ("False", "1")
    assert notebook.problems() == []
