"""What the document prints wrongly, and what is true: errata E1 to E22.

`printed` is word for word. Where a formula can be shown to fail, it is given in the course's
symbols: the printed one, or what the printed words would mean. `errata_table` and `refute_all`
are the appendix.
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
    W,
    d,
    g_prime,
    h,
    i,
    j,
    k,
    n,
    z,
    z_out,
)


class Erratum(NamedTuple):
    """One slip of the document: its id in the ledger, its section, what is `printed` there, word
    for word with formulas in the document's LaTeX, and what is `true`: words, or a `Statement`.

    `refuted_by` says what a reader sees fail. `refuted` has the pairs (lhs, rhs) that `Refutation`
    refuses, and `called` says what they are: "printed", or "would mean" where the document prints
    words, or less than a whole formula.
    """

    id: str
    section: str
    printed: str
    true: str | Statement
    refuted_by: str
    refuted: tuple = ()
    called: str = "printed"

    def refutations(self):
        """Each of the formulas refused, and the true one proved: a list of `Refutation`.

        >>> len(ERRATA[0].refutations())
        1
        """
        return [Refutation(lhs, rhs, self.true, called=self.called) for lhs, rhs in self.refuted]

    def truth(self):
        """What is true, as Markdown."""
        if isinstance(self.true, Statement):
            return _inline(self.true.lhs, self.true.rhs)
        return self.true


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
_step = latex(W(k)[i, j]), latex(d(Loss, W(k)[i, j]))


def _ratio(bottom):
    return rf"\frac{{\partial \text{{Loss}}(h(\bar{{x}};\theta),y)}}{{{bottom}}}"


def _slope(bottom):
    """A derivative of the loss as the document writes it."""
    return _ratio(rf"\partial {bottom}")


def _sum_of_35(left):
    g_slope = r"\frac{\partial g(z_{j}^{(k)})}{\partial z_{j}^{(k)}}"
    terms = rf"{_slope('z_{i}^{(k+1)}')} \times W_{{ij}} \times {g_slope}"
    return rf"${_slope(left)} = \sum_{{i}} \left( {terms} \right)$"


_last = r"\frac{\partial g(z_i^{(L)})}{\partial z_i^{(L)}}"

# fmt: off
ERRATA = tuple(Erratum(*row) for row in (
    ("E1", "2", r"$z_i^{(1)} = \sum_j W_{ij}^{(1)} x_i$", _S["2.1"], "letters and numbers",
        ((z(1)[i], _into(1, i, i)),)),
    ("E2", "2, 3.3", r"$z_i^{(k)} = \sum_j W_{ij}^{(k)} h_i^{(k-1)}$", _S["2.2"],
        "letters and numbers", ((z(k)[i], _into(k, i, i)),)),
    ("E3", "2", "“$W_{ij}^{(k+1)}$ are the weights of edges from the last hidden layer to the "
        "output layer”", _S["2.3"], "k is free on one side only; the equation for $z$ is right",
        ((z_out, Sum(W(k + 1)[1, j] * h(L)[j], (j, 1, n(L)))),), "would mean"),
    ("E4", "2", "“Let the value of node i in the kth hidden layer (layer k) be $h_i^{(k)}$”, “Let "
        "$z_i^{(k)}$ be the value of the node i in layer k”",
        "$z$ is the pre-activation, $h = g(z)$ the activation",
        "the two differ, and so do the slopes $g'(z)$ and $g'(h)$"),
    ("E5", "3", "“learn the correct weights, $W_{ji}^{(k)}$”", _S["2.2"],
        "shapes; the equations have $W_{ij}$",
        ((z(k)[i], Sum(W(k)[j, i] * h(k - 1)[j], (j, 1, n(k - 1)))),), "would mean"),
    ("E6", "3",
        r"$J(\theta) = \frac{1}{n} \sum_{i=1}^{n} \text{Loss}(h(\bar{x}; \theta), y)$",
        rf"${latex(COST.lhs)} = {latex(COST.rhs)}$",
        r"what is summed has no $i$ in it, so the mean is the loss of one sample, whichever; and "
        r"$\theta$ is nothing but $W$"),
    ("E7", "3.2", rf"${_slope('W_{ij}^{(L+1)}')} = {_slope('z')} \times "
        rf"\frac{{\partial z}}{{\partial W_{{1j}}^{{(L+1)}}}}$<br>"
        rf"${_slope('W_{ii}^{(L+1)}')} = {_slope('z')} \times h_j^{{(L)}}$",
        _S["3.2d"], "there is one output node", _E7),
    ("E8", "3.4", rf"“our expression for ${_slope('h_{i}^{(L)}')}$ again contains the expression "
        rf"for ${_ratio('z')}$”", _S["3.4a"],
        "the two differ by $g'$, and $z$ has lost its $\\partial$; the equations are right",
        ((d(Loss, h(L)[i]), _S["3.4a"].rhs), (_up, Loss / z_out)), "would mean"),
    ("E9", "3.4", "$z = \\sum_{i} W_{1j}^{(L+1)} h_j^{(L)}$", _S["2.3"],
        "j is free on one side only",
        ((z_out, Sum(W(L + 1)[1, j] * h(L)[j], (i, 1, n(L)))),)),
    ("E10", "3.4", rf"${_slope('z_i^{(L)}')} = {_slope('z')} \times W_{{1i}}^{{(L)}} \times "
        rf"{_last}$", _S["3.4e"], "numbers for one and two hidden layers; shapes", (_E10,)),
    ("E11", "3.5", _sum_of_35("z_{j}^{(k)}"), _S["3.5"],
        "$W_{ij}$ has no layer; numbers for the reading $W_{ij}^{(k)}$",
        ((d(Loss, z(k)[j]), _passed_down(W(k)[i, j])),), "would mean"),
    ("E12", "3.6", _sum_of_35("z_{i}^{(k)}"), _S["3.5"],
        "i is summed over, j is free, whatever the layer of $W_{ij}$",
        ((d(Loss, z(k)[i]), _passed_down(W(k + 1)[i, j])),), "would mean"),
    ("E13", "3.6", r"$W_{ij} \leftarrow W_{ij} + \eta_k \frac{\partial \text{Loss}(h(\bar{x}^{(t)};"
        r" \theta), y^{(t)})}{\partial W_{ij}}$",
        rf"${_step[0]} \leftarrow {_step[0]} - \eta_t {_step[1]}$",
        "with plus the step climbs, and the loss rises"),
    ("E14", "3.6", r"“$\eta_k$ is the learning rate”", r"$\eta_t$",
        "k is the layer; the rate belongs to a step"),
    ("E15", "2", "“TODO - THRESHOLDING REASON?”",
        "without $g$ the network is one linear map, whatever $L$ is",
        "a linear map of a linear map is linear, for every $L$, and no linear map does XOR"),
    ("E16", "2", "“a thresholding function g”",
        "below a true threshold every gradient is 0",
        "with $g' = 0$ every derivative of the loss is 0, and training moves no weight"),
    ("E17", "1", "“neural networks can learn any function on the input data”",
        "they can approximate continuous functions on a closed and bounded set, with enough hidden "
        "nodes, a suitable $g$, biases, and an output without $g$",
        "without one of the conditions the fit misses; a bias repairs it"),
    ("E18", "3.5", "“Partial Derivative With Respect To $z_i^{(k)}$”, the heading between those "
        "that begin with 3.4 and 3.6",
        "the heading begins with its number, 3.5", "its neighbors are numbered 3.4 and 3.6"),
    ("E19", "1", "“very high weights for inputs $x_1$ and $x_2$ and $h_2$”", "$x_1$ and $x_2$",
        "no edge joins $h_2$ to $h_1$"),
    ("E20", "3.5", r"“In general, for $k \geq 1$”", r"$1 \le k \le L$",
        "for $k = L+1$ the formula asks for a layer $L+2$"),
    ("E21", "3.5", "“for all nodes i in hidden layer k+1”", "layer $k+1$",
        "for $k = L$ that is the output layer"),
    ("E22", "3.6", r"“for $k = L \dots 1$ and alternate”",
        "the weights' formula runs for $k = L+1 \\dots 1$, the nodes' for $k = L \\dots 1$",
        "as printed, no slope of $W^{(L+1)}$ is computed"),
))
# fmt: on


def _inline(lhs, rhs):
    return f"${latex(lhs)} = {latex(rhs)}$"


# --- a game at the end of a lesson: find what is wrong -------------------------------------------


class Slips:
    """What a section of the document says, word for word, each line with something wrong in it;
    `answers()` says what, and shows each wrong formula fail."""

    def __init__(self, section):
        self.errata = [erratum for erratum in ERRATA if section in erratum.section.split(", ")]
        if not self.errata:
            known = sorted({part for one in ERRATA for part in one.section.split(", ")})
            raise ValueError(f"section {section!r} has no slips. Known: {', '.join(known)}.")

    def __repr__(self):
        quotes = (erratum.printed.replace("<br>", ", and ") for erratum in self.errata)
        return "\n".join(f"{place}. {quote}" for place, quote in enumerate(quotes, start=1))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), "text/markdown": repr(self)}

    def answers(self):
        """What is true in place of each, and why the printed form fails: refuted now."""
        return Answers(self.errata)


class Answers:
    """The answers to `Slips`; `ids` are the errata with a formula that was refuted for them."""

    def __init__(self, errata):
        found = [(erratum, erratum.refutations()) for erratum in errata]
        self.ids = [erratum.id for erratum, refutations in found if refutations]
        lines = [
            "  \n   ".join([f"{place}. True: {erratum.truth()}.", *_reasons(erratum, refutations)])
            for place, (erratum, refutations) in enumerate(found, start=1)
        ]
        self.markdown = "\n".join(lines)

    def __repr__(self):
        return self.markdown

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": self.markdown, "text/markdown": self.markdown}
        return bundle, {"nnlib": {"refutes": self.ids}} if self.ids else {}


def _reasons(erratum, refutations):
    """Why it is wrong: for each formula, or in words."""
    if not refutations:
        yield f"Why: {erratum.refuted_by}."
    for one in refutations:
        called = "" if one.called == "printed" else "As a formula: "
        why = one.refusal.reasons(Sentence.latex)
        yield f"✗ {called}{_inline(one.lhs, one.printed)}: {why}"


def slips(section):
    """The `Slips` of a section of the document, such as "3.4".

    Raises ValueError for a section without any.

    >>> slips("3.6")  # doctest: +ELLIPSIS
    1. $...
    2. $W_{ij} ...
    3. “$\\eta_k$ is the learning rate”
    4. “for $k = L \\dots 1$ and alternate”
    """
    return Slips(section)


# --- the appendix ------------------------------------------------------------------------------


def _row(erratum, folder):
    cells = (
        erratum.id,
        erratum.section,
        erratum.printed,
        erratum.truth(),
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
    """Every formula among the errata, refuted now: whether it is printed or what the printed words
    would mean, and why it fails.

    Raises ValueError if one of them can no longer be refuted.

    >>> refute_all().ids[:3]
    ['E1', 'E2', 'E3']
    """
    refused = [(erratum.id, one) for erratum in ERRATA for one in erratum.refutations()]
    rows = [
        f"| {id} | {one.called} | {_inline(one.lhs, one.printed)} "
        f"| {one.refusal.reasons(Sentence.latex)} |"
        for id, one in refused
    ]
    return Table("id | this is | formula | why not", rows, dict.fromkeys(id for id, _ in refused))
