"""Proved, or refused with a counterexample: what may be said of one line lhs = rhs."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from sympy import Expr, Indexed, nan, oo, zoo

from .composition import composed, equal_for, in_words, instance, instances
from .errors import NoSuchNode, Undecided
from .formulas import evaluate, random_leaves
from .general import equal_for_every_size
from .grammar import complaints, expression, strangers
from .ledger import Statement
from .printing import Sentence, aligned, latex, plain
from .record import note
from .symbols import L, y

# Unequal sizes, so that no transpose and no exchanged layer can hide; one and two hidden layers.
SIZES = ((4, 2, 1), (2, 4, 3, 1))
# Where no proof for every size is found: other sizes, three hidden layers, for a counterexample.
SPARE_SIZES = ((3, 2, 3, 2, 1),)
# The functions of a counterexample. What holds of one g or one Loss only fails for another.
RULES = (("sigmoid", "squared"), ("softplus", "squared"), ("sigmoid", "log"))


@dataclass(frozen=True)
class Proof:
    """How a line was proved: for every size or not, and in how many cases of which sizes.

    >>> print(Proof(every_size=False, cases=2, sizes=((4, 2, 1),)))
    for 4-2-1, written out in full (2 cases) only
    """

    every_size: bool
    cases: int
    sizes: tuple

    def __str__(self):
        cases = f"{self.cases} case{'s' * (self.cases > 1)}"
        in_full = f"for {_named(self.sizes)}, written out in full ({cases})"
        return f"for every size, and {in_full}" if self.every_size else f"{in_full} only"


class Refusal(NamedTuple):
    """Why lhs = rhs is not accepted: what does not belong there, and numbers that differ.

    `strangers` and `complaints` are tuples of `Sentence`; `counterexample` is one, or None.
    `given` says for which functions, where the line is about a loss and an activation.

    >>> from nnlib.symbolic import h, k, z
    >>> examine(z(k)[1], h(k)[1]).refuted
    True
    """

    lhs: Expr
    rhs: Expr
    strangers: tuple = ()
    complaints: tuple = ()
    counterexample: Sentence | None = None
    given: str = ""

    def __str__(self):
        line = f"{plain(self.lhs)} = {plain(self.rhs)}"
        return f"{line} does not follow{self.given}. {self.reasons()}"

    @property
    def refuted(self):
        """Whether the line is known to be wrong, not only unproved."""
        return bool(self.strangers or self.complaints or self.counterexample)

    def reasons(self, write=str):
        """The complaints and the counterexample; `write` makes text or LaTeX of a `Sentence`."""
        said = []
        if self.strangers:
            said.append(f"This cannot stand there: {'; '.join(map(write, self.strangers))}.")
        if self.complaints:
            said.append(f"The letters do not fit: {'; '.join(map(write, self.complaints))}.")
        if self.counterexample:
            said.append(write(self.counterexample) + ".")
        return " ".join(said) or (
            "It could not be proved, and no counterexample was found: split it into smaller steps."
        )


def examine(lhs, rhs, first=1, last=L, sizes=SIZES):
    """A `Proof` that lhs = rhs, or a `Refusal`.

    Proved for every size where the rules of `nnlib.symbolic.general` reach, and always written out
    in full for each of `sizes` and every k from `first` to `last`. Raises WrongForm where a side
    is no expression, ValueError where no such k exists in `sizes`.

    >>> from nnlib.symbolic import W, d, h, i, j, k, z
    >>> print(examine(d(z(k)[i], W(k)[i, j]), h(k - 1)[j]))
    for every size, and for 4-2-1 and 2-4-3-1, written out in full (28 cases)
    """
    lhs, rhs = expression(lhs), expression(rhs)
    if foreign := strangers(lhs, rhs):
        return Refusal(lhs, rhs, strangers=tuple(foreign))
    misfits = tuple(complaints(lhs, rhs))
    try:
        cases = _cases(lhs, first, last, sizes)
        if misfits or not _holds_in(cases, lhs, rhs):
            return Refusal(lhs, rhs, (), misfits, _counterexample(cases, lhs, rhs))
        every_size = equal_for_every_size(lhs, rhs)
        spare = [] if every_size or sizes != SIZES else _cases(lhs, first, last, SPARE_SIZES)
        if found := _counterexample(spare, lhs, rhs):
            return Refusal(lhs, rhs, (), (), found)
    except NoSuchNode as error:
        return Refusal(lhs, rhs, (), misfits, error.sentence)
    return Proof(every_size, len(cases), tuple(dict.fromkeys(shape for _, shape in cases)))


def _cases(lhs, first, last, sizes):
    """Pairs (letters' values, sizes): every way to read the line in these networks."""
    if any(isinstance(shape, int) for shape in sizes):
        raise ValueError(
            f"sizes lists networks, each a list of its layers, but it is {sizes!r}. "
            f"Write sizes=[(4, 2, 1)] for one network."
        )
    cases = [(case, shape) for shape in sizes for case in instances(lhs, shape, first, last)]
    if not cases:
        raise ValueError(
            f"there is no layer k from {first} to {last} in {_named(sizes)}: "
            f"give sizes=[…] with more hidden layers."
        )
    return cases


def _named(sizes):
    return " and ".join("-".join(map(str, shape)) for shape in sizes)


def _holds_in(cases, lhs, rhs):
    try:
        return all(equal_for(lhs, rhs, case, shape) for case, shape in cases)
    except (NoSuchNode, Undecided):
        return False


def _counterexample(cases, lhs, rhs):
    """A `Sentence` on the first case in which the two sides differ; None if there is none."""
    missing = None
    for rule in RULES:
        for case, shape in cases:
            network, place = f"In a {_named([shape])} network", in_words(case)
            try:
                left, right = _numbers(lhs, rhs, case, shape, rule)
            except NoSuchNode as error:
                text, formulas = error.sentence.text, error.sentence.formulas
                missing = missing or Sentence(f"{network}{place}: {text}", *formulas)
            except Undecided:
                continue
            else:
                if abs(left - right) > 1e-9 * max(abs(left), abs(right)):
                    numbers = "with random numbers" + _chosen(rule)
                    return Sentence(f"{network} {numbers}{place}: {_differing(left, right)}")
    return missing


def _chosen(rule):
    return "" if rule == RULES[0] else f", g = {rule[0]} and {rule[1]} loss"


def _differing(left, right):
    digits = 4 if f"{left:.4g}" != f"{right:.4g}" else 12
    return f"the left side is {left:.{digits}g}, the right side {right:.{digits}g}"


def _numbers(lhs, rhs, case, shape, rule):
    """Both sides at the same random weights, inputs and label."""
    sides = [composed(instance(side, case, shape), shape) for side in (lhs, rhs)]
    for side, written_out in zip(("left", "right"), sides, strict=True):
        if written_out.has(nan, zoo, oo):
            raise NoSuchNode(Sentence(f"the {side} side divides by 0"))
    atoms = {y}.union(*(side.atoms(Indexed) for side in sides))
    leaves = random_leaves(atoms, seed=RULES.index(rule))
    with np.errstate(all="ignore"):  # a log or a root of a negative number: nan, no counterexample
        values = [evaluate(side, leaves, *rule) for side in sides]
    return [float(value) if np.isreal(value) else np.nan for value in values]


class Refutation:
    """A printed equation that is wrong, with the reason, beside the true one, proved.

    `true` is a `Statement`, or the right side that belongs to the same `lhs`. `called` is
    "printed", or "would mean" where words are printed and the equation says what they would mean.
    Raises ValueError if the printed form cannot be refuted or the true one not proved: neither can
    go unnoticed.

    >>> from nnlib.symbolic import STATEMENTS, Sum, W, i, j, n, x, z
    >>> printed = Sum(W(1)[i, j] * x[i], (j, 1, n(0)))
    >>> print(Refutation("E1", z(1)[i], printed, STATEMENTS["2.1"]))  # doctest: +ELLIPSIS
    E1 refuted: z_i^(1) = Σ_{j=1}^{n_0} W_ij^(1) · x_i does not follow. The letters do not fit: ...
    """

    def __init__(self, id, lhs, printed, true, first=1, last=L, called="printed"):
        self.id, self.lhs, self.printed = id, expression(lhs), expression(printed)
        self.called = called
        if not isinstance(true, Statement):
            true = Statement(id, "", self.lhs, expression(true), first, last)
        self.true = true
        self.refusal = examine(lhs, printed, first, last)
        self.proof = examine(true.lhs, true.rhs, true.first, true.last)
        if isinstance(self.refusal, Proof) or not self.refusal.refuted:
            line = f"{plain(self.lhs)} = {plain(self.printed)}"
            raise ValueError(f"{id}: the printed form {line} could not be refuted.")
        if isinstance(self.proof, Refusal):
            raise ValueError(f"{id}: the form given as true is not: {self.proof}")
        form = "the printed form" if called == "printed" else f"what it {called} is"
        note(id, f"{form} refuted")

    def __str__(self):
        return f"{self.id} refuted: {self.refusal}"

    __repr__ = __str__

    def _repr_latex_(self):
        equations = aligned(
            rf"\text{{{self.called}:}} && {latex(self.lhs)} &= {latex(self.printed)} && \times",
            rf"\text{{true:}} && {latex(self.true.lhs)} &= {latex(self.true.rhs)} && \checkmark",
        )
        reasons = self.refusal.reasons(Sentence.latex)
        return f"{equations}\n{reasons} The true form is proved {self.proof}."

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": str(self), "text/latex": self._repr_latex_()}
        return bundle, {"nnlib": {"refutes": self.id}}
