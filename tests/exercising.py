"""What the tests of the exercises share: the tasks, and right and wrong answers to them.

Nothing is run before a test asks for it.
"""

import functools

import numpy as np
from nbgrader.utils import is_grade

from nnlib.feedback.breaking import CatchTask, FoolTask
from nnlib.feedback.numeric import NumericTask
from nnlib.feedback.proving import Lines, ProofTask
from nnlib.feedback.table import TableTask
from nnlib.feedback.task import forms, lessons, tasks_of
from tools.exercises import SOLUTIONS
from tools.notebook import read

TASKS = [task for lesson in lessons() for task in tasks_of(lesson)]


def tasks(*kinds):
    return [task for task in TASKS if isinstance(task, kinds)]


def notebook(lesson):
    """The name of the notebook of a lesson."""
    (path,) = SOLUTIONS.glob(f"{lesson}_[a-z]*.ipynb")
    return path.name


@functools.cache
def solved(lesson):
    """Every variable of the solution, after its cells have run without the checks."""
    space = {}
    for cell in read(SOLUTIONS / notebook(lesson)).cells:
        if (
            cell.cell_type == "code"
            and not is_grade(cell)
            and "feedback.progress" not in cell.source
        ):
            exec(cell.source, space)
    return space


def solution(task):
    return solved(task.lesson)[task.name]


def mistakes(task):
    """The ids of the misconceptions that a task can name."""
    if isinstance(task, CatchTask):  # of its mistakes, those that can get through alone
        return list(task.leaks())
    return [] if isinstance(task, FoolTask) else list(task.mistakes)


def wrong_answers(task, id):
    """The answers that a student with this misconception gives."""
    if isinstance(task, CatchTask):
        return [task.leaks()[id]]
    if isinstance(task, TableTask):
        return [task.measured() | table() for table in forms(task.mistakes[id])]
    if isinstance(task, ProofTask):
        return [proof(task, [line]) for line in forms(task.mistakes[id])]
    return forms(task.mistakes[id])


def proof(task, lines):
    """A derivation as it arrives to be graded: nothing in it is proved yet."""
    return Lines(task.asked, [(line, "") for line in lines])


def right_answers(task):
    """Pairs (name, right answer): the solution, the task's own variants, and those of its kind."""
    right = solution(task)
    yield "solution", right
    for place, answer in enumerate(task.also_right(), start=1):
        yield f"variant {place}", proof(task, answer) if isinstance(task, ProofTask) else answer
    if isinstance(task, TableTask):
        for name, change in _written(task):
            yield name, {key: change(value) for key, value in reversed(right.items())}
    if isinstance(task, NumericTask):
        for name, change in (("float32", as_float32), ("lists", as_lists)):
            yield name, lambda *a, change=change: change(right(*a))
        yield "computed in float32", in_float32(right)


def _written(task):
    """Other ways to write the values of a table."""
    if task.words:
        return [("spaces and capitals", lambda word: f" {word.upper()}")]
    if task.kind is tuple:
        return [("lists", list), ("arrays", np.array)]
    return [("floats", float), ("numpy's integers", np.int64)]


def as_float32(result):
    return each_array(result, lambda array: np.asarray(array, dtype=np.float32))


def as_lists(result):
    return each_array(result, lambda array: np.asarray(array).tolist())


def each_array(result, change):
    """A result, which is one array or a dict or tuple of them, with each array changed."""
    if isinstance(result, dict):
        return {key: change(array) for key, array in result.items()}
    return tuple(map(change, result)) if isinstance(result, tuple) else change(result)


def in_float32(function):
    """The function computing in float32 throughout."""

    def narrow(value):
        if isinstance(value, dict):
            return {key: narrow(each) for key, each in value.items()}
        floats = isinstance(value, np.ndarray) and value.dtype.kind == "f"
        return value.astype(np.float32) if floats else value

    return lambda *arguments: as_float32(function(*map(narrow, arguments)))
