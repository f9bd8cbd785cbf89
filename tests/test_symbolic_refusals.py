"""What is no line is refused too, and what a reader is told is short and says why."""

import re

import nbformat
import pytest
from nbclient import NotebookClient
from symbolic_false import FALSE, Z
from sympy import (
    Derivative,
    Eq,
    Function,
    I,
    IndexedBase,
    KroneckerDelta,
    Matrix,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    nan,
    oo,
    sin,
    sqrt,
    symbols,
)

from nnlib.symbolic import (
    Derivation,
    L,
    Loss,
    PairDerivation,
    Refusal,
    Refused,
    W,
    d,
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
    y,
    z,
    z_out,
)
from nnlib.symbolic.errors import WrongForm

# --- what is no line at all ----------------------------------------------------------------------

q = symbols("q")


class LIE(Function):
    """Says that it is 0 once there are no letters in it."""

    @classmethod
    def eval(cls, u):
        return None if u.free_symbols & {i, k} else 0


GARBAGE = {
    "a float": (0.5 * z(k)[i], "0.5 is rounded: divide by 2"),
    "a float that rounds to 1": (z(k)[i] * (1 + 1e-20), "1.0 is rounded: write 1"),
    "a float that is no short fraction": (z(k)[i] * 0.123456789, "write a fraction, such as"),
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
    "a letter called like a node": (z(k)[Symbol("h")], "h has a meaning already"),
    "a Σ over a letter called like a weight": (
        Sum(h(k)[Symbol("W")], (Symbol("W"), 1, n(k))),
        "W has a meaning already: take another letter",
    ),
    "a letter called like g": (h(k)[Symbol("g", integer=True)], "g has a meaning already"),
    "a letter that is never 1": (
        h(k)[Symbol("e", even=True)] * KroneckerDelta(Symbol("e", even=True), m) * h(k)[m],
        'e counts nodes, so make it by symbols("e", integer=True, positive=True)',
    ),
    "two letters of one name": (
        h(k)[Symbol("r")] + h(k)[Symbol("r", integer=True)],
        "two different letters are called r",
    ),
    "a function that lies": (LIE(z(k)[i]), "is not one of the document's symbols"),
    "a function of sympy's that the course does not use": (sin(z(k)[i]), "is not one of the"),
    "a high power": (z(k)[i] ** 101, "is too high a power: 100 is the highest"),
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
        sum,
        q > 1,
    ],
    ids=str,
)
def test_what_is_no_expression_is_refused(line):
    with pytest.raises(WrongForm, match="a line must be one expression in W, z, h, x"):
        Derivation(z(k)[i]).then(line, "")


@pytest.mark.parametrize("line", [g, Sum(h(k)[j], (j, 1, n))], ids=str)
def test_a_function_alone_is_told_that_it_lacks_its_argument(line):
    with pytest.raises(WrongForm, match="g needs its argument|n needs its layer"):
        Derivation(z(k)[i]).then(line, "")


@pytest.mark.parametrize("reason", [None, 3, z_out])
def test_a_line_needs_a_reason_in_words(reason):
    with pytest.raises(WrongForm, match="its reason in words"):
        Derivation(z(k)[i]).then(z(k)[i], reason)


def test_a_symbol_alone_is_told_what_it_lacks():
    with pytest.raises(WrongForm, match=re.escape("its layer and index: write W(k)[i, j]")):
        Derivation(z(k)[i]).then(W, "")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: W[k], "W has its layer in round brackets: write W(k)[i, j]."),
        (lambda: z[k][i], "write z(k)[i]."),
        (lambda: d(z(k)[i] ** 2, z(k)[i]), "f must be Loss, z(k)[i], h(k)[i] or g(z(k)[i])"),
        (lambda: d(d(Loss, z(k)[i]), z(k)[i]), "f must be Loss"),
        (lambda: d(W(k)[i, j], W(k)[i, j]), "f must be Loss"),
        (lambda: d(g(2 * z(k)[i]), z(k)[i]), "f must be Loss"),
        (lambda: d(Loss, W), "the symbol W stands without its layer and index: write W(k)[i, j]"),
        (lambda: d(Loss, W(k)), "v must be W(k)[i, j], z(k)[i], h(k)[i] or g(z(k)[i]), but it is"),
        (lambda: d(Loss, Loss), "v must be W(k)[i, j]"),
        (lambda: d(Loss, "z"), "v must be W(k)[i, j]"),
        (lambda: d("Loss", z_out), "f must be Loss"),
    ],
)
def test_a_derivative_says_what_it_takes(make, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        make()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (g(z_out) - y + q, "q is not one of the document's symbols"),
        ((g(z_out) - y) * 1.0, "1.0 is rounded"),
        (h(L)[1], "h_1^(L) is not y, z, g(z), g'(z) or a derivative of 3.1"),
        (d(Loss, z(L)[1]), "∂Loss/∂z_1^(L) is not y, z, g(z)"),
        (Loss, "Loss is not y, z, g(z)"),
        (g(2 * z_out), "is not y, z, g(z)"),
        (2 * (g(z_out) - y), "For z = 0.7, y = 1: the left side is -0.3318"),
    ],
)
def test_a_pair_of_loss_and_g_refuses_what_is_not_of_the_output_node(line, message):
    with pytest.raises(Refused, match=re.escape(message)):
        PairDerivation("log", "sigmoid").then(line, "")


# --- how it is judged ---------------------------------------------------------------------------

