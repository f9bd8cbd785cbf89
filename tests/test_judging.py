"""Graded answers are checked where they cannot reach the check."""

import pytest
from nbgrader.utils import is_grade

from nnlib.symbolic import Loss, Sum, W, d, g, h, i, j, n, p, x, y, z_out
from tools.exercises import SOLUTIONS
from tools.judging import Answers, judge
from tools.notebook import read
from tools.parcel import pack, unpack

HEAD = "import numpy as np\nimport nnlib\nfrom nnlib import feedback\nfrom nnlib.symbolic import *"
DEF = "def backward(W, z, h, y, g_prime, loss_prime):"
ZERO = "return {k: 0 * W[k] for k in W}"

# What passes where the answer can reach the check: source, and what the verdict says.
TAMPERED = {
    "the tolerance": (
        f"import nnlib.feedback.arrays\nnnlib.feedback.arrays.CLOSE = 1e99\n{DEF}\n    {ZERO}",
        "stopped with ModuleNotFoundError",
    ),
    "what is wanted, from a frame": (
        f"import sys\n{DEF}\n    frame = sys._getframe()\n    while frame:\n"
        "        for found in list(frame.f_locals.values()):\n"
        "            if hasattr(found, 'wanted'):\n                return found.wanted\n"
        f"        frame = frame.f_back\n    {ZERO}",
        "0 times what it should be",
    ),
    "Network.backward": (
        f"{DEF}\n    net = nnlib.Network([W[1].shape[1], *(len(W[k]) for k in W)])\n"
        "    return dict(net.backward(net.forward(h[0]), y).W.items())",
        "is the answer itself: not while grading",
    ),
    "the check's own mistakes": (
        f"{DEF}\n    from nnlib.feedback import sweeps\n"
        "    return sweeps.gradients(W, z, h, y, g_prime, loss_prime)",
        "stopped with ImportError",
    ),
    "feedback of one's own": (
        f"class feedback:\n    check = progress = print\n{DEF}\n    {ZERO}",
        "0 times what it should be",
    ),
}


def verdict(*sources, task="03_6.backward"):
    with Answers([HEAD, *sources]) as answers:
        return judge(task, answers)


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_earns_nothing(name):
    source, said = TAMPERED[name]
    found = verdict(source)
    assert found.mark == "✗" and said in str(found)


@pytest.mark.parametrize("path", sorted(SOLUTIONS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_solution_is_right_there_too(path):
    nb = read(path)
    sources = [c.source for c in nb.cells if c.cell_type == "code" and not is_grade(c)]
    sources += [c.source for c in nb.cells if c.metadata.get("nbgrader", {}).get("solution")]
    checks = [c.source for c in nb.cells if is_grade(c) and c.source.startswith("feedback.check")]
    with Answers(sources) as answers:
        marks = [judge(check.split('"')[1], answers).mark for check in checks]
    assert len(marks) >= 3 and set(marks) == {"✓"}


@pytest.mark.parametrize(
    ("source", "mark", "said"),
    [
        (f"{DEF}\n    ...", "○", "not done yet"),
        (f"{DEF}\n    raise KeyError('lost')", "✗", "KeyError: 'lost' (line 2 of your cell)"),
        (f"{DEF}\n    return W @ 1", "✗", "TypeError"),
        (f"{DEF}\n    W[1] += 1\n    {ZERO}", "✗", "changed one of its arguments"),
        (f"{DEF}\n    import os\n    os._exit(1)", "✗", "its process ended"),
        ("backward = nothing", "✗", "the cell above stopped with NameError"),
        ("backward = object()", "✗", "should be a function"),
        ("", "○", "not done yet"),
    ],
)
def test_what_a_student_reads_is_the_same(source, mark, said):
    found = verdict(source)
    assert (found.mark, said in str(found)) == (mark, True), found


def test_a_function_that_never_ends_leaves_the_others():
    sources = f"{DEF}\n    while True:\n        pass", "deep = 2 * d(Loss, z_out)"
    with Answers([HEAD, *sources]) as answers:
        assert "a loop that never ends" in str(judge("03_6.backward", answers))
        assert judge("03_6.deep", answers).mark == "✗"


@pytest.mark.parametrize(
    "e",
    [
        d(Loss, z_out) * h(2)[2] / 3,
        Sum(W(1)[2, j] * x[j], (j, 1, n(0))),
        0.5 * x[1] - x[2] ** 2,
        g(z_out) - y + p,
        W(1)[i, 2],
    ],
    ids=str,
)
def test_an_expression_arrives_as_it_left(e):
    assert unpack(pack(e)) == e


@pytest.mark.parametrize("text", ["__import__('os')", "Symbol.__class__", "[1 for x in 'ab']"])
def test_nothing_but_an_expression_is_read(text):
    with pytest.raises((ValueError, KeyError)):
        unpack({"expression": text})
