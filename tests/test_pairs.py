"""Every loss with every activation at the output node: proved, compared, and hard to fool."""

import re

import numpy as np
import pytest
from sympy import Abs, KroneckerDelta, Max, Min, Piecewise, Rational, exp, log, oo

from nnlib import ACTIVATIONS, LOSSES, Network
from nnlib.activations import Activation
from nnlib.losses import Loss as LossFunction
from nnlib.losses import slope_at_z
from nnlib.symbolic import (
    STATEMENTS,
    Derivation,
    Formula,
    Loss,
    PairDerivation,
    Proof,
    Refusal,
    Refused,
    Sum,
    W,
    compare,
    d,
    every_pair,
    g,
    g_prime,
    h,
    i,
    j,
    k,
    latex,
    loss_prime,
    m,
    n,
    p,
    pairs,
    plain,
    with_functions,
    y,
    z,
    z_out,
)
from nnlib.symbolic.derivation import Chain
from nnlib.symbolic.formulas import ACTIVATION_FORMULAS, LOSS_FORMULAS, Entry
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
    smooth = len(chain.pair.sides) == 1
    assert smooth or loss not in ("squared", "log") or activation in ("relu", "threshold")
    if smooth:
        ((slope, _),) = chain.pair.pieces
        chain.then(slope, "put in")
    wrong = (d(Loss, G), chain.rhs + y * exp(-z_out))
    slope_is_1 = activation == "identity" or (loss, activation) == ("log", "relu")
    for line in wrong[1:] if slope_is_1 else wrong:
        with pytest.raises(Refused):
            chain.then(line, "wrong")
    assert len(chain.lines) == 2 + smooth


def test_a_sign_lost_is_refused_with_numbers():
    with pytest.raises(Refused, match=r"y = 1: the left side is -0.3318, the right side 0.3"):
        PairDerivation("log", "sigmoid").then(y - G, "a sign lost")


@pytest.mark.parametrize(
    ("loss", "activation", "line"),
    [("squared", "relu", G - y), ("hinge", "identity", -y), ("hinge", "relu", -y)],
)
def test_what_differs_only_beyond_a_kink_is_refused(loss, activation, line):
    with pytest.raises(Refused, match="beyond a kink"):
        PairDerivation(loss, activation).then(line, "without the kink")


def test_the_slopes_of_g_and_loss_may_be_left_as_they_are():
    assert PairDerivation("log", "sigmoid").then(loss_prime(G, y) * g_prime(z_out), "").lines
    with pytest.raises(Refused, match="does not follow"):
        PairDerivation("log", "sigmoid").then(loss_prime(G, y), "")


@pytest.mark.parametrize("gap", [Rational(1, 10**7), Rational(1, 10**12), Rational(1, 10**20)])
def test_the_numbers_of_a_refusal_differ(gap):
    with pytest.raises(Refused) as error:
        PairDerivation("log", "sigmoid").then(G - y + gap, "nearly")
    said = re.search(r"the left side is (\S+), the right side (\S+)\.$", str(error.value))
    assert said[1] != said[2]


@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_only_a_pair_with_a_kink_is_refused_with_one(loss, activation):
    if (loss, activation) == ("log", "threshold"):
        return
    chain = PairDerivation(loss, activation)
    for line in (y - G + 1, 1 / y, G - y, -y, d(Loss, G)):
        try:
            said = str(PairDerivation(loss, activation).then(line, "").proof)
        except Refused as error:
            said = str(error)
        if len(chain.pair.sides) == 1:
            assert "kink" not in said
    assert (len(chain.pair.sides) > 1) == (
        loss == "hinge" or loss == "squared" and activation in ("relu", "threshold")
    )


def test_p_is_written_as_g():
    with pytest.raises(Refused, match=re.escape("derivative of 3.1: for p = g(z) write g(z_out)")):
        PairDerivation("squared", "sigmoid").then(p - y, "")


def test_a_denominator_of_ones_own_is_said():
    extra = (y**2 - 1) / (y - 1) - y - 1
    chain = PairDerivation("log", "sigmoid").then(G - y + extra, "")
    assert str(chain.proof) == "proved for every z and y, wherever no denominator is 0"
    with pytest.raises(Refused, match="The right side divides by 0"):
        PairDerivation("squared", "tanh").then(1 / ((G - 1) * (G + 1) - G**2 + 1), "")