a, b = z(k)[i], h(k)[i]
NOUGHT = a * (a + 1) - a**2 - a  # 0 only once it is multiplied out
VERDICTS = {
    "does not follow": [(a, b), (a, Rational(2, 3) * a), (sqrt(a**2), a)],
    "cannot be judged": [(a, a / 2 + 0.5 * a), (a, a + q), (z(1)[9], h(1)[9]), (1 / (a - Z), b)]
    + [(1 / NOUGHT, 1 / NOUGHT), (g(1 / NOUGHT), g(1 / NOUGHT) + 1)],
    "cannot stand as it is": [
        (b * h(k - 1)[i], h(k - 1)[i] * g(a)),
        (a + m, a + g(a) - b + m),
        (a, 1 / (a - Z)),
        (a, a + 1 / NOUGHT),
        (a, a + d(a, h(k)[i]) * g(1 / d(a, h(k)[i]))),  # 0 g(1/0)
        (a, a + Sum(g(1 / (m - 1)), (m, 1, 1)) * d(a, h(k)[i])),
        (d(z(k)[i], W(k)[i, j]), g(z(k - 1)[j])),
    ],
    "could not be proved": [(log(exp(a)), a), (a, sqrt(a) ** 4 / a + log(exp(b)) - b)],
}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_only_what_is_false_does_not_follow(verdict):
    for line in VERDICTS[verdict]:
        refusal = examine(*line)
        assert refusal.verdict == verdict, str(refusal)
        assert bool(refusal.counterexample) == (verdict == "does not follow")
        assert f" {verdict}. " in str(refusal)
        others = VERDICTS.keys() - {verdict}
        assert not any(other in str(refusal) for other in others)


def test_a_rounded_number_is_not_called_false():
    assert str(examine(a / 2, 0.5 * a)) == (
        "1/2 · z_i^(k) = 0.5 · z_i^(k) cannot be judged. This cannot stand there: "
        "0.5 is rounded: divide by 2."
    )


def test_what_rounding_leaves_is_no_difference():
    """In floating point, the left side of the first is -2e-16 at the numbers that are tried."""
    assert not isinstance(examine(b / (b + a) + a / (b + a) - 1, 0), Refusal)
    assert "could not be proved" in str(examine(log(exp(a)) - a, 0))


def test_a_tiny_difference_is_shown_with_the_digits_it_takes():
    said = str(examine(a, a + Rational(1, 10**25)))
    left, right = re.search(r"the left side is (\S+), the right side (\S+)\.$", said).groups()
    assert left != right


# --- what takes too long -------------------------------------------------------------------------

S = x[1] + x[2] + x[3] + x[4]
WIDE = d(Loss, W(1)[i, j]), d(Loss, z(1)[i]) * x[j]
LONG = {
    "a long Σ": ((x[1], Sum(x[1], (m, 1, 10**7))), {}),
    "a long Σ in a derivative": ((z(k)[i], z(k)[i] * Sum(d(z(k)[i], z(k)[1]), (m, 1, 10**6))), {}),
    "many powers multiplied": ((S**100, S**50 * (S**2 + x[1] ** 2) ** 25), {"sizes": [(4, 2, 1)]}),
    "wide layers": (WIDE, {"sizes": [(8, 8, 8, 1)]}),
    "a very wide layer": (WIDE, {"sizes": [(1000, 1000, 1)]}),
    "many layers": ((d(Loss, x[1]), d(Loss, h(1)[1])), {"sizes": [(3,) * 20 + (1,)]}),
}


@pytest.mark.parametrize("what", LONG)
def test_what_takes_too_long_is_refused_with_that_reason(what):
    line, how = LONG[what]
    refusal = examine(*line, **how)
    assert refusal.counterexample or refusal.verdict == "cannot be judged"
    if not refusal.counterexample:
        assert "takes too many steps: split it into smaller ones." in str(refusal)


def test_a_long_number_is_refused():
    with pytest.raises(WrongForm, match="a number of more than 30 digits"):
        Derivation(z(k)[i]).then(z(k)[i] * 2**200, "")


# --- what is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            FALSE["Σ missing"],
            "z_i^(k) = W_ij^(k) · h_j^(k-1) does not follow. "
            "The letters do not fit: j is free on the right but not on the left. "
            "In a 4-2-1 network with random numbers at k = 1, i = 1, j = 1: "
            "the left side is -1.43, the right side -1.8.",
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
            "letter; j is free on the right but not on the left. "
            "In a 4-2-1 network with random numbers at k = 1, i = 1, j = 2: "
            "the left side is -0.01271, the right side -0.01867.",
        ),
        (
            FALSE["Σ over layer k on the way back"],
            "∂Loss/∂z_j^(k) = Σ_{i=1}^{n_k} ∂Loss/∂z_i^(k+1) · W_ij^(k+1) · g'(z_j^(k)) "
            "does not follow. The letters do not fit: the Σ over i runs to n_k, but i to n_{k+1}. "
            "In a 3-1-2-1 network with random numbers at k = 1, j = 1: "
            "the left side is -0.0226, the right side -0.006312.",
        ),
        (
            (d(Loss, W(L + 1)[i, j]), d(Loss, z_out) * h(L)[j]),
            "∂Loss/∂W_ij^(L+1) = ∂Loss/∂z · h_j^(L) cannot stand as it is. "
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
            "there is no layer k from 3 to L in 4-2-1, 2-4-3-1 and 3-1-2-1: give sizes=[…] with",
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
