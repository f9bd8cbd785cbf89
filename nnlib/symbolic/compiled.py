"""A formula of sympy's as a function of numpy arrays, safe where floats in between overflow.

It runs in floats. Where a step overflows or has no value, the whole is computed again with wide
numbers (`wide.py`), and only what is left without a value then has none. Complex numbers are taken
too, by their real part at a kink, so that a slope can be checked by a complex step.
"""

import numpy as np
from sympy import (
    ITE,
    Add,
    And,
    Eq,
    Ge,
    Gt,
    Le,
    Lt,
    Mul,
    Or,
    Piecewise,
    Pow,
    S,
    cosh,
    exp,
    log,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from . import wide
from .wide import Wide


def _greater(a, b):
    return np.real(a) > np.real(b)


def _at_least(a, b):
    return np.real(a) >= np.real(b)


def _by_difference(compare):
    return lambda a, b: compare(a.plus(wide.minus(b)).m, 0.0)


def _power(u, n):
    """u^n for a whole number n >= 1; of complex numbers by squaring, which loses no digit."""
    if not np.iscomplexobj(u):
        return u if n == 1 else u * u if n == 2 else np.power(u, n)
    return u if n == 1 else _power(u * u, n // 2) * (u if n % 2 else 1)


def _log1p(u):
    # numpy's log1p of a complex number loses the digits of a small u
    return 2 * np.arctanh(u / (2 + u)) if np.iscomplexobj(u) else np.log1p(u)


_NEAR = ("sin", "cos", "tan", "atan", "tanh")  # they never overflow, and need floats
_NUMPY = {name: getattr(np, name) for name in ("exp", "log", "sinh", "cosh", "expm1", *_NEAR[:3])}
FLOATS = _NUMPY | {
    "number": float,
    "add": np.add,
    "mul": np.multiply,
    "inverse": lambda u: 1 / u,
    "power": _power,
    "sqrt": np.sqrt,
    "log1p": _log1p,
    "atan": np.arctan,
    "tanh": np.tanh,
    "greater": _greater,
    "at_least": _at_least,
    "equal": lambda a, b: np.real(a) == np.real(b),
    "both": np.logical_and,
    "either": np.logical_or,
    "either_or": np.where,
    "choose": np.where,
}
WIDE = {name: getattr(wide, name) for name in ("exp", "log", "sinh", "cosh", "expm1", "log1p")}
WIDE |= {name: wide.by_floats(FLOATS[name]) for name in _NEAR}
WIDE |= {
    "number": Wide.of,
    "add": Wide.plus,
    "mul": Wide.times,
    "inverse": wide.reciprocal,
    "power": wide.power,
    "sqrt": wide.sqrt,
    "greater": _by_difference(_greater),
    "at_least": _by_difference(_at_least),
    "equal": _by_difference(lambda a, b: np.real(a) == b),
    "both": np.logical_and,
    "either": np.logical_or,
    "either_or": np.where,
    "choose": wide.choose,
}
_COMPARED = {  # a relation: how it is asked, and whether its sides are exchanged
    Gt: ("greater", False),
    Ge: ("at_least", False),
    Lt: ("greater", True),
    Le: ("at_least", True),
    Eq: ("equal", False),
}


class Compiled:
    """The function of a formula in these letters: as many arrays of one shape in, one out.

    >>> from sympy import Symbol
    >>> z = Symbol("z", real=True)
    >>> Compiled(exp(z) / (1 + exp(z)), (z,))(np.array([0.0, 1000.0]))
    array([0.5, 1. ])
    """

    def __init__(self, formula, letters):
        self.steps, self.places = [], {}  # a step is (operation, places of its arguments, …)
        for letter in letters:
            self.places[letter] = len(self.places)
        self.count = len(letters)
        self.result = self._place(without_cancellation(formula))

    def __call__(self, *leaves):
        leaves = tuple(map(np.asarray, leaves))
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise", under="ignore"):
                found = self._run(FLOATS, leaves)
        except FloatingPointError:
            found = self.wide(*leaves)
        shape = np.broadcast_shapes(*(leaf.shape for leaf in leaves))
        return found if np.shape(found) == shape and not self._is_a_leaf else np.full(shape, found)

    @property
    def _is_a_leaf(self):
        return self.result < self.count  # what comes out is no view of what came in

    def wide(self, *leaves):
        """The same by wide numbers alone."""
        with np.errstate(all="ignore"):
            return self._run(WIDE, tuple(map(Wide.of, leaves))).float()

    def _run(self, arithmetic, leaves):
        values = list(leaves)
        for operation, places, *more in self.steps:
            values.append(arithmetic[operation](*[values[place] for place in places], *more))
        return values[self.result]

    # --- from the formula to steps ----------------------------------------------------------------

    def _place(self, e):
        """The place of a part's value; each different part is computed once."""
        if e not in self.places:
            self.places[e] = self._step(*self._operation(e))
        return self.places[e]

    def _step(self, operation, places, *more):
        self.steps.append((operation, places, *more))
        return self.count + len(self.steps) - 1

    def _operation(self, e):
        if not e.free_symbols:
            return "number", (), float(e)
        if isinstance(e, (Add, Mul)):
            return self._chained({Add: "add", Mul: "mul"}[e.func], e.args)
        if isinstance(e, (And, Or)):
            return self._chained({And: "both", Or: "either"}[e.func], e.args)
        if isinstance(e, ITE):
            return "either_or", tuple(map(self._place, e.args))
        if isinstance(e, Pow):
            return self._power(*e.args)
        if isinstance(e, Piecewise):
            return self._pieces(e.args)
        if type(e) in _COMPARED:
            how, exchanged = _COMPARED[type(e)]
            sides = [self._place(side) for side in (e.lhs, e.rhs)]
            return how, tuple(reversed(sides) if exchanged else sides)
        return e.func.__name__, (self._place(e.args[0]),)

    def _chained(self, operation, parts):
        *first, last = map(self._place, parts)
        so_far = first[0]
        for place in first[1:]:
            so_far = self._step(operation, (so_far, place))
        return operation, (so_far, last)

    def _power(self, base, n):
        if n.is_Rational and n < 0:
            return "inverse", (self._place(base**-n),)
        if n.is_Integer:
            return "power", (self._place(base),), int(n)
        if n == S.Half:
            return "sqrt", (self._place(base),)
        return "exp", (self._place(n * log(base)),)

    def _pieces(self, pieces):
        *pieces, (rest, _) = pieces
        so_far = self._place(rest)
        for value, when in reversed(pieces[1:]):
            so_far = self._step("choose", (self._place(when), self._place(value), so_far))
        value, when = pieces[0]
        return "choose", (self._place(when), self._place(value), so_far)


def without_cancellation(formula):
    """The formula with ln(1 + u), e^u - 1, 1 - tanh² u and the like written so that no nearly
    equal numbers are subtracted.

    >>> from sympy import Symbol
    >>> without_cancellation(exp(Symbol("z")) - 1)
    expm1(z)
    """
    formula = formula.replace(log, lambda u: log1p(u - 1) if u.is_Add and 1 in u.args else log(u))
    return formula.replace(lambda e: e.is_Add, _without)


def _without(e):
    for term in e.args:
        c, of = term.as_coeff_Mul()
        for one in {c, -c} & set(e.args):  # what stands beside it
            if written := _together(one, c, of):
                return e - term - one + written
    return e


def _together(one, c, of):
    """one + c · of, where |one| = |c| and `of` can be near ±1; None for another function."""
    same = one == c
    u = of.args[0] if of.args else None
    if isinstance(of, exp) and not same:
        return c * expm1(u)
    if isinstance(of, tanh):
        return 2 * one / (1 + exp(-2 * u if same else 2 * u))
    if not isinstance(of, Pow) or same:
        return None
    if isinstance(of.base, tanh) and of.exp == 2:
        return one * cosh(of.base.args[0]) ** -2
    if of.exp == -1 and of.base.is_Add and len(of.base.args) == 2 and 1 in of.base.args:
        power = of.base - 1
        return one / (1 + 1 / power) if isinstance(power, exp) else None
    return None
