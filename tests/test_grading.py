"""From the repository to marks, with the real nbgrader: release, collect, grade, feedback."""

import csv
import functools

import pytest
from nbgrader.utils import is_grade

from tools import grading
from tools.exercises import EXERCISES, SOLUTIONS
from tools.notebook import NotebookError, dumps, read

NAME = "02_forward_propagation"
POINTS = {
    "check-shapes": 2,
    "check-node": 2,
    "check-layer": 3,
    "check-predict": 4,
    "check-inputs": 2,
}

WRONG = {
    "shapes": 'shapes = {"W1": (5, 3), "W2": (3, 2), "W3": (2, 1), "z2": (10, 2), "h0": (10, 5)}',
    "node": "node = W(1)[2, 1] * x[2] + W(1)[2, 2] * x[2] + W(1)[2, 3] * x[2]",
    "layer": "def layer(W, h, g):\n    return W @ h, W @ h",
    "predict": "def predict(W, X, g):\n    for k in W:\n        X = X @ W[k].T\n    return X[:, 0]",
    "inputs": "inputs = np.eye(2), np.ones(2)",
}


def solved(**changed):
    """The exercise as a student hands it in: solved, but for the cells given by id."""
    lines = {c.id: c.source.splitlines() for c in read(SOLUTIONS / f"{NAME}.ipynb").cells}
    answers = {id: "\n".join(x for x in of if "SOLUTION" not in x) for id, of in lines.items()}
    nb = read(EXERCISES / f"{NAME}.ipynb")
    for cell in nb.cells:
        cell.source = changed.get(cell.id.replace("-", "_"), answers[cell.id])
    return nb


def without(nb, id):
    nb.cells = [cell for cell in nb.cells if cell.id != id]
    return nb


