"""LaTeX as the document writes it: W_{ij}^{(k)}, ∂Loss/∂z, factors from the output to the input."""

from sympy import Add, Mul, Number, Sum
from sympy.printing.latex import LatexPrinter

from .symbols import L, Loss, d, family, g, g_prime, k, layer, loss_prime, node, z_out


def aligned(*rows):
    """Rows of LaTeX as one display, aligned at their & signs."""
    return "$$\\begin{aligned}\n" + " \\\\[4pt]\n".join(rows) + "\n\\end{aligned}$$"


def latex(expression):
    r"""The expression in the document's notation.

    >>> from nnlib.symbolic import W, h, i, j, k
    >>> latex(W(k)[i, j] * h(k - 1)[j])
    'W_{ij}^{(k)} \\, h_{j}^{(k-1)}'
    """
    return _Printer().doprint(expression)


class _Printer(LatexPrinter):
    def _print_Indexed(self, e):
        if e == z_out:
            return "z"
        indices = [self._print(a) for a in e.indices]
        below = "".join(indices) if all(len(a) == 1 for a in indices) else ",".join(indices)
        if family(e) == "h" and layer(e) == 0:
            return f"x_{{{below}}}"
        return f"{family(e)}_{{{below}}}^{{({self._small(layer(e))})}}"

    def _small(self, e):
        """A layer as a superscript or subscript: no room round the signs."""
        return self._print(e).replace(" ", "")

    def _print_Symbol(self, e, style="plain"):
        return r"\mathrm{Loss}" if e == Loss else super()._print_Symbol(e)

    def _print_n(self, e, exp=None):
        return f"n_{{{self._small(e.args[0])}}}"

    def _print_d(self, e):
        return rf"\frac{{\partial {self._print(e.f)}}}{{\partial {self._print(e.v)}}}"

    def _call(self, name, e, exp=None):
        inner = ", ".join(self._print(a) for a in e.args)
        tall = any(a.args and not family(a) for a in e.args)
        text = rf"{name}\left({inner}\right)" if tall else f"{name}({inner})"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    def _print_g(self, e, exp=None):
        return self._call("g", e, exp)

    def _print_g_prime(self, e, exp=None):
        return self._call("g'", e, exp)

    def _print_loss(self, e, exp=None):
        return self._call(r"\mathrm{Loss}", e, exp)

    def _print_loss_prime(self, e, exp=None):
        return self._call(r"\mathrm{Loss}'", e, exp)

    def _print_Sum(self, e):
        signs = "".join(
            rf"\sum_{{{self._print(a)}={self._print(first)}}}^{{{self._print(last)}}} "
            for a, first, last in reversed(e.limits)
        )
        body = self._print(e.function)
        return signs + (rf"\left({body}\right)" if isinstance(e.function, Add) else body)

    def _print_Mul(self, e):
        factors = Mul.make_args(e)
        if any(
            f.is_Pow and f.exp.is_negative or f.is_Rational and not f.is_Integer for f in factors
        ):
            return super()._print_Mul(e)
        ordered = sorted((f for f in factors if f != -1), key=_order)
        derivatives = any(isinstance(f, (d, g_prime, loss_prime)) for f in ordered)
        # A Σ swallows what follows it, so a factor that is one stands in brackets unless last.
        texts = [
            rf"\left({self._print(f)}\right)"
            if isinstance(f, Add) or isinstance(f, Sum) and f is not ordered[-1]
            else self._print(f)
            for f in ordered
        ]
        sign = "- " if -1 in factors else ""
        return sign + (r" \cdot " if derivatives else r" \, ").join(texts)


def _depth(symbol_layer):
    """A number that grows toward the output, for layers written with k or L."""
    return float(symbol_layer.subs({L: 100, k: 50}))


def _order(factor):
    """Where a factor stands in a product: numbers, then from the output back to the input."""
    if isinstance(factor, Number):
        return (0, 0, 0, str(factor))
    if isinstance(factor, loss_prime) or isinstance(factor, d) and factor.f == Loss:
        return (1, 0, 0, "")
    if isinstance(factor, d):
        kind = 0 if family(factor.f) == "h" else 1 if isinstance(factor.f, g) else 2
        return (2, -_depth(layer(node(factor.f))), kind, str(factor))
    if family(factor) == "W":
        return (3, -_depth(layer(factor)), 0, str(factor))
    if isinstance(factor, g_prime) and family(factor.args[0]):
        return (3, -_depth(layer(factor.args[0])) - 1, 1, str(factor))
    return (4, 0, not isinstance(factor, Sum), str(factor))
