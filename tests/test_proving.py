"""Proofs of one's own: true lines pass, false ones are refused and named, leaps are asked about."""

import functools
import time

import pytest
from exercising import proof
from wrong_lines import FORGOTTEN, PROOFS, TWO_FAULTS, UNUSUAL

import nnlib.symbolic
from nnlib import feedback
from nnlib.feedback.proving import Lines, ProofTask, hint, proofs
from nnlib.feedback.task import task as task_called
from nnlib.feedback.verdict import OPEN, RIGHT, WRONG
from nnlib.symbolic import Derivation, L, Loss, Refused, d, h, i, j, k, z
from tools.judging import Answers, judge
from tools.parcel import pack, unpack

WRONG_LINES = [(id, *row) for id, typed in PROOFS.items() for row in typed.wrong()]
WRONG_LINES += [(id, "one-path", text) for id, text in FORGOTTEN]
SPACE = vars(nnlib.symbolic)


def begun(id):
    """The derivation that a task hands out."""
    task = task_called(id)
    return Derivation(task.asked, first=task.first, last=task.last)


@functools.cache
def refused(id, text):
    """What a student reads who types this line, and how long it took."""
    mine, began = begun(id), time.process_time()
    try:
        mine.then(eval(text, dict(SPACE)), "so I believe")
    except Refused as error:
        assert mine.lines == []
        return str(error), time.process_time() - began
    return "", time.process_time() - began


def named(id, text):
    """The misconception that the hint of a refused line names, or None."""
    said = refused(id, text)[0]
    found = {each for each, entry in feedback.CATALOGUE.items() if entry.hint in said}
    assert len(found) <= 1
    return found.pop() if found else None


@pytest.mark.parametrize(("id", "belief", "text"), WRONG_LINES)
def test_a_wrong_line_is_refused_and_its_belief_named(id, belief, text):
    said, _ = refused(id, text)
    assert "does not follow" in said or "cannot stand as it is" in said
    assert len(said.splitlines()) <= 2
    assert named(id, text) == belief
    assert "Read again: lesson " in said


