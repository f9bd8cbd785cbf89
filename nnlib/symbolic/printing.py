"""The document's notation, as LaTeX and as plain text: W_ij^(k), ∂Loss/∂z, factors from the output
to the input.
"""

from functools import partialmethod

from sympy import Add, Indexed, Mul, Sum, fraction
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from .symbols import L, Loss, d, family, g, g_prime, layer, loss_prime, node, y, z_out


def latex(expression):
    r"""The expression in the document's notation.

    >>> from nnlib.symbolic import W, h, i, j, k
    >>> latex(W(k)[i, j] * h(k - 1)[j])
    'W_{ij}^{(k)} \\, h_{j}^{(k-1)}'
    """
    return _Latex().doprint(expression)


def plain(expression):
    """The expression in the document's notation, for one line of text.

    >>> from nnlib.symbolic import Loss, W, d, g_prime, h, i, j, k, n, z
    >>> plain(d(Loss, z(k)[i]) * h(k - 1)[j] * g_prime(z(k)[i]))
    "∂Loss/∂z_i^(k) · g'(z_i^(k)) · h_j^(k-1)"
    >>> plain(n(k - 1))
    'n_{k-1}'
    """
    return _Plain().doprint(expression)


def aligned(*rows):
    """Rows of LaTeX as one display, aligned at their & signs."""
    return "$$\\begin{aligned}\n" + " \\\\[4pt]\n".join(rows) + "\n\\end{aligned}$$"


def text(words):
    r"""Words inside a formula, whatever signs they contain.

    >>> text("by h^(0) = x")
    '\\text{by h}{\\wedge}\\text{(0) = x}'
    """
    outside = {ord(sign): "}" + code + r"\text{" for sign, code in _SIGNS.items()}
    return r"\text{" + words.translate(outside) + "}"


# What \text cannot hold, as it is written between two of them.
_SIGNS = {"^": r"{\wedge}", "\\": r"\backslash", "~": r"{\sim}"} | {c: f"\\{c}" for c in "_%#&{}$"}


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


class _Notation:
    """What both printers share. `braces` tells TeX's groups, {}, from the plain text's."""

    def _print_Indexed(self, e):
        if not family(e):
            return self._foreign(e)
        if e == z_out:
            return "z"
        indices = [self._small(a) for a in e.indices]
        below = ("" if all(len(a) == 1 for a in indices) else ",").join(indices)
        if family(e) == "h" and layer(e) == 0:
            return f"x_{self._group(below, len(e.indices))}"
        return self._raised(f"{family(e)}_{self._group(below, len(e.indices))}", layer(e))

    def _print_n(self, e, exp=None):
        return f"n_{self._group(self._small(e.args[0]))}"

    def _small(self, e):
        """A layer or an index, above or below: no room round the signs."""
        return self._print(e).replace(" ", "")

    def _as_ordered_terms(self, e, order=None):
        return _terms_in_order(super()._as_ordered_terms(e, order))

    def _print_Mul(self, e):
        number, rest = e.as_coeff_Mul()
        if any(f.is_Pow and f.exp.is_negative for f in Mul.make_args(e)):
            return self._quotient(number.is_negative, *fraction(abs(number) * rest))
        negative, ordered = factors_in_order(e)
        # A Σ swallows what follows it, so a factor that is one stands in brackets unless last.
        texts = [self._factor(f, isinstance(f, Sum) and f is not ordered[-1]) for f in ordered]
        return self._product(negative, texts, ordered)

    def _limits(self, e):
        """(letter, first, last) of each Σ, the outermost first."""
        return [tuple(map(self._print, limit)) for limit in reversed(e.limits)]


class _Latex(_Notation, LatexPrinter):
    _foreign = LatexPrinter._print_Indexed

    def _group(self, below, letters=1):
        return f"{{{below}}}"

    def _raised(self, base, layer):
        return f"{base}^{{({self._small(layer)})}}"

    def _print_Layered(self, e, exp=None):
        return self._raised(e.args[0], e.args[1])

    def _print_Symbol(self, e, style="plain"):
        return r"\mathrm{Loss}" if e == Loss else super()._print_Symbol(e)

    def _print_KroneckerDelta(self, e, exp=None):
        return rf"\delta_{{{''.join(map(self._small, e.args))}}}"

    def _print_d(self, e):
        return rf"\frac{{\partial {self._print(e.f)}}}{{\partial {self._print(e.v)}}}"

    def _call(self, name, e, exp=None):
        inner = ", ".join(self._print(a) for a in e.args)
        tall = any(a.args and not family(a) for a in e.args)
        text = rf"{name}\left({inner}\right)" if tall else f"{name}({inner})"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    _print_g = partialmethod(_call, "g")
    _print_g_prime = partialmethod(_call, "g'")
    _print_loss = partialmethod(_call, r"\mathrm{Loss}")
    _print_loss_prime = partialmethod(_call, r"\mathrm{Loss}'")
    _print_log = partialmethod(_call, r"\ln")

    def _print_Sum(self, e):
        signs = "".join(rf"\sum_{{{a}={first}}}^{{{last}}} " for a, first, last in self._limits(e))
        body = self._print(e.function)
        return signs + (rf"\left({body}\right)" if isinstance(e.function, Add) else body)

    def _print_Pow(self, e):
        if isinstance(e.base, (d, Indexed)) and not e.exp.is_negative:
            return rf"\left({self._print(e.base)}\right)^{{{self._print(e.exp)}}}"
        return super()._print_Pow(e)

    def _quotient(self, negative, above, below):
        return rf"{'- ' * bool(negative)}\frac{{{self._print(above)}}}{{{self._print(below)}}}"

    def _factor(self, f, in_brackets):
        text = self._print(f)
        return rf"\left({text}\right)" if in_brackets or isinstance(f, Add) else text

    def _product(self, negative, texts, factors):
        derivatives = any(f.has(d, g_prime, loss_prime) for f in factors)
        return "- " * negative + (r" \cdot " if derivatives else r" \, ").join(texts)


