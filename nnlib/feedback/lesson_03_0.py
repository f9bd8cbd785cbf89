"""The tasks of the exercise for lesson 03.0: the loss and stochastic gradient descent."""

import numpy as np
from sympy import Symbol

from ..network import Network
from ..symbolic import Loss, W, d, x, z
from .breaking import CatchTask
from .formula import FormulaTask
from .numeric import Case, NumericTask
from .table import TableTask

eta = Symbol("eta")  # as the exercise makes it
SMALL, HALF, LARGE, UPHILL = "W - 0.1 slope", "W - 0.5 slope", "W - slope", "W + 0.1 slope"
_RATES = {SMALL: 0.1, HALF: 0.5, LARGE: 1.0, UPHILL: -0.1}


def _valley(w):
    """J of the network with one weight, g the identity, and the one sample x = 2, y = 0."""
    net = Network([1, 1], "identity")
    net.W[1] = [[w]]
    return net.loss([[2.0]], [0.0])


def _runs(start=0.5):
    """What J does in one step from `start`, where the slope is 4 · start."""
    before, words = _valley(start), {}
    for name, rate in _RATES.items():
        change = _valley(start - rate * 4 * start) - before
        words[name] = "stays" if abs(change) < 1e-12 else "rises" if change > 0 else "falls"
    return words


_w, _slope = W(1)[1, 2], d(Loss, W(1)[1, 2])


def _J(p, y):
    """3.0 with the squared loss, sample by sample."""
    total = 0.0
    for t in range(len(p)):
        total += 0.5 * (p[t] - y[t]) ** 2
    return total / len(p)


def _same_length(p, y):
    """`_J`, or ValueError where a prediction has no label."""
    if len(p) != len(y):
        raise ValueError("not as many labels as predictions")
    return _J(p, y)


_WRONG_J = {
    "sum-for-mean": lambda p, y: 0.5 * np.sum((p - y) ** 2),
    "returned-early": lambda p, y: 0.5 * (p[0] - y[0]) ** 2,
    "mean-squared-first": lambda p, y: 0.5 * np.mean(p - y) ** 2,
    "not-squared": lambda p, y: np.mean(0.5 * (p - y)),
    "half-distance": lambda p, y: np.mean(np.abs(p - y)) / 2,
    "squares-subtracted": lambda p, y: 0.5 * np.mean(p**2 - y**2),
}

_CALLED = {
    "sum-for-mean": ("the one that forgot to divide by n", "How many samples have you?"),
    "returned-early": (
        "the one that took the first sample only",
        "Is the loss of your first sample another one than the mean?",
    ),
    "mean-squared-first": ("the one that squared the mean", "Do your errors differ?"),
    "not-squared": (
        "the one that forgot the square",
        "Is the sum of your errors the sum of their squares?",
    ),
    "half-distance": ("the one that took the distance", "Is each of your errors 0, 1 or -1?"),
    "squares-subtracted": (
        "the one that took p² - y²",
        "Are your labels 0, or do your errors cancel?",
    ),
}


def _leaks():
    """Errors of one size; of sizes 0 and 1; of the same sum as their squares; labels 0."""
    y = np.array([1.0, -2.0, 0.5])
    return {
        "returned-early": (y[:2] + [2.0, -2.0], y[:2]),
        "half-distance": (y + [1.0, -1.0, 0.0], y),
        "not-squared": (y[:2] + [0.5, 0.5 - np.sqrt(0.5)], y[:2]),
        "squares-subtracted": (np.array([0.3, 2.0]), np.zeros(2)),
    }


def _predictions():
    rng = np.random.default_rng(4)
    calls = [(rng.normal(size=n), rng.normal(size=n)) for n in (3, 7)]
    return [Case(call, _J(*call)) for call in calls]


def _step(W, dW, rate):
    """3.6b, weight by weight."""
    new = {k: np.empty_like(array) for k, array in W.items()}
    for k in W:
        for i, j in np.ndindex(W[k].shape):
            new[k][i, j] = W[k][i, j] - rate * dW[k][i, j]
    return new


def _steps():
    rng = np.random.default_rng(5)
    cases = []
    for sizes, rate in (([3, 2, 1], 0.3), ([2, 4, 3, 1], 0.05)):
        shapes = {k: (sizes[k], sizes[k - 1]) for k in range(1, len(sizes))}
        W, dW = ({k: rng.normal(size=s) for k, s in shapes.items()} for _ in range(2))
        cases.append(Case((W, dW, rate), _step(W, dW, rate)))
    return cases


def _each(rule):
    return lambda W, dW, rate: {k: rule(W[k], dW[k], rate) for k in W}


