"""Symbols for many samples: the loss of sample t, the mean over all n of them, and the cost J."""

from sympy import Expr, Function, Sum, Symbol, sympify

t = Symbol("t", integer=True, positive=True)
samples = Symbol("n", integer=True, positive=True)  # how many there are; n(k) counts nodes
J = Symbol("J(W)")


class sample_loss(Function):
    """sample_loss(t): what the prediction for sample t costs. Source: ledger `3.0`.

    >>> sample_loss(t)
    Loss(h(x^(t); W), y^(t))
    """

    nargs = 1

    def _sympystr(self, printer):
        number = printer.doprint(self.args[0])
        return f"Loss(h(x^({number}); W), y^({number}))"

    def _latex(self, printer):
        number = printer.doprint(self.args[0])
        return rf"\mathrm{{Loss}}(h(x^{{({number})}}; W),\, y^{{({number})}})"


class Mean(Expr):
    """Mean(f, t, n): the mean of f over t = 1 … n, not yet taken. `doit` takes it.

    >>> Mean(sample_loss(t), t, 2).doit()
    Loss(h(x^(1); W), y^(1))/2 + Loss(h(x^(2); W), y^(2))/2
    """

    is_commutative = True

    def __new__(cls, f, letter, count):
        return super().__new__(cls, *map(sympify, (f, letter, count)))

    def doit(self, **hints):
        """The sum carried out, and divided by the count."""
        f, letter, count = self.args
        return (Sum(f, (letter, 1, count)).doit(**hints) / count).expand()

    def _sympystr(self, printer):
        f, letter, count = map(printer.doprint, self.args)
        return f"1/{count} Σ_{{{letter}=1}}^{count} {f}"

    def _latex(self, printer):
        f, letter, count = map(printer.doprint, self.args)
        return rf"\frac{{1}}{{{count}}} \sum_{{{letter}=1}}^{{{count}}} {f}"
