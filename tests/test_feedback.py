"""Verdicts on exercises: every misconception is caught and named, every right form accepted.

`python -m pytest tests/test_feedback.py -k table -s` prints the table misconception × task.
"""

import dataclasses
import functools
import shutil
import sys

import numpy as np
import pytest
from exercising import (
    TASKS,
    each_array,
    mistakes,
    notebook,
    right_answers,
    solution,
    tasks,
    wrong_answers,
)

import nnlib.symbolic
from nnlib.feedback.arrays import parts
from nnlib.feedback.catalogue import CATALOGUE
from nnlib.feedback.edits import Search
from nnlib.feedback.formula import FormulaTask
from nnlib.feedback.numeric import NumericTask, outcome
from nnlib.feedback.running import Stopped
from nnlib.feedback.table import TableTask
from nnlib.feedback.task import Task, lessons
from nnlib.feedback.task import task as task_called
from nnlib.feedback.verdict import OPEN, RIGHT, WRONG, listed
from tools import common_errors, exercises
from tools.exercises import SOLUTIONS
from tools.notebook import ROOT, read

WRONG_ANSWERS = [(task.id, id) for task in TASKS for id in mistakes(task)]
OTHERS = [notebook(lesson) for lesson in lessons() if lesson != "02"]  # than the one that is copied
each_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
each_numeric = pytest.mark.parametrize("task", tasks(NumericTask), ids=lambda task: task.id)
each_formula = pytest.mark.parametrize("task", tasks(FormulaTask), ids=lambda task: task.id)
each_table = pytest.mark.parametrize("task", tasks(TableTask), ids=lambda task: task.id)


def is_short(verdict):
    return len(str(verdict).splitlines()) <= 2 and "Traceback" not in str(verdict)


# ---- Misconceptions


@functools.cache
def verdicts_on(task_id, id):
    """The verdicts on what a misconception gives."""
    task = task_called(task_id)
    return [task.judge(answer) for answer in wrong_answers(task, id)]


@pytest.mark.parametrize(("task_id", "id"), WRONG_ANSWERS)
def test_a_misconception_is_caught_and_named(task_id, id):
    for verdict in verdicts_on(task_id, id):
        assert (verdict.mark, verdict.named) == (WRONG, id)
        assert is_short(verdict)


def test_the_table_of_misconceptions_and_tasks():
    """All are rejected, at least 95 % named, none named wrongly."""
    verdicts = {pair: verdicts_on(*pair)[0] for pair in WRONG_ANSWERS}
    print(*table(verdicts), sep="\n")
    assert len(verdicts) > 170
    assert all(verdict.mark == WRONG for verdict in verdicts.values())
    assert sum(v.named == id for (_, id), v in verdicts.items()) >= 0.95 * len(verdicts)
    assert [key for key, v in verdicts.items() if v.named not in (key[1], None)] == []


def table(verdicts):
    """One line for each task: how many are rejected, named, and which."""
    yield "| task | applied | rejected | named | named wrongly | misconceptions |"
    yield "|:--|--:|--:|--:|--:|:--|"
    for task in TASKS:
        of_task = {id: v for (t, id), v in verdicts.items() if t == task.id}
        counts = (
            len(of_task),
            sum(v.mark == WRONG for v in of_task.values()),
            sum(v.named == id for id, v in of_task.items()),
            sum(v.named not in (id, None) for id, v in of_task.items()),
        )
        yield f"| {task.id} | {' | '.join(map(str, counts))} | {', '.join(of_task)} |"


@each_numeric
def test_the_inputs_keep_misconceptions_apart(task):
    """Pairwise, and from the right answer: by a factor of 100 more than the tolerance."""
    cases = task.cases()
    tried = [(id, form) for id in task.mistakes for form in wrong_answers(task, id)]
    found = [(id, [outcome(form, case) for case in cases]) for id, form in tried]
    found.append(("right", [parts(case.wanted, case.wanted) for case in cases]))
    for a, one in found:
        for b, other in found:
            assert a == b or apart(one, other) > 1e-3, (a, b)


