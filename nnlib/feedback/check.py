"""`check` looks a task up, judges the answer and prints the verdict; `progress` sums up."""

import os
import sys

from . import slips
from .cells import source, stopped
from .task import task, tasks_of
from .verdict import OPEN, RIGHT, WRONG, NotDone, Verdict, Wrong

marks = {}  # this session's last mark for each task, for `progress`


def check(task_id, answer=None):
    """Print a verdict on a task: ✓ right, ○ not done yet, ✗ wrong.

    The answer to "02.layer" is the variable `layer` of the notebook, unless one is given. Where the
    cell that should give it has stopped with an error, that is said, and nothing else is judged.
    While nbgrader grades, a verdict other than ✓ also raises (`NotDone` or `Wrong`), so that the
    cell earns no points; in class nothing is raised and the notebook runs on. Raises ValueError for
    an unknown task.

    >>> check("02.layer")
    ○ not done yet: Task 3, one layer in numpy
    """
    found = task(task_id)
    error = stopped(found.name) if answer is None else None
    if error:
        again = "Mend that cell and run it, then run this check again."
        verdict = Verdict(WRONG, f"{found.title}: the cell above stopped with {error}.\n  {again}")
    else:
        if answer is None:
            space = sys._getframe(1).f_globals
            verdict = _with_slip(found, found.judge(space.get(found.name)), space)
        else:
            verdict = found.judge(answer)
    marks[task_id] = verdict.mark
    print(verdict)
    if os.environ.get("NBGRADER_EXECUTION") and verdict.mark != RIGHT:
        raise (NotDone if verdict.mark == OPEN else Wrong)(str(verdict))


def _with_slip(task, verdict, space):
    """The verdict, or a slip of Python in the cell that explains it."""
    text = source(task.name)
    if verdict.mark == OPEN and space.get(task.name) is None and slips.shown_only(text, task.name):
        said = f"print shows a value and does not give it: your {task.name} is None"
    else:
        said = slips.of_source(text, space, task.symbols) if verdict.mark == WRONG else None
    return Verdict(WRONG, f"{task.title}: {said}.") if said else verdict


def progress(lesson):
    """Print what is done in this session and what is left of a lesson's exercise.

    >>> progress("02")  # doctest: +ELLIPSIS
    0 of 5 tasks done. Left: ...
    """
    tasks = tasks_of(lesson)
    left = [each.title for each in tasks if marks.get(each.id) != RIGHT]
    done = f"{len(tasks) - len(left)} of {len(tasks)} tasks done."
    print(f"{done} Left: {'; '.join(left)}." if left else f"{done} Well done.")
