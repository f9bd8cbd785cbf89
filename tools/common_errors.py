"""The page of common errors for teachers; `tools.exercises` writes it to its file."""

from nnlib.feedback.catalogue import CATALOGUE
from nnlib.feedback.task import lessons, tasks_of
from tools.notebook import ROOT

PAGE = ROOT / "docs" / "common_errors.md"
HEAD = """# Common errors

Made from `nnlib/feedback/` by `python3 course.py exercises`; do not edit.

When a wrong answer equals what exactly one of these beliefs gives, the check names it: the student
reads the hint, and where to read again. Otherwise the check says only how and where the answer
differs.
"""


def page() -> str:
    """The page as Markdown: what students believe, and in which task it shows."""
    tasks = [task for lesson in lessons() for task in tasks_of(lesson)]
    lines = [HEAD, "## The beliefs", ""]
    lines += ["| id | the student believes | in the formula | tasks |", "|:--|:--|:--|:--|"]
    for entry in CATALOGUE.values():
        named_by = [task.id for task in tasks if entry.id in getattr(task, "mistakes", {})]
        lines.append(row(f"`{entry.id}`", entry.belief, entry.change, ", ".join(named_by)))
    lines += ["", "## What the student reads", "", "| id | hint |", "|:--|:--|"]
    lines += [row(f"`{entry.id}`", entry.hint) for entry in CATALOGUE.values()]
    return "\n".join(lines) + "\n"


def row(*cells: str) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
