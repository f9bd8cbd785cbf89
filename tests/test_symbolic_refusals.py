"""False lines are refused, each with the letters that do not fit or with numbers that differ."""

import re

import nbformat
import pytest
from nbclient import NotebookClient
from sympy import (
    Derivative,
    Eq,
    Function,
    I,
    IndexedBase,
    Matrix,
    Rational,
    Sum,
    Symbol,
    log,
    nan,
    oo,
    symbols,
)

from nnlib.symbolic import (
    STATEMENTS,
    Derivation,
    L,
    Loss,
    Refusal,
    Refused,
    Refutation,
    W,
    d,
    examine,
    g,
    g_prime,
    h,
    i,
    j,
    k,
    latex,
    m,
    n,
    x,
    y,
    z,
    z_out,
)
from nnlib.symbolic.errors import WrongForm

Z = Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, n(k - 1)))
DOWN = STATEMENTS["3.5"].rhs
slope = g_prime(z(k)[j])
passed = d(Loss, z(k + 1)[i])


def over_i(e):
    return Sum(e, (i, 1, n(k + 1)))


# {what is wrong: (left, right)}; every k from 1 to L, unless the line names its layer.
FALSE = {
    # a constant
    "factor 2": (z(k)[i], 2 * Z),
    "factor 1/2": (d(Loss, z(k)[j]), DOWN / 2),
    "plus 1": (z(k)[i], Z + 1),
    "plus very little": (z(k)[i], Z + Rational(1, 10**7)),
    "sign": (d(Loss, z(k)[j]), -DOWN),
    "mean for sum": (z(k)[i], Z / n(k - 1)),
    "a size for another": (n(k), n(k - 1)),
    "the derivative of a sum is its number of terms": (d(z(k)[i], h(k - 1)[j]), n(k) * W(k)[i, j]),
    # agree at a point, or for one g or one Loss
    "agree where z is -1, 0 or 1": (z(k)[i], z(k)[i] ** 3),
    "agree where h is 0 or 1": (h(k)[i], h(k)[i] ** 2),
    "agree where z is 0": (g_prime(z(k)[i]), g_prime(2 * z(k)[i])),
    "the sigmoid's slope for any g": (g_prime(z(k)[i]), h(k)[i] * (1 - h(k)[i])),
    "the sigmoid's symmetry for any g": (g(-z(k)[i]), 1 - h(k)[i]),
    "an even slope for any g": (g_prime(-z(k)[i]), g_prime(z(k)[i])),
    "the squared loss for any Loss": (d(Loss, g(z_out)), g(z_out) - y),
    "sigmoid with log loss for any pair": (d(Loss, z_out), g(z_out) - y),
    # transposed, exchanged: what holds for square layers only
    "W transposed": (z(k)[i], Sum(W(k)[j, i] * h(k - 1)[j], (j, 1, n(k - 1)))),
    "W transposed on the way back": (d(Loss, z(k)[j]), over_i(passed * W(k + 1)[j, i] * slope)),
    "i and j exchanged": (d(Loss, W(k)[i, j]), d(Loss, z(k)[j]) * h(k - 1)[i]),
    "gradient transposed": (d(Loss, W(k)[i, j]), d(Loss, W(k)[j, i])),
    "h_i for h_j": (d(z(k)[i], W(k)[i, j]), h(k - 1)[i]),
    "∂z_j for ∂z_i": (d(Loss, W(k)[i, j]), d(Loss, z(k)[j]) * h(k - 1)[j]),
    # Σ
    "Σ missing": (z(k)[i], W(k)[i, j] * h(k - 1)[j]),
    "Σ missing on the way back": (d(Loss, z(k)[j]), passed * W(k + 1)[i, j] * slope),
    "only the first path": (d(Loss, z(k)[j]), d(Loss, z(k + 1)[1]) * W(k + 1)[1, j] * slope),
    "Σ over the layer itself": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, n(k)))),
    "Σ over layer k on the way back": (d(Loss, z(k)[j]), Sum(DOWN.function, (i, 1, n(k)))),
    "Σ one short": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, n(k - 1) - 1))),
    "Σ from 2": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 2, n(k - 1)))),
    "Σ over two nodes": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, 2))),
    "Σ over too many nodes": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, 9))),
    "Σ over i for Σ over j": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (i, 1, n(k)))),
    "product of sums for sum of products": (
        z(k)[i],
        Sum(W(k)[i, j], (j, 1, n(k - 1))) * Sum(h(k - 1)[j], (j, 1, n(k - 1))),
    ),
    "sum of squares for square of a sum": (
        z(k)[i] ** 2,
        Sum((W(k)[i, j] * h(k - 1)[j]) ** 2, (j, 1, n(k - 1))),
    ),
    "a Σ too many": (d(z(k + 1)[i], h(k)[j]), Sum(W(k + 1)[i, m], (m, 1, n(k)))),
    # g linear, g' lost
    "g of a sum is the sum of g": (h(k)[i], Sum(g(W(k)[i, j] * h(k - 1)[j]), (j, 1, n(k - 1)))),
    "g is the identity": (h(k)[i], Z),
    "g pulls a factor out": (g(2 * z(k)[i]), 2 * g(z(k)[i])),
    "g(a + b) = g(a) + g(b)": (g(z(k)[i] + y), g(z(k)[i]) + g(y)),
    "g' dropped": (d(Loss, z(k)[j]), over_i(passed * W(k + 1)[i, j])),
    "g' is 1": (d(h(k)[i], z(k)[i]), 1),
    "g' is constant": (g_prime(z(k)[i]), g_prime(0)),
    "g' dropped at the output": (d(Loss, z_out), d(Loss, g(z_out))),
    "g'(h) for g'(z)": (d(h(k)[i], z(k)[i]), g_prime(h(k)[i])),
    "g(z) for g'(z)": (d(h(k)[i], z(k)[i]), g(z(k)[i])),
    "g' of the node above": (
        d(Loss, z(k)[j]),
        over_i(passed * W(k + 1)[i, j] * g_prime(z(k + 1)[i])),
    ),
    "g' of another node": (d(Loss, z(k)[j]), over_i(passed * W(k + 1)[i, j] * g_prime(z(k)[1]))),
    "g' twice": (d(Loss, z(k)[j]), DOWN * slope),
    # a weight is 0
    "no path through": (d(Loss, z(k)[j]), 0),
    "no way from node to node": (d(z(k + 1)[i], z(k)[j]), 0),
    "every input is 0": (h(k)[i], g(0)),
    # the wrong layer
    "W of the layer itself": (d(Loss, z(k)[j]), over_i(passed * W(k)[i, j] * slope)),
    "W of layer L at the output": (d(z_out, h(L)[i]), W(L)[1, i]),
    "h of the layer itself": (d(z(k)[i], W(k)[i, j]), h(k)[j]),
    "h^(k) for h^(k-1) in the gradient": (d(Loss, W(k)[i, j]), d(Loss, z(k)[i]) * h(k)[j]),
    "z for h": (z(k)[i], Sum(W(k)[i, j] * z(k - 1)[j], (j, 1, n(k - 1)))),
    "∂Loss/∂h for ∂Loss/∂z": (d(Loss, W(k)[i, j]), d(Loss, h(k)[i]) * h(k - 1)[j]),
    "the same layer's ∂Loss/∂z": (
        d(Loss, z(k)[j]),
        Sum(d(Loss, z(k)[i]) * W(k + 1)[i, j] * slope, (i, 1, n(k))),
    ),
    "x for h^(k-1)": (d(z(k)[i], W(k)[i, j]), x[j]),
    # true for one depth or one layer only
    "only for L = 1: W^(2) at the output": (d(z_out, h(L)[1]), W(2)[1, 1]),
    "only for L = 1: x below the output": (d(z_out, W(L + 1)[1, 1]), h(1)[1]),
    "only for L = 1: one step to layer 1": (
        d(Loss, z(1)[j]),
        d(Loss, z_out) * W(L + 1)[1, j] * g_prime(z(1)[j]),
    ),
    "only for k = L: the output follows": (
        d(Loss, z(k)[j]),
        d(Loss, z_out) * W(L + 1)[1, j] * slope,
    ),
    "only for k = 1": (z(k)[1], Sum(W(1)[1, j] * x[j], (j, 1, n(0)))),
    "only for layers of one node": (d(Loss, z(k)[1]), d(Loss, h(k)[1]) * g_prime(z(k)[1]) * n(k)),
    "only for L = 1 and L = 2": (z(k)[i], Z * (1 + (L - 1) * (L - 2))),
    "only for 2 or 4 inputs": (z(k)[i], Z * (1 + (n(0) - 2) * (n(0) - 4))),
    # derivatives across layers
    "a lower node depends on a higher one": (d(z(k)[j], z(k + 1)[i]), W(k + 1)[i, j]),
    "inverse derivative": (d(z(k)[i], h(k)[i]), 1 / g_prime(z(k)[i])),
    "two nodes of a layer depend on each other": (d(h(k)[i], z(k)[m]), g_prime(z(k)[i])),
    "another node's weight": (d(z(k)[m], W(k)[i, j]), h(k - 1)[j]),
    "paths skip a layer": (d(z(k + 1)[i], z(k - 1)[1]), W(k + 1)[i, 1] * W(k)[1, 1]),
    # what has no value
    "the right side divides by 0": (z(k)[i], 1 / (z(k)[i] - Z)),
    "both sides divide by 0": (1 / (z(k)[i] - Z), 2 / (z(k)[i] - Z)),
    "a power that is real now and then": (z(k)[i], z(k)[i] ** z(k)[i]),
    "a logarithm that is real now and then": (z(k)[i], log(z(k)[i])),
    # letters that clash
    "i free and summed": (d(Loss, z(k)[i]), over_i(passed * W(k + 1)[i, j] * slope)),
    "i free and summed, W_ii": (
        d(Loss, z(k)[i]),
        over_i(passed * W(k + 1)[i, i] * g_prime(z(k)[i])),
    ),
    "the same letter in two sums": (
        d(Loss, z(k)[j]),
        Sum(Sum(DOWN.function, (i, 1, n(k + 1))), (i, 1, n(k + 1))),
    ),
    "an inner Σ shadows the outer letter": (
        z(k)[1] ** 2,
        Sum(W(k)[1, j] * h(k - 1)[j] * Z.subs(i, 1) * h(k - 1)[j], (j, 1, n(k - 1))),
    ),
    "W_ii": (z(k)[i], Sum(W(k)[i, i] * h(k - 1)[i], (i, 1, n(k - 1)))),
    "a letter for a number": (z(k)[i], z(k)[i] + m - j),
    "k for L": (z_out, Sum(W(k + 1)[1, j] * h(k)[j], (j, 1, n(k)))),
    "an index that is free on the right": (z(k)[1], z(k)[i]),
}  # fmt: skip