# student: (what is handed in, the checks that earn nothing)
HANDED_IN = {
    "right": (solved, []),
    "mistaken": (lambda: solved(**WRONG), list(POINTS)),
    "untouched": (lambda: read(EXERCISES / f"{NAME}.ipynb"), list(POINTS)),
    "stopped": (
        lambda: solved(
            node="node = W(1)[2, 1] *",
            layer="def layer(W, h, g):\n    while True:\n        pass",
        ),
        ["check-node", "check-layer"],
    ),
    "hangs": (lambda: solved(layer="while True:\n    pass"), ["check-layer"]),
    "meddled": (
        lambda: without(solved(layer=WRONG["layer"], check_layer='print("✓ right")'), "check-node"),
        ["check-node", "check-layer"],
    ),
    "redefined": (
        lambda: solved(layer="class feedback:\n    check = progress = print"),
        ["check-layer"],
    ),
    "reaching": (
        lambda: solved(
            layer="import nnlib.feedback.arrays\nnnlib.feedback.arrays.CLOSE = 1e99\n"
            + WRONG["layer"]
        ),
        ["check-layer"],
    ),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The folder grading/ of a teacher who released one exercise and got all of HANDED_IN."""
    root = tmp_path_factory.mktemp("course")
    (root / "solutions").mkdir()
    (root / "solutions" / f"{NAME}.ipynb").write_bytes((SOLUTIONS / f"{NAME}.ipynb").read_bytes())
    for student, (make, _) in HANDED_IN.items():
        (root / "inbox" / student).mkdir(parents=True)
        (root / "inbox" / student / f"{NAME}.ipynb").write_text(dumps(make()), encoding="utf-8")
    folder = root / "grading"
    assert grading.release(root / "solutions", folder) == [f"{NAME}: released"]
    said = grading.collect(root / "inbox", folder)
    assert [line.split(": ")[1] for line in said] == ["collected"] * len(HANDED_IN)
    # A cell that hangs costs all of its time: here 5 s in the place of a minute.
    hangs = functools.partial(grading.nbgrader, "autograde", NAME, "--student=hangs")
    hangs("--Execute.timeout=5", grading=folder)
    assert not any(line.startswith("FAILED") for line in grading.grade(folder))
    return folder


@pytest.fixture(scope="module")
def marks(graded):
    with (graded / "marks.csv").open(encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("student", HANDED_IN)
def test_the_marks(marks, student):
    lost = HANDED_IN[student][1]
    earned = sum(points for check, points in POINTS.items() if check not in lost)
    row = marks[student]
    assert (float(row["score"]), float(row["max_score"])) == (earned, sum(POINTS.values()))


def test_a_tampered_check_is_put_back(graded):
    nb = read(graded / "autograded" / "meddled" / NAME / f"{NAME}.ipynb")
    (cell,) = (cell for cell in nb.cells if cell.get("id") == "check-layer")
    assert cell.source == 'feedback.check("02.layer")'


@pytest.mark.parametrize(
    ("student", "said"),
    [
        ("right", "Task 3, one layer in numpy: right."),
        ("mistaken", "g is missing: what leaves a node"),
        ("mistaken", "Read again: lesson 02"),
        ("untouched", "not done yet: Task 3"),
        ("stopped", "Is there a loop that never ends?"),
    ],
)
def test_the_page_of_feedback_says_what_the_student_read(graded, student, said):
    page = graded / "feedback" / student / NAME / f"{NAME}.html"
    text = page.read_text(encoding="utf-8")
    assert said in text
    assert "BEGIN SOLUTION" not in text and "Traceback (most" not in text


def test_what_is_released_is_what_is_handed_out(graded):
    """The exercise in exercises/ and the one in the gradebook have the same checks."""
    released = read(graded / "release" / NAME / f"{NAME}.ipynb").cells
    handed_out = read(EXERCISES / f"{NAME}.ipynb").cells
    assert [cell.id for cell in released] == [cell.id for cell in handed_out]
    assert list(filter(is_grade, released)) == list(filter(is_grade, handed_out))


def test_a_second_release_does_nothing_and_a_changed_solution_is_released(graded, monkeypatch):
    called = []
    monkeypatch.setattr(grading, "nbgrader", lambda *arguments, **_: called.append(arguments))
    solutions = graded.parent / "solutions"
    assert grading.release(solutions, graded) == ["every exercise was released already"]
    path = solutions / f"{NAME}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("# Exercise", "# The exercise"))
    assert grading.release(solutions, graded) == [f"{NAME}: released"]
    assert called == [("generate_assignment", NAME, "--force")]


# ---- Without nbgrader


@pytest.fixture
def room(tmp_path):
    source = tmp_path / "grading" / "source" / NAME
    source.mkdir(parents=True)
    (source / f"{NAME}.ipynb").write_text("{}")
    return tmp_path


def hand_in(room, *names, text="{}"):
    for name in names:
        path = room / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_collecting_takes_what_fits_and_tells_of_the_rest(room):
    hand_in(room, f"ada/{NAME}.ipynb", f"ben/deep/{NAME}.ipynb", f"{NAME}.ipynb", "ben/mine.ipynb")
    said = "\n".join(grading.collect(room / "inbox", room / "grading"))
    assert f"ada, {NAME}: collected" in said and f"ben, {NAME}: collected" in said
    assert said.count("left out") == 2
    assert (room / "grading" / "submitted" / "ben" / NAME / f"{NAME}.ipynb").exists()
    again = grading.collect(room / "inbox", room / "grading")
    assert f"ada, {NAME}: as before" in again


def test_collecting_takes_a_later_version(room):
    hand_in(room, f"ada/{NAME}.ipynb")
    grading.collect(room / "inbox", room / "grading")
    hand_in(room, f"ada/{NAME}.ipynb", text='{"later": 1}')
    assert grading.collect(room / "inbox", room / "grading") == [f"ada, {NAME}: collected"]
    stored = room / "grading" / "submitted" / "ada" / NAME / f"{NAME}.ipynb"
    assert "later" in stored.read_text()


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["collect", "nowhere"], "no such folder"),
        (["grade"], "python -m tools.grading collect FOLDER"),
    ],
)
def test_a_step_too_early_says_what_comes_first(room, arguments, remedy, monkeypatch, capsys):
    monkeypatch.setattr(grading, "GRADING", room / "grading")
    assert grading.main(arguments) == 1
    assert remedy in capsys.readouterr().err


def test_nothing_released_yet(tmp_path):
    with pytest.raises(NotebookError, match="python -m tools.grading release"):
        grading.collect(tmp_path, tmp_path / "grading")


def test_a_failure_of_nbgrader_is_told_and_the_rest_goes_on(room, monkeypatch):
    hand_in(room, f"ada/{NAME}.ipynb")
    grading.collect(room / "inbox", room / "grading")
    called = []

    def nbgrader(*arguments, grading):
        called.append(arguments[0])
        if arguments[0] == "autograde":
            raise NotebookError("nbgrader autograde failed:\nwhy")

    monkeypatch.setattr(grading, "nbgrader", nbgrader)
    said = grading.grade(room / "grading")
    assert said[0].startswith(f"FAILED {NAME}") and "why" in said[0]
    assert called == ["autograde", "export"]


def test_what_nbgrader_says_is_shown_when_it_fails(tmp_path):
    with pytest.raises(NotebookError, match="nbgrader autograde nothing failed"):
        grading.nbgrader("autograde", "nothing", grading=tmp_path)
