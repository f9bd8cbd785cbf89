"""Run notebooks and store their outputs: the same versions give the same bytes.

    python -m tools.execute [--check] [NOTEBOOK ...]

Without a name: all lessons and solutions. A notebook that fails is left as it was.
"""

import argparse
import copy
import difflib
import hashlib
import sys
import time
from pathlib import Path

from nbformat import NotebookNode

from tools.notebook import (
    ROOT,
    WIDGET_VIEW,
    NotebookError,
    dumps,
    name_cells,
    outputs,
    picture_maker,
    read,
    shown,
    tidy,
    where,
    write,
)
from tools.runner import run


def fresh(path: Path) -> NotebookNode:
    """The notebook at `path`, run anew, as it would be stored."""
    nb = read(path)
    try:
        name_cells(nb)
        run(nb, path.parent)
        refuse_bare_widgets(nb)
    except NotebookError as error:
        raise NotebookError(f"{shown(path)}, {error}") from None
    return tidy(nb)


def refuse_bare_widgets(nb: NotebookNode) -> None:
    """Refuse a widget that leaves nothing to see on a page without a kernel."""
    for place, output in outputs(nb):
        kinds = set(output.get("data", {}))
        if WIDGET_VIEW in kinds and not kinds - {WIDGET_VIEW, "text/plain"}:
            raise NotebookError(
                f"{place}: the widget shows nothing without a kernel; "
                "give it image/png beside its view (_repr_mimebundle_)"
            )


def differences(path: Path, new: NotebookNode) -> list[str]:
    """What storing `new` at `path` would change, one text per cell; empty if nothing."""
    stored = read(path)
    borrow_pictures(new, stored)
    if path.read_text(encoding="utf-8") == dumps(new):
        return []
    found = []
    for index, (old_cell, cell) in enumerate(zip(stored.cells, new.cells, strict=True)):
        if old_cell != cell:
            diff = difflib.unified_diff(
                as_lines(old_cell), as_lines(cell), "stored", "run now", n=1, lineterm=""
            )
            found.append(f"{shown(path)}, {where(index, cell)} differs:\n" + "\n".join(diff))
    return found or [f"{shown(path)}: outputs as stored, but its metadata or layout differs"]


def borrow_pictures(new: NotebookNode, stored: NotebookNode) -> None:
    """Take over, into `new`, each stored picture that another matplotlib made.

    Every matplotlib has its own bytes for the same picture: there, only presence compares.
    """
    for cell, old_cell in zip(new.cells, stored.cells, strict=True):
        for output, old in zip(cell.get("outputs", []), old_cell.get("outputs", []), strict=False):
            pictures = [one.get("data", {}).get("image/png") for one in (output, old)]
            makers = [picture and picture_maker(picture) for picture in pictures]
            if all(makers) and makers[0] != makers[1]:
                output.data["image/png"] = pictures[1]


def as_lines(cell: NotebookNode) -> list[str]:
    """A cell as text to compare, each picture as its fingerprint."""
    cell = copy.deepcopy(cell)
    for output in cell.get("outputs", []):
        picture = output.get("data", {}).get("image/png")
        if picture:
            digest = hashlib.sha256(picture.encode()).hexdigest()[:12]
            output.data["image/png"] = f"picture {digest}, {picture_maker(picture)}"
    return dumps(NotebookNode(cells=[cell], metadata={})).splitlines()


def process(path: Path, check: bool) -> bool:
    """Run one notebook and store or compare it; tell how it went; say whether it went well."""
    start = time.perf_counter()
    try:
        new = fresh(path)
        found = differences(path, new) if check else []
    except NotebookError as error:
        print(f"FAILED {error}", file=sys.stderr)
        return False
    verdict = "DIFFERS" if found else "as stored"
    if not check:
        verdict = "written" if write(path, dumps(new)) else "unchanged"
    print(f"{shown(path)}: {verdict} ({time.perf_counter() - start:.1f} s)", flush=True)
    for text in found:
        print(text, file=sys.stderr)
    return not found


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; 0 if all went well, 1 if not."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.execute", description="Run notebooks and store their outputs."
    )
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--check", action="store_true", help="change nothing; fail on a difference")
    options = parser.parse_args(arguments)
    paths = [path.resolve() for path in options.notebooks] or sorted(
        path for room in ("notebooks", "solutions") for path in (ROOT / room).glob("*.ipynb")
    )
    if not paths:
        print("no notebooks in notebooks/ or solutions/", file=sys.stderr)
        return 1
    went_well = [process(path, options.check) for path in paths]
    return 0 if all(went_well) else 1


if __name__ == "__main__":
    sys.exit(main())
