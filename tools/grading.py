"""From solutions/ to marks, by nbgrader. All that is made lies in grading/.

    python -m tools.grading release            put every exercise into the gradebook
    python -m tools.grading collect FOLDER     take in FOLDER/STUDENT/NAME.ipynb
    python -m tools.grading grade              grade what is new; marks.csv and feedback pages

Each step only calls nbgrader (generate_assignment, autograde, generate_feedback, export), whose
own commands work on the same folder, too.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tools.exercises import SOLUTIONS
from tools.notebook import ROOT, NotebookError, shown, write

GRADING = ROOT / "grading"


def nbgrader(*arguments: str, grading: Path = GRADING) -> None:
    """Run one of nbgrader's commands; what it says is shown only if it fails."""
    # nbgrader calls alembic by its bare name, to make the gradebook.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments, f"--CourseDirectory.root={grading}"],
        cwd=ROOT,  # where nbgrader_config.py lies
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise NotebookError(f"nbgrader {' '.join(arguments)} failed:\n{done.stdout}")


def release(solutions: Path = SOLUTIONS, grading: Path = GRADING) -> list[str]:
    """Put the exercises that are new or have changed into the gradebook."""
    grading.mkdir(exist_ok=True)
    told = []
    for path in sorted(solutions.glob("*.ipynb")):
        source = grading / "source" / path.stem / path.name
        source.parent.mkdir(parents=True, exist_ok=True)
        released = grading / "release" / path.stem / path.name
        changed = write(source, path.read_text(encoding="utf-8"))
        if changed or not released.exists():
            nbgrader("generate_assignment", path.stem, "--force", grading=grading)
            told.append(f"{path.stem}: released")
    return told or ["every exercise was released already"]


def collect(folder: Path, grading: Path = GRADING) -> list[str]:
    """Copy FOLDER/STUDENT/NAME.ipynb to where nbgrader looks for it; FOLDER stays as it is."""
    names = {path.name for path in (grading / "source").glob("*/*.ipynb")}
    if not names:
        raise NotebookError("nothing is released yet. Run: python -m tools.grading release")
    if not folder.is_dir():
        raise NotebookError(f"{shown(folder)}: no such folder")
    told = []
    for path in sorted(folder.rglob("*.ipynb")):
        student, *_ = path.relative_to(folder).parts
        if ".ipynb_checkpoints" in path.parts:
            continue
        if path.name not in names or path.parent == folder:
            told.append(
                f"{shown(path)}: left out; STUDENT/NAME.ipynb with a lesson's name is wanted"
            )
            continue
        target = grading / "submitted" / student / path.stem / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        taken = write(target, path.read_text(encoding="utf-8"))
        told.append(f"{student}, {path.stem}: {'collected' if taken else 'as before'}")
    return told or [f"{shown(folder)}: no notebooks"]


def grade(grading: Path = GRADING) -> list[str]:
    """Autograde what is new, write the pages of feedback and marks.csv; go on after a failure."""
    names = sorted({path.parent.name for path in (grading / "submitted").glob("*/*/*.ipynb")})
    if not names:
        raise NotebookError("nothing is collected yet. Run: python -m tools.grading collect FOLDER")
    told = []
    for name in names:
        try:
            nbgrader("autograde", name, grading=grading)
            nbgrader("generate_feedback", name, grading=grading)
            told.append(f"{name}: graded")
        except NotebookError as error:
            told.append(f"FAILED {name}: {error}")
    marks = grading / "marks.csv"
    nbgrader("export", f"--to={marks}", grading=grading)
    return [*told, f"marks: {shown(marks)}, feedback: {shown(grading / 'feedback')}"]


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; 0 if all went well, 1 if not."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.grading", description="From solutions/ to marks, by nbgrader."
    )
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("release", help="put every exercise into the gradebook")
    collecting = steps.add_parser("collect", help="take in FOLDER/STUDENT/NAME.ipynb")
    collecting.add_argument("folder", type=Path, metavar="FOLDER")
    steps.add_parser("grade", help="grade what is new; write marks.csv and pages of feedback")
    options = parser.parse_args(arguments)
    try:
        if options.step == "collect":
            told = collect(options.folder.resolve(), GRADING)
        else:
            told = {"release": release, "grade": grade}[options.step](grading=GRADING)
    except NotebookError as error:
        print(f"FAILED {error}", file=sys.stderr)
        return 1
    print("\n".join(told))
    return int(any(line.startswith("FAILED") for line in told))


if __name__ == "__main__":
    sys.exit(main())
