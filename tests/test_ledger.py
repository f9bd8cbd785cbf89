"""Every entry of the ledger is shown in a lesson, by a cell that proves what its tag says."""

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nnlib.symbolic import LEDGER_IDS, STATEMENTS, latex
from nnlib.symbolic.errata import ERRATA
from nnlib.symbolic.ledger import BEYOND
from nnlib.symbolic.record import links
from tools.notebook import ROOT, read, where

IDS = (*LEDGER_IDS, *BEYOND, *(erratum.id for erratum in ERRATA))
LESSONS = {path.name: read(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
WAYS = ("proves", "refutes", "compares", "shows")
# What is no equation is shown by a sentence that `confirm` has checked: a number of its own says
# nothing to a reader, so the output does not tell it either.
IN_WORDS = {id for id in LEDGER_IDS if not id[0].isdigit()} | {
    erratum.id for erratum in ERRATA if not erratum.refuted
}
LIKE_AN_ID = re.compile(r"E\d+\w*|B?\d+\.\d+\w*")


def tagged(notebooks):
    """Every tag of every code cell: (notebook, place, cell, tag)."""
    for name, nb in notebooks.items():
        for index, cell in enumerate(nb.cells):
            if cell.cell_type == "code":
                for tag in cell.metadata.get("tags", []):
                    yield name, where(index, cell), cell, tag


def shown_by(cell):
    """The ids that a cell's stored outputs say they prove, refute, compare or show."""
    said = [output.get("metadata", {}).get("nnlib", {}) for output in cell.outputs]
    found = [one[way] for one in said for way in WAYS if way in one]
    shown = {id for ids in found for id in ([ids] if isinstance(ids, str) else ids)}
    return shown | (IN_WORDS if any("confirms" in one for one in said) else set())


def untold(notebooks):
    """The ids of the ledger that no code cell is tagged with."""
    seen = {tag for *_, tag in tagged(notebooks)}
    return [id for id in IDS if id not in seen]


def empty(notebooks):
    """The tagged cells whose outputs prove nothing of what the tag says."""
    return [
        f"{name}, {place}: tagged {tag}, but its outputs show {sorted(shown_by(cell)) or 'nothing'}"
        for name, place, cell, tag in tagged(notebooks)
        if tag in IDS and tag not in shown_by(cell)
    ]


def unknown(notebooks):
    """The tags that look like an id of the ledger and are none."""
    return [
        f"{name}, {place}: {tag}"
        for name, place, _, tag in tagged(notebooks)
        if LIKE_AN_ID.fullmatch(tag) and tag not in IDS
    ]


def plainest(formula):
    """A formula without what may be typed in several ways: spaces, brackets, bounds of a Σ."""
    formula = re.sub(r"\\sum(_\{[^{}]*\}|_\w)?(\^\{([^{}]|\{[^{}]*\})*\}|\^\w)?", "Σ", formula)
    formula = re.sub(r"\\(left|right|cdot|times|quad|qquad|[,;:! ])", "", formula)
    return re.sub(r"[\s{}()&]|[.,]$", "", formula.strip())


PROVED = {plainest(f"{latex(s.lhs)} = {latex(s.rhs)}"): s.id for s in STATEMENTS.values()}


def typed_again(notebooks):
    """Equations of the ledger that a text displays, and display mathematics typed in code."""
    found = []
    for name, nb in notebooks.items():
        for index, cell in enumerate(nb.cells):
            displays = re.findall(r"\$\$(.+?)\$\$", cell.source, re.DOTALL)
            if cell.cell_type == "code" and (
                displays or re.search(r"\b(Math|Latex)\(", cell.source)
            ):
                found.append(f"{name}, {where(index, cell)}: display mathematics typed in code")
            found += [
                f"{name}, {where(index, cell)}: {PROVED[plainest(formula)]} is typed"
                for formula in displays
                if cell.cell_type == "markdown" and plainest(formula) in PROVED
            ]
    return found


def test_every_id_is_tagged():
    assert untold(LESSONS) == []


@pytest.mark.parametrize("name", LESSONS)
def test_a_tagged_cell_shows_what_its_tag_says(name):
    assert empty({name: LESSONS[name]}) == []


@pytest.mark.parametrize("name", LESSONS)
def test_no_tag_is_an_unknown_id(name):
    assert unknown({name: LESSONS[name]}) == []


@pytest.mark.parametrize("name", LESSONS)
def test_no_proved_equation_is_typed_again(name):
    assert typed_again({name: LESSONS[name]}) == []


def test_the_list_is_whole():
    assert len(set(IDS)) == len(IDS)
    assert set(STATEMENTS) < set(LEDGER_IDS)
    assert [erratum.id for erratum in ERRATA] == [f"E{n}" for n in range(1, len(ERRATA) + 1)]


# ---- control: each check catches what it is there for ------------------------------------------


def lesson(*cells):
    """Notebooks as a lesson would be, that tag and show every id, changed by `cells`."""
    whole = [code(id, {"shows": id}) for id in IDS if id not in {tag for tag, _ in cells}]
    return {"lesson.ipynb": new_notebook(cells=whole + [code(tag, said) for tag, said in cells])}


def code(tag, said):
    metadata = {} if said is None else {"nnlib": said}
    output = new_output("display_data", {"text/plain": "…"}, metadata=metadata)
    return new_code_cell("show()", outputs=[output], metadata={"tags": [tag] if tag else []})


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ids", ["3.5", ["E11", "3.5"]])
def test_a_good_lesson_passes(way, ids):
    good = lesson(("3.5", {way: ids}))
    assert not (untold(good) or empty(good) or unknown(good) or typed_again(good))


@pytest.mark.parametrize("id", ["fig1", "3.2a", "B4.2", "E18"])
def test_a_missing_tag_is_caught(id):
    bad = lesson(("another", {"shows": id}))
    bad["lesson.ipynb"].cells = [c for c in bad["lesson.ipynb"].cells if c.metadata.tags != [id]]
    assert untold(bad) == [id]


def test_a_tag_on_a_text_does_not_count():
    bad = lesson(("another", None))
    cells = [c for c in bad["lesson.ipynb"].cells if c.metadata.tags != ["3.5"]]
    bad["lesson.ipynb"].cells = [*cells, new_markdown_cell("3.5", metadata={"tags": ["3.5"]})]
    assert untold(bad) == ["3.5"]


@pytest.mark.parametrize(
    "said",
    [None, {}, {"shows": "3.4e"}, {"proves": ["3.4e"]}, {"ledger": ["3.5"]}, {"confirms": "so"}],
)
def test_a_cell_that_proves_nothing_is_caught(said):
    assert len(empty(lesson(("3.5", said)))) == 1


@pytest.mark.parametrize(("id", "enough"), [("fig1", 1), ("E4", 1), ("E19", 1), ("E11", 0)])
def test_what_is_said_in_words_is_shown_by_a_sentence(id, enough):
    assert len(empty(lesson((id, {"confirms": "so"})))) == 1 - enough


@pytest.mark.parametrize("tag", [f"E{len(ERRATA) + 1}", "3.7", "3.2e", "E1b", "B4.9"])
def test_an_unknown_id_is_caught(tag):
    assert len(unknown(lesson((tag, {"shows": tag})))) == 1
    assert unknown(lesson(("raises-exception", None))) == []


@pytest.mark.parametrize(
    "source",
    [
        r"So $$\frac{\partial\mathrm{Loss}}{\partial W_{ij}^{(k)}} ="
        r"\frac{\partial \mathrm{Loss}}{\partial z_i^{(k)}} \times h_j^{(k-1)}.$$",
        r"$$z_i^{(k)} = \sum_j W_{ij}^{(k)} h_j^{(k-1)}$$",
        r"$$z_i^{(k)} = \sum_{j=1}^{n_{k-1}} W_{ij}^{(k)} \, h_j^{(k-1)}$$",
    ],
)
def test_an_equation_typed_again_is_caught(source):
    bad = {"lesson.ipynb": new_notebook(cells=[new_markdown_cell(source)])}
    assert len(typed_again(bad)) == 1
    fine = {"lesson.ipynb": new_notebook(cells=[new_markdown_cell(source.replace("$$", "$"))])}
    assert typed_again(fine) == []


@pytest.mark.parametrize("source", ['Math("x")', 'display(Latex("$x$"))', 'show("$$x$$")'])
def test_mathematics_typed_in_code_is_caught(source):
    bad = {"lesson.ipynb": new_notebook(cells=[new_code_cell(source)])}
    assert len(typed_again(bad)) == 1


# ---- the errata and their page -----------------------------------------------------------------


every_erratum = pytest.mark.parametrize("erratum", ERRATA, ids=lambda erratum: erratum.id)


@every_erratum
def test_an_erratum_says_what_is_printed_and_what_is_true(erratum):
    assert erratum.section and erratum.printed and erratum.true and erratum.refuted_by
    assert len(erratum.refutations()) == len(erratum.refuted)
    for refutation in erratum.refutations():
        assert refutation.called == erratum.called
        assert refutation.refusal.refuted and refutation.proof


def sides(equation):
    """Both sides as sets of factors, in the course's notation or in the document's."""
    for documents, ours in (
        (r"\text{Loss}(h(\bar{x};\theta),y)", r"\mathrm{Loss}"),
        (r"\frac{\partial g(z_i^{(L)})}{\partial z_i^{(L)}}", "g'(z_i^{(L)})"),
    ):
        equation = equation.replace(documents, ours)
    return [
        {plainest(factor) for factor in re.split(r"\\times|\\cdot", side)}
        for side in equation.strip("$").split(" = ")
    ]


@every_erratum
def test_a_formula_is_called_printed_only_where_it_is(erratum):
    printed = [sides(equation) for equation in erratum.printed.split("<br>")]
    refuted = [sides(f"{latex(lhs)} = {latex(rhs)}") for lhs, rhs in erratum.refuted]
    if refuted:
        assert (printed == refuted) == (erratum.called == "printed")
        assert erratum.called in ("printed", "would mean")


def test_every_erratum_is_linked_from_the_appendix():
    outputs = [
        o for cell in LESSONS["appendix_errata.ipynb"].cells for o in cell.get("outputs", [])
    ]
    tables = "\n".join(output.get("data", {}).get("text/markdown", "") for output in outputs)
    for erratum in ERRATA:
        (row,) = re.findall(rf"^\| {erratum.id} \|.*\.ipynb#.*\|$", tables, re.MULTILINE)
        assert row


def test_links_name_the_heading_above_the_first_tagged_cell(tmp_path, monkeypatch):
    from tools.notebook import dumps

    cells = [
        new_markdown_cell("# Lesson 04.1: Title\n\n## First part"),
        new_markdown_cell("### With $x$ in it, and\n\n#### with `code`"),
        code("E1", None),
        new_markdown_cell("## Second (part)"),
        code("E1", None),
        code("E2", None),
    ]
    (tmp_path / "04_1_some_lesson.ipynb").write_text(dumps(new_notebook(cells=cells)))
    (tmp_path / "appendix.ipynb").write_text(dumps(new_notebook(cells=cells)))
    monkeypatch.chdir(tmp_path)
    assert links("E1") == "[04.1](04_1_some_lesson.ipynb#First-part)"
    assert links("E2") == "[04.1](04_1_some_lesson.ipynb#Second-%28part%29)"
    assert links("E3") == ""
    assert list(Path().glob("*.ipynb"))
