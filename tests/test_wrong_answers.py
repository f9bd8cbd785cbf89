"""Some 360 wrong answers that are in no catalogue: most are named, and nothing untrue is said."""

import functools
import re
import textwrap

import pytest
from exercising import notebook
from wrong_answers import TRUE, UNFINISHED, UNNAMED, WRONG

from nnlib.feedback import verdict as verdicts
from nnlib.feedback.task import task as task_called
from tools.exercises import EXERCISES
from tools.notebook import read

WRONG_ANSWERS = [(id, text, words) for id, rows in WRONG.items() for text, words in rows]
RIGHT_ANSWERS = [(id, text) for id, rows in TRUE.items() for text in rows]
OPEN_ANSWERS = [(id, text, words) for id, rows in UNFINISHED.items() for text, words in rows]
# An internal name, such as z_1^(2), or an erratum, which lessons tell of at their end.
NOT_A_STUDENTS = re.compile(r"[zhWx]_\w+\^|\bE\d+\b|Traceback|put together")


@functools.cache
def cells(lesson):
    return [c.source for c in read(EXERCISES / notebook(lesson)).cells if c.cell_type == "code"]


def answer(task, text):
    """What a student has after typing `text` in the place of the answer, and running the cell."""
    first, *others = cells(task.lesson)
    heads = [source.splitlines()[0] for source in others]
    head = next((line for line in heads if line.startswith(f"def {task.name}(")), None)
    whole = f"{head}\n{textwrap.indent(text, '    ')}" if head else f"{task.name} = ({text})"
    space = {"__name__": "__main__"}
    exec(first, space)
    exec(whole, space)
    return space[task.name]


@functools.cache
def judged(id, text):
    task = task_called(id)
    try:
        found = answer(task, text)
    except NameError:  # the cell itself stops, and IPython says where
        return None
    return task.judge(found)


def said(id, text):
    """What the verdict says of this answer, without the name of the task."""
    whole = str(judged(id, text) or "the cell above stopped")
    return whole.partition(f"{task_called(id).title}: ")[2] or whole


def named(id, text, words):
    return bool(re.search(words, said(id, text), re.DOTALL | re.IGNORECASE))


@pytest.mark.parametrize(("id", "text", "words"), WRONG_ANSWERS)
def test_a_wrong_answer_gets_a_true_and_short_verdict(id, text, words):
    found = judged(id, text)
    assert found is None or found.mark == verdicts.WRONG
    assert len(str(found).splitlines()) <= 2
    assert set(NOT_A_STUDENTS.findall(said(id, text))) <= set(NOT_A_STUDENTS.findall(text))
    # A fault is named; where none is, no misconception is either.
    assert named(id, text, words) != ((id, text) in UNNAMED), found
    assert (id, text) not in UNNAMED or found.named is None


def test_nearly_all_faults_are_named():
    assert len(WRONG_ANSWERS) > 300 and len(UNNAMED) <= 0.05 * len(WRONG_ANSWERS)
    assert {(id, text) for id, text, _ in WRONG_ANSWERS} >= UNNAMED


@pytest.mark.parametrize(("id", "text"), RIGHT_ANSWERS)
def test_a_right_answer_in_an_unusual_form_is_right(id, text):
    assert judged(id, text).mark == verdicts.RIGHT, judged(id, text)


@pytest.mark.parametrize(("id", "text", "words"), OPEN_ANSWERS)
def test_a_true_answer_that_is_not_worked_out_is_open(id, text, words):
    assert judged(id, text).mark == verdicts.OPEN and named(id, text, words), judged(id, text)
