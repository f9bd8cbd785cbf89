"""Every widget in Notebook 7, where arrow keys would otherwise not reach a slider."""

import pytest
from lab import Notebook, running_lab, write_notebook

NET = 'nnlib.Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=6)'
LEAF = "lambda g: (nnlib.plots.activation(g), g), ['tanh', 'relu', 'sigmoid'], 'g'"
EDGE = "weight W^(1)_11, from x_1 to h^(1)_1"
WIDGETS = {
    "explore_weights": f"explore_weights({NET}, nnlib.datasets.xor())",
    "train": f"train({NET}, nnlib.datasets.xor())",
    "valley": f"valley({NET}, nnlib.datasets.xor())",
    "microscope": "microscope(nnlib.student_network(), *nnlib.student_sample())",
    "activation": "explore_activation()",
    "overfitting": "explore_overfitting()",
    "leaf": f"leaf_through({LEAF})",
}


@pytest.fixture(scope="module")
def notebook(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook7")
    made = [f"made[{name!r}] = widgets.{code}\nmade[{name!r}]" for name, code in WIDGETS.items()]
    cells = ["import nnlib\nfrom nnlib import widgets\nmade = {}", *made]
    (folder / "work").mkdir()
    write_notebook(folder / "work" / "widgets.ipynb", cells)
    write_notebook(folder / "work" / "plain.ipynb", ["1 + 1"])
    with running_lab(folder, "notebook") as address:
        open_page = lambda: chromium.new_context(viewport={"width": 1366, "height": 768}).new_page()
        plain = Notebook(open_page(), address("plain.ipynb"))
        opened = Notebook(open_page(), address("widgets.ipynb"))
        opened.own = set(plain.problems())  # Notebook 7 has some without us
        plain.close()
        yield opened
        opened.close()


def shown(notebook, name):
    notebook.widgets()
    widget = notebook.page.locator(".nnlib").nth(list(WIDGETS).index(name))
    widget.locator("img").scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(500)  # it takes the size that fits
    return widget


@pytest.mark.parametrize("name", WIDGETS)
def test_a_slider_moves_it(notebook, name):
    widget = shown(notebook, name)
    image = widget.locator("img")
    assert image.evaluate("image => image.naturalWidth") > 600
    slider = widget.get_by_role("slider").first
    slider.focus()
    notebook.page.wait_for_timeout(500)  # the edge that it stands for lights up
    assert notebook.changes(widget, lambda: slider.press("ArrowRight"))
    assert set(notebook.problems()) <= notebook.own


def test_a_hand_moves_an_edge_and_the_ball(notebook):
    widget = shown(notebook, "explore_weights")
    weight = float(notebook.execute("print(made['explore_weights'].net.weight(1, 1, 1))"))
    x, y = notebook.spot(widget, EDGE, "made['explore_weights']")
    notebook.drag((x, y), (x, y - 50))
    notebook.becomes(f"made['explore_weights'].net.weight(1, 1, 1) > {weight} + 0.9")
    widget = shown(notebook, "valley")
    weight = float(notebook.execute("print(made['valley'].net.weight(1, 1, 1))"))
    x, y = notebook.spot(widget, "the ball", "made['valley']")
    notebook.drag((x, y), (x + 60, y))
    notebook.becomes(f"made['valley'].net.weight(1, 1, 1) > {weight} + 0.8")
    assert set(notebook.problems()) <= notebook.own