@pytest.mark.parametrize("wrong", FALSE)
def test_a_false_line_is_refused_and_refuted(wrong):
    lhs, rhs = FALSE[wrong]
    with pytest.raises(Refused, match="does not follow") as error:
        Derivation(lhs).then(rhs, wrong)
    refusal = error.value.refusal
    assert refusal.complaints or refusal.counterexample


@pytest.mark.parametrize("id", STATEMENTS)
@pytest.mark.parametrize("wrong", [lambda e: 2 * e, lambda e: -e, lambda e: e + 1, lambda e: 0 * e])
def test_no_ledger_equation_can_be_off_by_a_constant(id, wrong):
    lhs, rhs, first = STATEMENTS[id].lhs, STATEMENTS[id].rhs, STATEMENTS[id].first
    assert examine(lhs, wrong(rhs), first).counterexample


@pytest.mark.parametrize("wrong", ["W transposed", "i and j exchanged", "Σ over the layer itself"])
def test_square_layers_do_not_help_a_false_line(wrong):
    """Three layers of two nodes: the shapes fit, the letters still do not."""
    assert examine(*FALSE[wrong], sizes=((2, 2, 1), (2, 2, 2, 1))).complaints


def test_a_line_that_holds_from_layer_2_on_is_refused_for_layer_1():
    lhs, rhs = z(k)[i], Sum(W(k)[i, j] * g(z(k - 1)[j]), (j, 1, n(k - 1)))
    assert "z_1^(0) does not exist: z has layers 1 to 2" in str(examine(lhs, rhs))
    assert not isinstance(examine(lhs, rhs, first=2), Refusal)


