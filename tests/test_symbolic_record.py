"""What a notebook has shown: facts that can fail, and the stored lessons beside it."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nnlib.symbolic import confirm, proved_so_far
from nnlib.symbolic.errata import ERRATA, errata_table
from nnlib.symbolic.record import links, stored_lessons

MOON = "The moon is made of cheese."


def test_a_fact_that_cannot_fail_is_refused():
    with pytest.raises(ValueError, match="the fact True cannot fail. Give one that is computed"):
        confirm(MOON, True)
    with pytest.raises(ValueError, match="the fact 1 \\+ 1 == 2 cannot fail"):
        confirm(MOON, len(MOON) == 27, 1 + 1 == 2)
    with pytest.raises(ValueError, match="needs at least one fact"):
        confirm(MOON)
    with pytest.raises(AssertionError, match="fact 2 of 2 does not hold"):
        confirm(MOON, len(MOON) == 27, len(MOON) == 28)
    facts = [len(MOON) > number for number in range(3)]
    assert repr(confirm(MOON, *facts)) == f"✓ {MOON}"


def test_a_confirmation_may_be_about_an_equation():
    with pytest.raises(ValueError, match="there is no equation of the ledger '3.6c'. Did you"):
        confirm(MOON, len(MOON) == 27, equation="3.6c")
    said = confirm(MOON, len(MOON) == 27, equation="3.6a")
    assert said._repr_mimebundle_()[1]["nnlib"] == {"confirms": MOON, "shows": "3.6a"}
    assert "3.6a" in proved_so_far().here


def test_a_fact_that_cannot_fail_is_refused_in_a_notebook_too():
    """In a real kernel, where the source of a call is a cell."""
    cells = ["from nnlib.symbolic import confirm", 'confirm(\n    "the moon", True\n)']
    nb = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    NotebookClient(nb, allow_errors=True, kernel_name="python3", timeout=60).execute()
    (error,) = [o for o in nb.cells[1].outputs if o.output_type != "stream"]
    assert error.evalue.startswith("the fact True cannot fail")


@pytest.fixture
def lessons(tmp_path):
    for name, id in (("01_one", "3.1"), ("02_two", "E1"), ("appendix", "E2")):
        output = new_output("display_data", {}, metadata={"nnlib": {"ledger": [id]}})
        cell = new_code_cell("", outputs=[output], metadata={"tags": [id]})
        text = nbformat.v4.new_markdown_cell("## Here")
        nbformat.write(new_notebook(cells=[text, cell]), tmp_path / f"{name}.ipynb")
    return tmp_path


def test_earlier_lessons_are_read_from_the_folder_that_is_given(lessons):
    assert [path.name for path in stored_lessons(lessons)] == ["01_one.ipynb", "02_two.ipynb"]
    assert proved_so_far("02", lessons).earlier == ("3.1",)
    assert proved_so_far("03", lessons).earlier == ("3.1", "E1")
    assert proved_so_far("01", lessons).earlier == ()
    assert links("E1", lessons) == "[02](02_two.ipynb#Here)" and links("E2", lessons) == ""


def test_lessons_beyond_the_document_come_last(lessons):
    (lessons / "beyond_04_more.ipynb").write_bytes((lessons / "02_two.ipynb").read_bytes())
    names = [path.name for path in stored_lessons(lessons)]
    assert names == ["01_one.ipynb", "02_two.ipynb", "beyond_04_more.ipynb"]
    assert proved_so_far("beyond_04", lessons).earlier == ("3.1", "E1")
    assert links("E1", lessons) == "[02](02_two.ipynb#Here), [04](beyond_04_more.ipynb#Here)"


def test_a_sentence_may_be_about_an_equation_beyond_the_document():
    confirm(MOON, len(MOON) == 27, equation="B4.2")
    assert "B4.2" not in proved_so_far().here


def test_a_second_lesson_of_a_section_follows_the_first(lessons):
    (lessons / "01b_more.ipynb").write_bytes((lessons / "01_one.ipynb").read_bytes())
    names = [path.name for path in stored_lessons(lessons)]
    assert names == ["01_one.ipynb", "01b_more.ipynb", "02_two.ipynb"]
    assert proved_so_far("01b", lessons).earlier == ("3.1",)
    assert links("3.1", lessons) == "[01](01_one.ipynb#Here), [01b](01b_more.ipynb#Here)"


def test_by_default_they_are_those_where_the_notebook_runs(lessons, monkeypatch):
    monkeypatch.chdir(lessons)
    assert proved_so_far("03").earlier == ("3.1", "E1")
    assert "[02](02_two.ipynb#Here)" in repr(errata_table())


def test_where_there_are_none_that_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert proved_so_far().earlier == ()
    assert "not known, since no lessons are stored where this notebook runs" in repr(errata_table())
    assert len(repr(errata_table()).splitlines()) == 2 + len(ERRATA) + 2
    for ask in (lambda: proved_so_far("03", tmp_path), lambda: errata_table(tmp_path)):
        with pytest.raises(ValueError, match="there are no lessons .* in the folder"):
            ask()
