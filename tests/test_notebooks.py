"""Every stored notebook keeps every rule, and every rule catches what breaks it."""

import base64
import io

import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.hygiene import RULES
from tools.notebook import ROOT, WIDGET_VIEW, dumps, read, tidy

ROOMS = ("notebooks", "solutions")
STORED = [path for room in ROOMS for path in sorted((ROOT / room).glob("*.ipynb"))]


@pytest.mark.parametrize("room", ROOMS)
def test_there_is_something_to_check(room):
    assert list((ROOT / room).glob("*.ipynb"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", STORED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_notebook_keeps_the_rule(path, rule):
    complaints = rule(read(path), path)
    assert not complaints, "\n".join(complaints)


def good_notebook():
    """A small notebook that keeps every rule."""
    file = io.BytesIO()
    Figure(figsize=(0.1, 0.1)).savefig(file, format="png")
    picture = {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": "a dot"}
    shown = new_output("display_data", picture, metadata={"image/png": {"alt": "a dot"}})
    printed = new_output("stream", name="stdout", text="0.5\n")
    error = new_output("error", ename="ValueError", evalue="no", traceback=["ValueError: no"])
    return tidy(
        new_notebook(
            cells=[
                new_markdown_cell("# Title\n\n## A part\n\n[up](#A-part), [on](good.ipynb), $x$"),
                new_code_cell("print(0.5)", execution_count=1, outputs=[printed]),
                new_code_cell("picture()", execution_count=2, outputs=[shown]),
                new_code_cell(
                    "refuse()",
                    execution_count=3,
                    outputs=[error],
                    metadata={"tags": ["raises-exception"]},
                ),
                new_markdown_cell("In code: `$$` and `[x](nowhere)`.\n\n```\n# no title\n$$\n```"),
            ]
        )
    )


def says(text):
    """Break the notebook by a Markdown text."""
    return lambda nb: nb.cells.append(new_markdown_cell(text, id="broken"))


def prints(text, name="stdout"):
    """Break the notebook by a printed text."""
    return lambda nb: nb.cells[1].outputs.append(new_output("stream", name=name, text=text))


def shows(kind, data):
    """Break the notebook by a displayed piece of data."""
    return lambda nb: nb.cells[1].outputs.append(new_output("display_data", {kind: data}))


def changes(cell, **values):
    """Break the notebook by other values in one of its cells."""
    return lambda nb: nb.cells[cell].update(values)


def pictures(kind, data):
    """Break the notebook by another piece of data beside its picture or in its place."""
    return lambda nb: nb.cells[2].outputs[0].data.update({kind: data})


BROKEN = [
    ("is_valid", lambda nb: nb.cells[0].pop("id")),
    ("is_valid", changes(1, execution_count="one")),
    ("laid_out_by_the_tool", lambda nb: nb.metadata.language_info.update(version="3.11.7")),
    ("laid_out_by_the_tool", lambda nb: nb.cells[1].metadata.update(execution={"busy": "now"})),
    ("ids_are_unique", lambda nb: nb.cells[1].update(id=nb.cells[0].id)),
    ("every_cell_was_run", changes(1, execution_count=None)),
    ("every_cell_was_run", changes(1, execution_count=7)),
    ("every_cell_was_run", lambda nb: nb.cells.append(new_code_cell("1", id="late"))),
    ("nothing_is_exempt", changes(1, source="# NBVAL_IGNORE_OUTPUT\nprint(0.5)")),
    ("nothing_is_exempt", lambda nb: nb.cells[1].metadata.update(tags=["nbval-skip"])),
    ("errors_are_meant", lambda nb: nb.cells[3].metadata.update(tags=[])),
    ("errors_are_meant", lambda nb: nb.cells[3].update(outputs=[])),
    ("no_stderr", prints("a warning", name="stderr")),
    ("no_machine_paths", prints("see /" + "home/ann/nnlib")),
    ("no_machine_paths", prints("see C:" + "\\Users\\ann")),
    ("no_machine_paths", changes(1, source="open('/" + "tmp/x')")),
    ("no_machine_paths", says("in lib/python3.11/site-" + "packages")),
    ("no_machine_paths", shows("text/html", "<p>/" + "root/x</p>")),
    ("no_machine_paths", lambda nb: nb.cells[3].outputs[0].traceback.append("/" + "home/ann/x")),
    ("no_numpy_reprs", prints("np." + "float64(0.5)")),
    ("no_numpy_reprs", shows("text/plain", "[np." + "True_]")),
    ("pictures_are_described", lambda nb: nb.cells[2].outputs[0].update(metadata={})),
    ("pictures_are_described", pictures("text/plain", "<Figure size 10x10 with 0 Axes>")),
    ("pictures_are_described", pictures("image/png", "garbage")),
    ("pictures_are_described", pictures("image/jpeg", "x")),
    ("pictures_are_described", says("![](good.ipynb)")),
    ("pictures_are_described", says('<img src="good.ipynb">')),
    ("pictures_are_described", shows("text/html", '<img src="x.png" alt="">')),
    ("no_widget_state", lambda nb: nb.metadata.update(widgets={})),
    ("no_widget_state", shows(WIDGET_VIEW, {"model_id": "gone"})),
    ("one_title", says("# Another title")),
    ("one_title", changes(0, source="## A part")),
    ("links_lead_somewhere", says("[there](elsewhere.ipynb)")),
    ("links_lead_somewhere", says("[there](good.ipynb#Another-part)")),
    ("links_lead_somewhere", says("[there](#Another-part)")),
    ("links_lead_somewhere", says('<a href="elsewhere.md">there</a>')),
    ("links_lead_somewhere", says("![there](elsewhere.png)")),
    ("links_lead_somewhere", says("[there](/good.ipynb)")),
    ("math_is_closed", says("Here: $$x = 1")),
    ("math_is_closed", says("Here: $x = 1")),
    ("math_is_closed", says(r"$$\begin{aligned} x \end{align}$$")),
    ("math_is_closed", says(r"$$\left( x )$$")),
    ("math_is_closed", shows("text/latex", "$$x")),
]


def complaints_on(nb, folder):
    """The names of the rules that complain about `nb`."""
    path = folder / "good.ipynb"
    path.write_text(dumps(nb), encoding="utf-8", newline="\n")
    return {rule.__name__ for rule in RULES if rule(read(path), path)}


def test_a_good_notebook_breaks_no_rule(tmp_path):
    assert complaints_on(good_notebook(), tmp_path) == set()


@pytest.mark.parametrize(("rule", "break_it"), BROKEN)
def test_the_rule_catches_what_breaks_it(tmp_path, rule, break_it):
    nb = good_notebook()
    break_it(nb)
    assert rule in complaints_on(nb, tmp_path)


def test_every_rule_was_seen_to_catch():
    assert {rule.__name__ for rule in RULES} == {rule for rule, _ in BROKEN}