def test_a_pair_of_powers_that_take_too_long_is_refused():
    long = (G + y + z_out) ** 90 * ((G + y) ** 2 + z_out) ** 90
    with pytest.raises(Refused, match="cannot be judged for log loss .* takes too many steps"):
        PairDerivation("log", "sigmoid").then(long, "")


def test_the_cancellation_line_by_line():
    chain = PairDerivation("log", "sigmoid")
    chain.then(SIGMOID_LOG * d(G, z_out), "slope of the log loss")
    chain.then(SIGMOID_LOG * G * (1 - G), "slope of the sigmoid")
    chain.then((1 - y) * G - y * (1 - G), "multiply").then(G - y, "y g(z) cancels")
    assert repr(chain) == "log loss with sigmoid: 4 lines, proved for every z and y"
    assert chain._repr_mimebundle_()[1] == {}  # it is a case of 3.1, not 3.1 itself


@pytest.mark.parametrize("table", [LOSS_FORMULAS, ACTIVATION_FORMULAS])
def test_no_wrong_slope_gets_past_sympy(table, monkeypatch):
    for name, (formula, right) in table.items():
        for wrong in (
            lambda *at, right=right: -right(*at),
            lambda *at, right=right: 2 * right(*at),
            lambda *at, right=right: right(*at) + 1,
            lambda *at, right=right: right(*at) * G,
        ):
            if wrong(z_out, y) != right(z_out, y):
                monkeypatch.setitem(table, name, Entry(formula, wrong))
                pair = (name, "sigmoid") if table is LOSS_FORMULAS else ("squared", name)
                with pytest.raises(ArithmeticError, match="is not"):
                    pairs.Pair(*pair).prove()
        monkeypatch.undo()


def test_a_chain_of_a_pair_is_a_chain_like_the_others():
    chain = PairDerivation("log", "sigmoid")
    assert isinstance(chain, Chain) and not isinstance(chain, Derivation)
    with pytest.raises(ValueError, match="nothing is proved yet"):
        chain.proof  # noqa: B018
    assert repr(chain) == "log loss with sigmoid: ∂Loss/∂z = …"
    assert isinstance(chain.then(G - y, "").proof, Proof)
    for wrong, reason in (
        (y - G, "counterexample"),
        (h(k)[1], "strangers"),
        (1.5 * y, "strangers"),
    ):
        with pytest.raises(Refused) as error:
            chain.then(wrong, "")
        assert isinstance(error.value.refusal, Refusal)
        assert error.value.refusal.refuted and getattr(error.value.refusal, reason)


def test_a_pair_is_compared_for_its_own_loss_and_g():
    chain = PairDerivation("log", "sigmoid").then(G - y, "")
    X, labels = np.random.default_rng(0).normal(size=(4, 3)), [0.0, 1.0, 1.0, 0.0]
    agreement = chain.compare(Network([3, 2, 1], "sigmoid"), X, labels)
    assert agreement.routes == ("formula", "nnlib", "complex step")
    with pytest.raises(ValueError, match="this derivation is for g = sigmoid, but the network is"):
        chain.compare(Network([3, 2, 1], "tanh"), X, labels)
    with pytest.raises(ValueError, match="y holds the label 3"):
        chain.compare(Network([3, 2, 1], "sigmoid"), X, [3.0] * 4)


@pytest.mark.parametrize("pair", [("logg", "sigmoid"), ("log", "sigmoyd")])
def test_unknown_names_are_answered_with_the_nearest(pair):
    with pytest.raises(ValueError, match="Did you mean"):
        PairDerivation(*pair)


# --- the table -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def table():
    return every_pair()


def test_every_pair_is_there_and_was_compared(table):
    assert [(row.pair.loss, row.pair.activation) for row in table.rows] == PAIRS
    assert all(row.agrees or row.pair.activation == "threshold" for row in table.rows)
    assert {row.pair.loss for row in table.rows if row.refuses} == {"log"}


