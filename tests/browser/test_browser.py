"""Widgets as a student meets them: real JupyterLab, real browser, keyboard and mouse."""

import os
import re
import time
import types

import nbformat
import pytest
from lab import REPOSITORY, find_chromium
from playwright.sync_api import expect

from nnlib import widgets

START = """
import nnlib
from nnlib import widgets
net = nnlib.Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=3)
w = widgets.explore_weights(net, nnlib.datasets.xor())
"""


def with_widgets():
    """The lessons that show a widget with a picture, which a guess is not."""
    call = rf"\b({'|'.join({*widgets.__all__} - {'fill_in', 'predict'})})\("
    for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        if any(c.cell_type == "code" and re.search(call, c.source) for c in cells):
            yield path.name


def press(notebook, target, *keys):
    target.focus()
    for key in keys:
        notebook.page.keyboard.press(key)


def click_track(widget, part):
    """Click the first slider's track at a part of its length."""
    track = widget.locator(".noUi-base").first
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    track.page.mouse.click(box["x"] + part * box["width"], box["y"] + box["height"] / 2)


def slider_answers(notebook, widget, seconds=5):
    """Whether the picture follows the widget's first slider, by keyboard and by mouse."""
    handle = widget.get_by_role("slider").first
    at_its_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    on = "ArrowLeft" if at_its_end else "ArrowRight"
    acts = (
        lambda: press(notebook, handle, on, on),
        lambda: press(notebook, handle, "Home"),
        lambda: click_track(widget, 0.7),
    )
    return all(notebook.changes(widget, act, seconds) for act in acts)


@pytest.mark.parametrize("name", list(with_widgets()))
def test_every_widget_of_a_lesson_answers(opened, name):
    notebook = opened(f"notebooks/{name}")
    for number, widget in enumerate(notebook.widgets(), start=1):
        assert slider_answers(notebook, widget), f"widget {number} of {name}"
        notebook.screenshot(f"{name.removesuffix('.ipynb')}-{number}", widget)
    assert notebook.problems() == []


def describes(widget, words):
    """Wait until the picture's description holds the words."""
    expect(widget.locator("img")).to_have_attribute("alt", re.compile(re.escape(words)))


@pytest.fixture
def weights(opened):
    """A notebook with the weights widget alone, and the widget."""
    notebook = opened(cells=[START + "w"])
    return notebook, notebook.widgets()[0]


def test_weights_and_boundary(weights):
    notebook, widget = weights
    image = widget.locator("img")
    start = image.get_attribute("src")
    named = widget.get_by_role("slider", name="weight W^(1)_11, from x_1 to h^(1)_1")
    describes(widget, "W^(1)_11 = −1.48")  # not rounded by the slider
    assert notebook.changes(widget, named.focus)  # its edge lights up
    lit = image.get_attribute("src")
    press(notebook, named, "ArrowRight")
    describes(widget, "W^(1)_11 = −1.4,")
    notebook.page.wait_for_selector('.nnlib [aria-valuetext="−1.4"]', state="attached")
    press(notebook, named, "ArrowLeft")
    expect(image).to_have_attribute("src", lit)
    step = widget.get_by_role("button", name="gradient step")
    assert notebook.changes(widget, lambda: press(notebook, step, "Enter"))
    hidden = widget.get_by_label("nodes n₁")
    assert notebook.changes(widget, lambda: hidden.select_option("5"))
    assert notebook.changes(widget, widget.get_by_role("button", name="100 steps").click)
    notebook.screenshot("explore_weights", widget)
    widget.get_by_role("button", name="reset").click()
    expect(image).to_have_attribute("src", start)
    assert notebook.problems() == []


def test_every_control_has_its_name_and_nothing_scrolls_sideways(weights):
    notebook, widget = weights
    tree = widget.aria_snapshot()
    assert not re.search(r'^\s*- (slider|button|combobox|spinbutton|img)(?! ")', tree, re.M), tree
    assert tree.count('- slider "weight W^(') == 13
    for width in (1366, 1024, 800):
        notebook.page.set_viewport_size({"width": width, "height": 768})
        notebook.page.wait_for_timeout(300)
        assert widget.evaluate(_SIDEWAYS) == []


_SIDEWAYS = """widget => {
  const output = widget.closest('.jp-OutputArea-output');
  return [output, ...output.querySelectorAll('*')]
    .filter(part => !part.closest('.widget-label')  // MathJax hangs 2 invisible pixels over
      && part.scrollWidth > part.clientWidth + 1 && part.clientWidth
      && getComputedStyle(part).overflowX !== 'visible')
    .map(part => part.className + ' ' + part.scrollWidth + ' > ' + part.clientWidth);
}"""


def start(opened, code):
    notebook = opened(cells=[f"import nnlib\nfrom nnlib import widgets\n{code}"])
    return notebook, notebook.widgets()[0]


def fits_and_is_named(notebook, widget):
    """Nothing without a name, nothing to scroll sideways, and the picture is in one view."""
    tree = widget.aria_snapshot()
    assert not re.search(r'^\s*- (slider|button|combobox|spinbutton|img)(?! ")', tree, re.M), tree
    for width in (1366, 1024, 800):
        notebook.page.set_viewport_size({"width": width, "height": 768})
        notebook.page.wait_for_timeout(300)
        assert widget.evaluate(_SIDEWAYS) == []
    notebook.page.set_viewport_size({"width": 1366, "height": 768})


