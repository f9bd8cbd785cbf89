"""Every equation of the ledger: proved for every size, written out, agreed on in numbers."""

import numpy as np
import pytest
from symbolic_oracle import Net
from sympy import Sum

from nnlib import Network
from nnlib.symbolic import (
    STATEMENTS,
    Derivation,
    L,
    W,
    compare,
    comparison,
    examine,
    g,
    h,
    i,
    j,
    k,
    latex,
    m,
    n,
    x,
    z,
)
from nnlib.symbolic.composition import instances
from nnlib.symbolic.printing import plain
from nnlib.symbolic.proof import SIZES

IDS = list(STATEMENTS)
every_id = pytest.mark.parametrize("id", IDS)


@every_id
def test_it_is_proved_for_every_size_and_written_out_in_full(id):
    chain = Derivation(id).then(STATEMENTS[id].rhs, "the ledger")
    assert chain.complete
    assert chain.proof.every_size
    assert chain.proof.sizes == (SIZES[1:] if id == "3.3b" else SIZES)


@every_id
@pytest.mark.parametrize("sizes", [(4, 2, 1), (2, 4, 3, 1), (3, 5, 2, 4, 1)], ids=str)
def test_it_agrees_with_an_independent_forward_pass(id, sizes):
    """Any smooth g and Loss, the derivatives by an imaginary step in plain Python."""
    statement, net = STATEMENTS[id], Net(sizes, seed=len(sizes))
    for case in instances(statement.lhs, sizes, statement.first, statement.last):
        letters = {letter: int(value) for letter, value in case.items()}
        left, right = (net.value(side, letters) for side in statement[2:4])
        assert left == pytest.approx(right, rel=1e-12, abs=0)


LABELS = {"squared": [0.5, -1.0, 2.0], "hinge": [1.0, -1.0, 1.0], "log": [0.0, 1.0, 1.0]}
FIT = [
    (g, loss) for g in ("identity", "sigmoid", "tanh", "softplus") for loss in ("squared", "hinge")
] + [("sigmoid", "log")]
NETWORKS = (
    [([4, 2, 1], *pair) for pair in FIT]
    + [([1, 3, 2, 1], *pair) for pair in FIT[::2]]
    + [([2, 4, 3, 1], "tanh", "squared")]
    + [([1, 2, 3, 2, 1], "sigmoid", "log"), ([2, 3, 1, 2, 1], "softplus", "hinge")]
)


@pytest.mark.parametrize(("sizes", "g", "loss"), NETWORKS, ids=str)
def test_formula_nnlib_and_complex_step_agree(sizes, g, loss):
    net = Network(sizes, g=g, seed=3)
    X = np.random.default_rng(len(sizes)).normal(size=(3, sizes[0]))
    for id in IDS:
        if id == "3.3b" and net.L == 1:
            continue  # k >= 2
        agreement = compare(STATEMENTS[id], net, X, LABELS[loss], loss)
        assert agreement.worst < 1e-9
        assert set(agreement.routes) >= {"formula", "nnlib" if id < "3" else "complex step"}
        if id in ("3.1", "3.2a", "3.2b", "3.2d", "3.3b", "3.3c", "3.4a", "3.4e", "3.5"):
            assert agreement.routes == ("formula", "nnlib", "complex step")


def test_comparing_sees_a_wrong_formula(monkeypatch):
    wrong = STATEMENTS["2.1"]._replace(rhs=STATEMENTS["2.1"].rhs + W(1)[1, 1] * x[1] / 10**6)
    net, X = Network([4, 2, 1], seed=1), np.ones((2, 4))
    with pytest.raises(ArithmeticError, match="2.1 at i = 1: the formula and nnlib differ by"):
        compare(wrong, net, X, [0.0, 1.0])
    with pytest.raises(ValueError, match="3.3b speaks of no layer of a 4-2-1 network"):
        compare(STATEMENTS["3.3b"], net, X, [0.0, 1.0])
    with pytest.raises(ValueError, match="can be compared with nothing"):
        compare(Derivation(L), net, X, [0.0, 1.0])


