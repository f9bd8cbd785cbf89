"""A guess before the result: what is right, what is said, and what stands without a kernel."""

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nnlib.widgets import fill_in, predict
from nnlib.widgets.guessing import number
from tools.notebook import tidy


@pytest.fixture
def shown(monkeypatch):
    """What was displayed last."""
    kept = []
    monkeypatch.setattr("nnlib.widgets.guessing.display", kept.append)
    return lambda: kept[-1]


def controls(widget):
    """Every control in a box, from top to bottom."""
    for child in getattr(widget, "children", ()):
        yield from controls(child)
    yield widget


def texts(question):
    return [one.value for one in controls(question.box) if hasattr(one, "value")]


def typed(question, text, row=0):
    """Type a number; what is said of it."""
    fields = [one for one in controls(question.box) if type(one).__name__ == "Text"]
    fields[row].value = text
    said = [value for value in texts(question) if 'role="status"' in str(value)]
    return said[-1] if len(fields) == 1 else said


def is_open(question):
    return '<details class="nnlib-fold" open>' in question.fold.value


def test_a_choice_is_answered_and_unfolds(shown):
    for guess, said in (("up", "✗ Not “up”: it is “down”."), ("down", "✓ Yes: down.")):
        predict({"up": 2 < 1, "down": 1 < 2})
        question = shown()
        assert not is_open(question)
        button = next(b for b in controls(question.box) if getattr(b, "description", 0) == guess)
        button.click()
        assert any(said in str(value) for value in texts(question))
        assert is_open(question)


def test_a_number_is_right_to_the_digits_typed(shown):
    predict(-0.04346)
    question = shown()
    for wrong, said in (("-0.05", "Too small"), ("0.0435", "but for the sign"), ("0", "Too large")):
        assert said in typed(question, wrong) and "✗" in typed(question, wrong)
        assert not is_open(question)
    for right in ("-0.04", "−0.043", "-0.0435", " -0,04346 "):
        predict(-0.04346)
        question = shown()
        assert "✓ Yes." in typed(question, right), right
        assert is_open(question)
    for odd in ("", "no", "1/0", "nan", "inf", "<b>"):
        assert "✗" in typed(question, odd + " ") and "<b>" not in typed(question, odd + " ")


@pytest.mark.parametrize("count", [621, 901, np.int64(901)])
def test_what_was_counted_must_be_met_exactly(shown, count):
    predict(count)
    question = shown()
    for near, said in ((count - 1, "Too small"), (count + 1, "Too large"), (count + 0.4, "large")):
        assert said in typed(question, str(near)) and not is_open(question)
    assert "✓ Yes." in typed(question, f"{count}.0") and is_open(question)
    fill_in({"$n$": count}, {"$n$": {"And the one that is not nudged?": count - 1}})
    assert "not nudged" in typed(shown(), str(count - 1))


@pytest.mark.parametrize("answer", [{"a": True, "b": True}, {"a": False}, {}, float("nan")])
def test_an_answer_that_is_none_is_refused(answer):
    with pytest.raises(ValueError, match="exactly one|finite"):
        predict(answer)


def test_numbers_are_checked_one_by_one_and_slips_are_named(shown):
    fill_in({"$z$": 2.0, "$h$": 0.8808}, {"$h$": {"That is z: g is missing.": 2.0}})
    question = shown()
    assert typed(question, "2")[0].endswith("✓ Yes.</span>") and not is_open(question)
    assert "That is z: g is missing." in typed(question, "2.0", row=1)[1] and not is_open(question)
    assert "✓" in typed(question, "0.88", row=1)[1] and is_open(question)


def test_slips_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="there is no number 'h': known are"):
        fill_in({"z": 2.0}, {"h": {"no": 1.0}})
    with pytest.raises(ValueError, match="gives the right number"):
        fill_in({"z": 2.0}, {"z": {"no": 2.0}})
    with pytest.raises(ValueError, match="finite"):
        fill_in({"z": float("inf")})


@pytest.mark.parametrize("text", ["a", "", "1/0", "nan", "inf", "1e999", "(2)", "0x1"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="is not a number. Type one"):
        number(text)


def test_without_a_kernel_the_outputs_are_folded(shown):
    """A cell with a guess is stored with hidden outputs; another is not."""
    predict()
    predict_output = new_output("display_data", shown()._repr_mimebundle_())
    other = new_output("display_data", {"text/html": "<details></details>"})
    cells = [new_code_cell("", outputs=[output]) for output in (predict_output, other)]
    nb = tidy(new_notebook(cells=cells))
    assert [cell.metadata.get("jupyter") for cell in nb.cells] == [{"outputs_hidden": True}, None]
    assert set(nb.cells[0].outputs[0].data) == {"text/html", "text/plain"}
