"""The document's notation as plain text, and sentences with formulas in them."""

from sympy import Sum, fraction
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from .printing import factors_in_order, has_denominator, latex, terms_in_order
from .symbols import family, layer, z_out


def plain(expression):
    """The expression in the document's notation, for one line of text.

    >>> from nnlib.symbolic import Loss, W, d, g_prime, h, i, j, k, n, z
    >>> plain(d(Loss, z(k)[i]) * h(k - 1)[j] * g_prime(z(k)[i]))
    "∂Loss/∂z_i^(k) · g'(z_i^(k)) · h_j^(k-1)"
    >>> plain(n(k - 1))
    'n_{k-1}'
    """
    return _Printer().doprint(expression)


class Sentence:
    """A sentence with formulas in its places {}: plain as a str, with LaTeX between $ by `latex`.

    >>> from nnlib.symbolic import k, n
    >>> print(Sentence("layer {} has {} nodes", k, n(k)))
    layer k has n_k nodes
    """

    def __init__(self, text, *formulas):
        self.text, self.formulas = text, formulas

    def __str__(self):
        return self.text.format(*map(plain, self.formulas))

    def latex(self):
        return self.text.format(*(f"${latex(formula)}$" for formula in self.formulas))


class Formula:
    """An expression as it is, displayed in the document's notation. Nothing is claimed of it.

    >>> from nnlib.symbolic import W, h, i, j, k
    >>> Formula(W(k)[i, j] * h(k - 1)[j])
    W_ij^(k) · h_j^(k-1)
    """

    def __init__(self, expression):
        self.expression = expression

    def __repr__(self):
        return plain(self.expression)

    def _repr_latex_(self):
        return f"$${latex(self.expression)}$$"


class _Printer(StrPrinter):
    printmethod = "_plain"  # else sympy asks each class for its own way to be printed

    def _print_Indexed(self, e):
        if not family(e):
            return str(e)
        if e == z_out:
            return "z"
        indices = [self._small(a) for a in e.indices]
        short = all(len(a) == 1 for a in indices)
        below = "".join(indices) if short else f"{{{','.join(indices)}}}"
        if family(e) == "h" and layer(e) == 0:
            return f"x_{below}"
        return f"{family(e)}_{below}^({self._small(layer(e))})"

    def _print_IndexedBase(self, e):
        return str(e)

    def _small(self, e):
        return self._print(e).replace(" ", "")

    def _print_n(self, e):
        below = self._small(e.args[0])
        return f"n_{below}" if len(below) == 1 else f"n_{{{below}}}"

    def _print_KroneckerDelta(self, e):
        return f"δ_{''.join(map(self._small, e.args))}"

    def _print_d(self, e):
        return f"∂{self._print(e.f)}/∂{self._print(e.v)}"

    def _print_g_prime(self, e):
        return f"g'({self._print(e.args[0])})"

    def _print_loss(self, e):
        return f"Loss({self.stringify(e.args, ', ')})"

    def _print_loss_prime(self, e):
        return f"Loss'({self.stringify(e.args, ', ')})"

    def _print_Sum(self, e):
        signs = "".join(
            f"Σ_{{{self._print(a)}={self._print(first)}}}^{{{self._print(last)}}} "
            for a, first, last in reversed(e.limits)
        )
        return signs + self.parenthesize(e.function, PRECEDENCE["Mul"], strict=True)

    def _as_ordered_terms(self, e, order=None):
        return terms_in_order(super()._as_ordered_terms(e, order))

    def _print_Mul(self, e):
        if has_denominator(e):
            number, rest = e.as_coeff_Mul()
            above, below = fraction(abs(number) * rest)
            above = self.parenthesize(above, PRECEDENCE["Mul"], strict=True)
            below = self.parenthesize(below, PRECEDENCE["Pow"])
            return f"{'-' * bool(number.is_negative)}{above} / {below}"
        negative, ordered = factors_in_order(e)
        texts = [
            f"({self._print(f)})"
            if isinstance(f, Sum) and f is not ordered[-1]
            else self.parenthesize(f, PRECEDENCE["Mul"], strict=True)
            for f in ordered
        ]
        return "-" * negative + " · ".join(texts)

    def _print_Pow(self, e, rational=False):
        if e.exp.is_Integer and e.exp.is_positive:
            return f"({self._print(e.base)})^{e.exp}"
        return super()._print_Pow(e, rational)
