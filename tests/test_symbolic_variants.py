"""Right lines in other forms are accepted, and what cannot be shown for every size says so."""

import pytest
from sympy import KroneckerDelta, Rational, Sum, symbols

from nnlib.symbolic import (
    A,
    Derivation,
    L,
    Loss,
    Proof,
    W,
    d,
    equal_for_every_size,
    examine,
    g,
    g_prime,
    h,
    i,
    j,
    k,
    loss,
    loss_prime,
    m,
    n,
    p,
    x,
    y,
    z,
    z_out,
)

q = symbols("q", integer=True, positive=True)  # a letter of one's own
left = d(Loss, z(k)[j])


def up(letter, layer=k + 1):
    return d(Loss, z(layer)[letter])


def over(letter, e, layer=k + 1):
    return Sum(e, (letter, 1, n(layer)))


TERM = up(i) * W(k + 1)[i, j]
TWO_LAYERS = (
    up(m, k + 2) * W(k + 2)[m, i] * g_prime(z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j])
)

# {form: (left, right)} for every k from 1 to L.
FOR_EVERY_SIZE = {
    "3.5 as it stands": (left, over(i, TERM * g_prime(z(k)[j]))),
    "factors in another order": (left, over(i, g_prime(z(k)[j]) * W(k + 1)[i, j] * up(i))),
    "another letter": (left, over(p, up(p) * W(k + 1)[p, j] * g_prime(z(k)[j]))),
    "a letter of one's own": (left, over(q, up(q) * W(k + 1)[q, j] * g_prime(z(k)[j]))),
    "a factor before the Σ": (left, g_prime(z(k)[j]) * over(i, TERM)),
    "∂h/∂z for g'": (left, d(h(k)[j], z(k)[j]) * over(i, TERM)),
    "∂g(z)/∂z for g'": (left, d(g(z(k)[j]), z(k)[j]) * over(i, TERM)),
    "∂z/∂h for W": (left, over(i, up(i) * d(z(k + 1)[i], h(k)[j])) * g_prime(z(k)[j])),
    "∂z/∂z for W g'": (left, over(i, up(i) * d(z(k + 1)[i], z(k)[j]))),
    "by way of ∂Loss/∂h": (left, d(Loss, h(k)[j]) * g_prime(z(k)[j])),
    "by way of ∂Loss/∂g(z)": (left, d(Loss, g(z(k)[j])) * d(g(z(k)[j]), z(k)[j])),
    "two halves": (left, over(i, TERM) * g_prime(z(k)[j]) / 2 + left / 2),
    "twice a half": (left, 2 * over(i, TERM * Rational(1, 2)) * g_prime(z(k)[j])),
    "g' of the sum": (
        left,
        over(i, TERM) * g_prime(Sum(W(k)[j, p] * h(k - 1)[p], (p, 1, n(k - 1)))),
    ),
    "g(z) for h": (h(k)[i], g(z(k)[i])),
    "h for g(z), inside": (z(k + 1)[i], over(j, W(k + 1)[i, j] * g(z(k)[j]), k)),
    "a square": (h(k)[i] ** 2, h(k)[i] * g(z(k)[i])),
    "a sum of two": (z(k)[i] + h(k)[i], h(k)[i] + over(j, W(k)[i, j] * h(k - 1)[j], k - 1)),
    "x for h(0)": (z(1)[i], over(j, W(1)[i, j] * h(0)[j], 0)),
    "a difference of z": (
        d(z(k)[i], W(k)[i, j]) - h(k - 1)[j],
        0 * h(k)[i],
    ),
    "δ_im": (d(z(k)[m], W(k)[i, j]), KroneckerDelta(i, m) * h(k - 1)[j]),
    "δ_ij g'": (d(h(k)[i], z(k)[m]), KroneckerDelta(i, m) * g_prime(z(k)[m])),
    "δ in a Σ": (left, over(m, d(Loss, h(k)[m]) * d(h(k)[m], z(k)[j]), k)),
    "no way down": (d(z(k)[i], z(k + 1)[m]), 0),
    "loss'(g(z), y) is not needed": (d(Loss, z_out), d(Loss, h(L + 1)[1]) * g_prime(z_out)),
    "split over a sum": (
        over(i, W(k)[m, i] * (h(k - 1)[i] + 1), k - 1),
        z(k)[m] + over(q, W(k)[m, q], k - 1),
    ),
    "a Σ of a constant": (over(i, h(k)[j], k + 1), n(k + 1) * h(k)[j]),
    "sums exchanged": (
        over(j, W(k)[i, j] * over(m, A(k - 1)[j, m] * x[m], 0), k - 1),
        over(m, over(j, W(k)[i, j] * A(k - 1)[j, m], k - 1) * x[m], 0),
    ),
    "a product of sums is a double sum": (
        over(i, h(k)[i], k) * over(m, h(k)[m] ** 2, k),
        Sum(h(k)[p] ** 2 * h(k)[q], (p, 1, n(k)), (q, 1, n(k))),
    ),
    "letters of one layer exchanged": (
        Sum(g(h(k)[p] - h(k)[q]) * h(k)[q], (p, 1, n(k)), (q, 1, n(k))),
        Sum(g(h(k)[q] - h(k)[p]) * h(k)[p], (p, 1, n(k)), (q, 1, n(k))),
    ),
    "Σ inside g inside Σ": (
        Sum(g(h(k)[p] + Sum(g(h(k)[p] * h(k)[q]), (q, 1, n(k)))), (p, 1, n(k))),
        Sum(g(Sum(g(h(k)[q] * h(k)[m]), (m, 1, n(k))) + h(k)[q]), (q, 1, n(k))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FOR_EVERY_SIZE)
def test_a_right_form_is_proved_for_every_size(form):
    lhs, rhs = FOR_EVERY_SIZE[form]
    proof = examine(lhs, rhs)
    assert isinstance(proof, Proof), str(proof)
    assert proof.every_size


# The same two layers up, k from 1 to L - 1.
PATHS = {
    "one Σ over both": Sum(TWO_LAYERS, (i, 1, n(k + 1)), (m, 1, n(k + 2))),
    "the other order": Sum(TWO_LAYERS, (m, 1, n(k + 2)), (i, 1, n(k + 1))),
    "Σ in Σ": over(
        i,
        over(m, up(m, k + 2) * W(k + 2)[m, i], k + 2) * g_prime(z(k + 1)[i]) * W(k + 1)[i, j],
    )
    * g_prime(z(k)[j]),
    "∂z/∂z over two layers": over(m, up(m, k + 2) * d(z(k + 2)[m], z(k)[j]), k + 2),
    "∂z/∂z twice": Sum(
        up(m, k + 2) * d(z(k + 2)[m], z(k + 1)[i]) * d(z(k + 1)[i], z(k)[j]),
        (m, 1, n(k + 2)),
        (i, 1, n(k + 1)),
    ),
}


@pytest.mark.parametrize("form", PATHS)
def test_path_sums_over_two_layers(form):
    assert examine(left, PATHS[form], last=L - 1).every_size


def test_a_long_chain_is_proved_line_by_line():
    chain = Derivation(d(Loss, W(k)[i, j]), first=2)
    chain.then(d(Loss, z(k)[i]) * d(z(k)[i], W(k)[i, j]), "chain rule")
    chain.then(d(Loss, z(k)[i]) * h(k - 1)[j], "3.3a")
    chain.then(over(m, up(m) * W(k + 1)[m, i]) * g_prime(z(k)[i]) * h(k - 1)[j], "3.5")
    chain.then(over(m, up(m) * W(k + 1)[m, i]) * g_prime(z(k)[i]) * g(z(k - 1)[j]), "2.2")
    assert chain.proof.every_size
    assert (
        repr(chain)
        == "this: 4 lines, proved for every size, given the chain rule for several ways; really "
        "differentiated for 2-4-3-1 and 3-1-2-1 (14 cases)"
    )
    assert chain._repr_latex_().count(r"\checkmark") == 4


# True, but beyond the rules for every size: the page says "only".
FOR_THESE_SIZES = {
    "the first term apart": (
        z(k)[i],
        W(k)[i, 1] * h(k - 1)[1] + Sum(W(k)[i, j] * h(k - 1)[j], (j, 2, n(k - 1))),
    ),
    "the written-out network": (
        d(Loss, z_out),
        loss_prime(g(z_out), y) * g_prime(z_out),
    ),
    "Loss itself": (Loss, loss(g(z_out), y)),
}  # fmt: skip


@pytest.mark.parametrize("form", FOR_THESE_SIZES)
def test_what_is_shown_for_some_sizes_says_only(form):
    lhs, rhs = FOR_THESE_SIZES[form]
    proof = examine(lhs, rhs)
    assert isinstance(proof, Proof), str(proof)
    assert not equal_for_every_size(lhs, rhs)
    assert str(proof).startswith("proved for 4-2-1, 2-4-3-1 and 3-1-2-1 only, ")


def test_one_network_may_be_asked_for():
    four = Sum(W(1)[2, j] * x[j], (j, 1, 4))
    chain = Derivation(z(1)[2], sizes=[(4, 2, 1)]).then(four, "4 inputs")
    assert str(chain.proof) == "proved for 4-2-1 only, written out in full (1 case)"


a, b = z(k)[i], h(k)[i]
# {form: (left, right)}: equal wherever both have a value.
QUOTIENTS = {
    "a difference of squares": ((a**2 - 1) / (a - 1), a + 1),
    "parts of a whole": (b / (b + a) + a / (b + a), 1),
    "parts of a whole, less it": (b / (b + a) + a / (b + a) - 1, 0),
    "a quotient inside a function": (g((a**2 - 1) / (a - 1)), g(a + 1)),
    "quotients that differ in both signs": (g(a / (b - a)), g(-a / (a - b))),
    "a quotient inside a Σ": (Sum(h(k)[p] / (h(k)[p] + a) + a / (h(k)[p] + a), (p, 1, n(k))), n(k)),
    "a derivative of z divided by another": (
        d(Loss, W(k)[i, j]) / d(Loss, z(k)[i]),
        h(k - 1)[j],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", QUOTIENTS)
def test_quotients_are_decided_where_they_have_a_value(form):
    proof = examine(*QUOTIENTS[form])
    assert isinstance(proof, Proof), str(proof)
    assert proof.every_size
    assert "wherever no denominator is 0" in str(proof)
    assert "wherever" not in str(examine(a, a + 0 * b))


@pytest.mark.parametrize("form", QUOTIENTS)
def test_a_quotient_that_is_off_is_refused_with_numbers(form):
    lhs, rhs = QUOTIENTS[form]
    assert examine(lhs, rhs + Rational(1, 10**15)).counterexample
    assert examine(lhs, 2 * rhs + 1).counterexample


NOUGHTS = {
    "no way up": d(z(k)[i], h(k)[j]),
    "two layers up": d(z(k)[i], z(k + 1)[m]),
    "another node's weight": d(z(1)[i], W(2)[1, m]),
    "a difference": h(k)[i] - g(z(k)[i]),
}


@pytest.mark.parametrize("form", NOUGHTS)
def test_a_line_without_letters_may_equal_one_with_letters(form):
    """It then speaks of every value of the letters on the right."""
    assert examine(0, NOUGHTS[form]).every_size
    assert examine(NOUGHTS[form], 0).every_size
    assert examine(1, NOUGHTS[form]).counterexample


def test_a_letter_of_an_inner_sum_is_no_letter_of_the_line():
    picked = Sum(KroneckerDelta(p, m) * h(k)[p], (p, 1, n(k)))
    proof = examine(h(k)[1], Sum(KroneckerDelta(1, m) * picked, (m, 1, n(k))))
    assert proof.every_size and proof.cases == 5  # one for each hidden layer


SHORT = {
    "a Σ that stops before the last node": (
        Sum(h(k)[m] * 2, (m, 1, n(k) - 1)),
        2 * Sum(g(z(k)[m]), (m, 1, n(k) - 1)),
    ),
    "a node counted in a Σ that may be empty": (
        h(k)[i] * Sum(1, (m, 1, n(k) - 1)),
        (n(k) - 1) * h(k)[i],
    ),
}


@pytest.mark.parametrize("form", SHORT)
def test_a_short_sum_is_a_sum(form):
    assert examine(*SHORT[form]).every_size
