"""The picture in a real browser: mouse, finger and keys, every size, a kernel that ends."""

import re

import pytest
from playwright.sync_api import expect

NET = 'nnlib.Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=6)'
MORE = 'nnlib.Network([2, {}, 1], g=["tanh", "sigmoid"], biases=True, seed=2)'
WIDGETS = {
    "explore_weights": f"explore_weights({NET}, nnlib.datasets.xor())",
    "six nodes": f"explore_weights({MORE.format(6)}, nnlib.datasets.xor())",
    "train": f"train({MORE.format(4)}, nnlib.datasets.xor())",
    "microscope": "microscope(nnlib.student_network(), *nnlib.student_sample())",
    "activation": "explore_activation()",
    "overfitting": "explore_overfitting()",
}
START = "import nnlib\nfrom nnlib import widgets\nw = widgets."
EDGE = "weight W^(1)_11, from x_1 to h^(1)_1"


def start(opened, name="explore_weights", **how):
    notebook = opened(cells=[f"{START}{WIDGETS[name]}\nw"], **how)
    widget = notebook.widgets()[0]
    widget.scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(500)
    return notebook, widget


def says(widget, words, seconds=5):
    """Wait until the status line holds the words."""
    widget.locator("[role=status]", has_text=words).wait_for(timeout=1000 * seconds)
    return True


def number(notebook, code):
    return float(notebook.execute(f"print({code})"))


def focused(notebook):
    return notebook.page.evaluate("() => document.activeElement.getAttribute('aria-label')")


def test_by_mouse(opened):
    notebook, widget = start(opened)
    mouse, page = notebook.page.mouse, notebook.page
    edge = notebook.spot(widget, EDGE)
    mouse.move(*edge)
    assert says(widget, "W^(1)_11 = ") and "Lit up: W^(1)_11." in alt(widget)
    slider = widget.get_by_role("slider", name="weight W^(1)_20")
    slider.hover()
    assert says(widget, "W^(1)_20 = ")
    weight = number(notebook, "w.net.weight(1, 1, 1)")
    notebook.drag(edge, (edge[0], edge[1] - 50))
    notebook.becomes(f"abs(w.net.weight(1, 1, 1) - {weight + 1}) <= 0.1")
    mouse.click(*edge)
    page.wait_for_function(f"() => document.activeElement.ariaLabel === {EDGE!r}")
    page.keyboard.press("End")
    assert says(widget, "W^(1)_11 = 6")
    mouse.click(*notebook.spot(widget, "node h^(1)_3"))
    page.wait_for_function("() => /W\\^\\(1\\)_30/.test(document.activeElement.ariaLabel)")
    assert says(widget, "W^(1)_30 = ")
    point = notebook.spot(widget, "point 3")
    notebook.drag(point, (point[0] - 40, point[1]))
    notebook.becomes("-0.5 < w.X[2, 0] - nnlib.datasets.xor()[0][2, 0] < -0.2")
    assert notebook.problems() == []


def alt(widget):
    return widget.locator("img").get_attribute("alt")


def describes(widget, words):
    """Wait until the picture's description holds the words."""
    expect(widget.locator("img")).to_have_attribute("alt", re.compile(re.escape(words)))


