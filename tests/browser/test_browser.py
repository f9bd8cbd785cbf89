"""Widgets as a student meets them: real JupyterLab, real browser, keyboard and mouse."""

import re

import nbformat
import pytest
from lab import REPOSITORY

START = """
import nnlib
from nnlib import widgets
net = nnlib.Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=3)
w = widgets.explore_weights(net, nnlib.datasets.xor())
"""


def with_widgets():
    """The lessons that show a widget."""
    for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        if any(c.cell_type == "code" and re.search(r"\bwidgets\b", c.source) for c in cells):
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


def slider_answers(notebook, widget):
    """Whether the picture follows the widget's first slider, by keyboard and by mouse."""
    handle = widget.get_by_role("slider").first
    return (
        notebook.changes(widget, lambda: press(notebook, handle, "ArrowRight", "ArrowRight"))
        and notebook.changes(widget, lambda: press(notebook, handle, "Home"))
        and notebook.changes(widget, lambda: click_track(widget, 0.7))
    )


@pytest.mark.parametrize("name", list(with_widgets()))
def test_every_widget_of_a_lesson_answers(opened, name):
    notebook = opened(f"notebooks/{name}")
    for number, widget in enumerate(notebook.widgets(), start=1):
        assert slider_answers(notebook, widget), f"widget {number} of {name}"
        notebook.screenshot(f"{name.removesuffix('.ipynb')}-{number}", widget)
    assert notebook.problems() == []


def number_said(widget, name):
    alt = widget.locator("img").get_attribute("alt")
    return re.search(re.escape(name) + r" = ([−\d.]+)", alt)[1].replace("−", "-")


@pytest.fixture
def weights(opened):
    """A notebook with the weights widget alone, and the widget."""
    notebook = opened(cells=[START + "w"])
    return notebook, notebook.widgets()[0]


def test_weights_and_boundary(weights):
    notebook, widget = weights
    start = widget.locator("img").get_attribute("src")
    named = widget.get_by_role("slider", name="weight W^(1)_11, from x_1 to h^(1)_1")
    assert number_said(widget, "W^(1)_11") == "-1.48"  # not rounded by the slider
    assert notebook.changes(widget, lambda: press(notebook, named, "ArrowRight"))
    assert number_said(widget, "W^(1)_11") == "-1.4"
    notebook.page.wait_for_selector('.nnlib [aria-valuetext="−1.4"]', state="attached")
    assert notebook.changes(widget, lambda: press(notebook, named, "ArrowLeft"))
    assert widget.locator("img").get_attribute("src") == start
    step = widget.get_by_role("button", name="gradient step")
    assert notebook.changes(widget, lambda: press(notebook, step, "Enter"))
    hidden = widget.get_by_label("nodes n₁")
    assert notebook.changes(widget, lambda: hidden.select_option("5"))
    assert notebook.changes(widget, widget.get_by_role("button", name="100 steps").click)
    notebook.screenshot("explore_weights", widget)
    assert notebook.changes(widget, widget.get_by_role("button", name="reset").click)
    assert widget.locator("img").get_attribute("src") == start
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


# Controls: each of these must be noticed.


def test_control_a_cell_that_raises(opened):
    assert opened(cells=["1 / 0"]).problems()[0] == "a cell raised an error"


def test_controls_a_raising_callback_and_a_disconnected_slider(opened):
    broken = "def broken(): raise ValueError('no ink')\nw._draw = broken\nw"
    cut = "for slider in w.sliders.sliders.values(): slider.unobserve_all()\nw"
    notebook = opened(cells=[START + broken, START + cut])
    raising, disconnected = notebook.widgets()
    assert notebook.problems() == []
    assert not slider_answers(notebook, disconnected)
    slider_answers(notebook, raising)
    assert notebook.problems() == ["Not drawn: no ink"]


def test_control_a_broken_image(opened):
    broken = 'w._image.value = \'<img alt="torn" src="data:image/png;base64,AAAA">\'\nw'
    notebook = opened(cells=[START + broken])
    notebook.page.wait_for_selector(".nnlib img", state="attached")
    notebook.page.wait_for_timeout(300)
    assert "broken image: torn" in notebook.problems()
