"""Three routes to the same number.

`formula`: the expression written out, real functions put in for g and Loss, evaluated by numpy.
`nnlib`: what `Network.forward` and `Network.backward` give. `complex step`: an imaginary step
through a forward pass, which knows neither sympy's diff nor backpropagation.
"""

from typing import NamedTuple

import numpy as np
from sympy import Mul

from ..checking import relative_error
from ..inputs import choice, labels, samples
from ..losses import LOSSES, loss_at_z
from .composition import composed, instance, instances, where
from .formulas import evaluate
from .plain import plain
from .record import note
from .symbols import Loss, W, d, family, h, layer, node, y, z


def leaves_of(net, X, labels_):
    """{W(k)[i, j]: number, h(0)[j]: column of X, y: labels}: what a written-out formula needs."""
    found = {
        W(k)[i + 1, j + 1]: float(weight)
        for k, weights in net.W.items()
        for (i, j), weight in np.ndenumerate(weights)
    }
    found |= {h(0)[j + 1]: column for j, column in enumerate(X.T)}
    return found | {y: labels_}


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


TOLERANCE = 1e-9
STEP = 1e-30


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
    names = {function.name for function in net.g}
    if net.biases or net.sizes[-1] != 1 or len(names) != 1:
        raise ValueError(
            "the document's network has no biases, one output node and one g for all layers; "
            f"this is {net!r}. Make one like that for the comparison."
        )
    X = samples(X, net.sizes[0])
    labels_ = labels(y_values, len(X), 1, choice(loss_name, LOSSES, "loss"))
    routes = _Routes(net, X, labels_, names.pop(), loss_name)
    used, worst, cases = ["formula"], 0.0, 0
    for case in instances(equation.lhs, net.sizes, equation.first, equation.last):
        left, right = (instance(side, case, net.sizes) for side in (equation.lhs, equation.rhs))
        found = routes.all_of(left, right)
        if len(found) == 1:
            raise ValueError(
                f"{plain(equation.lhs)} can be compared with nothing: numbers by a second route "
                f"exist for z, h and for derivatives d(f, v)."
            )
        for name, value in found.items():
            error = relative_error(found["formula"], value)
            if not error <= TOLERANCE:  # so that NaN is an error too
                raise ArithmeticError(
                    f"{equation.id}{where(case)}: the formula and {name} differ by {error:.1e}."
                )
            worst = max(worst, error)
        used += [name for name in found if name not in used]
        cases += 1
    shape = "-".join(map(str, net.sizes))
    if not cases:
        raise ValueError(
            f"{equation.id} speaks of no layer of a {shape} network, so there is nothing to "
            f"compare. Give a network with more hidden layers."
        )
    note(equation.id, f"in numbers: {' = '.join(used)}")
    return Agreement(equation.id, shape, len(X), cases, tuple(used), worst)


class _Routes:
    def __init__(self, net, X, labels_, activation, loss_name):
        self.net, self.X, self.labels = net, X, labels_
        self.activation, self.loss_name = activation, loss_name
        self.leaves = leaves_of(net, X, labels_[:, 0])
        self.state = net.forward(X)
        self.gradients = net.backward(self.state, labels_, loss_name)

    def all_of(self, left, right):
        mean = isinstance(left, d) and left.f == Loss and family(left.v) == "W"
        found = {
            "formula": self.formula(right),
            "nnlib": self.nnlib(left),
            "complex step": self.independent(left),
        }
        found = {name: value for name, value in found.items() if value is not None}
        return {
            name: value.mean() if mean and np.ndim(value) else value
            for name, value in found.items()
        }

    def formula(self, expression):
        written_out = composed(expression, self.net.sizes)
        value = evaluate(written_out, self.leaves, self.activation, self.loss_name)
        return np.broadcast_to(np.asarray(value, dtype=float), len(self.X))

    def nnlib(self, left):
        if family(left) in ("z", "h"):
            values = self.state.z if family(left) == "z" else self.state.h
            return values[int(layer(left))][:, int(left.indices[0]) - 1]
        if isinstance(left, d) and left.f == Loss:
            v = node(left.v)
            if family(v) == "z":
                return self.gradients.z[int(layer(v))][:, int(v.indices[0]) - 1]
            if family(v) == "W":
                row, column = (int(a) - 1 for a in v.indices)
                return self.gradients.W[int(layer(v))][row, column]
        return None

    def independent(self, left):
        factors = Mul.make_args(left)
        if not all(isinstance(factor, d) for factor in factors):
            return None
        slopes = [
            np.imag(_nudged(self.net, self.X, self.labels, self.loss_name, factor, STEP)) / STEP
            for factor in factors
        ]
        return np.prod(slopes, axis=0)


def _nudged(net, X, labels_, loss_name, derivative, step):
    """f (n,) from a forward pass in which v has gained an imaginary step."""
    f, v = node(derivative.f), node(derivative.v)
    values = {h(0).label: X.astype(complex)}
    for k in range(1, net.L + 2):
        weights = net.W[k].astype(complex)
        if family(v) == "W" and layer(v) == k:
            weights[tuple(int(a) - 1 for a in v.indices)] += 1j * step
        for base, value in (
            (z(k), lambda k=k, weights=weights: values[h(k - 1).label] @ weights.T),
            (h(k), lambda k=k: net.g[k](values[z(k).label])),
        ):
            values[base.label] = np.array(value(), dtype=complex)
            if family(v) and base == v.base:
                values[base.label][:, int(v.indices[0]) - 1] += 1j * step
    if f == Loss:
        return _loss_of(net, values, labels_, loss_name, v)
    return values[f.base.label][:, int(f.indices[0]) - 1]


def _loss_of(net, values, labels_, loss_name, v):
    last = net.L + 1
    rule = choice(loss_name, LOSSES, "loss")
    if family(v) == "h" and layer(v) == last:
        return rule(values[h(last).label], labels_)[:, 0]
    return loss_at_z(rule, net.g[last], values[z(last).label], labels_)[:, 0]