TASKS = (
    TableTask(
        id="03_0.runs",
        title="Task 1, predict, then run",
        read="What a gradient is for",
        measured=_runs,
        words=("rises", "falls", "stays"),
        mistakes={
            "always-downhill": lambda: {HALF: "falls", LARGE: "falls"},
            "climbs": lambda: {SMALL: "rises", UPHILL: "falls"},
        },
    ),
    FormulaTask(
        id="03_0.new_weight",
        title="Task 2, one step in symbols",
        read="What a gradient is for",
        asked=_w - eta * _slope,
        sizes=(2, 2, 1),
        keep=None,
        extra=(eta,),
        mistakes={
            "climbs": _w + eta * _slope,
            "no-rate": _w - _slope,
            "rate-spread": [eta * (_w - _slope), eta * _w - _slope],
            "multiplied": _w * (1 - eta * _slope),
            "replaced": -eta * _slope,
            "transposed": _w - eta * d(Loss, W(1)[2, 1]),
            "node-slope": _w - eta * d(Loss, z(1)[1]),
        },
        also_right=lambda: [-_slope * eta + _w, _w - eta * d(Loss, z(1)[1]) * x[2]],
    ),
    NumericTask(
        id="03_0.J",
        title="Task 3, the mean loss in numpy",
        read="How wrong are all predictions?",
        cases=_predictions,
        mistakes=_WRONG_J
        | {
            "no-half": lambda p, y: np.mean((np.asarray(p) - y) ** 2),
            "overwritten": lambda p, y: 0.5 * (p[-1] - y[-1]) ** 2,
            "sum-without-half": lambda p, y: np.sum((p - y) ** 2),
            "root": [
                lambda p, y: np.sqrt(np.mean((p - y) ** 2)),
                lambda p, y: np.sqrt(_J(p, y)),
            ],
            "sum-for-difference": lambda p, y: np.mean(0.5 * (p + y) ** 2),
            "label-squared": lambda p, y: 0.5 * np.mean(p - y**2),
            "largest": lambda p, y: np.max(0.5 * (p - y) ** 2),
            "absolute": lambda p, y: np.mean(np.abs(np.asarray(p) - y)),
            "extra-n": lambda p, y: _J(p, y) / len(p),
        },
        numbers=lambda p, y: {"n": len(p), "n - 1": len(p) - 1},
        also_right=lambda: [
            lambda p, y: sum((a - b) ** 2 for a, b in zip(p, y, strict=True)) / (2 * len(p)),
            lambda p, y: np.dot(p - y, p - y) / 2 / len(y),
            lambda p, y: np.float32(np.mean((p - y) ** 2) / 2),
            lambda p, y: ((y - p) ** 2 / 2).mean(),
        ],
    ),
    NumericTask(
        id="03_0.step",
        title="Task 4, one step for all weights",
        read="What a gradient is for",
        cases=_steps,
        mistakes={
            "climbs": _each(lambda W, dW, rate: W + rate * dW),
            "no-rate": _each(lambda W, dW, rate: W - dW),
            "rate-spread": [
                _each(lambda W, dW, rate: rate * (W - dW)),
                _each(lambda W, dW, rate: rate * W - dW),
            ],
            "replaced": [
                _each(lambda W, dW, rate: -rate * dW),
                _each(lambda W, dW, rate: rate * dW),
            ],
            "multiplied": _each(lambda W, dW, rate: W * rate * dW),
            "own-slope": _each(lambda W, dW, rate: W - rate * W),
            "rate-divided": _each(lambda W, dW, rate: W - dW / rate),
            "unmoved": _each(lambda W, dW, rate: W),
            "rate-assumed": [
                _each(lambda W, dW, rate, own=own: W - own * dW) for own in (0.01, 0.1, 0.5)
            ],
        },
        numbers=lambda W, dW, rate: {"the number of layers": len(W)},
        start=lambda W, dW, rate: W,
        also_right=lambda: [
            lambda W, dW, rate: {k: (W[k] - dW[k] * rate).tolist() for k in reversed(W)}
        ],
    ),
    CatchTask(
        id="03_0.inputs",
        title="Task 5, break them",
        read="How wrong are all predictions?",
        definition=_same_length,
        shapes={"p": 1, "y": 1},
        mistakes=_WRONG_J,
        called=_CALLED,
        leaks=_leaks,
        also_right=lambda: [
            ([0.5, 2.0], [1.0, -1.0]),
            [np.random.default_rng(seed).normal(size=9) for seed in (0, 1)],
        ],
    ),
)