def test_microscope(opened):
    code = "widgets.microscope(nnlib.student_network(), *nnlib.student_sample())"
    notebook, widget = start(opened, code)
    fits_and_is_named(notebook, widget)
    describes(widget, "Backward, layer 2: 3.1, ")
    on = widget.get_by_role("button", name="step on")
    press(notebook, on, "Enter")
    describes(widget, "Backward, layer 2: 3.2d, ")
    on.click()
    describes(widget, ": 3.4e, ")
    target = widget.get_by_label("node or edge")
    notebook.screenshot("microscope", widget)
    target.select_option("edge W₂₃⁽¹⁾ from x₃")
    describes(widget, "3.3c, ∂Loss/∂W_23^(1) = ∂Loss/∂z_2^(1) · x_3")
    gap = widget.get_by_role("slider").nth(1)
    assert notebook.changes(widget, lambda: press(notebook, gap, "ArrowRight"))
    assert notebook.changes(widget, lambda: target.select_option("node h₁⁽²⁾"))
    assert slider_answers(notebook, widget)
    assert notebook.problems() == []


def step_said(widget):
    return int(re.search(r"step t = (\d+)", widget.inner_text())[1])


def step_becomes(notebook, widget, t, seconds=5):
    """Whether the widget says step t: its words may come a little after its picture."""
    deadline = time.monotonic() + seconds
    while step_said(widget) != t and time.monotonic() < deadline:
        notebook.page.wait_for_timeout(20)
    return step_said(widget) == t


def test_training_plays_pauses_and_goes_on(opened):
    net = 'nnlib.Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=3)'
    notebook, widget = start(opened, f"widgets.train({net}, nnlib.datasets.xor())")
    fits_and_is_named(notebook, widget)
    button = lambda name: widget.get_by_role("button", name=name, exact=True)
    assert notebook.changes(widget, lambda: press(notebook, button("1 step"), "Enter"))
    assert step_becomes(notebook, widget, 1)
    assert notebook.changes(widget, lambda: press(notebook, button("play"), "Enter"))
    assert notebook.changes(widget, lambda: None)  # it goes on by itself
    button("pause").click()
    button("play").wait_for()
    notebook.page.wait_for_timeout(500)
    at = step_said(widget)
    assert not notebook.changes(widget, lambda: None, seconds=1) and step_said(widget) == at
    notebook.screenshot("train", widget)
    assert slider_answers(notebook, widget)
    describes(widget, "moved by hand")
    assert notebook.changes(widget, button("100 steps").click)
    assert step_becomes(notebook, widget, at + 100)
    button("play").click()
    button("pause").wait_for()
    # Its cell runs again: the new widget stands at step 0, and nothing plays.
    run = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
    notebook.page.evaluate(run)
    again = notebook.widgets()[0]
    assert step_becomes(notebook, again, 0)
    notebook.page.wait_for_timeout(500)
    assert step_said(again) == 0
    assert notebook.problems() == []


def test_activation(opened):
    notebook, widget = start(opened, "widgets.explore_activation()")
    fits_and_is_named(notebook, widget)
    assert slider_answers(notebook, widget)
    assert notebook.changes(
        widget, lambda: widget.get_by_label("g", exact=True).select_option("relu")
    )
    steep = widget.get_by_role("slider").nth(1)
    assert notebook.changes(widget, lambda: press(notebook, steep, "ArrowRight"))
    notebook.screenshot("activation", widget)
    assert notebook.problems() == []


def test_overfitting(opened):
    notebook, widget = start(opened, "widgets.explore_overfitting()")
    fits_and_is_named(notebook, widget)
    assert slider_answers(notebook, widget)
    for number in (1, 2):
        slider = widget.get_by_role("slider").nth(number)
        assert notebook.changes(widget, lambda slider=slider: press(notebook, slider, "ArrowRight"))
    notebook.screenshot("overfitting", widget)
    assert notebook.problems() == []


@pytest.mark.parametrize(
    "place",
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "Google/Chrome/Application/chrome.exe",
    ],
)
def test_chrome_is_found_where_it_usually_is(monkeypatch, tmp_path, place):
    wanted = place if place.startswith("/") else str(tmp_path / place)
    none = types.SimpleNamespace(chromium=types.SimpleNamespace(executable_path="nowhere"))
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    assert find_chromium(none) is None or os.name == "nt"
    monkeypatch.setattr(
        os.path, "exists", lambda path: os.path.normpath(path) == os.path.normpath(wanted)
    )
    assert os.path.normpath(find_chromium(none)) == os.path.normpath(wanted)


# Controls: each of these must be noticed.


def test_control_a_cell_that_raises(opened):
    assert opened(cells=["1 / 0"]).problems()[0] == "a cell raised an error"


def test_controls_a_raising_callback_and_a_disconnected_slider(opened):
    broken = "def broken(): raise ValueError('no ink')\nw.draw = broken\nw"
    cut = "for slider in w.sliders.sliders.values(): slider.unobserve_all()\nw"
    notebook = opened(cells=[START + broken, START + cut])
    raising, disconnected = notebook.widgets()
    assert notebook.problems() == []
    assert not slider_answers(notebook, disconnected, seconds=1)
    assert not slider_answers(notebook, raising, seconds=1)
    assert notebook.problems() == ["Not drawn: no ink"]


def test_control_a_broken_image(opened):
    broken = "w.image.png, w.image.alt = b'no png', 'torn'\nw"
    notebook = opened(cells=[START + broken])
    notebook.page.wait_for_selector(".nnlib img", state="attached")
    notebook.page.wait_for_timeout(300)
    assert "broken image: torn" in notebook.problems()
