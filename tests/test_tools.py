"""Running notebooks: a second run changes no byte; no difference, no error goes unseen."""

import base64
import io

import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import execute
from tools.notebook import NotebookError, dumps, name_cells, picture_maker, read, write

WIDGET = """
import base64, io
import ipywidgets
from matplotlib.figure import Figure

class Panel(ipywidgets.VBox):
    def _repr_mimebundle_(self, **options):
        file = io.BytesIO()
        Figure(figsize=(1, 1)).savefig(file, format="png")
        picture = {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": "blank"}
        return super()._repr_mimebundle_(**options) | picture, {"image/png": {"alt": "blank"}}

Panel([ipywidgets.FloatSlider()])
"""
HIDDEN_ERROR = """
import ipywidgets

@ipywidgets.interact(x=1.0)
def show(x):
    return 1 / 0
"""


def store(path, *cells):
    """A notebook at `path` with `cells`, none of which has an id."""
    nb = new_notebook(cells=list(cells))
    for cell in nb.cells:
        del cell["id"]
    path.write_text(dumps(nb), encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A notebook that the tool has run once: its path and what the tool then wrote."""
    path = tmp_path_factory.mktemp("lessons") / "lesson.ipynb"
    store(
        path,
        new_markdown_cell("# Title"),
        new_code_cell("for i in range(9):\n    print(i, flush=True)", metadata={"execution": {}}),
        new_code_cell(""),
        new_code_cell(WIDGET),
        new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]}),
    )
    assert execute.main([str(path)]) == 0
    return path, path.read_bytes()


def test_a_run_keeps_what_is_stable_and_drops_the_rest(lesson):
    nb = read(lesson[0])
    assert [cell.id for cell in nb.cells] == [f"cell-0{n}" for n in range(1, 6)]
    assert [c.execution_count for c in nb.cells if c.cell_type == "code"] == [1, None, 2, 3]
    assert nb.cells[1].outputs[0].text == "".join(f"{i}\n" for i in range(9))
    assert set(nb.cells[3].outputs[0].data) == {"image/png", "text/plain"}
    assert "widgets" not in nb.metadata and "version" not in nb.metadata.language_info
    assert not any("execution" in cell.metadata for cell in nb.cells)


def test_a_second_run_changes_no_byte(lesson, capsys):
    path, stored = lesson
    assert execute.main([str(path)]) == 0
    assert path.read_bytes() == stored
    assert "unchanged" in capsys.readouterr().out


def test_check_runs_the_notebook_and_changes_nothing(lesson, tmp_path, capsys):
    """Two changed sources in one run: their stored outputs are no longer what they give."""
    path = tmp_path / "lesson.ipynb"
    nb = read(lesson[0])
    nb.cells[1].source = nb.cells[1].source.replace("9", "8")
    nb.cells[3].source = nb.cells[3].source.replace("(1, 1)", "(1, 2)")
    path.write_text(dumps(nb), encoding="utf-8", newline="\n")
    before = path.read_bytes()
    assert execute.main(["--check", str(path)]) == 1
    assert path.read_bytes() == before
    said = capsys.readouterr().err
    assert "lesson.ipynb, cell 2 (cell-02) differs" in said and '-      "8\\n"' in said
    assert "cell 4 (cell-04) differs" in said and "picture" in said
    assert "cell 5" not in said


def as_if_run(lesson, folder, change):
    """What --check tells when the stored notebook has `change` made to it."""
    path = folder / "lesson.ipynb"
    nb = read(lesson[0])
    change(nb)
    path.write_text(dumps(nb), encoding="utf-8", newline="\n")
    return execute.differences(path, read(lesson[0]))


def png(**metadata):
    """A picture in base64, unlike the lesson's."""
    file = io.BytesIO()
    Figure(figsize=(2, 2)).savefig(file, format="png", metadata=metadata)
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda nb: nb.cells[1].outputs[0].update(text="0\n"),
        lambda nb: nb.cells[1].outputs.clear(),
        lambda nb: nb.cells[1].outputs.append(new_output("stream", name="stderr", text="!")),
        lambda nb: nb.cells[1].update(execution_count=5),
        lambda nb: nb.cells[3].outputs[0].data.pop("image/png"),
        lambda nb: nb.cells[3].outputs[0].data.update({"image/png": png()}),
        lambda nb: nb.cells[3].outputs[0].data.update({"image/png": png(Software=None)}),
        lambda nb: nb.cells[3].outputs[0].data.update({"image/png": "garbage"}),
        lambda nb: nb.cells[3].outputs[0].metadata.clear(),
        lambda nb: nb.metadata.language_info.update(version="3.11"),
    ],
)
def test_check_sees(lesson, tmp_path, change):
    assert as_if_run(lesson, tmp_path, change)


def test_check_passes_what_is_as_stored(lesson, tmp_path):
    assert as_if_run(lesson, tmp_path, lambda nb: None) == []


def test_check_leaves_the_picture_of_another_matplotlib_alone(lesson, tmp_path):
    other = png(Software="Matplotlib version0.1")
    picture = read(lesson[0]).cells[3].outputs[0].data["image/png"]
    assert picture_maker(other) != picture_maker(picture)
    assert not as_if_run(
        lesson, tmp_path, lambda nb: nb.cells[3].outputs[0].data.update({"image/png": other})
    )


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("x = 1 / 0", "cell 2 (cell-02): ZeroDivisionError: division by zero"),
        (HIDDEN_ERROR, "cell 2 (cell-02): hidden error, in a callback: ZeroDivisionError"),
        ("import ipywidgets\nipywidgets.FloatSlider()", "shows nothing without a kernel"),
    ],
    ids=["error", "hidden error", "bare widget"],
)
def test_a_failing_notebook_is_left_as_it_was(tmp_path, capsys, source, says):
    path = store(tmp_path / "bad.ipynb", new_code_cell("print(1)"), new_code_cell(source))
    before = path.read_bytes()
    assert execute.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["bad.ipynb"]
    said = capsys.readouterr().err
    assert "bad.ipynb, " in said and says in said


@pytest.mark.parametrize("text", ["", "no json", "{}", '{"nbformat": 3, "cells": []}'])
def test_what_is_no_notebook_is_named(tmp_path, capsys, text):
    path = tmp_path / "bad.ipynb"
    assert execute.main([str(path)]) == 1
    path.write_text(text, encoding="utf-8")
    assert execute.main([str(path)]) == 1
    said = capsys.readouterr().err
    assert "bad.ipynb: no such file" in said and said.count("FAILED") == 2
    assert "Traceback" not in said


def test_cell_ids_used_twice_are_refused():
    nb = new_notebook(cells=[new_code_cell("1", id="a"), new_code_cell("2", id="b")])
    nb.cells[1].id = "a"
    with pytest.raises(NotebookError, match="used twice: a;"):
        name_cells(nb)


def test_a_new_cell_id_avoids_those_in_use():
    nb = new_notebook(cells=[new_code_cell("1"), new_code_cell("2", id="cell-01")])
    del nb.cells[0]["id"]
    name_cells(nb)
    assert [cell.id for cell in nb.cells] == ["cell-01-1", "cell-01"]


def test_writing_is_all_or_nothing(tmp_path, monkeypatch):
    path = tmp_path / "x.ipynb"
    assert write(path, "old\n") and not write(path, "old\n")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(path, "new\n")
    assert path.read_bytes() == b"old\n" and list(tmp_path.iterdir()) == [path]