def test_a_line_is_judged_in_time():
    """In seconds of this process, whatever else the machine does."""
    seconds = sorted(refused(id, text)[1] for id, _, text in WRONG_LINES[::6])
    assert seconds[len(seconds) // 2] <= 1 and seconds[-1] <= 2


def test_there_are_enough_wrong_lines():
    assert len(WRONG_LINES) == len(set(WRONG_LINES)) >= 150
    assert set(PROOFS) == {task.id for task in proofs()}


@pytest.mark.parametrize(("id", "text"), TWO_FAULTS)
def test_a_line_with_two_faults_gets_no_wrong_name(id, text):
    assert refused(id, text)[0] and named(id, text) is None


@pytest.mark.parametrize(("id", "text"), UNUSUAL)
def test_a_true_line_in_an_unusual_form_is_accepted(id, text):
    assert begun(id).then(eval(text, dict(SPACE)), "my way").lines


@pytest.mark.parametrize("id", PROOFS)
def test_the_typed_lines_are_true_before_a_belief_changes_them(id):
    for text in PROOFS[id].true():
        begun(id).then(eval(text, dict(SPACE)), "my way")


def test_there_are_enough_unusual_lines():
    assert len(set(UNUSUAL)) >= 60


# ---- the whole proof


@pytest.mark.parametrize("task", proofs(), ids=lambda task: task.id)
def test_what_was_proved_line_by_line_is_right_as_a_whole(task):
    for lines in task.also_right():
        mine = begun(task.id)
        for line in lines:
            mine.then(line, "my way")
        assert task.judge(mine).mark == RIGHT
        assert task.judge(proof(task, lines)).mark == RIGHT


@pytest.mark.parametrize("task", proofs(), ids=lambda task: task.id)
def test_a_proof_that_stops_early_is_told_what_is_left(task):
    lines = task.also_right()[0]
    for end, line in enumerate(lines[:-1], start=1):
        verdict = task.judge(proof(task, lines[:end]))
        assert verdict.mark == OPEN and "True so far; now work out d(" in str(verdict), line
    assert task.judge(proof(task, [task.asked])).mark == OPEN
    assert task.judge(proof(task, [])).mark == OPEN


LEAPS = [
    ("03_3.mine", "d(Loss, h(k)[i]) * g_prime(z(k)[i]) * h(k - 1)[j]", "∂h/∂z"),
    ("03_4.mine", "d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L)[i]) * h(L - 1)[j]", "∂z/∂h"),
    ("03_5.mine", "Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j], (i, 1, n(k + 1)))", "∂z/∂h"),
    ("03_7.output", "d(Loss, g(z_out)) * g_prime(z_out)", "∂h/∂z"),
    ("03_7.hidden", PROOFS["03_7.hidden"].true()[0], "∂z/∂h"),
    ("03_7.every_weight", "d(Loss, z(k)[i]) * h(k - 1)[j]", "∂z/∂W"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "text", "rule"), LEAPS)
def test_a_leap_is_asked_for_its_middle(id, text, rule):
    task = task_called(id)
    line, last = eval(text, dict(SPACE)), task.also_right()[0][-1]
    verdict = task.judge(proof(task, [line, last]))
    assert verdict.mark == OPEN
    said = str(verdict)
    assert "line 1 leaps: it takes the chain rule" in said and rule in said
    used = said.split("takes ")[1].split(" at once")[0]
    between = "a line for each rule" if "," in used else "the line"
    assert f"Write {between} between." in said


SHORT = [
    (
        "03_3.mine",
        [
            "d(Loss, z(k)[i]) * h(k - 1)[j]",
            "d(Loss, h(k)[i]) * d(h(k)[i], z(k)[i]) * h(k - 1)[j]",
            "d(Loss, h(k)[i]) * g_prime(z(k)[i]) * h(k - 1)[j]",
        ],
    ),
    (
        "03_4.mine",
        [
            "d(Loss, z(L)[i]) * h(L - 1)[j]",
            "d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L)[i]) * h(L - 1)[j]",
        ],
    ),
    ("03_6.mine", ["d(Loss, z(k)[i]) * h(k - 1)[j]", PROOFS["03_6.mine"].true()[0]]),
]


@pytest.mark.parametrize(("id", "texts"), SHORT)
def test_an_equation_that_is_known_is_one_rule_where_the_task_says_so(id, texts):
    known, asked = task_called(id), task_called("03_7.every_weight")
    assert known.judge(proof(known, [eval(text, dict(SPACE)) for text in texts])).mark == RIGHT
    assert asked.judge(proof(asked, [d(Loss, z(k)[i]) * h(k - 1)[j]])).mark == OPEN


# What a line of lesson 03.3 is told, and what it is not told.
_WAY = "d(Loss, z(k)[m]) * KroneckerDelta({0}, m) * h(k - 1)[{1}]"
SAID = [
    ("Sum(" + _WAY.format("j", "j") + ", (m, 1, n(k)))", "the δ pick?", "Read again"),
    ("Sum(" + _WAY.format("i", "m") + ", (m, 1, n(k)))", "Where does the edge start?", "exist"),
    (_WAY.format("i", "j"), "a Σ over m is missing.", "path"),
    ("d(Loss, z(k)[i]) * KroneckerDelta(i, m) * h(k - 1)[j]", "Σ over m is missing.", "path"),
    ("d(Loss, z(k)[i]) * d(z(3)[i], W(3)[i, j])", "write it with the letter k", "does not exist"),
    ("d(Loss, z(2)[i]) * h(1)[j]", "write it with the letter k", "does not exist"),
    ("d(Loss, h(k)[i]) * h(k - 1)[j]", "lesson 03.1, “Two steps", "03.4"),
]


@pytest.mark.parametrize(("text", "said", "unsaid"), SAID)
def test_a_line_is_told_its_own_fault_and_no_other(text, said, unsaid, monkeypatch):
    monkeypatch.setattr("nnlib.feedback.proving.HINT_SECONDS", 20)  # on a busy machine, too
    came = refused("03_3.mine", text)[0]
    assert said in came and unsaid not in "".join(came.splitlines()[1:])


@pytest.mark.parametrize("task", proofs(), ids=lambda task: task.id)
def test_a_false_line_is_found_wherever_it_stands(task):
    lines = task.also_right()[0]
    for place in range(len(lines)):
        spoiled = [*lines[:place], 2 * lines[place], *lines[place + 1 :]]
        verdict = task.judge(proof(task, spoiled))
        assert verdict.mark == WRONG and f"Line {place + 1} does not follow" in str(verdict)


def test_what_is_no_proof_gets_a_sentence():
    task = task_called("03_5.mine")
    for odd in (3, "proof", task.asked, lambda: 1, [task.asked]):
        assert "Begin with mine = Derivation(d(Loss, h(k)[j]))." in str(task.judge(odd))
    other = Derivation(d(Loss, z(k)[j]))
    assert "starts from something else" in str(task.judge(other))


def test_a_proof_for_some_sizes_only_is_proved_anew_for_all():
    task = task_called("03_5.mine")
    mine = Derivation(task.asked, sizes=[(4, 2, 1)])
    mine.then(task.asked * L, "true for one hidden layer")
    assert task.judge(mine).mark == WRONG


def test_a_hint_is_silent_where_it_knows_nothing():
    mine = Derivation(h(k)[1] ** 3)
    with pytest.raises(Refused) as refusal:
        mine.then(h(k)[2] - 7, "no")
    assert len(str(refusal.value).splitlines()) == 1
    assert hint(mine, refusal.value.refusal) == ""


def test_a_proof_shows_on_the_map():
    from nnlib.symbolic import proved_so_far

    task = task_called("03_7.hidden")
    task.judge(proof(task, task.also_right()[0]))
    assert "derived by you" in str(proved_so_far())


def test_lines_are_data():
    assert Lines._fields == ("lhs", "lines") and not hasattr(Lines, "then")
    assert all(isinstance(task, ProofTask) for task in proofs())


# ---- graded, where the answer cannot reach the check

HEAD = "from nnlib import feedback\nfrom nnlib.symbolic import *"
BEGIN = "mine = Derivation(d(Loss, h(L)[j]))\n"
CUT = BEGIN + 'mine.then(d(Loss, z_out) * d(z_out, h(L)[j]), "chain rule")\n'
LAST = "d(Loss, z_out) * W(L + 1)[1, j]"
GRADED = {
    "right": ([CUT + f'mine.then({LAST}, "2.3")'], RIGHT, "right"),
    "right, in cells of one's own": ([CUT, f'mine.then({LAST}, "2.3")'], RIGHT, "right"),
    "untouched": ([BEGIN], OPEN, "not done yet"),
    "stopped early": ([CUT], OPEN, "now work out d(z_out, h(L)[j])"),
    "a leap": ([BEGIN + f'mine.then({LAST}, "so it is")'], OPEN, "line 1 leaps"),
    "refused": ([CUT + f'mine.then(2 * {LAST}, "2.3")'], OPEN, "now work out d(z_out, h(L)[j])"),
    "mended in a cell of its own": (
        [CUT + f'mine.then(2 * {LAST}, "2.3")', f'mine.then({LAST}, "2.3")'],
        RIGHT,
        "right",
    ),
    "refused in a cell of its own": (
        [CUT, f'mine.then(2 * {LAST}, "2.3")', f'mine.then({LAST}, "2.3")'],
        RIGHT,
        "right",
    ),
    "a line put in by hand": ([CUT + f"mine.lines.append((3 * {LAST}, ''))"], WRONG, "Line 2 does"),
    "a misconception put in by hand": (
        [CUT + "mine.lines.append((d(Loss, z_out) * h(L)[j], ''))"],
        WRONG,
        "line 2: You kept h and lost the weight",
    ),
    "a prover of one's own": (
        [
            "import nnlib.symbolic.derivation\n"
            "nnlib.symbolic.derivation.examine = lambda *a: ''\n" + CUT + 'mine.then(y, "so")'
        ],
        WRONG,
        "Line 2 does not follow",
    ),
    "a derivation of one's own": (
        ["class Derivation:\n    lhs, lines = d(Loss, h(L)[j]), [(1, '')]\nmine = Derivation()"],
        WRONG,
        "should be a derivation, not Derivation",
    ),
    "another start": (["mine = Derivation(d(Loss, z_out))"], WRONG, "starts from something else"),
}


@pytest.mark.parametrize("name", GRADED)
def test_a_proof_is_graded_by_its_lines(name):
    sources, mark, said = GRADED[name]
    with Answers([HEAD, *sources]) as answers:
        verdict = judge("03_2.mine", answers)
    assert (verdict.mark, said in str(verdict)) == (mark, True), verdict


def test_a_derivation_arrives_as_its_lines():
    mine = Derivation(d(Loss, z(k)[j])).then(d(Loss, h(k)[j]) * d(h(k)[j], z(k)[j]), "through h")
    arrived = unpack(pack(mine))
    assert type(arrived) is Lines and arrived.lhs == mine.lhs
    assert arrived.lines == [(mine.rhs, "through h")]
