"""Routes to the same number: a formula, `nnlib`, and a forward pass that knows no calculus.

`formula`: the expression written out, real functions put in for g and Loss, evaluated by numpy.
`nnlib`: what `Network.forward`, `Network.backward` and `Network.loss` give. `complex step`: an
imaginary step through a forward pass, which knows neither sympy's diff nor backpropagation. `one
at a time`: J added up from predictions that are made one by one.
"""

from typing import NamedTuple

import numpy as np
from sympy import Float, Mul

from .. import inputs
from ..checking import relative_error, slope
from ..losses import LOSSES, loss_at_z
from .composition import composed, in_words, instance, instances
from .formulas import evaluate
from .ledger import COST
from .printing import plain
from .record import note
from .symbols import Loss, W, d, family, h, layer, node, sample_loss, samples, y

TOLERANCE = 1e-9


class Agreement(NamedTuple):
    """One equation compared by several routes on a real network: what agreed, and how well.

    `worst` is the largest relative error between two routes, over `cases` and `samples`.

    >>> Agreement("2.1", "3-2-1", 5, 2, ("formula", "nnlib"), 0.0)
    2.1 in numbers, network 3-2-1, 5 samples, 2 cases: formula = nnlib, to a relative 1e-9
    """

    id: str
    network: str
    samples: int
    cases: int
    routes: tuple
    worst: float

    def __repr__(self):
        return (
            f"{self.id} in numbers, network {self.network}, "
            f"{self.samples} sample{'s' * (self.samples > 1)}, "
            f"{self.cases} case{'s' * (self.cases > 1)}: {' = '.join(self.routes)}, "
            f"to a relative 1e-9"
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self)}, {"nnlib": {"compares": self.id}}


def compare(equation, net, X, y_values, loss_name="squared"):
    """Evaluate `equation` by every route there is, in all its cases: an `Agreement`.

    `equation` has `id`, `lhs`, `rhs`, `first`, `last` (a `Derivation` or a `Statement`). The
    network needs one output, no biases, and the same g in every layer; X is (n, n_0), y (n,).
    Raises ArithmeticError where two routes differ by more than a relative 1e-9, ValueError for an
    unfit network, and where there is nothing to compare: no second route, or no layer k.

    >>> from nnlib import Network
    >>> from nnlib.symbolic import STATEMENTS
    >>> compare(STATEMENTS["3.5"], Network([3, 2, 1], seed=1), [[1.0, 2.0, 3.0]], [1.0])
    ... # doctest: +ELLIPSIS
    3.5 in numbers, network 3-2-1, 1 sample, 2 cases: formula = nnlib = complex step, to ...
    """
    routes = _Routes(net, X, y_values, loss_name)
    used, worst, cases = ["formula"], 0.0, 0
    for case in instances(equation.lhs, net.sizes, equation.first, equation.last):
        sides = (instance(side, case, net.sizes) for side in (equation.lhs, equation.rhs))
        found = routes.all_of(*sides)
        formula = found.pop("formula")
        if not found:
            raise ValueError(
                f"{plain(equation.lhs)} can be compared with nothing: numbers by a second route "
                f"exist for z, h and for derivatives d(f, v)."
            )
        for name, value in found.items():
            error = relative_error(formula, value)
            if not error <= TOLERANCE:  # so that NaN is an error too
                raise ArithmeticError(
                    f"{equation.id}{in_words(case)}: the formula and {name} differ by {error:.1e}."
                )
            worst = max(worst, error)
        used += [name for name in found if name not in used]
        cases += 1
    if not cases:
        raise ValueError(
            f"{equation.id} speaks of no layer of a {_shape(net)} network, so there is nothing to "
            f"compare. Give a network with more hidden layers."
        )
    note(equation.id, f"in numbers: {' = '.join(used)}")
    return Agreement(equation.id, _shape(net), len(routes.X), cases, tuple(used), worst)


def compare_cost(net, X, y_values, loss_name="squared"):
    """J of a real network by three routes, formula, nnlib and one at a time: an `Agreement`.

    Arguments and errors as for `compare`. Source: ledger `3.0`.

    >>> from nnlib import Network
    >>> compare_cost(Network([3, 2, 1], seed=1), [[1.0, 2.0, 3.0], [0.0, 1.0, 0.5]], [1.0, 0.0])
    3.0 in numbers, network 3-2-1, 2 samples, 1 case: formula = nnlib = one at a time, to a
    relative 1e-9
    """
    routes = _Routes(net, X, y_values, loss_name)
    losses = [
        float(routes.loss(net.predict(x)[0], label))
        for x, label in zip(routes.X, routes.labels[:, 0], strict=True)
    ]
    in_full = {sample_loss(t): Float(value) for t, value in enumerate(routes.formula(Loss), 1)}
    found = {
        "formula": float(COST.rhs.subs(samples, len(losses)).doit().subs(in_full)),
        "nnlib": net.loss(routes.X, routes.labels, loss_name),
        "one at a time": sum(losses) / len(losses),
    }
    errors = [relative_error(found["formula"], value) for value in found.values()]
    worst = float(np.max(errors))  # not max(), which loses a NaN
    if not worst <= TOLERANCE:
        raise ArithmeticError(f"{COST.id}: the routes to J differ by {worst:.1e}: {found}.")
    note(COST.id, f"in numbers: {' = '.join(found)}")
    return Agreement(COST.id, _shape(net), len(losses), 1, tuple(found), worst)