def test_the_table_says_the_same_in_markdown_and_in_text(table):
    bundle, metadata = table._repr_mimebundle_()
    assert metadata == {"nnlib": {"compares": "3.1"}}
    assert len(bundle["text/plain"].splitlines()) == len(PAIRS)
    assert len(bundle["text/markdown"].splitlines()) == len(PAIRS) + 2
    assert "log loss with sigmoid: g(z) - y; nnlib agrees at 80 points" in bundle["text/plain"]
    assert "hinge loss with relu: -y if z > 0 and y · g(z) < 1, else 0" in bundle["text/plain"]


DOMAINS = {
    "identity": [(0, 1)],
    "sigmoid": [(-oo, oo)],
    "tanh": [(0, oo)],
    "relu": [(0, 1)],
    "softplus": [(-oo, log(exp(1) - 1))],
    "threshold": [],
}


@pytest.mark.parametrize("activation", DOMAINS)
def test_the_domain_of_the_log_loss_ends_where_g_is_0_or_1(activation):
    assert pairs.Pair("log", activation).domain == DOMAINS[activation]
    assert pairs.Pair("squared", activation).domain == [(-oo, oo)]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda loss, g, z, y: -slope_at_z(loss, g, z, y),
        lambda loss, g, z, y: slope_at_z(loss, g, z, y) * (1 + 1e-8),
        lambda loss, g, z, y: loss.derivative(g(z), y),
        lambda loss, g, z, y: loss.derivative(g(z), y) * g.derivative(g(z)),
        lambda loss, g, z, y: slope_at_z(loss, g, z, 1 - y),
    ],
    ids=["sign", "a relative 1e-8", "g' forgotten", "g'(h)", "the other label"],
)
def test_a_wrong_slope_in_nnlib_is_found(wrong, monkeypatch):
    monkeypatch.setattr(pairs, "slope_at_z", wrong)
    with pytest.raises(ArithmeticError, match="nnlib differs"):
        pairs.compared("squared", "tanh")


def test_a_wrong_loss_in_nnlib_is_found(monkeypatch):
    true = pairs.loss_at_z
    monkeypatch.setattr(pairs, "loss_at_z", lambda *args: 2 * true(*args))
    with pytest.raises(ArithmeticError, match="complex step differs"):
        pairs.compared("log", "sigmoid")


@pytest.mark.parametrize("ends", [(0, 1 + 1e-5), (1e-5, 1), (-np.inf, 1)])
def test_a_domain_that_nnlib_does_not_have_is_found(ends, monkeypatch):
    monkeypatch.setattr(pairs.Pair, "domain", [ends])
    with pytest.raises(ArithmeticError, match="another domain"):
        pairs.compared("log", "identity")


# --- a function of one's own: nnlib's tables, and one entry ------------------------------------

SILU = Activation(
    "silu",
    r"\frac{z}{1+e^{-z}}",
    lambda z: z / (1 + np.exp(-z)),
    lambda z: (1 + np.exp(-z) * (1 + z)) / (1 + np.exp(-z)) ** 2,
)
HUBER = LossFunction(
    "huber",
    r"\tfrac{1}{2}(p-y)^2 \text{ if } |p-y| < 1, \text{ else } |p-y| - \tfrac{1}{2}",
    lambda p, y: np.where(
        np.abs(np.real(p - y)) < 1, (p - y) ** 2 / 2, np.sign(np.real(p - y)) * (p - y) - 0.5
    ),
    lambda p, y: np.clip(p - y, -1, 1),
)
SILU_ENTRY = Entry(
    lambda z: z / (1 + exp(-z)),
    slope=lambda z, p: p + (1 - p) / (1 + exp(-z)),
)
HUBER_ENTRY = Entry(
    lambda p, y: Piecewise(((p - y) ** 2 / 2, Abs(p - y) < 1), (Abs(p - y) - Rational(1, 2), True)),
    slope=lambda p, y: Piecewise((-1, p - y < -1), (1, p - y > 1), (p - y, True)),
)


@pytest.fixture
def added(monkeypatch):
    monkeypatch.setitem(ACTIVATIONS, "silu", SILU)
    monkeypatch.setitem(LOSSES, "huber", HUBER)
    monkeypatch.setitem(ACTIVATION_FORMULAS, "silu", SILU_ENTRY)
    monkeypatch.setitem(LOSS_FORMULAS, "huber", HUBER_ENTRY)
    return monkeypatch


