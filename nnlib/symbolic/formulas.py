"""Real functions for g, g', Loss and Loss', and the value of a formula at given numbers.

Each activation and each loss of nnlib has one entry here. Its slope is sympy's derivative of the
formula, so it shares nothing with `nnlib.activations` and `nnlib.losses`.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from mpmath import mp
from sympy import (
    Add,
    Dummy,
    Indexed,
    Max,
    Mul,
    Piecewise,
    Pow,
    Symbol,
    exp,
    lambdify,
    log,
    sympify,
    tanh,
)

from ..activations import ACTIVATIONS
from ..inputs import choice
from ..losses import LOSSES
from .exact import spend
from .symbols import g, g_prime, loss, loss_prime, y

DIGITS = 30
_TO_COMPUTE = 10  # one sum, product or function of two precisions, in steps


class Entry(NamedTuple):
    """A function, and its slope as one writes it, which every proof of a pair proves.

    Of an activation: `formula(z)`, and `slope(z, p)` with p = g(z). Of a loss: `formula(p, y)`, and
    `slope(p, y)`, its derivative in p. Kinks are the conditions of a Piecewise, Max, Abs.

    >>> u = Symbol("u", real=True)
    >>> ACTIVATION_FORMULAS["tanh"].derivative(u)
    1 - tanh(u)**2
    """

    formula: Callable
    slope: Callable

    def written(self, *at):
        """The formula at these arguments, its kinks as a Piecewise."""
        return sympify(self.formula(*at)).rewrite(Piecewise)

    def derivative(self, *at):
        """sympy's derivative of the formula in its first argument, at these arguments."""
        letters = [Dummy(f"a{place}", real=True) for place in range(len(at))]
        slope = self.written(*letters).diff(letters[0])
        return slope.subs(dict(zip(letters, at, strict=True)), simultaneous=True)


ACTIVATION_FORMULAS = {
    "identity": Entry(lambda z: z, slope=lambda z, p: 1),
    "sigmoid": Entry(lambda z: 1 / (1 + exp(-z)), slope=lambda z, p: p * (1 - p)),
    "tanh": Entry(tanh, slope=lambda z, p: (1 - p) * (1 + p)),
    "relu": Entry(
        lambda z: Piecewise((z, z > 0), (0, True)),
        slope=lambda z, p: Piecewise((1, z > 0), (0, True)),
    ),
    "softplus": Entry(lambda z: log(1 + exp(z)), slope=lambda z, p: 1 / (1 + exp(-z))),
    "threshold": Entry(lambda z: Piecewise((1, z > 0), (0, True)), slope=lambda z, p: 0),
}
LOSS_FORMULAS = {
    "squared": Entry(lambda p, y: (p - y) ** 2 / 2, slope=lambda p, y: p - y),
    "log": Entry(
        lambda p, y: -y * log(p) - (1 - y) * log(1 - p),
        slope=lambda p, y: (p - y) / (p * (1 - p)),
    ),
    "hinge": Entry(
        lambda p, y: Max(0, 1 - y * p),
        slope=lambda p, y: Piecewise((-y, y * p < 1), (0, True)),
    ),
}


def entries(activation, loss_name):
    """The `Entry` of an activation and of a loss.

    Raises ValueError for a name that nnlib does not know, and for a function of nnlib that has no
    entry here.

    >>> entries("tanh", "squared")[1].formula(3, 1)
    2.0
    """
    for name, known, formulas, what, recipe in (
        (activation, ACTIVATIONS, ACTIVATION_FORMULAS, "activation", "An activation"),
        (loss_name, LOSSES, LOSS_FORMULAS, "loss", "A loss"),
    ):
        choice(name, known, what)
        if name not in formulas:
            raise ValueError(
                f"the {what} {name!r} has no formula in nnlib/symbolic/formulas.py: "
                f"see CONTRIBUTING.md, {recipe!r}."
            )
    return ACTIVATION_FORMULAS[activation], LOSS_FORMULAS[loss_name]


def with_functions(expression, activation, loss_name):
    """`expression` with the named activation and loss in the place of g, g', Loss and Loss'.

    The slopes g' and Loss' are sympy's derivatives of the formulas. Raises ValueError as
    `entries` does.

    >>> from nnlib.symbolic import g_prime, y
    >>> with_functions(g_prime(y), "tanh", "squared")
    1 - tanh(y)**2
    """
    for function, formula in _functions(*entries(activation, loss_name)).items():
        expression = expression.replace(function, formula)
    return expression


