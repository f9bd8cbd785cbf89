"""The rules a stored notebook keeps. Each takes (nb, path) and gives its complaints."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.validator import iter_validate

from tools import prose
from tools.notebook import WIDGET_VIEW, NotebookError, dumps, outputs, picture_maker, tidy, where

Rule = Callable[[NotebookNode, Path], list[str]]

MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:home|root|tmp|work|opt|private|Users|var/folders)/\w"
    r"|\b[A-Za-z]:\\+Users|site[-]packages"
)
NUMPY_REPR = re.compile(
    r"\bnp\.(?:(?:u?int|float|complex|longdouble|bool|str|bytes)\w*\(|True_|False_)"
)


def texts(output: NotebookNode) -> Iterator[str]:
    """All that an output says in text."""
    yield output.get("text", "")
    yield "\n".join(output.get("traceback", []))
    for kind, data in output.get("data", {}).items():
        if not kind.startswith("image/"):
            yield str(data)


def is_valid(nb: NotebookNode, path: Path) -> list[str]:
    return [f"not a valid notebook: {error.message}" for error in iter_validate(nb)]


def laid_out_by_the_tool(nb: NotebookNode, path: Path) -> list[str]:
    try:
        tidied = dumps(tidy(nbformat.from_dict(nb)))
    except NotebookError as error:
        return [str(error)]
    if tidied == path.read_text(encoding="utf-8"):
        return []
    return ["not laid out as python -m tools.execute stores it"]


def ids_are_unique(nb: NotebookNode, path: Path) -> list[str]:
    ids = [cell.get("id") for cell in nb.cells]
    return [where(i, cell) for i, cell in enumerate(nb.cells) if ids.count(ids[i]) > 1]


def every_cell_was_run(nb: NotebookNode, path: Path) -> list[str]:
    complaints, numbers = [], count(1)
    for i, cell in enumerate(nb.cells):
        if cell.cell_type == "code" and cell.source.strip():
            number = next(numbers)
            if cell.execution_count != number:
                complaints.append(f"{where(i, cell)}: run as {cell.execution_count}, not {number}")
    return complaints


def nothing_is_exempt(nb: NotebookNode, path: Path) -> list[str]:
    """No tag and no comment keeps a cell from being run and compared."""
    complaints = []
    for i, cell in enumerate(nb.cells):
        marks = [t for t in cell.metadata.get("tags", []) if t.startswith(("nbval-", "skip-"))]
        marks += re.findall(r"^\s*#\s*(?:NBVAL|PYTEST_VALIDATE)_\w+", cell.source, re.MULTILINE)
        complaints += [f"{where(i, cell)}: exempt from validation by {mark}" for mark in marks]
    return complaints


def errors_are_meant(nb: NotebookNode, path: Path) -> list[str]:
    complaints = []
    for i, cell in enumerate(nb.cells):
        meant = "raises-exception" in cell.metadata.get("tags", [])
        stored = any(output.output_type == "error" for output in cell.get("outputs", []))
        if stored != meant:
            complaints.append(
                f"{where(i, cell)}: " + ("stores an error" if stored else "should raise, does not")
            )
    return complaints


def no_stderr(nb: NotebookNode, path: Path) -> list[str]:
    return [f"{place}: {out.text}" for place, out in outputs(nb) if out.get("name") == "stderr"]


def no_machine_paths(nb: NotebookNode, path: Path) -> list[str]:
    said = [(where(i, cell), cell.source) for i, cell in enumerate(nb.cells)]
    said += [(place, text) for place, output in outputs(nb) for text in texts(output)]
    return [
        f"{place}: {match.group()}" for place, text in said if (match := MACHINE_PATH.search(text))
    ]


def no_numpy_reprs(nb: NotebookNode, path: Path) -> list[str]:
    """`np.float64(0.5)` prints otherwise in another numpy."""
    said = [(place, text) for place, output in outputs(nb) for text in texts(output)]
    return [f"{place}: {found}" for place, text in said for found in NUMPY_REPR.findall(text)]


def pictures_are_described(nb: NotebookNode, path: Path) -> list[str]:
    complaints = [f"{place}: an image without alt text" for place in prose.undescribed(nb)]
    for place, output in outputs(nb):
        data = output.get("data", {})
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "").strip()
        for kind in data:
            if kind.startswith("image/") and kind != "image/png":
                complaints.append(f"{place}: {kind}, where pictures are image/png")
        if "image/png" in data:
            if picture_maker(data["image/png"]) is None:
                complaints.append(f"{place}: a picture that does not name its matplotlib")
            if not alt:
                complaints.append(f"{place}: a picture without alt text")
            elif data.get("text/plain", "").strip() != alt:
                complaints.append(f"{place}: the picture's text/plain is not its alt text")
    return complaints


def no_widget_state(nb: NotebookNode, path: Path) -> list[str]:
    complaints = ["metadata.widgets is stored"] if "widgets" in nb.metadata else []
    views = [place for place, output in outputs(nb) if WIDGET_VIEW in output.get("data", {})]
    return complaints + [f"{place}: a view of a widget that is gone" for place in views]


def one_title(nb: NotebookNode, path: Path) -> list[str]:
    titles = prose.titles(nb)
    return [] if len(titles) == 1 else [f"{len(titles)} headings of the first level: {titles}"]


def links_lead_somewhere(nb: NotebookNode, path: Path) -> list[str]:
    return prose.broken_links(nb, path)


def math_is_closed(nb: NotebookNode, path: Path) -> list[str]:
    return prose.open_math(nb)


RULES: tuple[Rule, ...] = (
    is_valid,
    laid_out_by_the_tool,
    ids_are_unique,
    every_cell_was_run,
    nothing_is_exempt,
    errors_are_meant,
    no_stderr,
    no_machine_paths,
    no_numpy_reprs,
    pictures_are_described,
    no_widget_state,
    one_title,
    links_lead_somewhere,
    math_is_closed,
)