# --- the errata --------------------------------------------------------------------------------
S = STATEMENTS
last_slope = g_prime(z(L)[i])
ERRATA = {
    "E1": (z(1)[i], Sum(W(1)[i, j] * x[i], (j, 1, n(0))), S["2.1"]),
    "E2": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[i], (j, 1, n(k - 1))), S["2.2"]),
    "E3": (z_out, Sum(W(k + 1)[1, j] * h(L)[j], (j, 1, n(L))), S["2.3"]),
    "E5": (z(k)[i], Sum(W(k)[j, i] * h(k - 1)[j], (j, 1, n(k - 1))), S["2.2"]),
    "E7, 3.2a": (
        d(Loss, W(L + 1)[i, j]),
        d(Loss, g(z_out)) * d(g(z_out), z_out) * d(z_out, W(L + 1)[1, j]),
        S["3.2a"],
    ),
    "E7, 3.2b": (d(Loss, W(L + 1)[i, j]), d(Loss, z_out) * d(z_out, W(L + 1)[1, j]), S["3.2b"]),
    "E7, 3.2c": (d(z_out, W(L + 1)[i, j]), h(L)[j], S["3.2c"]),
    "E7, 3.2d": (d(Loss, W(L + 1)[i, i]), d(Loss, z_out) * h(L)[j], S["3.2d"]),
    "E8": (d(Loss, h(L)[i]), S["3.4a"].rhs, S["3.4a"]),
    "E9": (z_out, Sum(W(L + 1)[1, j] * h(L)[j], (i, 1, n(L))), S["2.3"]),
    "E10": (S["3.4e"].lhs, d(Loss, z_out) * W(L)[1, i] * last_slope, S["3.4e"]),
    "E11": (d(Loss, z(k)[j]), over_i(passed * W(k)[i, j] * slope), S["3.5"]),
    "E12": (d(Loss, z(k)[i]), over_i(passed * W(k + 1)[i, j] * slope), S["3.5"]),
}  # fmt: skip
NUMBERS = ("E1", "E2", "E8", "E10", "E11")  # the ledger wants these refuted in numbers


