"""Running a student's function: time, placeholders, and what `check` and `progress` print."""

import contextlib
import subprocess
import sys
import threading

import numpy as np
import pytest

from nnlib import feedback
from nnlib.feedback import running
from nnlib.feedback.task import task, tasks_of
from nnlib.feedback.verdict import Complaint, Untouched

check_module = sys.modules["nnlib.feedback.check"]  # feedback.check is the function


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(check_module, "marks", {})
    monkeypatch.setattr(running, "SECONDS", 0.2)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def forever(*arguments):
    while True:
        pass


def stubborn(*arguments):
    while True:
        with contextlib.suppress(Exception):
            forever()


@pytest.mark.parametrize("function", [forever, stubborn])
@pytest.mark.parametrize("limit", ["by_alarm", "by_thread"])
def test_an_endless_loop_is_stopped(function, limit, monkeypatch):
    if limit == "by_alarm" and not hasattr(running.signal, "setitimer"):
        pytest.skip("this platform has no alarm")
    monkeypatch.setattr(running, "time_limit", getattr(running, limit))
    with pytest.raises(Complaint, match="a loop that never ends"):
        running.call(function, ())
    assert running.call(lambda: sum(range(1000)), ()) == 499500


IN_THE_BROWSER = """
import contextlib, signal, sys, threading
sys.platform = "emscripten"
for name in ("setitimer", "alarm"):
    vars(signal).pop(name, None)
threading.Thread = None
from nnlib.feedback import running
from nnlib.feedback.task import task

running.SECONDS = 0.2

def forever(*_):
    while True:
        pass

def stubborn(*_):
    while True:
        with contextlib.suppress(Exception):
            forever()

for function in (forever, stubborn):
    print(task("02.layer").judge(function))
print(task("02.layer").judge(lambda W, h, g: (W @ h, g(W @ h))))
"""


def test_in_the_browser_lines_are_looked_at():
    """There, Python has no alarms, no threads and no processes."""
    done = subprocess.run(
        [sys.executable, "-c", IN_THE_BROWSER], capture_output=True, encoding="utf-8", timeout=60
    )
    first, second, right = done.stdout.splitlines()
    assert "a loop that never ends" in first and "a loop that never ends" in second
    assert right == "✓ Task 3, one layer in numpy: right."


def test_a_limit_within_a_limit():
    with pytest.raises(running.TooLong), running.time_limit(0.4):
        with pytest.raises(running.TooLong), running.time_limit(0.1):
            forever()
        forever()
    with running.time_limit(5), pytest.raises(running.TooLong), running.time_limit(0.1):
        forever()


def test_a_loop_in_a_thread_is_stopped_too():
    said = []

    def work():
        try:
            running.call(forever, ())
        except Complaint as complaint:
            said.append(str(complaint))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(5)
    assert said and "never ends" in said[0]


def test_only_one_case_of_an_endless_loop_is_waited_for():
    calls = []
    answer = lambda *arguments: calls.append(1) or forever()
    assert "never ends" in str(task("02.layer").judge(answer))
    assert len(calls) == 1 < len(task("02.layer").cases())


def documented(x):
    """Only a docstring."""


def dotted(x):
    """A docstring."""
    ...  # your answer


def passing(x):
    pass


def raising(x):
    raise NotImplementedError


@pytest.mark.parametrize("function", [documented, dotted, passing, raising])
def test_a_placeholder_is_untouched(function):
    with pytest.raises(Untouched):
        running.call(function, (1,))


def forgot_return(x):
    x + 1


def test_a_forgotten_return_is_told():
    with pytest.raises(Complaint, match="Is its last line a return"):
        running.call(forgot_return, (1,))


def test_what_a_function_prints_is_thrown_away(capsys):
    assert running.call(lambda x: print("noise") or x, (1,)) == 1
    assert capsys.readouterr().out == ""


def test_the_line_of_the_cell_is_told():
    space = {"__name__": "__main__"}
    exec("def f(x):\n    y = x\n    return y / 0", space)
    with pytest.raises(running.Stopped, match=r"ZeroDivisionError.* \(line 3 of your cell\)\.$"):
        running.call(space["f"], (1.0,))


def test_shapes_that_do_not_fit_are_told_in_words():
    with pytest.raises(
        running.Stopped, match=r"product with @, the inner sizes differ \(3 and 2\)"
    ):
        running.call(lambda: np.ones((4, 2)) @ np.ones((3, 2)), ())
    with pytest.raises(running.Stopped, match=r"shapes \(2,\) \(3,\)"):
        running.call(lambda: np.ones(2) + np.ones(3), ())


def test_arguments_are_copies():
    given = {1: np.ones(2)}
    with pytest.raises(Complaint, match="changed one of its arguments"):
        running.call(lambda W: W[1].__iadd__(1), (given,))
    with pytest.raises(Complaint, match="changed one of its arguments"):
        running.call(lambda W: W.setdefault(2, 5), (given,))
    assert given.keys() == {1} and (given[1] == 1).all()


def test_check_finds_the_answer_by_its_name(capsys):
    exec("layer = lambda W, h, g: (W @ h, g(W @ h))\ncheck('02.layer')", {"check": feedback.check})
    assert capsys.readouterr().out == "✓ Task 3, one layer in numpy: right.\n"
    exec("check('02.layer')", {"check": feedback.check})
    assert capsys.readouterr().out.startswith("○ not done yet: Task 3")
    feedback.check("02.layer", 7)
    assert capsys.readouterr().out.startswith("✗ Task 3")


def test_in_class_nothing_is_raised_and_while_grading_everything_is(monkeypatch, capsys):
    for answer in (None, 7, lambda W, h, g: (W @ h, g(W @ h))):
        feedback.check("02.layer", answer)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(feedback.NotDone):
        feedback.check("02.layer")
    with pytest.raises(feedback.Wrong) as caught:
        feedback.check("02.layer", 7)
    assert caught.value._render_traceback_() == []
    feedback.check("02.layer", lambda W, h, g: (W @ h, g(W @ h)))


def test_progress_counts_what_is_right_now(capsys):
    feedback.progress("02")
    right = lambda W, h, g: (W @ h, g(W @ h))
    feedback.check("02.layer", right)
    capsys.readouterr()
    feedback.progress("02")
    said = capsys.readouterr().out
    assert said.startswith(f"1 of {len(tasks_of('02'))} tasks done. Left: Task 1, which shape; T")
    assert "Task 3" not in said
    feedback.check("02.layer", 7)
    capsys.readouterr()
    feedback.progress("02")
    assert capsys.readouterr().out.startswith(f"0 of {len(tasks_of('02'))}")


def test_progress_says_when_all_is_done(monkeypatch, capsys):
    monkeypatch.setattr(check_module, "marks", {each.id: "✓" for each in tasks_of("02")})
    feedback.progress("02")
    every = len(tasks_of("02"))
    assert capsys.readouterr().out == f"{every} of {every} tasks done. Well done.\n"


@pytest.mark.parametrize("id", ["02.nothing", "99.layer", "nonsense", ""])
def test_an_unknown_task_is_refused(id):
    with pytest.raises(ValueError, match="there is no"):
        feedback.check(id)
