"""What the document prints wrongly, and what is true: errata E1 to E18.

Where an erratum is an equation, one definition gives what the appendix shows and what it refutes;
the others are refuted in the lessons only. `errata_table` and `refute_all` are the appendix.
"""

from typing import NamedTuple

from sympy import Sum

from .ledger import COST, STATEMENTS, Statement
from .printing import Sentence, latex
from .proof import Refutation
from .record import NO_LESSONS, links, stored_lessons
from .symbols import (
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
    loss,
    n,
    samples,
    y,
    z,
    z_out,
)


class Erratum(NamedTuple):
    """One misprint. `printed` and `true` are words, or `printed` lists the pairs (lhs, rhs) as
    they are printed and `true` is the `Statement` that they should be.

    `refuted_by` says in words what a reader sees fail. Source: the ledger's errata.
    """

    id: str
    section: str
    printed: str | tuple
    true: str | Statement
    refuted_by: str

    @property
    def is_equation(self):
        """Whether the misprint is an equation, which `Refutation` can refuse."""
        return isinstance(self.true, Statement)

    def refutations(self):
        """Each printed equation refused, and the true one proved: a list of `Refutation`.

        >>> [refutation.id for refutation in ERRATA[0].refutations()]
        ['E1']
        """
        pairs = self.printed if self.is_equation else ()
        return [Refutation(self.id, lhs, rhs, self.true) for lhs, rhs in pairs]


def _into(layer, row, index):
    """Σ_j W_rowj^(layer) h_index^(layer - 1): the sum into a node, with `index` at h."""
    return Sum(W(layer)[row, j] * h(layer - 1)[index], (j, 1, n(layer - 1)))


def _passed_down(weight):
    return Sum(d(Loss, z(k + 1)[i]) * weight * g_prime(z(k)[j]), (i, 1, n(k + 1)))


_S, _up = STATEMENTS, d(Loss, z_out)
_E7 = (
    (d(Loss, W(L + 1)[i, j]), _up * d(z_out, W(L + 1)[1, j])),
    (d(Loss, W(L + 1)[i, i]), _up * h(L)[j]),
)
_E10 = d(Loss, z(L)[i]), _up * W(L)[1, i] * g_prime(z(L)[i])
_one_sample = Mean(loss(g(z_out), y), i, samples)
_step = (latex(W(k)[i, j]), latex(d(Loss, W(k)[i, j])))

