"""Real functions for g, g', Loss and Loss', and the value of a formula at given numbers.

The slopes are sympy's derivatives of the formulas, so they share nothing with `nnlib.activations`.
"""

from functools import cache

import numpy as np
from sympy import Dummy, Indexed, Max, Piecewise, Symbol, exp, lambdify, log, sympify, tanh

from ..inputs import choice
from .symbols import g, g_prime, loss, loss_prime, y

ACTIVATION_FORMULAS = {
    "identity": lambda u: u,
    "sigmoid": lambda u: 1 / (1 + exp(-u)),
    "tanh": tanh,
    "relu": lambda u: Piecewise((u, u > 0), (0, True)),
    "softplus": lambda u: log(1 + exp(u)),
    "threshold": lambda u: Piecewise((1, u > 0), (0, True)),
}
LOSS_FORMULAS = {
    "squared": lambda p, label: (p - label) ** 2 / 2,
    "log": lambda p, label: -label * log(p) - (1 - label) * log(1 - p),
    "hinge": lambda p, label: Max(0, 1 - label * p),
}


def slope_of_activation(name):
    """g'(u) for the named activation, by sympy's diff of its formula, as a function of u."""
    u = Dummy("u", real=True)
    slope = sympify(choice(name, ACTIVATION_FORMULAS, "activation")(u)).diff(u)
    return lambda a: slope.subs(u, a)


def slope_of_loss(name):
    """∂Loss/∂p for the named loss, by sympy's diff of its formula, as a function of p and y."""
    p, label = Dummy("p", real=True), Dummy("y", real=True)
    slope = sympify(choice(name, LOSS_FORMULAS, "loss")(p, label)).diff(p)
    return lambda a, b: slope.subs({p: a, label: b}, simultaneous=True)


def _formulas(activation, loss_name):
    return {
        g: choice(activation, ACTIVATION_FORMULAS, "activation"),
        g_prime: slope_of_activation(activation),
        loss: choice(loss_name, LOSS_FORMULAS, "loss"),
        loss_prime: slope_of_loss(loss_name),
    }


def with_functions(expression, activation, loss_name):
    """`expression` with the named activation and loss in the place of g, g', Loss and Loss'.

    The slopes g' and Loss' are sympy's derivatives of the formulas. Raises ValueError for
    unknown names.

    >>> from nnlib.symbolic import g_prime, y
    >>> with_functions(g_prime(y), "tanh", "squared")
    1 - tanh(y)**2
    """
    for function, formula in _formulas(activation, loss_name).items():
        expression = expression.replace(function, formula)
    return expression


@cache
def _compiled(activation, loss_name):
    """{"g": numpy function, …}: each formula made a function of arrays, once."""
    functions = {}
    for symbol, formula in _formulas(activation, loss_name).items():
        letters = [Dummy(f"a{place}", real=True) for place in range(max(symbol.nargs))]
        # sympy 1.13 makes numpy code of Max that fails for a number beside an array
        written = sympify(formula(*letters)).rewrite(Max, Piecewise)
        functions[symbol.__name__] = lambdify(letters, written, modules="numpy")
    return functions


def evaluate(expression, leaves, activation="sigmoid", loss_name="squared"):
    """The value of a written-out expression, given {leaf: number or array} for all its leaves."""
    atoms = sorted(expression.atoms(Indexed) | ({y} & expression.free_symbols), key=str)
    plain = {atom: Symbol(f"a{place}") for place, atom in enumerate(atoms)}
    function = lambdify(
        list(plain.values()),
        expression.xreplace(plain),
        modules=[_compiled(activation, loss_name), "numpy"],
        cse=True,
        docstring_limit=0,  # printing a long formula takes longer than evaluating it
    )
    return function(*(leaves[atom] for atom in atoms))


def random_leaves(atoms, seed=0):
    """{atom: a number of one decimal, never 0}, the same each time."""
    rng = np.random.default_rng(seed)
    draw = lambda: float(rng.choice([-1, 1]) * rng.integers(3, 18)) / 10
    return {atom: draw() for atom in sorted(atoms, key=str)}