_STATE = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  return [notebook.activeCellIndex, notebook.mode, notebook.widgets.length,
          document.querySelector('.jp-WindowedPanel-outer').scrollTop];
}"""


def test_by_keys_alone(opened):
    notebook, widget = start(opened)
    page, press = notebook.page, notebook.page.keyboard.press
    widget.get_by_role("button", name="reset").focus()
    press("Tab")
    assert focused(notebook).startswith("picture. Arrow keys choose a part")
    before = page.evaluate(_STATE)
    press("ArrowRight")
    assert says(widget, "W^(1)_10 = ")
    press("ArrowRight")
    assert says(widget, "W^(1)_11 = ")
    weight = number(notebook, "w.net.weight(1, 1, 1)")
    press("Enter")
    assert says(widget, "Esc lets it go")
    press("ArrowUp")
    press("Shift+ArrowUp")
    notebook.becomes(f"abs(w.net.weight(1, 1, 1) - {weight + 0.6}) <= 0.06")
    press("Escape")
    press("ArrowLeft")
    assert says(widget, "W^(1)_10 = ")
    press("ArrowLeft")
    assert says(widget, "point 80 ")
    press("Enter")
    press("ArrowRight")
    notebook.becomes("w.X[79, 0] > nnlib.datasets.xor()[0][79, 0]")
    press("Escape")
    assert page.evaluate(_STATE) == before  # the notebook took none of these keys
    press("Tab")
    assert focused(notebook).startswith("weight W^(1)_10")
    weight = number(notebook, "w.net.weight(1, 1, 0)")
    press("ArrowRight")
    press("PageUp")
    notebook.becomes(f"abs(w.net.weight(1, 1, 0) - {weight + 0.6}) <= 0.06")
    assert notebook.problems() == []


def test_by_finger(opened):
    notebook, widget = start(opened, has_touch=True)
    state = notebook.page.evaluate(_STATE)
    weight = number(notebook, "w.net.weight(1, 1, 1)")
    notebook.stroke(notebook.spot(widget, EDGE), (0, -50))
    notebook.becomes(f"w.net.weight(1, 1, 1) > {weight} + 0.5")
    notebook.stroke(notebook.spot(widget, "point 3"), (0, -40))
    notebook.becomes("w.X[2, 1] - nnlib.datasets.xor()[0][2, 1] > 0.2")
    assert notebook.page.evaluate(_STATE)[3] == state[3]  # and the page did not scroll


_SHARP = """image => Math.abs(
  image.getBoundingClientRect().width * devicePixelRatio - image.naturalWidth) <= 1"""
_SIZES = """widget => ({
  height: widget.getBoundingClientRect().height, width: widget.clientWidth,
  picture: widget.querySelector('img').getBoundingClientRect().width,
  pixels: widget.querySelector('img').naturalWidth,
  room: document.querySelector('.jp-WindowedPanel-outer').clientHeight,
  tracks: [...widget.querySelectorAll('.noUi-base')].map(t => t.clientWidth).filter(w => w),
})"""


def sizes(notebook, widget):
    """What is seen when the kernel has drawn the picture as sharp as it is seen, pixel by pixel."""
    image = widget.locator("img").element_handle()
    notebook.page.wait_for_function(_SHARP, arg=image)
    return widget.evaluate(_SIZES)


@pytest.mark.parametrize("name", WIDGETS)
def test_all_is_in_one_view(opened, name):
    notebook, widget = start(opened, name)
    seen = sizes(notebook, widget)
    assert seen["height"] <= seen["room"] == 647
    assert seen["picture"] == seen["pixels"] == 920  # pixel by pixel
    if name in ("explore_weights", "six nodes", "train"):
        assert min(seen["tracks"]) >= 160
    notebook.screenshot(f"one-view-{name}", widget)
    notebook.page.set_viewport_size({"width": 1920, "height": 1080})
    image = widget.locator("img").element_handle()
    notebook.page.wait_for_function("image => image.clientWidth > 1200", arg=image)
    seen = sizes(notebook, widget)
    assert seen["height"] <= seen["room"] and seen["picture"] > 1200
    assert abs(seen["picture"] - seen["pixels"]) <= 1


def test_it_is_sharp_where_pixels_are_small(opened):
    notebook, widget = start(opened, device_scale_factor=2)
    seen = sizes(notebook, widget)
    assert (seen["picture"], seen["pixels"]) == (920, 1840)


def test_a_reload_shows_the_last_picture_and_two_views_agree(opened):
    notebook, widget = start(opened)
    widget.get_by_role("slider", name=EDGE).press("End")
    describes(widget, "W^(1)_11 = 6,")
    notebook.command("docmanager:save")
    notebook.page.reload()
    notebook.wait_until_ready()
    again = notebook.widgets()[0]
    describes(again, "W^(1)_11 = 6,")
    slider = again.get_by_role("slider", name=EDGE)
    slider.press("Home")
    describes(again, "W^(1)_11 = −6,")
    notebook.command("notebook:create-output-view")
    notebook.page.locator(".jp-LinkedOutputView .nnlib img").wait_for()
    first, second = notebook.widgets()
    assert alt(first) == alt(second)
    slider.press("End")
    describes(second, "W^(1)_11 = 6,")
    describes(first, "W^(1)_11 = 6,")


_KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"


@pytest.mark.parametrize(
    "end",
    [f"() => {_KERNEL}.restart()", f"() => {_KERNEL}.shutdown()",
     f"() => {{ {_KERNEL}.requestExecute({{code: 'import os; os._exit(1)'}}); }}"],
    ids=["restarted", "shut down", "dead"],
)  # fmt: skip
def test_a_kernel_that_has_ended_is_said(opened, end):
    notebook, widget = start(opened)
    assert widget.get_by_role("alert").inner_text() == ""
    notebook.page.evaluate(end)
    widget.get_by_role("alert").filter(has_text="The kernel has ended").wait_for(timeout=20_000)
    assert widget.locator("img").evaluate("image => getComputedStyle(image).opacity") == "0.25"