def test_comparing_sees_a_route_that_gives_no_number(monkeypatch):
    monkeypatch.setattr(comparison, "evaluate", lambda *formula: np.full(2, np.nan))
    with pytest.raises(ArithmeticError, match="2.1 at i = 1: the formula and nnlib differ by nan"):
        compare(STATEMENTS["2.1"], Network([4, 2, 1], seed=1), np.ones((2, 4)), [0.0, 1.0])


@pytest.mark.parametrize(
    "net",
    [Network([3, 2, 1], biases=True), Network([3, 2, 2]), Network([3, 2, 1], g=["tanh", "relu"])],
)
def test_comparing_wants_the_documents_network(net):
    with pytest.raises(ValueError, match="no biases, one output node and one g for all layers"):
        compare(STATEMENTS["2.1"], net, np.ones((2, 3)), [0.0, 1.0])


LOSS = r"\frac{\partial \mathrm{Loss}}{\partial "
LAST = LOSS + r"W_{1j}^{(L+1)}}"
FIRST_TWO = LOSS + r"g(z)} \cdot \frac{\partial g(z)}{\partial z}"
LATEX = {
    "2.1": (r"z_{i}^{(1)}", r"\sum_{j=1}^{n_{0}} W_{ij}^{(1)} \, x_{j}"),
    "2.2": (r"z_{i}^{(k)}", r"\sum_{j=1}^{n_{k-1}} W_{ij}^{(k)} \, h_{j}^{(k-1)}"),
    "2.3": (r"z", r"\sum_{j=1}^{n_{L}} W_{1j}^{(L+1)} \, h_{j}^{(L)}"),
    "3.1": (LOSS + "z}", FIRST_TWO),
    "3.2a": (LAST, FIRST_TWO + r" \cdot \frac{\partial z}{\partial W_{1j}^{(L+1)}}"),
    "3.2b": (LAST, LOSS + r"z} \cdot \frac{\partial z}{\partial W_{1j}^{(L+1)}}"),
    "3.2c": (r"\frac{\partial z}{\partial W_{1j}^{(L+1)}}", r"h_{j}^{(L)}"),
    "3.2d": (LAST, LOSS + r"z} \cdot h_{j}^{(L)}"),
    "3.3a": (r"\frac{\partial z_{i}^{(k)}}{\partial W_{ij}^{(k)}}", r"h_{j}^{(k-1)}"),
    "3.3b": (LOSS + r"W_{ij}^{(k)}}", LOSS + r"z_{i}^{(k)}} \cdot h_{j}^{(k-1)}"),
    "3.3c": (LOSS + r"W_{ij}^{(1)}}", LOSS + r"z_{i}^{(1)}} \cdot x_{j}"),
    "3.4a": (
        LOSS + r"z_{i}^{(L)}}",
        FIRST_TWO + r" \cdot \frac{\partial z}{\partial h_{i}^{(L)}} \cdot "
        r"\frac{\partial h_{i}^{(L)}}{\partial g(z_{i}^{(L)})} \cdot "
        r"\frac{\partial g(z_{i}^{(L)})}{\partial z_{i}^{(L)}}",
    ),
    "3.4b": (FIRST_TWO, LOSS + "z}"),
    "3.4c": (r"\frac{\partial z}{\partial h_{i}^{(L)}}", r"W_{1i}^{(L+1)}"),
    "3.4d": (r"\frac{\partial h_{i}^{(L)}}{\partial g(z_{i}^{(L)})}", "1"),
    "3.4e": (LOSS + r"z_{i}^{(L)}}", LOSS + r"z} \cdot W_{1i}^{(L+1)} \cdot g'(z_{i}^{(L)})"),
    "3.5": (
        LOSS + r"z_{j}^{(k)}}",
        r"\sum_{i=1}^{n_{k+1}} "
        + LOSS
        + r"z_{i}^{(k+1)}} \cdot W_{ij}^{(k+1)} \cdot g'(z_{j}^{(k)})",
    ),
}


def test_no_equation_of_the_ledger_is_missing():
    assert set(LATEX) <= set(IDS)


