"""What was typed: the text of a formula, its tree, its slope with the lines that derive it, and
both as functions of arrays.
"""

import numpy as np
from sympy import Derivative, I, Symbol, nan, oo, zoo

from ..checking import slope as by_steps
from ..losses import OutsideDomain
from .compiled import Compiled
from .errors import NotAFormula, TooLong
from .parsing import parse
from .pieces import in_cases
from .reading import formula
from .rules import lines

LETTERS = {name: Symbol(name, real=True) for name in "zxpy"}
_CLOSE = 1e-7  # slope by formula and by a complex step
_LOST = 1e-6  # a slope this small beside g may have lost digits


class Typed:
    """A text and what it means: its tree, its `formula` of sympy's, its derivation and numbers."""

    def __init__(self, text, letters):
        self.text, self.letters = text, [LETTERS[name] for name in letters]
        self.tree = parse(text, letters)
        self.name = " ".join(text.split())

    def understand(self):
        """Work out the `formula` and its `function`. Raises NotAFormula for 1/0 and the like."""
        try:
            self.formula = self._formula()
        except TooLong as error:
            raise NotAFormula(f"{error}. Write a simpler one.", self.text, 0) from None
        if self.formula.has(nan, zoo, oo, -oo, I):
            raise NotAFormula(f"{self.name} has no value: somewhere it divides by 0.", self.text, 0)
        self.function = self._guarded(Compiled(self.formula, self.letters), "")
        return self

    def derive(self):
        """Work out the slope in the first letter too, line by line; errors as for `understand`."""
        self.understand()
        self.lines = lines(self.formula, self.letters[0])
        slopes = (line.doit() if line.has(Derivative) else line for line, _ in self.lines)
        self.slopes = [Compiled(slope, self.letters) for slope in slopes]
        self.derivative = self._guarded(self.slopes[-1], "the slope of ")
        return self

    def _formula(self):
        """The formula; in one letter, what is written in pieces is in cases from left to right."""
        letters = {letter.name: letter for letter in self.letters}
        cases = in_cases(self.tree, letters) if len(letters) == 1 else None
        return formula(self.tree, letters) if cases is None else cases

    def _guarded(self, compiled, what):
        def function(*at):
            found = compiled(*at)
            bad = ~np.isfinite(found)
            if bad.any() and (bad := bad & np.all([np.isfinite(a) for a in at], axis=0)).any():
                raise OutsideDomain(f"{what}{self.name} {self._no_number(compiled, at, bad)}")
            return found

        function.compiled = compiled
        return function

    def _no_number(self, compiled, at, bad):
        where = np.argwhere(bad)[0]
        shown = [np.real(np.broadcast_to(a, bad.shape)[tuple(where)]) for a in at]
        said = ", ".join(f"{s} = {v:.6g}" for s, v in zip(self.letters, shown, strict=True))
        return (
            f"is too large for a float, or has no value, at {said}. "
            f"Take smaller numbers, or another formula."
        )

    def refuse(self, hole, needs_value):
        """Say where it has no value."""
        need, where = hole.need, between(self.letters[0], hole)
        sentence = f"{self.name} has no value {where}: {need.says}. {needs_value}"
        if need.must == "finite":
            sentence = f"the number at the mark cannot be used: {need.says}. Write a smaller one."
        raise NotAFormula(sentence, self.text, need.at)

    def check(self, *at):
        """Hold each line of the derivation against a complex step through the formula.

        Raises ArithmeticError where they differ.
        """
        f, rest = self.function.compiled, at[1:]
        with np.errstate(all="ignore"):
            steps, least = by_steps(lambda u: f(u, *rest), at[0]), _LOST * (1 + np.abs(f(*at)))
            for (line, _), compiled in zip(self.lines, self.slopes, strict=True):
                ours = compiled(*at)
                size = np.maximum(np.maximum(np.abs(steps), np.abs(ours)), least)
                seen = np.isfinite(steps) & np.isfinite(ours)
                if (off := seen & (np.abs(steps - ours) > _CLOSE * size)).any():
                    raise ArithmeticError(
                        f"the line {line} and a complex step through {self.name} differ at "
                        f"{self.letters[0]} = {at[0][off][0]:g}."
                    )


def between(letter, hole):
    low, high = hole.low, hole.high
    up_to, from_on = ("below", "above") if hole.need.must == "0 or more" else ("up to", "from")
    if low == high:
        return f"at {letter} = {said(low)}"
    if low == -np.inf:
        return f"for any {letter}" if high == np.inf else f"for {letter} {up_to} {said(high)}"
    if high == np.inf:
        return f"for {letter} {from_on} {said(low)}{' on' * (from_on == 'from')}"
    return f"for {letter} from {said(low)} to {said(high)}"


def said(number):
    """A number in a sentence.

    >>> said(-0.5), said(1.5707963267948966)
    ('-0.5', '1.5708')
    """
    return f"{number + 0.0:.6g}"
