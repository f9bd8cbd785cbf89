"""The document's symbols for sympy: W(k)[i, j] is W_ij^(k), and so on.

A layer's number may be a letter (`k`, `L + 1`) or a number; so may an index. `h(0)[j]` is the
input x_j, and `z(L + 1)[1]` is the document's plain z. Source: ledger `defs`.
"""

from contextlib import suppress

from sympy import (
    Expr,
    Function,
    Indexed,
    IndexedBase,
    Sum,
    Symbol,
    SympifyError,
    symbols,
    sympify,
)
from sympy.core.function import ArgumentIndexError

from .errors import WrongForm

L, k = symbols("L k", integer=True, positive=True)
i, j, m, p = symbols("i j m p", integer=True, positive=True)
y = Symbol("y", real=True)
Loss = Symbol("Loss")  # the atom in d(Loss, …); its value is loss(g(z), y)


class n(Function):
    """n(k): the number of nodes of layer k. The output layer has one: n(L + 1) = 1.

    >>> n(k), n(L + 1)
    (n(k), 1)
    """

    nargs = 1

    @classmethod
    def eval(cls, layer):
        return sympify(1) if layer == L + 1 else None


class Layered(Function):
    """What stands before the indices: Layered(W, k) is W^(k).

    The letter is an argument so that it is a free symbol of every entry: sympy's diff takes a
    derivative for zero where the two sides have no free symbol in common.
    """

    nargs = 2

    def _sympystr(self, printer):
        return f"{self.args[0]}({printer.doprint(self.args[1])})"


class Family:
    """W, z, h or A: `W(k)` is what stands before the indices of `W(k)[i, j]`."""

    def __init__(self, letter, indices):
        self.letter, self.indices = letter, indices

    def __call__(self, layer):
        return IndexedBase(Layered(Symbol(self.letter), sympify(layer)))

    def __getitem__(self, place):
        raise WrongForm(
            f"{self} has its layer in round brackets: write {self.letter}(k){self.indices}."
        )

    def _sympy_(self):
        raise WrongForm(
            f"{self} stands without its layer and index: write {self.letter}(k){self.indices}"
            + (", or z_out for the z of the output." if self.letter == "z" else ".")
        )

    def __repr__(self):
        return f"the symbol {self.letter}"


W = Family("W", "[i, j]")
z = Family("z", "[i]")
h = Family("h", "[i]")
A = Family("A", "[i, m]")  # the map from the input to layer k where every layer is linear
BASES = {Symbol(family.letter) for family in (W, z, h, A)}
x = h(0)
z_out = z(L + 1)[1]


class g(Function):
    """The activation g: any function that has a derivative. sympy's diff turns it into g'.

    >>> g(2 * y).diff(y)
    2*g_prime(2*y)
    """

    nargs = 1

    def fdiff(self, argindex=1):
        return g_prime(self.args[0])


class g_prime(Function):
    """g', an atom: nothing is assumed of it.

    >>> from nnlib.symbolic import latex
    >>> latex(g_prime(y))
    "g'(y)"
    """

    nargs = 1


class loss(Function):
    """Loss(p, y) as a function of the prediction p = g(z) and the label y. Source: ledger `3.0`.

    Of one text, it is a loss of one's own: see `nnlib.symbolic.own.loss`.

    >>> loss(g(z_out), y).diff(z_out)  # 3.1
    g_prime(z(L + 1)[1])*loss_prime(g(z(L + 1)[1]), y)
    """

    nargs = 2

    def __new__(cls, *args, **options):
        if len(args) == 1 and isinstance(args[0], str):
            from .own import loss as own_loss  # which stands on these symbols

            return own_loss(args[0])
        return super().__new__(cls, *args, **options)

    def fdiff(self, argindex=1):
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return loss_prime(*self.args)


class loss_prime(Function):
    r"""∂Loss/∂p at p = g(z), an atom: nothing is assumed of it.

    >>> from nnlib.symbolic import latex
    >>> latex(loss_prime(z_out, y))
    "\\mathrm{Loss}'(z, y)"
    """

    nargs = 2


class d(Expr):
    """d(f, v): the partial derivative ∂f/∂v, not yet taken.

    `f` is `Loss`, `z(k)[i]`, `h(k)[i]` or `g(z(k)[i])`; `v` is `W(k)[i, j]`, `z(k)[i]`, `h(k)[i]`
    or `g(z(k)[i])`. f is read as a function of v's own layer, every other node of that layer
    held fixed, and differentiated through all layers above it: a node below v does not depend
    on v, so its derivative is 0. Raises WrongForm, a TypeError, for any
    other f or v.

    >>> from nnlib.symbolic import composed
    >>> composed(d(z(1)[1], W(1)[1, 2]), sizes=[4, 2, 1])
    h(0)[2]
    """

    is_commutative = True

    def __new__(cls, f, v):
        with suppress(SympifyError):  # text, say: said below
            f, v = sympify(f, strict=True), sympify(v, strict=True)
        if not (f == Loss or family(node(f)) in ("z", "h")):
            raise WrongForm(_unfit("f", f, "Loss, z(k)[i], h(k)[i] or g(z(k)[i])"))
        if family(node(v)) not in ("W", "z", "h"):
            raise WrongForm(_unfit("v", v, "W(k)[i, j], z(k)[i], h(k)[i] or g(z(k)[i])"))
        return super().__new__(cls, f, v)

    @property
    def f(self):
        return self.args[0]

    @property
    def v(self):
        return self.args[1]


def _unfit(name, came, wanted):
    return f"in d(f, v), the derivative of f by v, {name} must be {wanted}, but it is {came}."


def family(atom):
    """ "W", "z", "h" or "A" for an indexed symbol, None for anything else."""
    layered = isinstance(atom, Indexed) and isinstance(atom.base.label, Layered)
    return atom.base.label.args[0].name if layered else None


def layer(atom):
    """The layer k of W(k)[i, j], z(k)[i] or h(k)[i]."""
    return atom.base.label.args[1]


def node(v):
    """v, with g(z(k)[i]) read as the node h(k)[i] that it is."""
    if isinstance(v, g) and family(v.args[0]) == "z":
        return h(layer(v.args[0]))[v.args[0].indices]
    return v


# --- many samples -------------------------------------------------------------------------------

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

    _plain = _sympystr

    def _latex(self, printer):
        f, letter, count = map(printer.doprint, self.args)
        return rf"\frac{{1}}{{{count}}} \sum_{{{letter}=1}}^{{{count}}} {f}"
