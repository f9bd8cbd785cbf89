"""The tasks of the exercise for lesson 01b: what networks can learn."""

from functools import cache

import numpy as np

from ..activations import ACTIVATIONS
from ..datasets import two_moons
from ..network import Network
from ..symbolic import Sum, W, g, h, j, n, x, z
from ..training import sgd
from .formula import FormulaTask
from .numeric import Case, NumericTask
from .settings import on_arrays
from .table import TableTask


def _flow(term):
    """A sum over the three hidden nodes of a 1-3-1 network."""
    return sum(term(c) for c in (1, 2, 3))


def _stairs(x, places, heights, s, g):
    """Σ_j heights_j · g(s (x - places_j))."""
    total = 0.0
    for place, height in zip(places, heights, strict=True):
        total = total + height * g(np.array([s * (x - place)]))[0]
    return total


def _flights():
    rng = np.random.default_rng(8)
    cases = []
    for nodes, s, name in ((4, 3.0, "sigmoid"), (2, 5.0, "tanh"), (7, 0.8, "softplus")):
        places, heights = rng.normal(size=(2, nodes))
        call = 0.37, places, heights, s, on_arrays(ACTIVATIONS[name].function)
        cases.append(Case(call, _stairs(*call)))
    return cases


def _flight(at, heights=lambda h: h):
    return lambda x, places, h, s, g: np.sum(heights(h) * g(at(x, places, s)))


_TRAINING, _WEIGHTS = "error on the 24 points", "sum of all squared weights"
_LITTLE = "error on fresh points, from λ = 0 to 0.01"
_MUCH = "error on fresh points, from λ = 0.01 to 0.1"


@cache
def _trained(weight_decay):
    """The error on 24 points and on fresh ones, and the sum of the squared weights."""
    few, fresh = (two_moons(n, noise=0.3, seed=seed) for n, seed in ((24, 3), (1000, 103)))
    net = Network([2, 20, 1], ["tanh", "sigmoid"], biases=True, seed=1)
    sgd(net, *few, "log", rate=0.5, steps=3000, batch=24, weight_decay=weight_decay)
    squares = sum((weights**2).sum() for weights in net.W)
    return net.loss(*few, "log"), net.loss(*fresh, "log"), squares


def _decay():
    none, some, much = (_trained(size) for size in (0.0, 0.01, 0.1))
    word = lambda before, after: "rises" if after > before else "falls"
    return {
        _TRAINING: word(none[0], some[0]),
        _WEIGHTS: word(none[2], some[2]),
        _LITTLE: word(none[1], some[1]),
        _MUCH: word(some[1], much[1]),
    }


TASKS = (
    FormulaTask(
        id="01b.flow",
        title="Task 1, without biases",
        read="Why biases?",
        asked=z(2)[1],
        sizes=(1, 3, 1),
        mistakes={
            "no-activation": _flow(lambda c: W(2)[1, c] * W(1)[c, 1] * x[1]),
            "weights-ignored": 3 * g(x[1]),
            "extra-activation": g(z(2)[1]),
            "wrong-layer": _flow(lambda c: W(1)[c, 1] * g(W(2)[1, c] * x[1])),
            "input-activated": _flow(lambda c: W(2)[1, c] * g(W(1)[c, 1] * g(x[1]))),
            "mean": z(2)[1] / 3,
        },
        also_right=lambda: [
            Sum(W(2)[1, j] * g(W(1)[j, 1] * x[1]), (j, 1, 3)),
            Sum(W(2)[1, j] * g(W(1)[j, 1] * h(0)[1]), (j, 1, n(1))),
        ],
    ),
    NumericTask(
        id="01b.stairs",
        title="Task 2, stairs in numpy",
        read="Stairs",
        elsewhere=dict.fromkeys(("bias-sign", "bias-unscaled"), ("01b", "One step")),
        cases=_flights,
        mistakes={
            "bias-sign": _flight(lambda x, c, s: s * (x + c)),
            "bias-unscaled": _flight(lambda x, c, s: s * x - c),
            "steep-outside": lambda x, c, h, s, g: np.sum(h * s * g(x - c)),
            "heights-missing": _flight(lambda x, c, s: s * (x - c), lambda h: 1.0),
            "steepness-missing": _flight(lambda x, c, s: x - c),
            "no-activation": lambda x, c, h, s, g: np.sum(h * s * (x - c)),
            "mean": lambda x, c, h, s, g: np.mean(h * g(s * (x - c))),
            "overwritten": lambda x, c, h, s, g: h[-1] * g(s * (x - c))[-1],
            "returned-early": lambda x, c, h, s, g: h[0] * g(s * (x - c))[0],
            "last-missing": lambda x, c, h, s, g: np.sum((h * g(s * (x - c)))[:-1]),
            "sigmoid-assumed": lambda x, c, h, s, g: np.sum(
                h * ACTIVATIONS["sigmoid"](s * (x - c))
            ),
        },
        also_right=lambda: [
            lambda x, c, h, s, g: h @ g(s * x - s * c),
            lambda x, c, h, s, g: sum(
                a * g(np.array([s * (x - b)])).item() for a, b in zip(h, c, strict=True)
            ),
        ],
    ),
    TableTask(
        id="01b.decay",
        title="Task 3, more and more weight decay",
        read="Learning by heart",
        measured=_decay,
        words=("rises", "falls"),
        mistakes={
            "decay-for-training": lambda: {_TRAINING: "falls"},
            "decay-grows": lambda: {_WEIGHTS: "rises"},
            "decay-harms": lambda: {_LITTLE: "rises"},
            "more-is-better": lambda: {_MUCH: "falls"},
        },
    ),
)
