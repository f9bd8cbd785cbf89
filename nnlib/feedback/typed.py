"""An expression as a student types it, with the course's own names."""

from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from ..symbolic import z_out
from ..symbolic.symbols import family, layer


def typed(e, short=False):
    """The expression as it is typed; with `short`, g(z_out) as p.

    >>> from nnlib.symbolic import Loss, d, x
    >>> typed(d(Loss, z_out) * x[1])
    'x[1]*d(Loss, z_out)'
    """
    text = _Typed().doprint(e)
    return text.replace("g(z_out)", "p") if short else text


class _Typed(StrPrinter):
    printmethod = "_typed"  # else sympy asks each class for its own way to be printed

    def _print_Indexed(self, e):
        if e == z_out:
            return "z_out"
        indices = ", ".join(map(self._print, e.indices))
        if family(e) == "h" and layer(e) == 0:
            return f"x[{indices}]"
        return f"{family(e)}({self._print(layer(e))})[{indices}]"

    def _print_d(self, e):
        return f"d({self._print(e.f)}, {self._print(e.v)})"

    def _print_Rational(self, e):
        return super()._print_Rational(e) if e.q < 1000 else f"{float(e):.6g}"

    def _print_Function(self, e):
        return f"{e.func.__name__}({self.stringify(e.args, ', ')})"

    def _print_Sum(self, e):
        limits = ", ".join(f"({self.stringify(limit, ', ')})" for limit in e.limits)
        return f"Sum({self.parenthesize(e.function, PRECEDENCE['Add'])}, {limits})"

    def _as_ordered_terms(self, e, order=None):
        return sorted(
            super()._as_ordered_terms(e, order), key=lambda t: t.could_extract_minus_sign()
        )