def apart(some, others):
    """The largest relative distance in any case; infinite where only one has a value."""
    return max(map(_distance, some, others))


def _distance(a, b):
    stopped = isinstance(a, Stopped), isinstance(b, Stopped)
    if any(stopped):
        return 0.0 if all(stopped) else np.inf
    if any(a[part].shape != b[part].shape for part in a):
        return np.inf
    with np.errstate(all="ignore"):
        far = max(np.abs(a[part] - b[part]).max() / np.abs(b[part]).max() for part in a)
    return np.inf if np.isnan(far) else far


def test_the_catalogue_is_used_and_complete():
    of = lambda task: [*getattr(task, "mistakes", {}), *getattr(task, "repairs", {})]
    used = {id for task in TASKS for id in of(task)}
    assert used == set(CATALOGUE)
    assert len({entry.hint for entry in CATALOGUE.values()}) == len(CATALOGUE)


def test_the_page_of_common_errors_lists_all():
    assert all(f"`{id}`" in common_errors.page() for id in CATALOGUE)


def test_a_page_out_of_step_is_noticed_and_made_with_the_exercises(tmp_path, monkeypatch):
    page = tmp_path / "docs" / "page.md"
    monkeypatch.setattr(common_errors, "PAGE", page)
    monkeypatch.setattr(exercises, "EXERCISES", tmp_path / "exercises")
    monkeypatch.setattr(exercises, "SOLUTIONS", tmp_path / "solutions")
    shutil.copytree(SOLUTIONS, tmp_path / "solutions", ignore=lambda *_: OTHERS)
    assert exercises.main(["--check"]) == 1 and not page.exists()
    assert exercises.main([]) == exercises.main(["--check"]) == 0
    page.write_text(page.read_text(encoding="utf-8") + "more", encoding="utf-8")
    assert exercises.main(["--check"]) == 1


@each_task
def test_what_to_read_again_is_there(task):
    places = [task.where_to_read("no such id"), *task.elsewhere.values()]
    for lesson, heading in filter(None, places):
        cells = read(ROOT / "notebooks" / notebook(lesson)).cells
        lines = [line for c in cells if c.cell_type == "markdown" for line in c.source.splitlines()]
        assert any(line.lstrip("#").strip() == heading for line in lines if line.startswith("#"))


@each_task
def test_a_task_has_an_answer_of_its_own_name(task):
    assert task.name not in nnlib.symbolic.__all__


@pytest.mark.parametrize("id", ["02.layer", "02.node", "02.shapes"])
def test_where_two_misconceptions_fit_none_is_named(id):
    task = task_called(id)
    first, second, *_ = task.mistakes
    alike = dataclasses.replace(task, mistakes=dict.fromkeys((first, second), task.mistakes[first]))
    verdict = alike.judge(wrong_answers(task, first)[0])
    assert (verdict.mark, verdict.named) == (WRONG, None)


def test_a_function_that_stops_where_the_misconception_does_not_is_not_named():
    task = task_called("02.layer")

    def partly(W, h, g):
        if W.shape == (2, 5):
            raise KeyError("only here")
        return task.mistakes["mean"](W, h, g)

    verdict = task.judge(partly)
    assert (verdict.mark, verdict.named) == (WRONG, None)


# ---- Right answers


@each_task
def test_every_right_form_is_accepted(task):
    verdicts = {label: task.judge(answer) for label, answer in right_answers(task)}
    assert {label: v for label, v in verdicts.items() if v.mark != RIGHT} == {}


@each_task
def test_a_task_has_right_forms_of_its_own(task):
    """Those of a table are made for it: the same values, written otherwise."""
    assert isinstance(task, TableTask) or len(task.also_right()) >= 1
    assert len(list(right_answers(task))) >= 2


@each_task
@pytest.mark.parametrize("placeholder", [None, Ellipsis])
def test_a_placeholder_is_not_done(task, placeholder):
    assert task.judge(placeholder).mark == OPEN


