"""Every loss with every activation at the output node: proved, compared, and hard to fool."""

import re

import numpy as np
import pytest
from sympy import KroneckerDelta, exp, limit, oo

from nnlib import ACTIVATIONS, LOSSES
from nnlib.symbolic import (
    Derivation,
    Formula,
    Loss,
    PairDerivation,
    Refused,
    Sum,
    W,
    d,
    every_pair,
    g,
    g_prime,
    h,
    i,
    j,
    k,
    latex,
    m,
    n,
    p,
    pair_table,
    pairs,
    plain,
    y,
    z,
    z_out,
)
from nnlib.symbolic.formulas import ACTIVATION_FORMULAS
from nnlib.symbolic.printing import text

G = g(z_out)
PAIRS = [(loss, activation) for loss in LOSSES for activation in ACTIVATIONS]
SIGMOID_LOG = (1 - y) / (1 - G) - y / G


# --- the proof -------------------------------------------------------------------------------


@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_a_chain_ends_at_the_formula_or_is_refused(loss, activation):
    if (loss, activation) == ("log", "threshold"):
        with pytest.raises(ValueError, match="no value for any z"):
            PairDerivation(loss, activation)
        return
    chain = PairDerivation(loss, activation)
    chain.then(d(Loss, G) * d(G, z_out), "3.1").then(d(Loss, G) * g_prime(z_out), "g'")
    smooth = loss != "hinge" and activation not in ("relu", "threshold")
    if smooth:
        chain.then(pairs.slope(loss, activation), "put in")
    wrong = (d(Loss, G), chain.rhs + y * exp(-z_out))
    slope_is_1 = activation == "identity" or (loss, activation) == ("log", "relu")
    for line in wrong[1:] if slope_is_1 else wrong:
        with pytest.raises(Refused):
            chain.then(line, "wrong")
    assert len(chain.lines) == 2 + smooth


def test_a_sign_lost_is_refused_with_numbers():
    with pytest.raises(Refused, match=r"For z = 0.7, y = 1: left -0.3318, right 0.3318"):
        PairDerivation("log", "sigmoid").then(y - G, "a sign lost")


@pytest.mark.parametrize(
    ("loss", "activation", "line"),
    [("squared", "relu", G - y), ("hinge", "identity", -y), ("hinge", "relu", -y)],
)
def test_what_differs_only_beyond_a_kink_is_refused(loss, activation, line):
    with pytest.raises(Refused, match="beyond a kink"):
        PairDerivation(loss, activation).then(line, "without the kink")


def test_the_cancellation_line_by_line():
    chain = PairDerivation("log", "sigmoid")
    chain.then(SIGMOID_LOG * d(G, z_out), "slope of the log loss")
    chain.then(SIGMOID_LOG * G * (1 - G), "slope of the sigmoid")
    chain.then((1 - y) * G - y * (1 - G), "multiply").then(G - y, "y g(z) cancels")
    assert repr(chain) == "log loss with sigmoid: 4 lines, proved for every z and y"
    assert chain._repr_mimebundle_()[1] == {}  # it is a case of 3.1, not 3.1 itself


@pytest.mark.parametrize("table", [pairs.LOSS_SLOPES, pairs.ACTIVATION_SLOPES])
def test_no_wrong_slope_gets_past_sympy(table, monkeypatch):
    for name, right in table.items():
        for wrong in (-right, 2 * right, right + 1, right * G):
            if wrong != right:
                monkeypatch.setitem(table, name, wrong)
                pair = (name, "sigmoid") if table is pairs.LOSS_SLOPES else ("squared", name)
                with pytest.raises(ArithmeticError, match="is not"):
                    pairs.slope(*pair)
        monkeypatch.setitem(table, name, right)


@pytest.mark.parametrize("pair", [("logg", "sigmoid"), ("log", "sigmoyd")])
def test_unknown_names_are_answered_with_the_nearest(pair):
    with pytest.raises(ValueError, match="Did you mean"):
        PairDerivation(*pair)


# --- the table -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def table():
    return every_pair()


def test_every_pair_is_there_and_was_compared(table):
    assert [(pair.loss, pair.activation) for pair in table.pairs] == PAIRS
    assert all(pair.agrees or pair.activation == "threshold" for pair in table.pairs)
    assert {pair.loss for pair in table.pairs if pair.refuses} == {"log"}


