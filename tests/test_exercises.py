"""The exercises follow from their solutions, start out undone, and can be done.

They are run as in class, where a check only prints its verdict, and as nbgrader runs them, where
a check that is not passed raises as well, so that it earns no points.
"""

import copy
import functools

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade, is_grade, is_solution

from nnlib.feedback.formula import FormulaTask
from nnlib.feedback.numeric import NumericTask
from nnlib.feedback.proving import ProofTask
from nnlib.feedback.task import lessons, tasks_of
from nnlib.symbolic.record import stored_lessons
from tools.exercises import EXERCISES, SOLUTIONS, all_stale
from tools.notebook import read, tidy, where
from tools.runner import run

# What a check prints in front of its verdict.
DONE, WRONG, NOT_DONE = "✓", "✗", "○ not done yet"
# The errors that an undone task may show.
IN_CLASS = set()
GRADED = {"NotDone"}

BLANK_PAGE = "03_7_derive_backpropagation.ipynb"  # has no lesson of its own
NAMES = sorted(path.name for path in SOLUTIONS.glob("*.ipynb"))
each_exercise = pytest.mark.parametrize("name", NAMES)


def test_there_are_exercises():
    assert NAMES


def test_the_exercises_and_the_page_of_errors_are_in_step_with_their_sources():
    assert all_stale() == [], "run: python3 course.py exercises"


def lesson(name):
    """The lesson of a notebook: "03_2" for 03_2_output_weights.ipynb."""
    return next((lesson for lesson in lessons() if name.startswith(f"{lesson}_")), None)


AS_GRADED = "import os; os.environ['NBGRADER_EXECUTION'] = 'autograde'"


@functools.cache
def run_to_the_end(name):
    """The exercise as handed out, run to its end, and then its checks once more, as graded."""
    nb = read(EXERCISES / name)
    again = [new_code_cell(AS_GRADED), *copy.deepcopy([cell for _, cell in checks(nb)])]
    for number, cell in enumerate(again):
        cell.id = f"again-{number}"
    nb.cells += again
    return run(nb, EXERCISES, allow_errors=True), len(nb.cells) - len(again)


def unfilled(name, graded):
    """What ran in class, or what ran while grading; errors are stored as outputs."""
    nb, end = run_to_the_end(name)
    return NotebookNode(cells=nb.cells[end:] if graded else nb.cells[:end])


def checks(nb):
    """The cells that grade the student's code, with their names."""
    for index, cell in enumerate(nb.cells):
        if is_grade(cell) and not is_solution(cell):
            yield where(index, cell), cell


def errors(cell):
    """The names of the errors that a cell shows."""
    return [output.ename for output in cell.get("outputs", []) if output.output_type == "error"]


def lines(cell):
    """Every line of text that a cell shows."""
    for output in cell.get("outputs", []):
        shown = [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
        for text in [*shown, *output.get("traceback", [])]:
            yield from text.splitlines()


def verdicts(cell):
    """The lines of a cell that are a check's verdict."""
    return [line for line in lines(cell) if line.startswith((DONE, WRONG, NOT_DONE))]


def test_an_answer_and_its_check_are_marked_for_nbgrader_and_marks_are_kept():
    answer = new_code_cell("a = 1\n### BEGIN SOLUTION\na = 2\n### END SOLUTION", id="a")
    check = new_code_cell('feedback.check("02.a")', id="check-a")
    nb = tidy(new_notebook(cells=[new_markdown_cell("### BEGIN SOLUTION"), answer, check]))
    assert [(is_solution(cell), is_grade(cell)) for cell in nb.cells] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert check.metadata.nbgrader.points == 2 and check.metadata.nbgrader.locked
    check.metadata.nbgrader.points = 5
    assert tidy(nb).cells[2].metadata.nbgrader.points == 5


@each_exercise
def test_the_exercise_has_checks_that_count(name):
    cells = [cell for _, cell in checks(read(EXERCISES / name))]
    assert len(cells) >= 2
    assert all(cell.cell_type == "code" and cell.metadata.nbgrader.points > 0 for cell in cells)


@each_exercise
def test_the_exercise_checks_each_task_of_its_lesson_once_and_then_sums_up(name):
    sources = [cell.source for _, cell in checks(read(EXERCISES / name))]
    tasks = tasks_of(lesson(name))
    assert sources == [f'feedback.check("{task.id}")' for task in tasks]
    assert read(EXERCISES / name).cells[-1].source == f'feedback.progress("{lesson(name)}")'
    kinds = {type(task) for task in tasks}
    assert 2 <= len(tasks) <= 6
    assert kinds == {ProofTask, FormulaTask} or {FormulaTask, NumericTask} <= kinds
    beyond = lesson(name).startswith("beyond")
    assert (ProofTask in kinds) == ("03_2" <= lesson(name) < "04" or beyond)


def test_every_lesson_but_the_first_has_an_exercise_of_its_name():
    names = {path.name for path in stored_lessons(EXERCISES.parent / "notebooks")}
    assert set(NAMES) - {BLANK_PAGE} == names - {"00_start_here.ipynb"}


def test_every_lesson_with_tasks_has_its_exercise_and_every_exercise_its_tasks():
    assert sorted(map(lesson, NAMES)) == lessons()


@each_exercise
def test_unfilled_nothing_is_done(name):
    said = list(lines(unfilled(name, False).cells[-1]))
    count = len(tasks_of(lesson(name)))
    first = tasks_of(lesson(name))[0].title
    assert said[0].startswith(f"0 of {count} tasks done. Left: {first}")


@each_exercise
@pytest.mark.parametrize(("graded", "allowed"), [(False, IN_CLASS), (True, GRADED)])
def test_unfilled_it_shows_no_error_but_not_done(name, graded, allowed):
    nb = unfilled(name, graded)
    raised = {where(i, cell): errors(cell) for i, cell in enumerate(nb.cells)}
    assert {place: found for place, found in raised.items() if set(found) - allowed} == {}


@each_exercise
def test_unfilled_nothing_else_is_shown(name):
    """Only the checks, the count at the end, and what a cell prints that is no task."""
    for cell in unfilled(name, False).cells:
        if is_solution(cell):
            assert list(lines(cell)) == [], cell.id


@each_exercise
@pytest.mark.parametrize("graded", [False, True])
def test_unfilled_every_check_says_not_done(name, graded):
    for place, cell in checks(unfilled(name, graded)):
        said = verdicts(cell)
        assert said and all(line.startswith(NOT_DONE) for line in said), (place, said)


@each_exercise
def test_unfilled_no_check_earns_a_point(name):
    earned = {place: determine_grade(cell)[0] for place, cell in checks(unfilled(name, True))}
    assert {place: points for place, points in earned.items() if points != 0} == {}


@each_exercise
def test_solved_every_check_passes_and_earns_all(name):
    for place, cell in checks(read(SOLUTIONS / name)):
        said = verdicts(cell)
        assert said and all(line.startswith(DONE) for line in said), (place, said)
        earned, most = determine_grade(cell)
        assert earned == most, place


@each_exercise
def test_no_solution_is_handed_out(name):
    """Every task of the solution is blank in the exercise."""
    solved = {cell.id: cell.source for cell in read(SOLUTIONS / name).cells if is_solution(cell)}
    handed_out = {cell.id: cell.source for cell in read(EXERCISES / name).cells}
    assert solved
    assert [task for task in solved if handed_out[task] == solved[task]] == []
