"""A formula of one's own, displayed: the function, and its slope derived line by line."""

from decimal import Decimal
from html import escape

from sympy import Float, Function, Rational, exp
from sympy.printing.latex import LatexPrinter

from .printing import aligned
from .printing import text as words

_LARGEST_BELOW = 12  # denominators; beyond, a number is written with decimals
_MOST_DECIMALS = 12
_LONG = 20  # characters of an argument that gets a letter of its own


class _Printer(LatexPrinter):
    """A derivative that is still to be worked out is (…)', in brackets: what follows is outside.

    The expression `long`, if there is one, is written as u.
    """

    long = None

    def _print(self, e, **how):
        return "u" if e == self.long else super()._print(e, **how)

    def _print_Derivative(self, e):
        return rf"\left({self._print(e.expr)}\right)'"


def shown(e, long=None):
    r"""The formula in LaTeX; `long`, a part of it, as u.

    >>> from sympy import Symbol
    >>> print(shown(exp(Symbol("z") / 100)))
    e^{0.01 z}
    """
    printer = _Printer({"ln_notation": True})
    printer.long = long
    return printer.doprint(with_decimals(e))


def with_decimals(e):
    """The formula with 0.044715 for 8943/200000, only for being shown.

    >>> from sympy import Symbol
    >>> with_decimals(Rational(1, 100) * Symbol("z"))
    0.01*z
    """
    decimals = {}
    for number in e.atoms(Rational):
        if number.q > _LARGEST_BELOW and 10**_MOST_DECIMALS % number.q == 0:
            written = f"{Decimal(number.p) / Decimal(number.q):f}"
            decimals[number] = Float(written, len(written))
    return e.xreplace(decimals)


def _long_argument(e):
    """The longest argument of a function in a formula, if it is long."""
    calls = with_decimals(e).atoms(Function, exp)
    long = [call.args[0] for call in calls if len(str(call.args[0])) > _LONG]
    return max(long, key=lambda e: (len(str(e)), str(e)), default=None)


class Derived:
    """What an activation and a loss of one's own share: they come from a `typed` formula.

    `written` is the formula and `slope` its derivative, expressions of sympy's; `lines` are the
    derivation, pairs (line, reason). Displayed, it derives the slope before the reader's eyes.
    """

    names = latex_names = ()  # of the function and of its slope, as text and in LaTeX

    @classmethod
    def of(cls, typed, **more):
        made = cls(typed.name, shown(typed.formula), typed.function, typed.derivative, **more)
        made.typed = typed
        return made

    @property
    def written(self):
        return self.typed.formula

    @property
    def lines(self):
        return self.typed.lines

    @property
    def slope(self):
        return self.lines[-1][0]

    def remarks(self):
        """Sentences on what is special about it."""
        return []

    def derivation(self):
        """The function, then its slope line by line with the reasons, as one display of LaTeX."""
        (name, slope_name), long = self.latex_names, _long_argument(self.written)
        rows = [rf"{name} &= {shown(self.written)}"]
        if long is not None:
            rows.append(rf"u &= {shown(long)}")
        rows += [
            rf"{'' if row else slope_name} &= {shown(line, long)} && \checkmark\ {words(reason)}"
            for row, (line, reason) in enumerate(self.lines)
        ]
        return aligned(*rows)

    def html(self):
        """The derivation and the remarks, for a page that sets LaTeX between $ signs."""
        return "<br>".join([self.derivation(), *map(escape, self.remarks())])

    def __repr__(self):
        (name, slope_name), slope = self.names, with_decimals(self.slope)
        return "\n".join([f"{name} = {self.name}", f"{slope_name} = {slope}", *self.remarks()])

    def __hash__(self):
        return hash(self.name)

    def _repr_markdown_(self):
        return "\n\n".join([self.derivation(), *self.remarks()])

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), "text/markdown": self._repr_markdown_()}