@pytest.mark.parametrize("id", ERRATA)
def test_an_erratum_is_refuted_and_put_right(id):
    lhs, printed, true = ERRATA[id]
    refutation = Refutation(id, lhs, printed, true)
    assert refutation.proof.every_size
    assert refutation.refusal.complaints or refutation.refusal.counterexample
    if id in NUMBERS:
        assert "the left side is" in str(refutation.refusal.counterexample)
    shown = refutation._repr_latex_()
    assert latex(printed) in shown and latex(true.rhs) in shown
    assert "The true form is proved for every size" in shown
    assert " n(" not in shown and "Sum" not in shown


def test_what_is_not_an_erratum_cannot_be_refuted():
    with pytest.raises(ValueError, match="could not be refuted"):
        Refutation("E1", z(k)[i], Z, S["2.2"])
    with pytest.raises(ValueError, match="the form given as true is not"):
        Refutation("E1", z(k)[i], 2 * Z, 3 * Z)


# --- what is no line at all ----------------------------------------------------------------------

q = symbols("q")
GARBAGE = {
    "a float": (0.5 * z(k)[i], "0.5 is rounded: write a fraction"),
    "a float that rounds to 1": (z(k)[i] * (1 + 1e-20), "1.0 is rounded"),
    "a Python float": (3.0, "3.0 is rounded"),
    "nan": (nan, "nan is not a number to calculate with"),
    "Python's nan": (float("nan"), "nan is not a number"),
    "infinity": (oo, "oo is not a number"),
    "1/0": (1 / (z(k)[i] - z(k)[i]), "zoo is not a number"),
    "the imaginary unit": (I * z(k)[i], "I is not one of the document's symbols"),
    "a foreign symbol": (z(k)[i] + q, "q is not one of the document's symbols"),
    "a symbol in braces": (Symbol(r"\theta_{1}"), "is not one of the document's symbols"),
    "a matrix": (Matrix([1]), "Matrix([[1]]) is not one of the document's symbols"),
    "an i of one's own": (z(k)[Symbol("i")], "i is a symbol of your own"),
    "a k of one's own": (z(Symbol("k"))[i], "k is a symbol of your own"),
    "a foreign indexed symbol": (IndexedBase("B")[i], "B[i] is not one of the document's symbols"),
    "a foreign function": (Function("f")(z(k)[i]), "is not one of the document's symbols"),
    "an unevaluated derivative": (Derivative(y**2, y), "is not one of the document's symbols"),
    "no indices": (W(k) * 2, "W(k) stands without its indices"),
    "one index for two": (W(k)[i], "W_i^(k) has the wrong number of indices: 1 instead of 2"),
    "two indices for one": (h(k)[i, j], "h_ij^(k) has the wrong number of indices: 2 instead of 1"),
    "an index that is a sum": (z(k)[i + 1], "the index of z_{i+1}^(k) must be a letter or a whole"),
    "a layer for an index": (z(k)[k], "k numbers the layers, so it cannot count nodes"),
    "an index for a layer": (z(i)[i], "the layer of z_i^(i) must be written with k, L"),
    "half a layer": (z(k / 2)[i], "must be written with k, L and whole numbers"),
    "Σ over layers": (Sum(z(k)[i], (k, 1, L)), "k numbers the layers, so no Σ can run over it"),
    "Σ over y": (Sum(h(k)[j], (y, 1, n(k))), "y counts no nodes, so no Σ can run over it"),
    "Σ without end": (Sum(h(k)[j], (j, 1, oo)), "oo is not a number"),
    "Σ from 0": (Sum(h(k)[j], (j, 0, n(k))), "the Σ over j must start at 1, 2, …, not at 0"),
}  # fmt: skip


