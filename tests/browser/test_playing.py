"""What plays in the browser is `nnlib.sgd`: no answer of the browser's own moves a weight."""

import re

from lab import Notebook
from playwright.sync_api import expect

START = """
import nnlib
from nnlib import widgets
net = nnlib.Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=3)
X, y = nnlib.datasets.xor()

class Watched(widgets.train):
    "Keeps every network that it draws."

    def __init__(self, speed):
        self.frames = []
        super().__init__(net, (X, y))
        self.speed.value = speed

    def draw(self):
        super().draw()
        self.frames.append((self.step, self.net.copy()))

    def off(self):
        "How far they are from those of sgd, which takes as many steps at a time."
        twin, at, most = net.copy(), 0, 0.0
        for step, drawn in self.frames:
            while at < step:
                nnlib.sgd(twin, X, y, rate=0.5, steps=self.speed.value, seed=at)
                at += self.speed.value
            most = max([most, *(abs(a - b).max() for a, b in zip(twin.W, drawn.W))])
        return most
"""
_MANY_STEPS = re.compile(r"step t = (2[1-9]|[3-9]\d|\d{3,})")
_READOUTS = "widget => [...widget.querySelectorAll('.widget-readout')].map(r => r.textContent)"


def press(widget, name):
    widget.get_by_role("button", name=name, exact=True).click()


def drag_a_slider(widget):
    """Try to move the first slider by mouse and by key."""
    slider, mouse = widget.get_by_role("slider").first, widget.page.mouse
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 30, y, steps=10)
    mouse.up()
    slider.press("ArrowRight")


def shows_its_weights(notebook, widget, name):
    """Whether the sliders on the page stand at the weights of the network in the kernel."""
    weights = f"print(*(f'{{{name}.net.weight(*key):+.1f}}' for key in {name}.sliders.sliders))"
    shown = " ".join(widget.evaluate(_READOUTS)).replace("−", "-")
    return shown.replace("-0.0", "+0.0") == notebook.execute(weights).replace("-0.0", "+0.0")


SPEEDS = (1, 10, 100)


def test_playing_is_sgd(opened):
    """Ten seconds at each speed: slowed down, dragged at, loaded anew and open on two pages."""
    cells = [f"made[{speed}] = Watched({speed})\nmade[{speed}]" for speed in SPEEDS]
    notebook = opened(cells=[START + "\nmade = {}", *cells])
    page = notebook.page
    notebook.command("docmanager:save")
    notebook.slow_down(4)
    for widget in notebook.widgets():
        press(widget, "play")
    page.wait_for_timeout(3000)
    for widget in notebook.widgets():
        drag_a_slider(widget)
    notebook.slow_down(1)
    page.reload()
    notebook.wait_until_ready()
    notebook.widgets()
    other = Notebook(page.context.new_page(), page.url, run=False)
    drag_a_slider(other.widgets()[1])
    other.page.wait_for_timeout(3000)
    for widget in other.widgets():
        expect(widget.get_by_role("status")).to_have_text(_MANY_STEPS, timeout=60_000)
    for widget in other.widgets():
        press(widget, "pause")
        widget.get_by_role("button", name="play", exact=True).wait_for()
    page.bring_to_front()
    for widget in notebook.widgets():
        widget.get_by_role("button", name="play", exact=True).wait_for()
    page.wait_for_timeout(1500)
    for speed, *widgets in zip(SPEEDS, notebook.widgets(), other.widgets(), strict=True):
        name = f"made[{speed}]"
        assert float(notebook.execute(f"print({name}.off())")) <= 1e-12
        assert notebook.execute(f"print(len({name}.runs), {name}.step > 20)") == "1 True"
        for seen, widget in zip((notebook, other), widgets, strict=True):
            assert shows_its_weights(seen, widget, name)


def test_quick_clicks_are_steps_of_sgd(opened):
    """Twenty on each button, and twenty more on a page that is four times slower."""
    cells = [
        START + "w = Watched(1)\nw",
        "v = widgets.explore_weights(net, (X, y))\nv",
        "m = widgets.microscope(nnlib.student_network(), *nnlib.student_sample())\nm",
    ]
    notebook = opened(cells=cells)
    trained, explored, microscope = notebook.widgets()
    for slower in (1, 4):
        notebook.slow_down(slower)
        for widget, name in ((trained, "1 step"), (explored, "gradient step")):
            for _ in range(20):
                press(widget, name)
        for name, times in (("step on ▶", 20), ("◀ step back", 3)):
            for _ in range(times):
                press(microscope, name)
        notebook.page.wait_for_timeout(1000 * slower)
    assert notebook.execute("print(w.step, len(w.runs), w.off() <= 1e-12)") == "40 1 True"
    twin = "twin = net.copy(); nnlib.sgd(twin, X, y, rate=1.0, steps=40, batch=len(X)); "
    off = "print(max(abs(a - b).max() for a, b in zip(twin.W, v.net.W)) <= 1e-12)"
    assert notebook.execute(twin + off) == "True"
    assert shows_its_weights(notebook, trained, "w")
    assert shows_its_weights(notebook, explored, "v")
    assert notebook.execute("print(m.place[:2])") == "('dz', 2)"
    assert notebook.problems() == []
