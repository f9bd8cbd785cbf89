"""The document's equations, corrected: one definition each for page, proof and numbers.

Source: Mickey Chao, *Neural Network Derivations*, April 2016, with its errata corrected. k numbers
layers (0 = input, L + 1 = output), W(k)[i, j] goes from node j of layer k - 1 to node i of layer k.
"""

from typing import NamedTuple

from sympy import Expr, Integer, Sum

from .printing import latex
from .symbols import (
    J,
    L,
    Loss,
    Mean,
    W,
    d,
    g,
    g_prime,
    h,
    i,
    j,
    k,
    n,
    sample_loss,
    samples,
    t,
    x,
    z,
    z_out,
)


class Statement(NamedTuple):
    """An equation lhs = rhs of the document, for every k from `first` to `last`.

    `id` is its row in the ledger, `section` where the document has it.

    >>> from nnlib.symbolic import plain
    >>> print(plain(STATEMENTS["3.3b"].lhs), "=", plain(STATEMENTS["3.3b"].rhs))
    ∂Loss/∂W_ij^(k) = ∂Loss/∂z_i^(k) · h_j^(k-1)
    """

    id: str
    section: str
    lhs: Expr
    rhs: Expr
    first: int = 1
    last: Expr = L

    def _repr_latex_(self):
        return f"$${latex(self.lhs)} = {latex(self.rhs)}$$"


def _z(layer, row):
    return Sum(W(layer)[row, j] * h(layer - 1)[j], (j, 1, n(layer - 1)))


_dLoss_dz = d(Loss, z_out)
_first_two = d(Loss, g(z_out)) * d(g(z_out), z_out)
_to_hidden = d(z_out, h(L)[i]) * d(h(L)[i], g(z(L)[i])) * d(g(z(L)[i]), z(L)[i])

# A definition, not a step: the cost is the mean loss over the samples.
COST = Statement("3.0", "3", J, Mean(sample_loss(t), t, samples))

# Everything of the document that the lessons show, in its order: a `Statement`, or the id alone of
# what is no equation to prove. Errata are in `errata`.
_ALL = (
    *("fig1", "student", "can-learn", "defs", "why-g"),
    Statement("2.1", "2", z(1)[i], Sum(W(1)[i, j] * x[j], (j, 1, n(0)))),
    Statement("2.2", "2", z(k)[i], _z(k, i)),
    Statement("2.3", "2", z_out, _z(L + 1, 1)),
    COST,
    Statement("3.1", "3.1", _dLoss_dz, _first_two),
    Statement("3.2a", "3.2", d(Loss, W(L + 1)[1, j]), _first_two * d(z_out, W(L + 1)[1, j])),
    Statement("3.2b", "3.2", d(Loss, W(L + 1)[1, j]), _dLoss_dz * d(z_out, W(L + 1)[1, j])),
    Statement("3.2c", "3.2", d(z_out, W(L + 1)[1, j]), h(L)[j]),
    Statement("3.2d", "3.2", d(Loss, W(L + 1)[1, j]), _dLoss_dz * h(L)[j]),
    Statement("3.3a", "3.3", d(z(k)[i], W(k)[i, j]), h(k - 1)[j]),
    Statement("3.3b", "3.3", d(Loss, W(k)[i, j]), d(Loss, z(k)[i]) * h(k - 1)[j], first=2),
    Statement("3.3c", "3.3", d(Loss, W(1)[i, j]), d(Loss, z(1)[i]) * x[j]),
    Statement("3.4a", "3.4", d(Loss, z(L)[i]), _first_two * _to_hidden),
    Statement("3.4b", "3.4", _first_two, _dLoss_dz),
    Statement("3.4c", "3.4", d(z_out, h(L)[i]), W(L + 1)[1, i]),
    Statement("3.4d", "3.4", d(h(L)[i], g(z(L)[i])), Integer(1)),
    Statement("3.4e", "3.4", d(Loss, z(L)[i]), _dLoss_dz * W(L + 1)[1, i] * g_prime(z(L)[i])),
    Statement(
        "3.5",
        "3.5",
        d(Loss, z(k)[j]),
        Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j]), (i, 1, n(k + 1))),
    ),
    *("3.6a", "3.6b"),
)

# Beyond the document: not formulas of its symbols alone, so each lesson proves its own.
BEYOND = ("B4.1", "B4.2", "B4.3", "B5.1", "B5.2", "B5.3")

LEDGER_IDS = tuple(entry if isinstance(entry, str) else entry.id for entry in _ALL)
STATEMENTS = {
    entry.id: entry for entry in _ALL if isinstance(entry, Statement) and entry is not COST
}

# Which equations the document uses for each one; the rules of calculus and the definitions of
# nodes need no arrow.
FOLLOWS = {
    "2.1": (),
    "2.2": (),
    "2.3": (),
    "3.0": (),
    "3.1": (),
    "3.2a": (),
    "3.2b": ("3.1", "3.2a"),
    "3.2c": ("2.3",),
    "3.2d": ("3.2b", "3.2c"),
    "3.3a": ("2.2",),
    "3.3b": ("3.3a",),
    "3.3c": ("2.1",),
    "3.4a": (),
    "3.4b": ("3.1",),
    "3.4c": ("2.3",),
    "3.4d": (),
    "3.4e": ("3.4a", "3.4b", "3.4c", "3.4d"),
    "3.5": ("2.2", "2.3"),
    "3.6a": ("3.1", "3.2d", "3.3b", "3.3c", "3.5"),
    "3.6b": ("3.0", "3.6a"),
}