# ---- Wrong answers that no misconception explains: told where, not named, nothing given away


@each_numeric
def test_a_factor_is_told(task):
    def tripled(*arguments):
        return each_array(solution(task)(*arguments), lambda array: 3 * np.asarray(array))

    verdict = task.judge(tripled)
    assert (verdict.mark, verdict.named) == (WRONG, None)
    assert "3 times what it should be" in str(verdict) and is_short(verdict)


@each_numeric
def test_one_wrong_entry_is_told(task):
    def spoiled(array):
        array = np.array(array, dtype=float)
        array.flat[-1] *= 1.5
        return array

    verdict = task.judge(lambda *a: each_array(solution(task)(*a), spoiled))
    assert (verdict.mark, verdict.named) == (WRONG, None)
    assert "1.5 times" in str(verdict) and is_short(verdict)


@each_numeric
def test_nothing_of_the_answer_is_given_away(task):
    verdict = str(task.judge(lambda *a: each_array(solution(task)(*a), lambda array: array + 0.7)))
    for case in task.cases():
        for array in parts(case.wanted, case.wanted).values():
            assert not any(f"{value:.3g}" in verdict for value in array.flat if abs(value) > 0.1)


@each_numeric
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (3.0, "should be a function, not float"),
        (lambda *a: print(a), "returns nothing"),
        (lambda *a: "text", ("not something of type str", "not an array")),
        (lambda *a: {"a": object()}, ("not something of type", "keys")),
        (lambda *a: 1 / 0, "stopped with ZeroDivisionError: division by zero"),
        (lambda *a: exit(), "stopped with SystemExit"),
        (lambda *a: unknown, "stopped with NameError: name 'unknown' is not defined"),  # noqa: F821
        (lambda: 1, "stopped with TypeError"),
        (lambda *a: [[1.0], [1.0, 2.0]], ("not something of type list", "shape")),
    ],
)
def test_what_is_no_answer_gets_a_plain_sentence(task, answer, said):
    verdict = task.judge(answer)
    assert (verdict.mark, verdict.named) == (WRONG, None)
    assert is_short(verdict)
    like = task.cases()[0].wanted
    if isinstance(said, str):
        assert said in str(verdict)
    elif not isinstance(like, (dict, tuple)):
        assert any(text in str(verdict) for text in said)


@each_numeric
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda array: array * np.nan, "not a finite number"),
        (lambda array: np.asarray(array) * 1j, "not an array of type complex128"),
        (lambda array: np.asarray(array)[..., None, None], "was wanted"),
    ],
)
def test_arrays_that_cannot_be_right_get_a_plain_sentence(task, spoil, said):
    verdict = task.judge(lambda *a: each_array(solution(task)(*a), spoil))
    assert verdict.mark == WRONG and is_short(verdict)
    assert said in str(verdict) or "complex" in said and "of type complex" in str(verdict)


@each_numeric
def test_a_changed_argument_is_told(task):
    def careless(*arguments):
        result = solution(task)(*arguments)
        for one in arguments:
            if isinstance(one, (np.ndarray, dict)):
                (one if isinstance(one, np.ndarray) else one[max(one)])[...] += 1
        return result

    changeable = any(isinstance(one, (np.ndarray, dict)) for one in task.cases()[0].arguments)
    assert ("changed one of its arguments" in str(task.judge(careless))) == changeable


@each_formula
def test_a_formula_that_is_a_multiple_is_told(task):
    verdict = task.judge(3 * solution(task))
    assert (verdict.mark, verdict.named) == (WRONG, None)
    assert "3 times what it should be" in str(verdict)
    assert is_short(verdict)