def _shape(net):
    return "-".join(map(str, net.sizes))


class _Routes:
    def __init__(self, net, X, y_values, loss_name):
        names = {function.name for function in net.g}
        if net.biases or net.sizes[-1] != 1 or len(names) != 1:
            raise ValueError(
                "the document's network has no biases, one output node and one g for all layers; "
                f"this is {net!r}. Make one like that for the comparison."
            )
        self.net, self.functions = net, (names.pop(), loss_name)
        self.loss = inputs.choice(loss_name, LOSSES, "loss")
        self.X = inputs.samples(X, net.sizes[0])
        self.labels = inputs.labels(y_values, len(self.X), 1, self.loss)
        self.state = net.forward(self.X)
        self.gradients = net.backward(self.state, self.labels, loss_name)
        # {W(k)[i, j]: number, h(0)[j]: column of X, y: labels}: what a written-out formula needs
        self.leaves = {h(0)[j]: column for j, column in enumerate(self.X.T, 1)}
        self.leaves[y] = self.labels[:, 0]
        for k, W_k in net.W.items():
            entries = np.ndenumerate(W_k)
            self.leaves |= {W(k)[i + 1, j + 1]: float(weight) for (i, j), weight in entries}

    def all_of(self, left, right):
        mean = isinstance(left, d) and left.f == Loss and family(left.v) == "W"
        found = {
            "formula": self.formula(right),
            "nnlib": self.nnlib(left),
            "complex step": self.independent(left),
        }
        return {
            name: value.mean() if mean and np.ndim(value) else value
            for name, value in found.items()
            if value is not None
        }

    def formula(self, expression):
        written_out = composed(expression, self.net.sizes)
        value = evaluate(written_out, self.leaves, *self.functions)
        return np.broadcast_to(np.asarray(value, dtype=float), len(self.X))

    def nnlib(self, left):
        if family(left) in ("z", "h"):
            return _entry(self.state.z if family(left) == "z" else self.state.h, left)
        v = node(left.v) if isinstance(left, d) and left.f == Loss else None
        if family(v) == "z":
            return _entry(self.gradients.z, v)
        return _entry(self.gradients.W, v) if family(v) == "W" else None

    def independent(self, left):
        factors = Mul.make_args(left)
        if not all(isinstance(factor, d) for factor in factors):
            return None
        return np.prod([self._slope(node(factor.f), node(factor.v)) for factor in factors], axis=0)

    def _slope(self, f, v):
        """∂f/∂v (n,): what an imaginary step in v changes in f, by the layers above v."""
        now = {"z": self.state.z, "h": self.state.h, "W": self.net.W}

        def f_of(value):
            layers = {kind: dict(by_layer.items()) for kind, by_layer in now.items()}
            changed = layers[family(v)][int(layer(v))].astype(complex)
            changed[_place(v)] = value
            layers[family(v)][int(layer(v))] = changed
            first = int(layer(v)) + (family(v) == "h")  # the layer whose z is the first to follow
            if first <= self.net.L + 1:
                below, weights = layers["h"][first - 1], layers["W"][first]
                z_first = changed if family(v) == "z" else below @ weights.T
                above = self.net.forward_from(first, z_first)
                layers["z"] |= above.z.items()
                layers["h"] |= above.h.items()
                if f == Loss:
                    g, z_last = self.net.g[self.net.L + 1], above.z[self.net.L + 1]
                    return loss_at_z(self.loss, g, z_last, self.labels)[:, 0]
            if f == Loss:
                return self.loss(layers["h"][self.net.L + 1], self.labels)[:, 0]
            return _entry(layers[family(f)], f)

        return slope(f_of, _entry(now[family(v)], v))


def _place(atom):
    """Where W(k)[i, j], z(k)[i] or h(k)[i] stands in layer k's array: an entry, or a column."""
    places = [int(index) - 1 for index in atom.indices]
    return tuple(places) if family(atom) == "W" else (slice(None), *places)


def _entry(by_layer, atom):
    return by_layer[int(layer(atom))][_place(atom)]
