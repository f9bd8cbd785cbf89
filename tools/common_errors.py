"""The page of common errors for teachers, made from the catalogue and the tasks.

python -m tools.common_errors [--check]
"""

import argparse
import sys
from pathlib import Path

from nnlib.feedback.catalogue import CATALOGUE
from nnlib.feedback.task import tasks_of
from tools.exercises import SOLUTIONS
from tools.notebook import ROOT, shown, write

PAGE = ROOT / "docs" / "common_errors.md"
HEAD = """# Common errors

Made from `nnlib/feedback/catalogue.py` by `python -m tools.common_errors`; do not edit.

When a wrong answer equals what exactly one of these beliefs gives, the check names it: the student
reads the hint, and where to read again. Otherwise the check says only how and where the answer
differs.
"""


def lessons(solutions: Path = SOLUTIONS) -> list[str]:
    """The numbers of the lessons that have an exercise, such as "03_2", in their order."""
    stems = sorted(path.stem for path in solutions.glob("[0-9]*.ipynb"))
    return ["_".join(part for part in stem.split("_") if part.isdigit()) for stem in stems]


def page() -> str:
    """The page as Markdown: what students believe, and in which task it shows."""
    tasks = [task for lesson in lessons() for task in tasks_of(lesson)]
    where = {
        id: [task.id for task in tasks if id in getattr(task, "mistakes", {})] for id in CATALOGUE
    }
    lines = [HEAD, "## The beliefs", ""]
    lines += ["| id | the student believes | in the formula | tasks |", "|:--|:--|:--|:--|"]
    for entry in CATALOGUE.values():
        cells = (f"`{entry.id}`", entry.belief, entry.change, ", ".join(where[entry.id]))
        lines.append(_row(cells))
    lines += ["", "## What the student reads", "", "| id | hint |", "|:--|:--|"]
    lines += [_row((f"`{entry.id}`", entry.hint)) for entry in CATALOGUE.values()]
    return "\n".join(lines) + "\n"


def _row(cells) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; 0 if all went well, 1 if the page is out of step."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.common_errors", description="Make the page of common errors."
    )
    parser.add_argument("--check", action="store_true", help="change nothing; fail on a difference")
    options = parser.parse_args(arguments)
    if not options.check:
        PAGE.parent.mkdir(exist_ok=True)
        print(f"{shown(PAGE)}: {'written' if write(PAGE, page()) else 'unchanged'}")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        print(f"{shown(PAGE)} is out of step. Run: python -m tools.common_errors", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
