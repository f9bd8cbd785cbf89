"""Proved, or refused with a counterexample: what may be said of one line lhs = rhs."""

from typing import NamedTuple

from sympy import Expr, Indexed, sympify

from .composition import composed, equal_for, instance, instances
from .errors import NoSuchNode, Undecided
from .formulas import evaluate, random_leaves
from .general import equal_for_every_size
from .ranges import complaints
from .symbols import L, y

# Unequal sizes, so that no transpose and no exchanged layer can hide; one and two hidden layers.
SIZES = ((4, 2, 1), (2, 4, 3, 1))


class Proof(NamedTuple):
    """How a line was proved: for every size or not, and in how many cases of which sizes."""

    every_size: bool
    cases: int
    sizes: tuple

    def __str__(self):
        shapes = " and ".join("-".join(map(str, sizes)) for sizes in self.sizes)
        in_full = f"for {shapes}, written out in full ({self.cases} case{'s' * (self.cases > 1)})"
        return f"for every size, and {in_full}" if self.every_size else f"{in_full} only"


class Refusal(NamedTuple):
    """Why lhs = rhs is not accepted: letters that do not fit, and numbers that differ."""

    lhs: Expr
    rhs: Expr
    complaints: tuple
    counterexample: str | None

    def __str__(self):
        return f"{self.lhs} = {self.rhs} does not follow. {self.reasons}"

    @property
    def refuted(self):
        """Whether the line is known to be wrong, not only unproved."""
        return bool(self.complaints or self.counterexample)

    @property
    def reasons(self):
        """The complaints and the counterexample as sentences."""
        said = []
        if self.complaints:
            said.append(f"The letters do not fit: {'; '.join(self.complaints)}.")
        if self.counterexample:
            said.append(self.counterexample)
        return " ".join(said) or (
            "It could not be proved, and no counterexample was found: split it into smaller steps."
        )


def examine(lhs, rhs, first=1, last=L, sizes=SIZES):
    """A `Proof` that lhs = rhs, or a `Refusal`.

    Proved for every size where the rules of `nnlib.symbolic.general` reach, and always written out
    in full for each of `sizes` and every k from `first` to `last`.

    >>> from nnlib.symbolic import W, d, h, i, j, k, z
    >>> print(examine(d(z(k)[i], W(k)[i, j]), h(k - 1)[j]))
    for every size, and for 4-2-1 and 2-4-3-1, written out in full (28 cases)
    """
    lhs, rhs = sympify(lhs), sympify(rhs)
    misfits = tuple(complaints(lhs, rhs))
    cases = [(case, shape) for shape in sizes for case in instances(lhs, shape, first, last)]
    if not misfits and _holds_in(cases, lhs, rhs):
        used = tuple(shape for shape in sizes if any(shape == s for _, s in cases))
        return Proof(equal_for_every_size(lhs, rhs), len(cases), used)
    return Refusal(lhs, rhs, misfits, _counterexample(cases, lhs, rhs))


def _holds_in(cases, lhs, rhs):
    if not cases:
        return False
    try:
        return all(equal_for(lhs, rhs, case, shape) for case, shape in cases)
    except (NoSuchNode, Undecided):
        return False


def _counterexample(cases, lhs, rhs):
    """The first case in which the two sides differ, in words and numbers; None if there is none."""
    missing = None
    for case, shape in cases:
        try:
            left, right = _numbers(lhs, rhs, case, shape)
        except NoSuchNode as error:
            missing = missing or f"For {_where(case, shape)}: {error}."
        except Undecided:
            continue
        else:
            if abs(left - right) > 1e-6 * max(abs(left), abs(right)):
                return f"For {_where(case, shape)}: left {left:.4g}, right {right:.4g}."
    return missing


def _numbers(lhs, rhs, case, shape):
    """Both sides at the same random weights, inputs and label."""
    sides = [composed(instance(side, case, shape), shape) for side in (lhs, rhs)]
    leaves = random_leaves({y}.union(*(side.atoms(Indexed) for side in sides)))
    return (float(evaluate(side, leaves)) for side in sides)


def _where(case, shape):
    letters = ", ".join(f"{letter} = {value}" for letter, value in case.items())
    return "-".join(map(str, shape)) + (f", {letters}" if letters else "")
