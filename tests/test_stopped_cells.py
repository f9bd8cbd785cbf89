"""A check judges the answer as its cell stands now, in a real kernel."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nnlib.feedback.cells import given
from tools.exercises import EXERCISES
from tools.runner import run

START = "import numpy as np\nfrom nnlib import feedback\nfrom nnlib.symbolic import *"
EDGE, CHECK = "edge = d(Loss, z_out) * h(2)[2]", 'feedback.check("03_2.edge")'
LAYER, CHECK_LAYER = "def layer(W, h, g):\n    return W @ h, g(W @ h)", 'feedback.check("02.layer")'
PROOF, CHECK_PROOF = "mine = Derivation(d(Loss, h(L)[j]))", 'feedback.check("03_2.mine")'
LINE = "mine.then({}d(Loss, z_out) * d(z_out, h(L)[j]), 'chain rule')"
STOPPED = "the cell above stopped with "

# what is run, and what the last check says
RUNS = {
    "right": ([EDGE, CHECK], "✓"),
    "a name that is not there": ([EDGE, CHECK, "edge = nothing * 2", CHECK], f"{STOPPED}NameError"),
    "a bracket is missing": ([EDGE, "edge = d(Loss, z_out", CHECK], f"{STOPPED}SyntaxError"),
    "a bare letter": ([EDGE, "edge = g(z)", CHECK], "write z(k)[i], or z_out for the z of the"),
    "square brackets for a layer": (["edge = W[1][2, 1]", CHECK], "write W(k)[i, j]"),
    "mended": (["edge = nothing * 2", CHECK, EDGE, CHECK], "✓"),
    "another cell stopped": ([EDGE, "other = nothing", CHECK], "✓"),
    "a function": ([LAYER, LAYER.replace("):", ")"), CHECK_LAYER], f"{STOPPED}SyntaxError"),
    "a small sum": (["edge = sum(h(2)[j], (j, 1, n(2)))", CHECK], "Sum, with a capital S"),
    "n in square brackets": (["edge = Sum(h(2)[j], (j, 1, n[2]))", CHECK], "n(0), n(k + 1)"),
    "no argument": (["edge = h(2)[2] * g_prime", CHECK], "without its argument"),
    "a letter that a loop has changed": (
        ["for j in (1, 2):\n    pass", "edge = d(Loss, z_out) * h(2)[j + 1]", CHECK],
        "j is no longer the course's letter",
    ),
    "^ for **": ([START, "edge = (h(2)[2] - h(2)[2]^2) * d(Loss, z_out)", CHECK], "write **"),
    "shown, not given": (["edge = print(h(2)[2])", CHECK], "your edge is None"),
    "right, and ^ in a comment": ([f"{EDGE}  # not ^", CHECK], "✓"),
    "an error in another cell's function": (
        ["def helper(W):\n    return W / nothing", "def layer(W, h, g):\n    return helper(W)"]
        + [CHECK_LAYER],
        "(line 2 of the cell of helper)",
    ),
    "a proof that refused a line goes on": ([f"{PROOF}\n{LINE.format('2 * ')}", CHECK_PROOF], "○"),
    "a proof that went on": (
        [f"{PROOF}\n{LINE.format('2 * ')}", LINE.format(""), CHECK_PROOF],
        "now work out d(z_out, h(L)[j])",
    ),
    "a proof whose cell stopped elsewhere": ([f"{PROOF}\nnothing", CHECK_PROOF], STOPPED),
    "another proof refused a line, and this one is an older one": (
        [PROOF, f"other = Derivation(z(1)[1])\nother.then(0, 'no')\n{PROOF}", CHECK_PROOF],
        f"{STOPPED}Refused",
    ),
    "never given": ([CHECK], "○ not done yet"),
}


@pytest.fixture(scope="module")
def said():
    """What the last cell of each run shows; each run forgets the answers of the one before."""
    cells, ends = [START], {}
    for name, (sources, _) in RUNS.items():
        cells += ["edge = layer = mine = None", *sources]
        ends[name] = len(cells) - 1
    nb = new_notebook(cells=[new_code_cell(source) for source in cells])
    done = run(nb, EXERCISES, allow_errors=True).cells
    return {
        name: "".join(o.get("text", "") for o in done[end].outputs) for name, end in ends.items()
    }


@pytest.mark.parametrize("name", RUNS)
def test_a_check_says_when_the_cell_above_stopped(said, name):
    assert RUNS[name][1] in said[name]
    assert len(said[name].splitlines()) <= 2


def test_the_names_that_a_cell_gives():
    source = "a, b = 1, 2\n# c = 3\nif a == b:\n    e = 1\nf: int = 2\ng(h=1)\nclass K:\n    x = 1"
    assert given(source) == {"a", "b", "f", "K"}
