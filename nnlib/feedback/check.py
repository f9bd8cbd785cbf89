"""`check` looks a task up, judges the answer and prints the verdict; `progress` sums up."""

import importlib
import os

from .verdict import OPEN, RIGHT, NotDone, Wrong

_verdicts = {}  # this session's last mark for each task, for `progress`


def check(task_id, answer=None):
    """Print a verdict on `answer` to the task called `task_id`: ✓ right, ○ not done yet, ✗ wrong.

    While nbgrader grades, a verdict other than ✓ also raises (`NotDone` or `Wrong`), so that the
    cell earns no points; in class nothing is raised and the notebook runs on. Raises ValueError
    for an unknown task.

    >>> check("02.layer", None)
    ○ not done yet: Task 3, one layer in numpy
    """
    verdict = task(task_id).judge(answer)
    _verdicts[task_id] = verdict.mark
    print(verdict)
    if os.environ.get("NBGRADER_EXECUTION") and verdict.mark != RIGHT:
        raise (NotDone if verdict.mark == OPEN else Wrong)(str(verdict))


def tasks_of(lesson):
    """All tasks of a lesson, such as "02", in their order."""
    try:
        module = importlib.import_module(f"{__package__}.lesson_{lesson}")
    except ModuleNotFoundError:
        raise ValueError(f"there is no exercise for lesson {lesson!r}.") from None
    return module.TASKS


def task(task_id):
    """The task called `task_id`, such as "02.layer"."""
    found = {each.id: each for each in tasks_of(str(task_id).partition(".")[0])}
    if task_id not in found:
        raise ValueError(f"there is no task {task_id!r}. Known: {', '.join(found)}.")
    return found[task_id]


def progress(lesson):
    """Print what is done in this session and what is left of a lesson's exercise.

    >>> progress("02")  # doctest: +ELLIPSIS
    0 of 4 tasks done. Left: ...
    """
    tasks = tasks_of(lesson)
    left = [each.title for each in tasks if _verdicts.get(each.id) != RIGHT]
    done = f"{len(tasks) - len(left)} of {len(tasks)} tasks done."
    print(f"{done} Left: {'; '.join(left)}." if left else f"{done} Well done.")
