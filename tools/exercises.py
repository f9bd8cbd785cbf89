"""Make exercises/ from solutions/, with nbgrader's own steps, and the page of common errors.

    python -m tools.exercises [--check]

No file is ever lost: an exercise that somebody filled in is kept beside the new one, as
NAME.mine.ipynb. The generator knows its own work by a checksum over the cells' sources.
"""

import argparse
import hashlib
import json
import sys
from itertools import count
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config

from tools import common_errors
from tools.notebook import ROOT, NotebookError, dumps, read, shown, tidy, write

SOLUTIONS, EXERCISES = ROOT / "solutions", ROOT / "exercises"
STUB = "...  # your answer"
MARK = "generated"  # the key in the notebook's metadata that holds the checksum
STEPS = (
    "LockCells",
    "ClearSolutions",
    "ClearOutput",
    "CheckCellMetadata",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ComputeChecksums",
    "CheckCellMetadata",
)


def exercise_from(path: Path) -> str:
    """The exercise that the solution at `path` gives, as the text to store."""
    try:
        from nbgrader import preprocessors
    except ImportError:
        raise NotebookError(
            "tools.exercises needs nbgrader; install it with: pip install -e .[teaching]"
        ) from None
    nb = read(path)
    config = Config({"ClearSolutions": {"code_stub": {"python": STUB}}})
    try:
        tidy(nb)
        for step in STEPS:
            nb, _ = getattr(preprocessors, step)(config=config).preprocess(nb, {})
            if step == "ClearSolutions":
                silence(nb)
    except Exception as error:  # nbgrader has no class of its own for what it refuses
        raise NotebookError(f"{shown(path)}: {error}") from error
    nb.metadata[MARK] = {"by": "tools.exercises", "checksum": checksum(nb)}
    return dumps(nb)


def silence(nb: NotebookNode) -> None:
    """Where the stub is a cell's last line, which Jupyter would show, leave its comment only."""
    for cell in nb.cells:
        body, line, stub = cell.source.rpartition("\n")
        if cell.cell_type == "code" and stub == STUB:
            cell.source = body + line + STUB.removeprefix("...").strip()


def checksum(nb: NotebookNode) -> str:
    """A fingerprint of what a reader can edit; running a cell does not change it."""
    sources = [[cell.cell_type, cell.source] for cell in nb.cells]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def made_here(path: Path) -> bool:
    """Whether `path` is an exercise of the generator's that nobody has edited since."""
    try:
        nb = read(path)
    except NotebookError:
        return False
    return nb.metadata.get(MARK, {}).get("checksum") == checksum(nb)


def keep(path: Path) -> Path:
    """Copy `path` beside itself, under a name that nothing has yet."""
    for number in count(1):
        copy = path.with_suffix(f".mine{'' if number == 1 else f'.{number}'}.ipynb")
        try:
            with copy.open("xb") as file:
                file.write(path.read_bytes())
            return copy
        except FileExistsError:
            continue


def generate(solutions: Path, exercises: Path) -> list[str]:
    """Bring `exercises` in step with `solutions`; tell what was done, a line per file."""
    wanted = expected(solutions, exercises)
    exercises.mkdir(exist_ok=True)
    told = []
    for path, text in wanted.items():
        if path.exists() and not made_here(path):
            told.append(f"{shown(path)} was edited: kept as {shown(keep(path))}")
        told.append(f"{shown(path)}: {'written' if write(path, text) else 'unchanged'}")
    return told


def stale(solutions: Path, exercises: Path) -> list[str]:
    """What in `exercises` is out of step with `solutions`, a line per file."""
    wanted = expected(solutions, exercises)
    found = []
    for path, text in wanted.items():
        if not path.exists():
            found.append(f"{shown(path)}: missing")
        elif path.read_text(encoding="utf-8") != text:
            why = "not as generated from its solution" if made_here(path) else "edited by hand"
            found.append(f"{shown(path)}: {why}")
    for path in sorted(exercises.glob("*.ipynb")):
        if path not in wanted and made_here(path):
            found.append(f"{shown(path)}: its solution is gone; delete it")
    return found


def generate_all() -> list[str]:
    """Make the exercises and the page of common errors; tell what was done, a line per file."""
    told = generate(SOLUTIONS, EXERCISES)
    page = common_errors.PAGE
    page.parent.mkdir(exist_ok=True)
    written = write(page, common_errors.page())
    return [*told, f"{shown(page)}: {'written' if written else 'unchanged'}"]


def all_stale() -> list[str]:
    """What is out of step with its source: exercises and the page of common errors."""
    page, found = common_errors.PAGE, stale(SOLUTIONS, EXERCISES)
    if not page.exists():
        found.append(f"{shown(page)}: missing")
    elif page.read_text(encoding="utf-8") != common_errors.page():
        found.append(f"{shown(page)}: not as generated from the catalogue and the tasks")
    return found


def expected(solutions: Path, exercises: Path) -> dict[Path, str]:
    """Each exercise's path and text."""
    paths = sorted(solutions.glob("*.ipynb"))
    if not paths:
        raise NotebookError(f"no notebooks in {shown(solutions)}")
    return {exercises / path.name: exercise_from(path) for path in paths}


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; 0 if all went well, 1 if not."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.exercises",
        description="Make exercises/ from solutions/, and docs/common_errors.md.",
    )
    parser.add_argument("--check", action="store_true", help="change nothing; fail on a difference")
    options = parser.parse_args(arguments)
    try:
        told = (all_stale if options.check else generate_all)()
    except NotebookError as error:
        print(f"FAILED {error}", file=sys.stderr)
        return 1
    if options.check and told:
        print("\n".join(told), "Run: python3 course.py exercises", sep="\n", file=sys.stderr)
        return 1
    print("\n".join(told) or "exercises/ and docs/common_errors.md are in step")
    return 0


if __name__ == "__main__":
    sys.exit(main())