@each_formula
def test_what_is_no_formula_gets_a_plain_sentence(task):
    from sympy import Symbol

    from nnlib.symbolic import W, x

    for answer, said in (
        ("W x", "not str"),
        ([W(1)[1, 1]], "not list"),
        (W(1), "W(1) stands without its indices"),
        (x[99], ""),
        (Symbol("q"), "q is not one of the document's symbols"),
        (W(1)[1, 7] * x[1], ""),
        (float("nan"), ""),
    ):
        verdict = task.judge(answer)
        assert (verdict.mark, verdict.named) == (WRONG, None), answer
        assert said in str(verdict) and is_short(verdict)


@each_formula
def test_the_name_of_what_is_asked_is_no_answer(task):
    assert task.judge(task.asked).mark != RIGHT or task.lesson in ("01", "03_0")


def test_a_true_line_that_is_not_worked_out_is_not_done():
    from nnlib.symbolic import Loss, W, d, z_out

    task = task_called("03_2.edge")
    verdict = task.judge(d(Loss, z_out) * d(z_out, W(3)[1, 2]))
    assert verdict.mark == OPEN
    assert "True so far; now work out d(z_out, W(3)[1, 2])." in str(verdict)


@each_table
def test_a_half_filled_table_is_told(task):
    wanted = task.measured()
    first, *others = wanted
    blank = dict.fromkeys(wanted)
    assert task.judge(blank).mark == OPEN
    assert f"Still empty: {listed([f'“{name}”' for name in others])}." in str(
        task.judge(blank | {first: wanted[first]})
    )
    for odd in (3.5, object(), "no", [1, "x"]):
        verdict = task.judge(wanted | {first: odd})
        assert (verdict.mark, verdict.named) == (WRONG, None) and is_short(verdict)
        assert f"{first} should be" in str(verdict)
    assert task.judge([1, 2]).mark == WRONG


def test_where_a_table_is_wrong_in_part_is_told():
    task = task_called("02.shapes")
    verdict = task.judge(task.measured() | {"W2": (3, 2)})
    assert verdict.named == "transposed" and "Task 1, which shape: “W2”: Rows and" in str(verdict)
    verdict = task.judge(task.measured() | {"W2": (3, 2), "z2": (2, 10)})
    assert verdict.named is None and "3 of 5 are right. Not yet: “W2” and “z2”." in str(verdict)


def test_a_gradient_that_fools_nobody_is_refused():
    task = task_called("03_3.fooling")
    assert "catches it" in str(task.judge(lambda dz, h: dz))
    right = lambda dz, h: dz.T @ h / len(h)
    assert "The strong check finds no error in it" in str(task.judge(right))
    assert "stopped with" in str(task.judge(lambda dz, h: dz @ h))


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ((np.ones((1, 2)), np.ones((1, 2))), "6 of 6 get through: the transposed one, "),
        ((np.ones((3, 2)), np.ones((4, 2))), "do not go together"),
        ((np.ones(3), np.ones((3, 2))), "one row per sample"),
        ((np.ones((3, 2)), np.full((3, 2), np.inf)), "not a finite number"),
        ((np.ones((0, 2)), np.ones((0, 2))), "one row per sample"),
        (("a", "b"), "arrays of numbers"),
        (np.ones(2), "A pair of arrays"),
        (7, "A pair of arrays"),
    ],
)
def test_inputs_that_catch_little_are_told(inputs, said):
    task = task_called("03_3.inputs")
    verdict = task.judge(inputs)
    assert verdict.mark == WRONG and said in str(verdict) and is_short(verdict)


# ---- What no check should stumble over


