"""What the notebook tools share: one way to read a notebook, lay it out and write it."""

import base64
import io
import json
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
FOLD = '<details class="nnlib-fold"'  # what `nnlib.widgets.predict` folds, until the cell is run
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

POINTS = 2  # what a check counts that says nothing else


class NotebookError(Exception):
    """A notebook cannot be used; the message says which, where and why."""


def shown(path: Path) -> str:
    """`path` as a reader names it: relative to the working folder where that is shorter."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def where(index: int, cell: NotebookNode) -> str:
    """Name the cell at `index` (from 0) by its place (from 1) and its id."""
    return f"cell {index + 1} ({cell.get('id', 'no id')})"


def read(path: Path) -> NotebookNode:
    """Read a notebook as it is stored: nothing is repaired, no id is made up."""
    try:
        nb = nbformat.v4.reads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotebookError(f"{shown(path)}: no such file") from None
    except (json.JSONDecodeError, AttributeError, UnicodeDecodeError) as error:
        raise NotebookError(f"{shown(path)}: not a notebook of format 4 ({error})") from None
    if nb.get("nbformat") != 4:
        raise NotebookError(f"{shown(path)}: notebook format {nb.get('nbformat')}, 4 is needed")
    return nb


def dumps(nb: NotebookNode) -> str:
    """The one layout in which every notebook is stored."""
    return nbformat.v4.writes(nb) + "\n"


def write(path: Path, text: str) -> bool:
    """Store `text` whole or not at all; say whether a byte changed."""
    data = text.encode()
    if path.exists() and path.read_bytes() == data:
        return False
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def outputs(nb: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Every stored output, with the name of its cell."""
    for index, cell in enumerate(nb.cells):
        for output in cell.get("outputs", []):
            yield where(index, cell), output


def name_cells(nb: NotebookNode) -> None:
    """Give each cell that has no id one that follows from its place; refuse ids used twice."""
    taken = [cell.id for cell in nb.cells if cell.get("id")]
    twice = sorted({name for name in taken if taken.count(name) > 1})
    if twice:
        raise NotebookError(f"cell ids used twice: {', '.join(twice)}; rename one of each")
    for position, cell in enumerate(nb.cells, start=1):
        if not cell.get("id"):
            names = (f"cell-{position:02d}" + (f"-{n}" if n else "") for n in count())
            cell["id"] = next(name for name in names if name not in taken)


def tidy(nb: NotebookNode) -> NotebookNode:
    """Drop, in place, what differs from run to run or from machine to machine.

    A cell that asks for a guess is stored with its outputs hidden, and a run shows the question.
    Widget views go too: their models die with the kernel. What is left of such an output is
    its still picture, which every page without a kernel can show; a run brings the widget back.
    """
    nb.nbformat_minor = 5
    nb.metadata.pop("widgets", None)
    nb.metadata.update(kernelspec=dict(KERNELSPEC), language_info={"name": "python"})
    name_cells(nb)
    mark_tasks(nb)
    for cell in nb.cells:
        cell.metadata.pop("execution", None)
        if FOLD in "".join(o.get("data", {}).get("text/html", "") for o in cell.get("outputs", [])):
            cell.metadata.setdefault("jupyter", {})["outputs_hidden"] = True
    for _, output in outputs(nb):
        output.get("data", {}).pop(WIDGET_VIEW, None)
        output.get("metadata", {}).pop(WIDGET_VIEW, None)
    return nb


def mark_tasks(nb: NotebookNode) -> None:
    """Give each solution and each check that has none the marks by which nbgrader knows it."""
    for cell in nb.cells:
        answer, check = "### BEGIN SOLUTION" in cell.source, "feedback.check(" in cell.source
        if cell.cell_type == "code" and (answer or check):
            marks = {"grade": check, "solution": answer, "locked": check, "task": False}
            points = {"points": POINTS} if check else {}
            new = NotebookNode(grade_id=cell.id, schema_version=3, **marks, **points)
            cell.metadata.setdefault("nbgrader", new)


def picture_maker(picture: str) -> str | None:
    """What a PNG (base64) says it was made with, as matplotlib notes its version, or None."""
    try:
        with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
            return image.info.get("Software")
    except (OSError, ValueError):  # not a picture at all
        return None
