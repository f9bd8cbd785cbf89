"""Making exercises: no solution gets out, no work of a student's is lost."""

import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import exercises
from tools.notebook import NotebookError, dumps, outputs, read

TASK = """def f(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""


def graded(**flags):
    """nbgrader's metadata for a cell."""
    usual = {"grade": False, "solution": False, "locked": False, "schema_version": 3}
    return {"nbgrader": usual | flags}


@pytest.fixture
def rooms(tmp_path):
    """A folder of one executed solution, and the folder for its exercise."""
    solutions, made = tmp_path / "solutions", tmp_path / "exercises"
    solutions.mkdir()
    task = new_code_cell(TASK, execution_count=1, metadata=graded(solution=True, grade_id="f"))
    check = new_code_cell(
        "assert f(2) == 4\nprint('2x')",
        execution_count=2,
        outputs=[new_output("stream", text="2x\n")],
        metadata=graded(grade=True, locked=True, points=2, grade_id="f-check")
        | {"execution": {"iopub.status.busy": "2020-01-01"}},
    )
    nb = new_notebook(cells=[new_markdown_cell("# f"), task, check])
    nb.metadata["language_info"] = {"name": "python", "version": "3.99"}
    (solutions / "f.ipynb").write_text(dumps(nb), encoding="utf-8")
    return solutions, made


def test_an_exercise_hands_out_no_solution_and_no_trace(rooms):
    exercises.generate(*rooms)
    path = rooms[1] / "f.ipynb"
    nb, text = read(path), path.read_text(encoding="utf-8")
    stub = "".join(f"\n    {line}" for line in exercises.STUB.splitlines())
    assert nb.cells[1].source == "def f(x):" + stub
    assert list(outputs(nb)) == [] and all(not c.get("execution_count") for c in nb.cells)
    assert not any(leak in text for leak in ("2 * x", "SOLUTION", "3.99", "2020", "busy"))
    assert nb.cells[2].metadata["editable"] is False and nb.cells[2].metadata.nbgrader.points == 2


def test_a_stub_that_jupyter_would_show_leaves_its_comment(rooms):
    solution = rooms[0] / "f.ipynb"
    nb = read(solution)
    nb.cells[1].source = "f = {1: None}\n### BEGIN SOLUTION\nf = {1: 2}\n### END SOLUTION"
    solution.write_text(dumps(nb), encoding="utf-8")
    exercises.generate(*rooms)
    assert read(rooms[1] / "f.ipynb").cells[1].source == "f = {1: None}\n# your answer"


def test_exercises_are_stable_and_run_ones_are_renewed(rooms):
    assert exercises.stale(*rooms)[0].endswith("f.ipynb: missing")
    exercises.generate(*rooms)
    path = rooms[1] / "f.ipynb"
    first = path.read_bytes()
    assert exercises.stale(*rooms) == []
    nb = read(path)
    nb.cells[2].update(execution_count=1, outputs=[new_output("stream", text="run\n")])
    path.write_text(dumps(nb), encoding="utf-8")
    assert exercises.stale(*rooms)[0].endswith("f.ipynb: not as generated from its solution")
    exercises.generate(*rooms)
    assert path.read_bytes() == first
    assert "unchanged" in exercises.generate(*rooms)[0]
    assert [file.name for file in rooms[1].iterdir()] == ["f.ipynb"]


def test_a_filled_in_exercise_is_never_lost(rooms):
    exercises.generate(*rooms)
    path = rooms[1] / "f.ipynb"
    fresh = path.read_bytes()
    for work, kept in (("x + x", "f.mine.ipynb"), ("x * 2", "f.mine.2.ipynb")):
        nb = read(path)
        nb.cells[1].source = f"def f(x):\n    return {work}"
        path.write_text(dumps(nb), encoding="utf-8")
        edited = path.read_bytes()
        assert exercises.stale(*rooms)[0].endswith("f.ipynb: edited by hand")
        assert path.read_bytes() == edited
        assert kept in exercises.generate(*rooms)[0]
        assert (rooms[1] / kept).read_bytes() == edited and path.read_bytes() == fresh
    assert b"x + x" in (rooms[1] / "f.mine.ipynb").read_bytes()
    assert exercises.stale(*rooms) == []


def git(folder, *arguments):
    """Run git in a folder, as somebody without settings of their own; its exit code."""
    who = ["-c", "user.name=n", "-c", "user.email=e@x.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True)
    return done.returncode


def test_an_update_loses_nothing(rooms, tmp_path):
    """git pull refuses to overwrite a filled-in exercise; after `exercises` it need not."""
    course, student = rooms[0].parent, tmp_path / "student"
    exercises.generate(*rooms)
    (course / ".gitignore").write_text("*.mine*.ipynb\nstudent/\n")
    commit = lambda: (git(course, "add", "-A"), git(course, "commit", "-qm", "step"))
    assert git(course, "init", "-q") == 0 and commit()[1] == 0
    assert git(tmp_path, "clone", "-q", str(course), str(student)) == 0

    path = student / "exercises" / "f.ipynb"
    path.write_text(path.read_text().replace(exercises.STUB, "return x + x  # mine"))
    filled = path.read_bytes()
    solution = rooms[0] / "f.ipynb"
    solution.write_text(solution.read_text().replace("# f", "# f, better"))
    exercises.generate(*rooms)
    assert commit()[1] == 0

    assert git(student, "pull", "-q", "--ff-only") != 0
    assert path.read_bytes() == filled
    exercises.generate(student / "solutions", student / "exercises")
    assert git(student, "pull", "-q", "--ff-only") == 0
    assert (student / "exercises" / "f.mine.ipynb").read_bytes() == filled
    assert "f, better" in path.read_text()


def test_files_of_others_are_kept(rooms):
    rooms[1].mkdir()
    for name in ("f.ipynb", "README.md", "g.ipynb"):
        (rooms[1] / name).write_text("mine", encoding="utf-8")
    exercises.generate(*rooms)
    assert all(
        (rooms[1] / name).read_text(encoding="utf-8") == "mine"
        for name in ("f.mine.ipynb", "README.md", "g.ipynb")
    )
    assert exercises.stale(*rooms) == []


def test_an_exercise_follows_its_solution(rooms):
    exercises.generate(*rooms)
    solution = rooms[0] / "f.ipynb"
    text = solution.read_text(encoding="utf-8")
    solution.write_text(text.replace("# f", "# g"), encoding="utf-8")
    assert exercises.stale(*rooms)[0].endswith("f.ipynb: not as generated from its solution")
    assert "written" in exercises.generate(*rooms)[0] and exercises.stale(*rooms) == []
    solution.rename(rooms[0] / "h.ipynb")
    assert any("f.ipynb: its solution is gone" in line for line in exercises.stale(*rooms))


def test_a_solution_that_nbgrader_refuses_is_named(rooms):
    solution = rooms[0] / "f.ipynb"
    text = solution.read_text(encoding="utf-8")
    solution.write_text(text.replace("### END SOLUTION", ""), encoding="utf-8")
    with pytest.raises(NotebookError, match="f.ipynb: no end solution statement"):
        exercises.generate(*rooms)
    assert not rooms[1].exists()


def test_without_nbgrader_the_remedy_is_told(rooms, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    monkeypatch.setattr(exercises, "SOLUTIONS", rooms[0])
    monkeypatch.setattr(exercises, "EXERCISES", rooms[1])
    assert exercises.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert "pip install -e .[teaching]" in said and len(said.splitlines()) == 1
