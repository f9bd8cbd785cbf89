"""A pass in motion in a real browser: it plays, pauses, goes by steps, keeps still if asked."""

import itertools

import pytest
from playwright.sync_api import expect

START = """
import nnlib
from nnlib import widgets
w = widgets.microscope(nnlib.student_network(), *nnlib.student_sample())
w
"""
_MOVES = "() => {window.shown = 0; document.querySelector('.nnlib img').onload = () => shown++}"


@pytest.fixture
def micro(opened):
    """A notebook with the microscope alone, the widget, and its buttons by name."""
    notebook = opened(cells=[START])
    widget = notebook.widgets()[0]
    return notebook, widget, lambda name: widget.get_by_role("button", name=name, exact=True)


def test_a_pass_plays_forward_and_back_and_pauses(micro):
    notebook, widget, button = micro
    page = notebook.page
    widget.get_by_label("speed").select_option("0.6 s a step")
    page.evaluate(_MOVES)
    button("play").press("Enter")
    button("pause").wait_for()
    said = []
    while button("pause").count() and len(said) < 500:
        said.append(widget.get_by_role("status").inner_text())
        page.wait_for_timeout(30)
    button("play").wait_for()
    order = [words for words, _ in itertools.groupby(said)][-6:]
    ends = [words.split(":")[0].split(", ")[-1] for words in order]
    assert ends == ["z and h", "z and h", "∂Loss/∂z", "∂Loss/∂W", "∂Loss/∂z", "∂Loss/∂W"]
    assert order[0].startswith("forward, layer 1") and order[-1].startswith("back, layer 1")
    assert page.evaluate("shown") > 12  # more pictures than stops: something moved
    button("play").click()
    button("pause").wait_for()
    button("step on ▶").click()
    button("play").wait_for()
    page.wait_for_timeout(1000)  # a picture may come a little after the word
    before = widget.locator("img").get_attribute("src")
    page.wait_for_timeout(1500)
    assert widget.locator("img").get_attribute("src") == before
    assert notebook.problems() == []


def test_where_the_system_asks_for_reduced_motion_it_goes_by_steps_only(micro):
    notebook, widget, button = micro
    button("play").click()
    button("pause").wait_for()
    notebook.page.emulate_media(reduced_motion="reduce")
    expect(button("play")).to_be_disabled()
    assert "reduced motion" in button("play").get_attribute("title")
    assert notebook.changes(widget, button("step on ▶").click)
    notebook.page.emulate_media(reduced_motion="no-preference")
    expect(button("play")).to_be_enabled()
    notebook.page.emulate_media(reduced_motion="reduce")
    notebook.command("docmanager:save")
    notebook.page.reload()
    notebook.wait_until_ready()
    notebook.widgets()
    expect(button("play")).to_be_disabled()  # said again by the new page
