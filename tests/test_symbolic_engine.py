"""What is declared equal for every size is equal: random lines, known traps, a broken engine."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from symbolic_lines import Writer
from symbolic_oracle import Net
from sympy import Integer, KroneckerDelta, Mul, Sum, Symbol, expand, symbols, sympify

from nnlib.symbolic import (
    STATEMENTS,
    Loss,
    NoSuchNode,
    Undecided,
    W,
    d,
    equal_for_every_size,
    g,
    g_prime,
    general,
    h,
    i,
    j,
    k,
    m,
    n,
    p,
    y,
    z,
    z_out,
)
from nnlib.symbolic.composition import equal_for, instances
from nnlib.symbolic.symbols import family, layer

NETS = [
    Net(sizes) for sizes in ((4, 2, 1), (2, 4, 3, 1), (3, 5, 2, 4, 1), (2, 3, 1, 2, 1), (1, 1, 1))
]


def disagreement(lhs, rhs):
    return next((found for net in NETS if (found := net.disagreement(lhs, rhs))), None)


# --- soundness ---------------------------------------------------------------------------------


def random_pair(seed):
    return Writer(random.Random(seed)).pair()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_what_is_declared_equal_is_equal(seed):
    lhs, rhs = random_pair(seed)
    if lhs != rhs and equal_for_every_size(lhs, rhs):
        assert disagreement(lhs, rhs) is None, f"{lhs} = {rhs}"
        assert equal_written_out(lhs, rhs, [(2, 3, 1), (1, 3, 2, 1)][seed % 2]), f"{lhs} = {rhs}"


def equal_written_out(lhs, rhs, sizes):
    for case in instances(lhs, sizes):
        try:
            if not equal_for(lhs, rhs, {i: Integer(1), j: Integer(1)} | case, sizes):
                return False
        except (NoSuchNode, Undecided):
            continue
    return True


def test_the_random_lines_hold_true_ones_and_false_ones():
    """Else the test above could not fail."""
    pairs = [pair for pair in map(random_pair, range(20)) if pair[0] != pair[1]]
    declared = [equal_for_every_size(*pair) for pair in pairs]
    false = [disagreement(*pair) is not None for pair in pairs]
    assert sum(declared) > 5
    assert sum(false) > 2
    assert not any(a and b for a, b in zip(declared, false, strict=True))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_the_order_and_the_names_of_sums_do_not_matter(seed):
    line = Writer(random.Random(seed)).line()
    twin = renamed(line)
    assert equal_for_every_size(line, twin) or not equal_for_every_size(line, line)


def renamed(e):
    """Every Σ with a letter of its own name and the factors spread out."""
    if isinstance(e, Sum):
        (letter, first, last) = e.limits[-1]
        body = Sum(e.function, *e.limits[:-1]) if e.limits[:-1] else e.function
        other = Symbol(f"r{letter.name}", integer=True, positive=True)
        return Sum(expand(renamed(body).subs(letter, other)), (other, first, last))
    return e.func(*map(renamed, e.args)) if e.has(Sum) else e


# Lines that are not equal, and that an engine with one slip would take for equal.
q, r = symbols("q r", integer=True, positive=True)
TRAPS = {
    "quotients with one denominator are one": (
        h(k)[i] / (1 + h(k)[i]),
        z(k)[i] / (1 + h(k)[i]),
    ),
    "the inner Σ of a g captures the outer letter": (
        Sum(g(h(k)[q] + Sum(g(h(k)[p] * h(k)[q]), (p, 1, n(k)))), (q, 1, n(k))),
        Sum(g(h(k)[q] + Sum(g(h(k)[p] ** 2), (p, 1, n(k)))), (q, 1, n(k))),
    ),
    "a square of a Σ is a Σ of squares": (
        Sum(h(k)[q], (q, 1, n(k))) ** 2,
        Sum(h(k)[q] ** 2, (q, 1, n(k))),
    ),
    "two letters of one layer are one": (
        Sum(W(k)[i, q] * W(k)[i, r] * h(k - 1)[q] ** 2, (q, 1, n(k - 1)), (r, 1, n(k - 1))),
        Sum(W(k)[i, q] ** 2 * h(k - 1)[q] ** 2, (q, 1, n(k - 1))) * n(k - 1),
    ),
    "two letters of one layer are exchanged in one place": (
        Sum(g(h(k)[q] - h(k)[r]) * h(k)[q], (q, 1, n(k)), (r, 1, n(k))),
        Sum(g(h(k)[r] - h(k)[q]) * h(k)[q], (q, 1, n(k)), (r, 1, n(k))),
    ),
    "a Σ of 1 is 1": (Sum(h(k)[i], (q, 1, n(k + 1))), h(k)[i]),
    "a Σ of 1 has another layer's nodes": (
        Sum(h(k)[i], (q, 1, n(k + 1))),
        n(k) * h(k)[i],
    ),
    "δ picks a term that lies outside the Σ": (
        Sum(d(z(k + 1)[q], z(k + 1)[m]) * h(k)[i], (q, 1, n(k))),
        h(k)[i],
    ),
    "δ is dropped": (d(z(k)[i], W(k)[m, j]), h(k - 1)[j]),
    "δ_im is 0": (d(z(k)[i], z(k)[m]), 0 * h(k)[i] * h(k)[m]),
    "the chain rule without its Σ": (
        d(Loss, z(k)[j]),
        d(Loss, z(k + 1)[1]) * W(k + 1)[1, j] * g_prime(z(k)[j]),
    ),
    "one path instead of all": (
        d(z(k + 2)[m], z(k)[j]),
        W(k + 2)[m, 1] * g_prime(z(k + 1)[1]) * W(k + 1)[1, j] * g_prime(z(k)[j]),
    ),
    "every layer has one node": (
        d(Loss, z(k)[j]),
        Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j]), (i, 1, n(k))),
    ),
    "layer k + 1 is the output": (
        d(Loss, z(k)[j]),
        d(Loss, z_out) * W(k + 1)[1, j] * g_prime(z(k)[j]),
    ),
    "g is linear": (h(k)[i], Sum(W(k)[i, q] * g(h(k - 1)[q]), (q, 1, n(k - 1)))),
    "g' does not depend on z": (g_prime(z(k)[i]), g_prime(h(k)[i])),
    "z is h": (z(k)[i], h(k)[i]),
    "g'(z) is taken at the layer above": (
        d(Loss, z(k)[j]),
        Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k + 1)[i]), (i, 1, n(k + 1))),
    ),
    "the weight is the transposed one": (
        Sum(d(Loss, z(k + 1)[q]) * W(k + 1)[q, j] * h(k)[j], (q, 1, n(k + 1))),
        Sum(d(Loss, z(k + 1)[q]) * W(k + 1)[j, q] * h(k)[j], (q, 1, n(k))),
    ),
    "W·h is z of another layer": (
        Sum(W(k)[i, q] * h(k)[q], (q, 1, n(k - 1))),
        z(k)[i],
    ),
    "Σ W h is z however far it runs": (Sum(W(k)[i, q] * h(k - 1)[q], (q, 1, n(k))), z(k)[i]),
    "Σ W h² is z": (Sum(W(k)[i, q] * h(k - 1)[q] ** 2, (q, 1, n(k - 1))), z(k)[i]),
    "W h without Σ over both indices": (Sum(W(k)[q, q] * h(k - 1)[q], (q, 1, n(k - 1))), z(k)[i]),
    "the first node of a Σ that may be empty": (
        z(k)[i] * Sum(KroneckerDelta(q, 1), (q, 1, n(k) - 1)),
        z(k)[i],
    ),
    "the last node of a Σ that stops before it": (
        z(k)[i] * Sum(KroneckerDelta(q, i), (q, 1, n(k) - 1)),
        z(k)[i],
    ),
    "a Σ that may be empty by two": (
        h(k)[i] * Sum(1, (q, 1, n(k) - 2)),
        h(k)[i] * (n(k) - 2),
    ),
    "quotients under two different Σ": (
        Sum(h(k)[q] / (h(k)[q] + y), (q, 1, n(k))) + Sum(y / (h(k - 1)[q] + y), (q, 1, n(k - 1))),
        n(k) + 0 * h(k - 1)[1],
    ),
    "an empty Σ": (Sum(d(z(k)[1], z(k)[q]), (q, 1, 0)) * h(k)[i], h(k)[i]),
    "a node of a lower layer depends on a higher one": (
        d(h(k)[i], z(k + 1)[m]),
        h(k)[i] + 0 * z(k)[m],
    ),
    "holding h is holding z": (d(Loss, z(k)[i]), d(Loss, h(k)[i])),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_not_fallen_into(trap):
    lhs, rhs = map(sympify, TRAPS[trap])
    assert not equal_for_every_size(lhs, rhs)


def test_the_traps_are_false():
    """The independent oracle disagrees with each of them."""
    true = [name for name, pair in TRAPS.items() if disagreement(*map(sympify, pair)) is None]
    assert true == []


# --- a broken engine is seen -------------------------------------------------------------------


def engine_fails():
    """What is wrong with the engine: traps it falls into, ledger equations that it cannot prove."""
    yield from (trap for trap, pair in TRAPS.items() if equal_for_every_size(*map(sympify, pair)))
    yield from (s.id for s in STATEMENTS.values() if not equal_for_every_size(s.lhs, s.rhs))


def test_the_engine_stands():
    assert list(engine_fails()) == []


def chain_rule_without_sum(self, K, v):
    return self(d(Loss, z(K)[1]) * d(z(K)[1], v))


def fold_whatever_stands_beside_W(self, inside, q, last):
    for factor in Mul.make_args(inside):
        if family(factor) == "W" and factor.indices[1] == q:
            return z(layer(factor))[factor.indices[0]]
    return last if inside == 1 else general._renamed(inside, (q, last))


def names_from_the_start(function, limits):
    names = dict(zip([letter for letter, _ in limits], general._PLACES, strict=False))
    return Sum(function.subs(names), *((names[a], 1, last) for a, last in limits))


ENGINE_MUTANTS = {
    "the chain rule without its Σ": ("_NormalForm._chain_rule", chain_rule_without_sum),
    "Σ W · anything is z": ("_NormalForm._folded", fold_whatever_stands_beside_W),
    "letters inside a g are captured": ("_named", names_from_the_start),
    "δ is 1 wherever it stands": (
        "_settled",
        lambda term: term.replace(KroneckerDelta, lambda *_: 1),
    ),
    "g(z) of one layer is h of the next": (
        "node",
        lambda e: (
            h(layer(e.args[0]) + 1)[e.args[0].indices]
            if isinstance(e, g) and family(e.args[0])
            else e
        ),
    ),
    "every layer has one node": ("n", lambda K: Integer(1)),
    "g' is the same everywhere": ("g_prime", lambda u: Integer(1)),
    "d takes g for linear": ("g", lambda u: u),
    "a loss derivative is never lifted": ("_loss_layers", lambda *sides: set()),
    "δ picks the first node of every Σ": (
        "_NormalForm._picked",
        lambda self, factor, q, last: (
            sum(factor.args) - q
            if isinstance(factor, KroneckerDelta)
            and q in factor.args
            and (1 in factor.args or self.ranges.get(sum(factor.args) - q) == last)
            else None
        ),
    ),
    "δ picks wherever it stands": (
        "_NormalForm._picked",
        lambda self, factor, q, last: (
            sum(factor.args) - q
            if isinstance(factor, KroneckerDelta) and q in factor.args
            else None
        ),
    ),
    "a Σ of 1 is its last value": (
        "_NormalForm._folded",
        lambda self, inside, q, last: last if inside == 1 else general._renamed(inside, (q, last)),
    ),
    "every Σ is the same Σ": ("_all_vanish", lambda difference: True),
    "δ picks nothing": ("_NormalForm._picked", lambda self, factor, q, last: None),
}


@pytest.mark.parametrize("mutant", ENGINE_MUTANTS)
def test_a_broken_engine_is_seen(mutant, monkeypatch):
    place, broken = ENGINE_MUTANTS[mutant]
    monkeypatch.setattr(f"nnlib.symbolic.general.{place}", broken)
    assert any(engine_fails())
