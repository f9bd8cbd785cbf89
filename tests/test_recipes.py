"""The recipes of CONTRIBUTING.md, followed word for word in a copy of the course.

A sentence that ends in a colon says where the code below it goes; what stands under no such
sentence is run: sh as commands, python as a script.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from typing import NamedTuple

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course import COMMANDS
from tools.notebook import ROOT, dumps, read

FILES = ("nnlib", "notebooks", "solutions", "exercises", "tests", "tools", "docs", "*.py", "*.toml")
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# {title: text}: a title begins with "A" or "An", other than those within the blocks.
RECIPES = dict(part.split("\n", 1) for part in re.split(r"^## (?=An? )", TEXT, flags=re.M)[1:])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"^(?:In|New (?:file|notebook)) `([^`]+)`(.*):$", re.MULTILINE)


class Step(NamedTuple):
    """A sentence of a recipe, whose places are in backticks, and the blocks [(language, code)]."""

    path: str
    where: str
    blocks: list


def steps(recipe):
    """What a recipe says to do. Blocks stand under one sentence until other words come."""
    found, end, sentence = [], 0, None
    for block in BLOCK.finditer(recipe):
        words = recipe[end : block.start()].strip()
        end = block.end()
        if words or block[1] == "sh":
            sentence = PLACE.search(words) if words.endswith(":") else None
            found.append(Step(*(sentence.groups() if sentence else ("", "")), []))
        found[-1].blocks.append((block[1], block[2]))
    return found


def edit(step, folder):
    """Write what a step says into the copy of the course."""
    path = folder / step.path
    assert path.exists() == bool(step.where)
    if path.suffix == ".ipynb":
        return add_cells(path, step)
    ((_, code),) = step.blocks
    old = path.read_text(encoding="utf-8") if step.where else ""
    path.write_text(inserted(old, code, step.where), encoding="utf-8")


def inserted(text, code, where):
    """`text` with `code` at the end of a table, or above a line; both stand at the margin."""
    if not where:
        return code
    kind, name = re.fullmatch(r", (at the end of|(?:above|below) the line) `(.+)`", where).groups()
    if kind == "at the end of":
        (at,) = re.findall(rf"^{name} = .*?(?=^[)\]}}])", text, re.DOTALL | re.MULTILINE)
        return text.replace(at, at + code)
    assert text.count(f"\n{name}\n") == 1
    pair = (code, f"{name}\n") if kind.startswith("above") else (f"{name}\n", code)
    return text.replace(f"\n{name}\n", "\n" + "".join(pair))


def add_cells(path, step):
    above = re.fullmatch(r"(?:, above the cell `([^`]+)`)?(?:, with the tag `(.+)`)?", step.where)
    nb = read(path) if step.where else new_notebook()
    cells = []
    for language, code in step.blocks:
        cells.append((new_code_cell if language == "python" else new_markdown_cell)(code.strip()))
        cells[-1].metadata.update({"tags": [above[2]]} if above[2] else {})
    starts = [cell.source.startswith(above[1] or "-") for cell in nb.cells]
    at = starts.index(True) if above[1] else len(nb.cells)
    nb.cells[at:at] = cells
    path.write_text(dumps(nb), encoding="utf-8")


def script(step):
    """What a step runs, in Python; a command by the module that course.py starts for it."""
    lines = []
    for language, code in step.blocks:
        if language == "python":
            lines.append(f"exec({code!r}, {{}})")
            continue
        for command in code.splitlines():
            python3, course, name, *arguments = shlex.split(command)
            assert (python3, course) == ("python3", "course.py")
            lines.append(f"run({COMMANDS[name][1]!r}, {arguments!r})")
    return lines


RUN = """
import runpy, sys

def run(module, arguments):
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code:
            raise

"""


def python(folder, *arguments):
    """Run this Python, which has what course.py would install; fail with what it says."""
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTEST_ADDOPTS": "-q -n0"}
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, encoding="utf-8", **both
    )
    assert done.returncode == 0, done.stdout


@pytest.fixture
def copy(tmp_path):
    """The course in a folder of its own."""
    for path in (path for pattern in FILES for path in ROOT.glob(pattern)):
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, tmp_path / path.name)
    return tmp_path


def test_there_is_a_recipe_for_each_kind_of_addition():
    assert list(RECIPES) == [
        "A task",
        "An exercise for a new lesson",
        "A ledger entry",
        "A widget",
        "An activation",
        "A loss",
    ]


@pytest.mark.parametrize("name", RECIPES)
def test_the_recipe_works(name, copy):
    edits = [step for step in steps(RECIPES[name]) if step.path]
    runs = [step for step in steps(RECIPES[name]) if not step.path]
    for step in edits:
        edit(step, copy)
    python(copy, "-c", RUN + "\n".join(line for step in runs for line in script(step)))
    touched = [step.path for step in edits]
    python(copy, "-m", "ruff", "check", *touched)
    python(copy, "-m", "ruff", "format", "--check", *touched)