class Odd:
    """An array to numpy, until it is looked at."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("odd")

    def __repr__(self):
        raise RuntimeError("odd, too")


HOSTILE = [
    float("inf"),
    float("nan"),
    Odd(),
    {3, 5},
    "35",
    iter([1, 2]),
    b"x",
    1j,
    np.ma.masked,
    Odd,
]


@each_task
@pytest.mark.parametrize("odd", HOSTILE, ids=lambda odd: type(odd).__name__)
def test_an_odd_answer_gets_a_sentence(task, odd):
    answers = [odd, lambda *a: odd, (odd, odd), lambda *a: (odd, odd)]
    if isinstance(task, TableTask):
        answers += [task.measured() | dict.fromkeys(task.measured(), odd)]
    for answer in answers:
        verdict = task.judge(answer)
        assert verdict.mark in (WRONG, OPEN) and verdict.text and is_short(verdict)


def test_no_activation_or_loss_of_ones_own_passes():
    """Each numeric task that is handed a g or a Loss is tried with two of them."""
    for task in tasks(NumericTask):
        given = [[a for a in case.arguments if callable(a)] for case in task.cases()]
        for place in range(len(given[0])):
            assert len({functions[place] for functions in given}) >= 2, task.id


@pytest.mark.parametrize(
    ("id", "typed"),
    [
        ("01.health", "Sum(x[1], (m, 1, 10**7))"),
        ("01.health", "(x[1] + x[2] + x[3] + x[4])**40"),
        ("02.node", "(z(1)[2] + 1)**60 - 1"),
        ("03_5.node", "Sum(Sum(d(Loss, z(k + 1)[i]), (i, 1, 900)), (m, 1, 900))"),
        ("03_3.inputs", "(np.ones((20, 300)), np.ones((20, 300)))"),
    ],
)
def test_large_answers_are_refused_in_time(id, typed, monkeypatch):
    """Within the limit, which is set to 3 s here: none comes near it."""
    monkeypatch.setattr(sys.modules["nnlib.feedback.task"], "LIMIT", 3)
    space = {"np": np, **vars(nnlib.symbolic)}
    verdict = task_called(id).judge(eval(typed, space))
    assert verdict.mark == WRONG and is_short(verdict)
    assert "could not look through" not in str(verdict)


def test_an_error_of_the_check_itself_is_not_the_students(monkeypatch):
    """A search that fails leaves the plain verdict; a right answer stays right."""

    def fails(*arguments):
        raise KeyError("ComplexInfinity")

    task = task_called("02.node")
    monkeypatch.setattr(Search, "fault", fails)
    verdict = task.judge(nnlib.symbolic.W(1)[2, 1] ** 3)
    assert (verdict.mark, verdict.text) == (
        WRONG,
        f"{task.title}: its value is not that of z(1)[2].",
    )
    assert task.judge(solution(task)).mark == RIGHT
    monkeypatch.setattr(FormulaTask, "diagnose", fails)
    assert "cannot read this answer" in task.judge(solution(task)).text
    assert is_short(verdict)


def test_a_search_that_comes_to_a_division_by_0_goes_on(caplog):
    """With 1 in the place of p, which the search tries, 1 - p is 0."""
    caplog.set_level("INFO", logger="nnlib.feedback")
    p, y = nnlib.symbolic.p, nnlib.symbolic.y
    verdict = task_called("03_1.squared").judge(-y / p - (1 - y) / (1 - p))
    assert verdict.mark == WRONG and not caplog.records


def test_a_check_that_never_ends_is_ended(monkeypatch):
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Endless(Task):
        def diagnose(self, answer):
            while True:
                pass

    monkeypatch.setattr(sys.modules["nnlib.feedback.task"], "LIMIT", 0.2)
    verdict = Endless(id="02.none", title="Task 9", read="").judge(1)
    assert verdict.mark == WRONG and "could not look through this answer in 0.2 s" in str(verdict)


@pytest.mark.parametrize(
    ("telling", "said"),
    [
        (([[0.5, -2.0]], [[100.0, 200.0]]), "the one without the weight"),  # g' is 0 in floats
        (([[0.5, -2.0]], [[1.0, 2.0, 3.0]]), "W has one row, and z as many columns as W"),
        (([[0.5, -2.0]] * 2, [[0.3, -1.0], [1.2, 0.6]]), "W has one row"),
    ],
)
def test_inputs_where_the_slope_of_tanh_is_0_tell_nothing(telling, said):
    verdict = task_called("03_4.telling").judge(telling)
    assert verdict.mark == WRONG and said in str(verdict)