# fmt: off
ERRATA = tuple(Erratum(*row) for row in (
    ("E1", "2", ((z(1)[i], _into(1, i, i)),), _S["2.1"], "letters and numbers"),
    ("E2", "2, 3.3", ((z(k)[i], _into(k, i, i)),), _S["2.2"], "letters and numbers"),
    ("E3", "2", ((z_out, Sum(W(k + 1)[1, j] * h(L)[j], (j, 1, n(L)))),), _S["2.3"],
        "k is free on one side only"),
    ("E4", "2", "$z_i^{(k)}$ and $h_i^{(k)}$ are both called the value of node $i$",
        "$z$ is the pre-activation, $h = g(z)$ the activation",
        "the two differ, and so do $g'(z)$ and $g'(h)$"),
    ("E5", "3", ((z(k)[i], Sum(W(k)[j, i] * h(k - 1)[j], (j, 1, n(k - 1)))),), _S["2.2"],
        "shapes: the weights are called $W_{ji}$ in one place"),
    ("E6", "3", rf"$J(\theta) = {latex(_one_sample)}$", rf"${latex(COST.lhs)} = {latex(COST.rhs)}$",
        "as printed, $J$ is one sample's loss; $\\theta$ is $W$"),
    ("E7", "3.2", _E7, _S["3.2d"], "there is one output node"),
    ("E8", "3.4", ((d(Loss, h(L)[i]), _S["3.4a"].rhs),), _S["3.4a"],
        "the two differ by $g'$; a denominator has also lost its $\\partial$"),
    ("E9", "3.4", ((z_out, Sum(W(L + 1)[1, j] * h(L)[j], (i, 1, n(L)))),), _S["2.3"],
        "j is free on one side only"),
    ("E10", "3.4", (_E10,), _S["3.4e"], "numbers for one and two hidden layers; shapes"),
    ("E11", "3.5", ((d(Loss, z(k)[j]), _passed_down(W(k)[i, j])),), _S["3.5"],
        "the layer of $W_{ij}$ is not printed; here with $k$ in its place"),
    ("E12", "3.6", ((d(Loss, z(k)[i]), _passed_down(W(k + 1)[i, j])),), _S["3.5"],
        "i is summed over, j is free"),
    ("E13", "3.6", rf"${_step[0]} \leftarrow {_step[0]} + \eta_k {_step[1]}$",
        rf"${_step[0]} \leftarrow {_step[0]} - \eta_t {_step[1]}$", "the loss rises"),
    ("E14", "3.6", "$\\eta_k$", "$\\eta_t$", "k is the layer; the rate belongs to a step"),
    ("E15", "2", '"TODO: thresholding reason?"',
        "without $g$ the network is one linear map, whatever $L$ is", "proof for every $L$; XOR"),
    ("E16", "2", "$g$ is called a thresholding function",
        "below a true threshold every gradient is 0", "proof; a run in which no weight moves"),
    ("E17", "1", "networks can learn any function",
        "they can approximate continuous functions on a bounded set, with enough hidden nodes, a "
        "suitable $g$, and biases", "each condition dropped; a fit that a bias repairs"),
    ("E18", "3.5", "a heading without its number", "3.5", "the numbers of its neighbors"),
))
# fmt: on


# --- the appendix ------------------------------------------------------------------------------


def _inline(lhs, rhs):
    return f"${latex(lhs)} = {latex(rhs)}$"


def _row(erratum, folder):
    printed, true = erratum.printed, erratum.true
    if erratum.is_equation:
        printed = "<br>".join(_inline(lhs, rhs) for lhs, rhs in printed)
        true = _inline(true.lhs, true.rhs)
    cells = (
        erratum.id,
        erratum.section,
        printed,
        true,
        erratum.refuted_by,
        links(erratum.id, folder),
    )
    return f"| {' | '.join(cells)} |"


class Table:
    """A Markdown table for a notebook; `ids` are the errata that making it has refuted."""

    def __init__(self, head, rows, ids=()):
        rule = "|:--" * head.count("|") + "|"
        self.markdown = "\n".join([f"| {head} |", rule + ":--|", *rows])
        self.ids = list(ids)

    def __repr__(self):
        return self.markdown

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": self.markdown, "text/markdown": self.markdown}
        return bundle, {"nnlib": {"refutes": self.ids}} if self.ids else {}


def errata_table(folder=None):
    """Every erratum: what is printed, what is true, and links to where the lessons refute it.

    The lessons are those stored in `folder`, by default where the notebook runs; where there are
    none, the table says so.

    >>> print(errata_table())  # doctest: +ELLIPSIS
    | id | section | printed | true | refuted by | where |
    ...
    """
    rows = [_row(erratum, folder) for erratum in ERRATA]
    if not stored_lessons(folder):
        rows += ["", f"Where each is shown is {NO_LESSONS}."]
    return Table("id | section | printed | true | refuted by | where", rows)


def refute_all():
    """Every erratum that is an equation, refuted now: why each printed form fails.

    Raises ValueError if one of them can no longer be refuted.

    >>> refute_all().ids[:3]
    ['E1', 'E2', 'E3']
    """
    refused = [refutation for erratum in ERRATA for refutation in erratum.refutations()]
    rows = [
        f"| {one.id} | {_inline(one.lhs, one.printed)} | {one.refusal.reasons(Sentence.latex)} |"
        for one in refused
    ]
    return Table("id | printed | why not", rows, dict.fromkeys(one.id for one in refused))