class _Plain(_Notation, StrPrinter):
    printmethod = "_plain"  # else sympy asks each class for its own way to be printed

    def _group(self, below, letters=1):
        return below if len(below) == letters else f"{{{below}}}"

    def _raised(self, base, layer):
        return f"{base}^({self._small(layer)})"

    def _foreign(self, e):
        return str(e)

    _print_IndexedBase = _foreign

    def _print_KroneckerDelta(self, e):
        return f"δ_{''.join(map(self._small, e.args))}"

    def _print_d(self, e):
        return f"∂{self._print(e.f)}/∂{self._print(e.v)}"

    def _call(self, name, e):
        return f"{name}({self.stringify(e.args, ', ')})"

    _print_g_prime = partialmethod(_call, "g'")
    _print_loss = partialmethod(_call, "Loss")
    _print_loss_prime = partialmethod(_call, "Loss'")

    def _print_Sum(self, e):
        signs = "".join(f"Σ_{{{a}={first}}}^{{{last}}} " for a, first, last in self._limits(e))
        return signs + self.parenthesize(e.function, PRECEDENCE["Mul"], strict=True)

    def _quotient(self, negative, above, below):
        above = self.parenthesize(above, PRECEDENCE["Mul"], strict=True)
        return f"{'-' * bool(negative)}{above} / {self.parenthesize(below, PRECEDENCE['Pow'])}"

    def _factor(self, f, in_brackets):
        if in_brackets:
            return f"({self._print(f)})"
        return self.parenthesize(f, PRECEDENCE["Mul"], strict=True)

    def _product(self, negative, texts, factors):
        return "-" * negative + " · ".join(texts)

    def _print_Pow(self, e, rational=False):
        if e.exp.is_Integer and e.exp.is_positive:
            return f"({self._print(e.base)})^{e.exp}"
        return super()._print_Pow(e, rational)


def _terms_in_order(terms):
    """What is added, then what is taken away: g(z) - y and 1 + g(z), but k + 1."""
    formula = any(term.has(g) for term in terms)
    negative = lambda term: bool(term.as_coeff_Mul()[0].is_negative)
    return sorted(terms, key=lambda term: (negative(term), formula and not term.is_Number))


def factors_in_order(product):
    """Whether the product has a minus sign, and its factors from the output to the input."""
    number, rest = product.as_coeff_Mul()
    factors = sorted(Mul.make_args(rest), key=_order)
    return bool(number.is_negative), [a for a in (abs(number), *factors) if a != 1]


def _depth(symbol_layer):
    """A number that grows toward the output, for layers written with k or L."""
    hidden = dict.fromkeys(symbol_layer.free_symbols, 50)
    return float(symbol_layer.subs(hidden | {L: 100}))


def _order(factor):
    """Where a factor stands in a product: from the output back to the input."""
    if isinstance(factor, loss_prime) or isinstance(factor, d) and factor.f == Loss:
        return (1, 0, 0, "")
    if factor.has(y):
        return (1, 1, 0, str(factor))
    if isinstance(factor, d):
        # What leaves node h^(k) comes right after the edge of layer k + 1 that it travels on.
        kind = 0 if family(factor.f) == "z" else 1 if family(factor.f) == "h" else 2
        return (2, -_depth(layer(node(factor.f))) - (kind > 0), kind, str(factor))
    if family(factor) == "W":
        return (2, -_depth(layer(factor)), 0, str(factor))
    if isinstance(factor, g_prime) and family(factor.args[0]):
        return (2, -_depth(layer(factor.args[0])) - 1, 2, str(factor))
    return (4, isinstance(factor, Add), not isinstance(factor, Sum), str(factor))
