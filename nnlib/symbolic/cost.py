"""The cost J in numbers (ledger `3.0`): the formula, `nnlib`, and one sample after the other."""

import numpy as np
from sympy import Float

from .. import inputs
from ..checking import relative_error
from ..losses import LOSSES
from .comparison import TOLERANCE, Agreement, leaves_of
from .composition import composed
from .formulas import evaluate
from .ledger import COST
from .record import note
from .samples import sample_loss, samples
from .symbols import Loss


def compare_cost(net, X, y, loss_name="squared"):
    """J of a real network by three routes: an `Agreement`.

    `formula` is `COST` written out for this network and these samples, `nnlib` is `Network.loss`,
    and `one at a time` adds up predictions that are made one by one. X is (n, n_0), y (n,); the
    network has one output node, one g for all layers and no biases. Raises ArithmeticError where
    two routes differ by more than a relative 1e-9.

    >>> from nnlib import Network
    >>> compare_cost(Network([3, 2, 1], seed=1), [[1.0, 2.0, 3.0], [0.0, 1.0, 0.5]], [1.0, 0.0])
    3.0 in numbers, network 3-2-1, 2 samples, 1 case: formula = nnlib = one at a time, to a
    relative 1e-9
    """
    rule = inputs.choice(loss_name, LOSSES, "loss")
    X = inputs.samples(X, net.sizes[0])
    y = inputs.labels(y, len(X), 1, rule)[:, 0]
    found = {
        "formula": _by_formula(net, X, y, loss_name),
        "nnlib": net.loss(X, y, loss_name),
        "one at a time": _one_at_a_time(net, X, y, rule),
    }
    errors = [relative_error(found["formula"], value) for value in found.values()]
    worst = float(np.max(errors))  # not max(), which loses a NaN
    if not worst <= TOLERANCE:
        raise ArithmeticError(f"{COST.id}: the routes to J differ by {worst:.1e}: {found}.")
    note(COST.id, f"in numbers: {' = '.join(found)}")
    return Agreement(COST.id, "-".join(map(str, net.sizes)), len(X), 1, tuple(found), worst)


def _by_formula(net, X, y, loss_name):
    (activation,) = {function.name for function in net.g}
    written_out = composed(Loss, net.sizes)
    losses = evaluate(written_out, leaves_of(net, X, y), activation, loss_name)
    J = COST.rhs.subs(samples, len(X)).doit()
    return float(J.subs({sample_loss(t): Float(value) for t, value in enumerate(losses, start=1)}))


def _one_at_a_time(net, X, y, rule):
    losses = [float(rule(net.predict(x)[0], label)) for x, label in zip(X, y, strict=True)]
    return sum(losses) / len(losses)