@pytest.mark.parametrize("what", GARBAGE)
def test_what_is_not_the_documents_notation_is_refused(what):
    line, message = GARBAGE[what]
    with pytest.raises(Refused, match=re.escape(message)) as error:
        Derivation(z(k)[i]).then(line, what)
    assert "This cannot stand there" in str(error.value)
    assert latex(line)


@pytest.mark.parametrize(
    "line",
    [
        "W(k)[i, j]",
        True,
        None,
        [z(k)[i]],
        (1, 2),
        {},
        Eq(z(k)[i], 1),
        W,
        g,
        sum,
        q > 1,
    ],
    ids=str,
)
def test_what_is_no_expression_is_refused(line):
    with pytest.raises(WrongForm, match="a line must be one expression in W, z, h, x"):
        Derivation(z(k)[i]).then(line, "")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: W[k], "W has its layer in round brackets: write W(k)[i, j]."),
        (lambda: z[k][i], "write z(k)[i]."),
        (lambda: d(z(k)[i] ** 2, z(k)[i]), "f must be Loss, z(k)[i], h(k)[i] or g(z(k)[i])"),
        (lambda: d(d(Loss, z(k)[i]), z(k)[i]), "f must be Loss"),
        (lambda: d(W(k)[i, j], W(k)[i, j]), "f must be Loss"),
        (lambda: d(g(2 * z(k)[i]), z(k)[i]), "f must be Loss"),
        (lambda: d(Loss, W), "v must be W(k)[i, j], z(k)[i], h(k)[i] or g(z(k)[i]), but it is"),
        (lambda: d(Loss, Loss), "v must be W(k)[i, j]"),
        (lambda: d(Loss, "z"), "v must be W(k)[i, j]"),
        (lambda: d("Loss", z_out), "f must be Loss"),
    ],
)
def test_a_derivative_says_what_it_takes(make, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        make()


# --- what is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            FALSE["Σ missing"],
            "z_i^(k) = W_ij^(k) · h_j^(k-1) does not follow. "
            "The letters do not fit: j is free on the right but not on the left.",
        ),
        (
            (z(1)[i], Sum(W(1)[i, j] * x[i], (j, 1, n(0)))),
            "z_i^(1) = Σ_{j=1}^{n_0} W_ij^(1) · x_i does not follow. "
            "The letters do not fit: i runs to n_1 in one place, to n_0 in another. "
            "In a 4-2-1 network with random numbers at i = 1: "
            "the left side is -1.43, the right side -1.95.",
        ),
        (
            (h(k)[1], z(k)[1]),
            "h_1^(k) = z_1^(k) does not follow. In a 4-2-1 network with random numbers at k = 1: "
            "the left side is 0.1931, the right side -1.43.",
        ),
        (
            FALSE["i free and summed"],
            "∂Loss/∂z_i^(k) = Σ_{i=1}^{n_{k+1}} ∂Loss/∂z_i^(k+1) · W_ij^(k+1) · g'(z_j^(k)) "
            "does not follow. The letters do not fit: i is free, so the Σ over i needs another "
            "letter; j is free on the right but not on the left.",
        ),
        (
            FALSE["Σ over layer k on the way back"],
            "∂Loss/∂z_j^(k) = Σ_{i=1}^{n_k} ∂Loss/∂z_i^(k+1) · W_ij^(k+1) · g'(z_j^(k)) "
            "does not follow. The letters do not fit: the Σ over i runs to n_k, but i to n_{k+1}. "
            "In a 4-2-1 network at k = 1, j = 1: "
            "W_21^(2) does not exist: layer 2 has only node 1.",
        ),
        (
            (d(Loss, W(L + 1)[i, j]), d(Loss, z_out) * h(L)[j]),
            "∂Loss/∂W_ij^(L+1) = ∂Loss/∂z · h_j^(L) does not follow. "
            "The letters do not fit: layer L+1 has one node, so i can only be 1 there.",
        ),
        (
            FALSE["the sigmoid's slope for any g"],
            "g'(z_i^(k)) = h_i^(k) · (1 - h_i^(k)) does not follow. "
            "In a 4-2-1 network with random numbers, g = softplus and squared loss at k = 1, i = 1:"
            " the left side is 0.81, the right side -1.097.",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_why(line, said):
    assert str(examine(*line)) == said


def test_numbers_that_differ_late_are_shown_to_the_digit_that_differs():
    said = str(examine(z(k)[1], z(k)[1] + Rational(1, 10**7)))
    assert "the left side is -1.43, the right side -1.4299999" in said


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Derivation("3.9"), "there is no ledger equation '3.9'. Did you mean '3.5'?"),
        (
            lambda: Derivation(z(k)[i], sizes=(4, 2, 1)).then(Z, ""),
            "sizes lists networks, each a list of its layers, but it is (4, 2, 1).",
        ),
        (lambda: Derivation("3.5").proof, "nothing is proved yet: add a line with .then"),
        (
            lambda: Derivation(z(k)[i], first=3).then(Z, ""),
            "there is no layer k from 3 to L in 4-2-1 and 2-4-3-1: give sizes=[…] with more",
        ),
    ],
)
def test_a_derivation_says_what_it_lacks(make, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make()


def test_a_notebook_shows_one_line_and_no_traceback():
    """In a real kernel: what is stored of the error is the refusal alone."""
    cells = [
        "from nnlib.symbolic import *",
        "Derivation('3.5').then(d(Loss, z(k + 1)[i]) * g_prime(z(k)[j]), 'a guess')",
        "Derivation('3.5').then('W', 'text')",
        "W[1]",
        "d(Loss, W)",
    ]
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(nb, allow_errors=True, kernel_name="python3", timeout=60).execute()
    assert nb.cells[0].outputs == []
    for cell, start in zip(
        nb.cells[1:], ["Refused: ∂Loss/∂z_j^(k) = ", *["WrongForm: "] * 3], strict=True
    ):
        (error,) = cell.outputs
        assert error.ename == start.partition(":")[0]
        stored = "\n".join([*error.traceback, error.evalue])
        assert len(error.traceback) == 1 and error.traceback[0].startswith(start)
        assert len(stored) < 700
        assert "/home" not in stored and "nnlib/" not in stored and ".py" not in stored
