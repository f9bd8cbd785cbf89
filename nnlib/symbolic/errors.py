"""What the symbolic room says when something does not hold."""

import re


class NoSuchNode(ValueError):
    """An index or a layer outside the network: the expression does not exist for these sizes.

    >>> from nnlib.symbolic import composed, z
    >>> composed(z(1)[3], sizes=[4, 2, 1])
    Traceback (most recent call last):
    nnlib.symbolic.errors.NoSuchNode: z_3^(1) does not exist: layer 1 has only the nodes 1 to 2
    """

    def __init__(self, sentence):
        super().__init__(str(sentence))
        self.sentence = sentence


class Undecided(ValueError):
    """The rules neither prove nor refute this; nothing is claimed.

    >>> from nnlib.symbolic import composed, i, z
    >>> composed(z(1)[i], sizes=[4, 2, 1])
    Traceback (most recent call last):
    nnlib.symbolic.errors.Undecided: z_i^(1) still has a letter in it that has no value
    """


class TooLong(Undecided):
    """Proving or refuting this takes more steps than a reader can wait for.

    >>> from nnlib.symbolic import Sum, composed, m, x
    >>> composed(Sum(x[1], (m, 1, 10**7)), sizes=[4, 2, 1])
    Traceback (most recent call last):
    nnlib.symbolic.errors.TooLong: deciding this takes too many steps
    """


class NoValue(Undecided):
    """The expression divides by 0, whatever the numbers are."""


class _Short(Exception):
    """An error that a notebook shows as one line: what is wrong is in the line, not in the code."""

    def _render_traceback_(self):
        """IPython shows these lines in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class Refused(_Short, ValueError):
    """A line that does not follow. `refusal` holds the complaints and the counterexample.

    `hints` say in a sentence each what the line may have mistaken; `chain` is the derivation that
    refused it, and that is as it was.

    >>> from nnlib.symbolic import Derivation, i, n, z
    >>> Derivation(z(1)[i]).then(n(0), "a guess")
    Traceback (most recent call last):
    nnlib.symbolic.errors.Refused: z_i^(1) = n_0 does not follow. In a 4-2-1 network with random
    numbers at i = 1: the left side is -1.43, the right side 4.
    """

    def __init__(self, refusal, *hints, chain=None):
        super().__init__("\n".join([str(refusal), *hints]))
        self.refusal, self.chain = refusal, chain


class WrongForm(_Short, TypeError):
    """What was written is not of the form that belongs there: text for an expression, W[k], …"""


class NotAFormula(_Short, ValueError):
    """A text that is no formula, or one that has no value somewhere. `place` is where in `formula`.

    >>> print(NotAFormula("A power is written with two stars: z**2.", "z^2", 1))
    A power is written with two stars: z**2.
        z^2
         ^
    """

    def __init__(self, sentence, formula=None, place=None):
        self.sentence, self.formula, self.place = sentence, formula, place
        super().__init__(f"{sentence}\n{self.pointer}" if self.pointer else sentence)

    @property
    def pointer(self):
        """The formula near the place, with a caret under it; no text where there is no place."""
        if self.formula is None:
            return ""
        start = max(0, self.place - 60)
        shown = re.sub(r"\s", " ", self.formula)[start : self.place + 20]
        return f"    {shown}\n    {' ' * (self.place - start)}^"

    def _render_traceback_(self):
        """IPython shows these lines in place of a traceback."""
        return f"{type(self).__name__}: {self}".splitlines()