def test_the_table_says_the_same_in_markdown_and_in_text(table):
    bundle, metadata = table._repr_mimebundle_()
    assert metadata == {"nnlib": {"compares": "3.1"}}
    assert len(bundle["text/plain"].splitlines()) == len(PAIRS)
    assert len(bundle["text/markdown"].splitlines()) == len(PAIRS) + 2
    assert "log loss with sigmoid: g(z) - y; nnlib agrees at 80 points" in bundle["text/plain"]
    assert "hinge loss with relu: -y if z > 0 and y · g(z) < 1, else 0" in bundle["text/plain"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_domain_of_the_log_loss_ends_where_g_is_0_or_1(activation):
    _, low, high = pair_table.UNIT_INTERVAL[activation]
    if activation == "threshold":
        assert (low, high) == (0, 0)
        return
    formula, u = ACTIVATION_FORMULAS[activation], z(1)[1]
    for end, value in ((low, 0), (high, 1)):
        if np.isfinite(end):
            assert float(formula(end)) == pytest.approx(value, abs=1e-15)
        elif activation != "tanh":
            assert limit(formula(u), u, oo if end > 0 else -oo) == value
    assert activation != "tanh" or high == np.inf


@pytest.mark.parametrize(
    "wrong",
    [
        lambda loss, g, z, y: -pair_table.SLOPE(loss, g, z, y),
        lambda loss, g, z, y: pair_table.SLOPE(loss, g, z, y) * (1 + 1e-8),
        lambda loss, g, z, y: loss.derivative(g(z), y),
        lambda loss, g, z, y: loss.derivative(g(z), y) * g.derivative(g(z)),
        lambda loss, g, z, y: pair_table.SLOPE(loss, g, z, 1 - y),
    ],
    ids=["sign", "a relative 1e-8", "g' forgotten", "g'(h)", "the other label"],
)
def test_a_wrong_slope_in_nnlib_is_found(wrong, monkeypatch):
    monkeypatch.setattr(pair_table, "SLOPE", pair_table.slope_at_z, raising=False)
    monkeypatch.setattr(pair_table, "slope_at_z", wrong)
    with pytest.raises(ArithmeticError, match="nnlib differs"):
        pair_table.pair("squared", "tanh")


def test_a_wrong_loss_in_nnlib_is_found(monkeypatch):
    true = pair_table.loss_at_z
    monkeypatch.setattr(pair_table, "loss_at_z", lambda *args: 2 * true(*args))
    with pytest.raises(ArithmeticError, match="complex step differs"):
        pair_table.pair("log", "sigmoid")


@pytest.mark.parametrize("ends", [(0, 1 + 1e-5), (1e-5, 1), (-np.inf, 1)])
def test_a_domain_that_nnlib_does_not_have_is_found(ends, monkeypatch):
    monkeypatch.setitem(pair_table.UNIT_INTERVAL, "identity", ("", *ends))
    with pytest.raises(ArithmeticError, match="another domain"):
        pair_table.pair("log", "identity")


# --- how formulas are written ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "in_text", "in_latex"),
    [
        (G - y, "g(z) - y", "g(z) - y"),
        ((G - y) * G * (1 - G), "(g(z) - y) · g(z) · (1 - g(z))", None),
        (SIGMOID_LOG, "(1 - y) / (1 - g(z)) - y / g(z)", None),
        ((1 + G) * (G - y) / G, "(g(z) - y) · (1 + g(z)) / g(z)", None),
        (-y / (1 + exp(-z_out)), "-y / (1 + exp(-z))", r"- \frac{y}{1 + e^{- z}}"),
        (KroneckerDelta(j, m) * h(k - 1)[m], "δ_jm · h_m^(k-1)", None),
        (W(k + 1)[i, j], "W_ij^(k+1)", "W_{ij}^{(k+1)}"),
    ],
)
def test_a_formula_reads_as_one_writes_it(expression, in_text, in_latex):
    assert plain(expression) == repr(Formula(expression)) == in_text
    if in_latex:
        assert latex(expression) == in_latex
    assert Formula(expression)._repr_latex_() == f"$${latex(expression)}$$"


@pytest.mark.parametrize("sign", "^_%#&{}$~\\")
def test_a_reason_may_contain_any_sign(sign):
    shown = text(f"a {sign} b")
    inside = re.findall(r"\\text\{([^{}]*)\}", shown)
    assert inside == ["a ", " b"]
    assert shown in Derivation("3.3a").then(h(k - 1)[j], f"a {sign} b")._repr_latex_()


# --- a delta in a sum ------------------------------------------------------------------------


def through_layer(term, letter=m):
    return Sum(term, (letter, 1, n(k)))


def chain_rule(id="3.3b"):
    rule = through_layer(d(Loss, z(k)[m]) * d(z(k)[m], W(k)[i, j]))
    return Derivation(id).then(rule, "chain rule")


def test_a_delta_collapses_a_sum_for_every_size():
    z_sum = Sum(W(k)[i, m] * h(k - 1)[m], (m, 1, n(k - 1)))
    chain = Derivation("3.3a").then(z_sum.diff(W(k)[i, j]), "δ").then(h(k - 1)[j], "m = j")
    assert chain.proof.every_size
    switched = through_layer(d(Loss, z(k)[m]) * KroneckerDelta(i, m) * h(k - 1)[j])
    chain = chain_rule().then(switched, "δ").then(d(Loss, z(k)[i]) * h(k - 1)[j], "m = i")
    assert chain.proof.every_size


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (through_layer(d(Loss, z(k)[m]) * h(k - 1)[j]), "left side"),
        (through_layer(d(Loss, z(k)[m]) * KroneckerDelta(j, m) * h(k - 1)[j]), "j runs to"),
        (through_layer(d(Loss, z(k)[m]) * KroneckerDelta(p, m) * h(k - 1)[j]), "p is free"),
        (through_layer(d(Loss, z(k)[m]) * KroneckerDelta(i, m) * h(k - 1)[m]), "Σ over m"),
    ],
)
def test_a_wrong_delta_is_refused(line, reason):
    with pytest.raises(Refused, match=reason):
        chain_rule().then(line, "wrong")
