"""The slider through pictures: what it shows is what was drawn for the value where it stands."""

import pytest

from nnlib import ACTIVATIONS
from nnlib.plots import activation
from nnlib.symbolic import record
from nnlib.widgets import leaf_through
from tools.notebook import ROOT, read


@pytest.fixture
def drawn():
    return []


@pytest.fixture
def widget(drawn):
    def draw(name):
        drawn.append(name)
        if name == "relu":
            raise ValueError("no picture of <relu>")
        return activation(name), f"this is <b>{name}</b>"

    return leaf_through(draw, ACTIVATIONS, "g", start="tanh")


def test_only_the_start_is_drawn_and_stays_without_a_kernel(widget, drawn):
    assert drawn == ["tanh"]
    data, metadata = widget._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == activation("tanh").alt
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_slider_draws_its_value(widget, drawn):
    for name in ("sigmoid", "softplus", "tanh"):
        widget.slider.value = name
        assert widget.picture.png == activation(name).png
        assert widget.picture.png == widget.image.png
        assert f"this is <b>{name}</b>" in widget.image.status
    assert drawn == ["tanh", "sigmoid", "softplus", "tanh"]


def test_an_error_is_said_and_goes_away(widget):
    widget.slider.value = "relu"
    assert "no picture of <relu>" in widget.image.alert
    assert "tanh" not in widget.image.status
    widget.slider.value = "sigmoid"
    assert widget.image.alert == "" and "sigmoid" in widget.image.status


def test_numbers_are_labeled_as_in_pictures():
    widget = leaf_through(lambda value: (activation("tanh"), ""), [-2.0, 0.5, 30], "z")
    assert widget.slider.value == -2.0
    assert [label for label, _ in widget.slider.options] == ["−2", "0.5", "30"]


@pytest.mark.parametrize(("values", "start"), [([], None), ([1, 2], 3)])
def test_values_that_do_not_fit_are_refused(values, start):
    with pytest.raises(ValueError, match="Give one"):
        leaf_through(lambda value: (activation("tanh"), ""), values, "g", start=start)


LESSONS = [
    path
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    if "leaf_through(" in path.read_text(encoding="utf-8")
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_in_a_lesson_that_has_run_every_slider_still_draws(path, monkeypatch):
    """What a slider draws with must not be a name that a later cell has used for something else."""
    made, start = [], leaf_through.__init__

    def init(self, *args, **options):
        made.append(self)
        start(self, *args, **options)

    monkeypatch.setattr(leaf_through, "__init__", init)
    monkeypatch.setattr(record, "_shown", {})
    monkeypatch.chdir(path.parent)
    names = {"display": lambda *shown: None}
    for cell in read(path).cells:
        if cell.cell_type == "code" and "raises-exception" not in cell.metadata.get("tags", []):
            exec(cell.source, names)
    assert made
    for widget in made:
        for _, value in (widget.slider.options[0], widget.slider.options[-1]):
            widget.slider.value = value
            assert widget.image.alert == ""