def test_a_function_of_ones_own_is_in_the_table(added):
    assert len(every_pair().rows) == len(LOSSES) * len(ACTIVATIONS)
    silu = "g(z) + (1 - g(z)) / (1 + exp(-z))"
    assert str(pairs.compared("squared", "silu")) == (
        f"squared loss with silu: (g(z) - y) · ({silu}); nnlib agrees at 120 points"
    )
    huber = str(pairs.compared("huber", "relu"))
    assert re.fullmatch(
        r"huber loss with relu: -1 if z > 0 and .* [<>] -?1, 1 if z > 0 and .* [<>] -?1, "
        r"g\(z\) - y if z > 0, else 0; nnlib agrees at 120 points",
        huber,
    )
    ((low, high),) = pairs.Pair("log", "silu").domain
    assert float(low) == 0 and float(high) == pytest.approx(1.2784645427610738)
    assert "| $0 < z < 1.278$ |" in pairs.compared("log", "silu").markdown()


def test_a_function_of_ones_own_is_proved_line_by_line(added):
    chain = PairDerivation("huber", "silu").then(d(Loss, G) * g_prime(z_out), "3.1")
    assert str(chain.proof) == "proved for every z and y, on each side of every kink"
    for line in (G - y, (G - y) * g_prime(z_out), g_prime(z_out), -g_prime(z_out)):
        with pytest.raises(Refused, match="For z = |beyond a kink: for z = "):
            chain.then(line, "one piece of three")
    assert PairDerivation("squared", "silu").then((G - y) * g_prime(z_out), "").complete is False


def test_a_function_of_ones_own_is_compared_in_numbers(added):
    net, X = Network([3, 4, 2, 1], "silu", seed=2), np.random.default_rng(1).normal(size=(5, 3))
    y_values = [0.1, -3.0, 2.0, 0.3, 0.2]  # on both sides of |p - y| = 1
    for id in ("3.1", "3.2d", "3.3b", "3.5"):
        assert compare(STATEMENTS[id], net, X, y_values, "huber").worst < 1e-9
    assert with_functions(g(y), "silu", "squared") == y / (1 + exp(-y))


@pytest.mark.parametrize("wrong", [lambda p, y: p - y, lambda p, y: Max(-1, Min(2, p - y))])
def test_a_wrong_piece_of_a_written_slope_is_found(added, wrong):
    added.setitem(LOSS_FORMULAS, "huber", HUBER_ENTRY._replace(slope=wrong))
    with pytest.raises(ArithmeticError, match="for huber loss with tanh, ∂Loss/∂z is not"):
        pairs.Pair("huber", "tanh").prove()


def test_a_slope_may_be_written_with_max_and_min(added):
    entry = HUBER_ENTRY._replace(slope=lambda p, y: Max(-1, Min(1, p - y)))
    added.setitem(LOSS_FORMULAS, "huber", entry)
    assert pairs.compared("huber", "relu").agrees == 120


NET = Network([3, 2, 1], "tanh")
AT = np.ones((1, 3)), [1.0]


@pytest.mark.parametrize(
    "use",
    [
        lambda: PairDerivation("squared", "silu"),
        lambda: pairs.compared("squared", "silu"),
        every_pair,
        lambda: with_functions(g(y), "silu", "squared"),
        lambda: compare(STATEMENTS["3.5"], Network([3, 2, 1], "silu"), *AT),
    ],
)
def test_an_activation_without_a_formula_is_refused_with_the_recipe(added, use):
    added.delitem(ACTIVATION_FORMULAS, "silu")
    said = "the activation 'silu' has no formula in nnlib/symbolic/formulas.py: see CONTRIBUTING.md"
    with pytest.raises(ValueError, match=re.escape(f"{said}, 'An activation'.")):
        use()
    assert Network([3, 2, 1], "silu").loss(*AT) >= 0


@pytest.mark.parametrize(
    "use",
    [
        lambda: PairDerivation("huber", "tanh"),
        every_pair,
        lambda: with_functions(g(y), "tanh", "huber"),
        lambda: compare(STATEMENTS["3.5"], NET, *AT, "huber"),
    ],
)
def test_a_loss_without_a_formula_is_refused_with_the_recipe(added, use):
    added.delitem(LOSS_FORMULAS, "huber")
    with pytest.raises(ValueError, match="the loss 'huber' has no formula in .*, 'A loss'."):
        use()
    assert NET.loss(*AT, "huber") >= 0


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
