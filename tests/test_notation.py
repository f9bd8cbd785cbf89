"""The page of notation: what it says is typed is what it says is on paper."""

import re

import pytest
from sympy import Expr

import nnlib.symbolic
from nnlib.feedback import slips
from nnlib.symbolic import Derivation, latex, z_out
from nnlib.symbolic.grammar import expression, strangers
from tools.exercises import EXERCISES
from tools.notebook import ROOT, read

PAGE = (ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
ON_PAPER = re.findall(r"^\| \$(.+?)\$ \| `(.+?)` \|", PAGE, re.MULTILINE)
SLIPS = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", PAGE, re.MULTILINE)
CODE = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
SPACE = dict(vars(nnlib.symbolic))


def typed(text):
    return eval(text, dict(SPACE))


@pytest.mark.parametrize(("paper", "text"), ON_PAPER)
def test_what_is_typed_is_what_stands_on_paper(paper, text):
    assert latex(typed(text)) == paper


@pytest.mark.parametrize(("slip", "right"), SLIPS)
def test_a_slip_is_refused_in_words_and_its_mended_form_is_none(slip, right):
    assert not strangers(expression(typed(right)))
    with pytest.raises((TypeError, ValueError)) as error:
        Derivation(z_out).then(typed(slip), "a slip")
    said = slips.of_error(str(error.value)) or str(error.value)
    assert said != str(error.value) or hasattr(error.value, "_render_traceback_")


def test_the_page_is_whole():
    assert len(ON_PAPER) >= 15 and len(SLIPS) >= 8
    space = dict(SPACE)
    for code in CODE:
        exec(code, space)
    assert space["mine"].lines and isinstance(space["mine"].rhs, Expr)
    assert len(PAGE.splitlines()) < 80  # one page


def test_the_page_is_a_link_in_each_task_that_asks_for_a_proof():
    for path in sorted(EXERCISES.glob("03_[2-7]*.ipynb")):
        assert any("../docs/notation.md" in cell.source for cell in read(path).cells), path.name
    assert "docs/notation.md" in slips.CRIB
