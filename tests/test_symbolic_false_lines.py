"""False lines are refused, each with the letters that do not fit or with numbers that differ."""

import pytest
from symbolic_false import FALSE, Z, over_i, passed, slope
from sympy import Sum

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
    n,
    x,
    z,
    z_out,
)

NOWHERE = ("Σ over too many nodes", "the right side divides by 0")  # no numbers that could differ


@pytest.mark.parametrize("wrong", FALSE)
def test_a_false_line_is_refused_and_refuted(wrong):
    lhs, rhs = FALSE[wrong]
    with pytest.raises(Refused) as error:
        Derivation(lhs).then(rhs, wrong)
    refusal = error.value.refusal
    if wrong in NOWHERE:
        assert refusal.verdict == "cannot stand as it is" and refusal.missing
    else:
        assert refusal.verdict == "does not follow" and refusal.counterexample


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
# W_ij^(L+1) has the row i = 1 alone, and for it they hold: there are no numbers that differ.
NO_SUCH_ROW = ("E7, 3.2a", "E7, 3.2b", "E7, 3.2c")
NUMBERS = ("E1", "E2", "E8", "E10", "E11")  # the ledger wants these refuted in numbers


@pytest.mark.parametrize("id", ERRATA)
def test_an_erratum_is_refuted_and_put_right(id):
    lhs, printed, true = ERRATA[id]
    refutation = Refutation(lhs, printed, true)
    assert refutation.proof.every_size
    assert ("cannot stand" in str(refutation)) == (id in NO_SUCH_ROW)
    assert refutation.refusal.complaints or refutation.refusal.counterexample
    if id in NUMBERS:
        assert "the left side is" in str(refutation.refusal.counterexample)
    shown = refutation._repr_latex_()
    assert latex(printed) in shown and latex(true.rhs) in shown
    assert f"The true form is {refutation.proof}." in shown
    assert " n(" not in shown and "Sum" not in shown


def test_what_is_not_an_erratum_cannot_be_refuted():
    with pytest.raises(ValueError, match="could not be refuted"):
        Refutation(z(k)[i], Z, S["2.2"])
    with pytest.raises(ValueError, match="the form given as true is not"):
        Refutation(z(k)[i], 2 * Z, 3 * Z)