@pytest.mark.parametrize("id", LATEX)
def test_latex_is_what_the_document_writes(id):
    statement = STATEMENTS[id]
    assert (latex(statement.lhs), latex(statement.rhs)) == LATEX[id]
    assert statement._repr_latex_() == "$$" + " = ".join(LATEX[id]) + "$$"


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("2.1", "z_i^(1) = Σ_{j=1}^{n_0} W_ij^(1) · x_j"),
        ("2.3", "z = Σ_{j=1}^{n_L} W_1j^(L+1) · h_j^(L)"),
        ("3.1", "∂Loss/∂z = ∂Loss/∂g(z) · ∂g(z)/∂z"),
        (
            "3.5",
            "∂Loss/∂z_j^(k) = Σ_{i=1}^{n_{k+1}} ∂Loss/∂z_i^(k+1) · W_ij^(k+1) · g'(z_j^(k))",
        ),
    ],
)
def test_plain_text_reads_as_the_document_writes(id, text):
    assert f"{plain(STATEMENTS[id].lhs)} = {plain(STATEMENTS[id].rhs)}" == text


DEFINITIONS = ("2.1", "2.2", "2.3")
SEVERAL_WAYS = ("3.3b", "3.3c", "3.5")  # where more than one way leads to the loss


@every_id
def test_a_badge_says_what_the_equation_stands_on(id):
    chain = Derivation(id).then(STATEMENTS[id].rhs, "the ledger")
    badge = str(chain.proof)
    if id in DEFINITIONS:
        assert badge == "the definition itself"
        assert chain.proof.definition and repr(chain) == f"{id}: 1 line, the definition itself"
        assert chain._repr_latex_().endswith("\nThe definition itself.")
        return
    given = ", given the chain rule for several ways" * (id in SEVERAL_WAYS)
    sizes = "2-4-3-1 and 3-1-2-1" if id == "3.3b" else "4-2-1, 2-4-3-1 and 3-1-2-1"
    cases = f"{chain.proof.cases} cases"
    if id not in LATEX:  # an entry that somebody adds may use the rule
        given = given or ", given the chain rule for several ways" * ("several ways" in badge)
    assert badge == f"proved for every size{given}; really differentiated for {sizes} ({cases})"
    assert repr(chain) == f"{id}: 1 line, {badge}"
    assert chain._repr_latex_().endswith(f"\nP{badge[1:]}.")


def test_what_must_be_worked_out_is_no_definition():
    z_i, z_sum = STATEMENTS["2.2"].lhs, STATEMENTS["2.2"].rhs
    below = Sum(W(k)[i, j] * g(z(k - 1)[j]), (j, 1, n(k - 1)))
    for lhs, rhs in ((z_i, below), (h(k)[i], g(z_sum)), (2 * z_i, 2 * z_sum), (z_i, z_i)):
        assert not examine(lhs, rhs, first=2).definition
    for lhs, rhs in ((z_sum, z_i), (h(k)[i], g(z_i)), (z_i, z_sum.subs(j, m))):
        assert examine(lhs, rhs).definition


def test_a_line_that_is_only_turned_takes_nothing_as_given():
    lhs, rhs = STATEMENTS["3.3b"].lhs, STATEMENTS["3.3b"].rhs
    assert examine(2 * lhs, lhs + lhs).given == ()
    assert examine(2 * lhs, 2 * rhs, first=2).given == ("the chain rule for several ways",)


def test_a_chain_stands_on_all_that_its_lines_stand_on():
    z_sum = STATEMENTS["2.2"].rhs
    chain = Derivation("2.2").then(z_sum, "definition")
    assert chain.proof.definition
    chain.then(z_sum * L / L * 2 / 2 + x[1] ** 2 / x[1] - x[1], "nothing new")
    assert not chain.proof.definition and chain.proof.every_size


def test_what_is_not_differentiated_does_not_say_so():
    twice = 2 * STATEMENTS["2.2"].rhs
    assert "written out in full" in str(examine(2 * STATEMENTS["2.2"].lhs, twice))