def _functions(activation, loss_entry):
    return {
        g: activation.formula,
        g_prime: activation.derivative,
        loss: loss_entry.formula,
        loss_prime: loss_entry.derivative,
    }


@cache
def _compiled(modules, activation, loss_entry):
    """{g: a function of numpy or mpmath, …}: each formula compiled once."""
    functions = {}
    for symbol, formula in _functions(activation, loss_entry).items():
        letters = [Dummy(f"a{place}", real=True) for place in range(max(symbol.nargs))]
        # sympy 1.13 makes numpy code of Max that fails for a number beside an array
        written = sympify(formula(*letters)).rewrite(Piecewise)
        functions[symbol] = lambdify(letters, written, modules=modules)
    return functions


def evaluate(expression, leaves, activation="sigmoid", loss_name="squared"):
    """The value of a written-out expression, given {leaf: number or array} for all its leaves."""
    atoms = sorted(expression.atoms(Indexed) | ({y} & expression.free_symbols), key=str)
    plain = {atom: Symbol(f"a{place}") for place, atom in enumerate(atoms)}
    functions = _compiled("numpy", *entries(activation, loss_name))
    function = lambdify(
        list(plain.values()),
        expression.xreplace(plain),
        modules=[{symbol.__name__: f for symbol, f in functions.items()}, "numpy"],
        cse=True,
        docstring_limit=0,  # printing a long formula takes longer than evaluating it
    )
    return function(*(leaves[atom] for atom in atoms))


def leaves_of(*expressions):
    """Every node, weight and label in these expressions. A part that occurs often is read once."""
    parts, found = list(expressions), set(expressions)
    while parts:
        e = parts.pop()
        new = set() if isinstance(e, Indexed) else set(e.args) - found
        found |= new
        parts += new
    return {e for e in found if isinstance(e, Indexed) or e == y}


class _Precise:
    """Values by mpmath, with as many digits as it is set to. What occurs often is computed once."""

    def __init__(self, leaves, activation, loss_name):
        self.values = {leaf: mp.mpf(value) for leaf, value in leaves.items()}
        self.functions = _compiled("mpmath", *entries(activation, loss_name))
        self.functions = self.functions | {exp: mp.exp, log: mp.log, tanh: mp.tanh, Pow: mp.power}
        self.functions |= {Add: lambda *terms: sum(terms), Mul: lambda *factors: mp.fprod(factors)}

    def __call__(self, e):
        if e not in self.values:
            spend(_TO_COMPUTE)
            self.values[e] = self._value(e)
        return self.values[e]

    def _value(self, e):
        if e.is_Rational:
            return mp.mpf(e.p) / e.q
        if not e.args:  # π and the like
            return mp.mpf(e.evalf(mp.dps))
        return self.functions[e.func](*map(self, e.args))


def apart(values):
    """The two real numbers that `values()` returns, where they differ; None where they do not.

    `values` computes with as many digits as mpmath is set to. A difference is one if it stays when
    there are twice as many: what is left of equal values does not.

    >>> apart(lambda: (mp.sqrt(2) ** 2, mp.mpf(2))) is None
    True
    """
    found = []
    for digits in (DIGITS, 2 * DIGITS):
        with mp.workdps(digits):
            try:
                left, right = map(mp.mpmathify, values())
            except (ArithmeticError, ValueError):  # divided by 0 at this point, and the like
                return None
            if not all(mp.im(value) == 0 and mp.isfinite(value) for value in (left, right)):
                return None
            found.append(mp.re(left) - mp.re(right))
    rough, fine = found
    stays = fine != 0 and 10 * abs(rough - fine) < abs(fine)
    return (mp.re(left), mp.re(right)) if stays else None


def values_apart(left, right, leaves, activation, loss_name):
    """The values of two written-out expressions where they are `apart`, else None."""

    def values():
        value = _Precise(leaves, activation, loss_name)
        return value(left), value(right)

    return apart(values)


def random_leaves(atoms, seed=0):
    """{atom: a number of one decimal, never 0}, the same each time."""
    rng = np.random.default_rng(seed)
    draw = lambda: float(rng.choice([-1, 1]) * rng.integers(3, 18)) / 10
    return {atom: draw() for atom in sorted(atoms, key=str)}
