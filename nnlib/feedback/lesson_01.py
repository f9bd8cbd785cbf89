"""The tasks of the exercise for lesson 01: intuition."""

import numpy as np
from sympy import Rational

from ..activations import ACTIVATIONS
from ..network import Network
from ..props.student import student_network, student_sample
from ..symbolic import g, h, x
from .formula import FormulaTask
from .numeric import Case, NumericTask
from .table import TableTask

_INTO_HIDDEN, _INTO_OUTPUT = "weights into one hidden node", "weights into the output node"


def _counts(biases=False):
    net = Network([6, 3, 1], biases=biases)
    return {
        _INTO_HIDDEN: net.W[1].shape[1],
        _INTO_OUTPUT: net.W[2].shape[1],
        "weights in all": sum(W.size for W in net.W),
    }


def _effects():
    """What the prediction of the altered student network does when one input grows a little."""
    net, (sample, _) = student_network(), student_sample()
    net.W[2] = [[0.9, -1.0]]
    before, words = net.predict(sample)[0], {}
    for j in range(4):
        more = sample + 0.1 * (np.arange(4) == j)
        words[f"x_{j + 1}"] = "rises" if net.predict(more)[0] > before else "falls"
    return words


_MOVES = (
    "h_1 and h_2 swapped, with the edges into and out of them",
    "h_1 and h_2 swapped, with the edges into them only",
    "signs turned on the edges into and out of h_1",
    "edges into h_1 doubled, the edge out of it halved",
)


def _same():
    """Which changes of a tanh network leave each prediction as it is."""
    moved = [Network([3, 2, 1], "tanh", seed=5) for _ in _MOVES]
    X, before = np.random.default_rng(6).normal(size=(5, 3)), moved[0].copy()
    moved[0].W[1], moved[0].W[2] = before.W[1][::-1], before.W[2][:, ::-1]
    moved[1].W[1] = before.W[1][::-1]
    moved[2].W[1][0], moved[2].W[2][0, 0] = -before.W[1][0], -before.W[2][0, 0]
    moved[3].W[1][0], moved[3].W[2][0, 0] = 2 * before.W[1][0], before.W[2][0, 0] / 2
    same = [np.allclose(net.predict(X), before.predict(X), rtol=1e-12) for net in moved]
    return {
        move: "same" if as_before else "other" for move, as_before in zip(_MOVES, same, strict=True)
    }


def _words(slopes):
    return {f"x_{j}": "rises" if s > 0 else "falls" for j, s in enumerate(slopes, start=1)}


def _node(row, change=lambda w: w):
    """What reaches a hidden node of the student network, with its weights as numbers."""
    numbers = [change(w) for w in student_network().W[1][row - 1].tolist()]
    return sum(Rational(str(w)) * x[j] for j, w in enumerate(numbers, start=1))


def _weighted_sum(w, inputs):
    total = 0.0
    for j in range(len(w)):
        total += w[j] * inputs[j]
    return total


def _sums():
    rng = np.random.default_rng(1)
    calls = [(rng.normal(size=size), rng.normal(size=size)) for size in (4, 7, 2)]
    return [Case(call, _weighted_sum(*call)) for call in calls]


TASKS = (
    TableTask(
        id="01.counts",
        title="Task 1, how many weights",
        read="A network, drawn",
        measured=_counts,
        mistakes={
            "biases-counted": lambda: _counts(biases=True),
            "nodes-counted": [
                lambda: _counts() | {"weights in all": 4},
                lambda: _counts() | {"weights in all": 10},
            ],
            "output-forgotten": lambda: _counts() | {"weights in all": 18},
            "layers-exchanged": [
                lambda: {_INTO_HIDDEN: 3, _INTO_OUTPUT: 6},
                lambda: {_INTO_HIDDEN: 3},
            ],
            "edges-out": lambda: {_INTO_HIDDEN: 1},
            "whole-layer": lambda: {_INTO_HIDDEN: 18},
            "one-node-only": lambda: {"weights in all": 9},
        },
    ),
    FormulaTask(
        id="01.health",
        title="Task 2, what reaches a node",
        read="A story about hidden nodes",
        asked=_node(2),
        sizes=(4, 2, 1),
        mistakes={
            "other-node": _node(1),
            "signs-ignored": _node(2, abs),
            "weights-ignored": sum(x[j] for j in range(1, 5)),
            "mean": _node(2) / 4,
            "extra-activation": g(_node(2)),
        },
        also_right=lambda: [
            0.2 * x[1] - 0.2 * x[2] - 0.8 * x[3] + 0.5 * x[4],
            (2 * x[1] - 2 * x[2] - 8 * x[3] + 5 * x[4]) / 10,
            Rational(1, 5) * (x[1] - x[2]) + 0.5 * x[4] - 4 * x[3] / 5,
            0.2 * h(0)[1] - 0.2 * h(0)[2] - 0.8 * h(0)[3] + 0.5 * h(0)[4],
        ],
    ),
    NumericTask(
        id="01.weigh",
        title="Task 3, any node in numpy",
        read="A story about hidden nodes",
        cases=_sums,
        mistakes={
            "weights-ignored": lambda w, x: np.sum(x),
            "signs-ignored": lambda w, x: np.abs(w) @ x,
            "extra-activation": [
                lambda w, x: ACTIVATIONS["sigmoid"](np.dot(w, x)),
                lambda w, x: np.tanh(np.dot(w, x)),
            ],
            "overwritten": lambda w, x: w[-1] * x[-1],
            "returned-early": lambda w, x: w[0] * x[0],
            "last-missing": lambda w, x: np.dot(w[:-1], x[:-1]),
            "first-missing": lambda w, x: np.dot(w[1:], x[1:]),
            "fixed-length": [
                lambda w, x, size=size: sum(w[j] * x[j] for j in range(size)) for size in (2, 3, 4)
            ],
            "weights-added": [lambda w, x: np.sum(w) + np.sum(x), lambda w, x: np.add(w, x)],
            "sums-multiplied": lambda w, x: np.sum(w) * np.sum(x),
            "never-negative": lambda w, x: abs(np.dot(w, x)),
            "strongest-only": lambda w, x: np.max(np.asarray(w) * x),
            "mean": lambda w, x: np.mean(np.asarray(w) * x),
        },
        also_right=lambda: [
            lambda w, x: w @ x,
            lambda w, x: sum(a * b for a, b in zip(w, x, strict=True)),
            lambda w, x: np.einsum("j,j->", x, w),
            lambda w, x: (np.array([w]) @ np.array([x]).T).item(),
        ],
    ),
    TableTask(
        id="01.effects",
        title="Task 4, predict, then run",
        read="A story about hidden nodes",
        measured=_effects,
        words=("rises", "falls"),
        mistakes={
            "minus-ignored": lambda: _words(student_network().W[1].sum(axis=0)),
            "one-path": lambda: _words(-student_network().W[1][1]),
            "all-turned": lambda: _words([s == "falls" for s in _effects().values()]),
        },
    ),
    TableTask(
        id="01.same",
        title="Task 5, same or other",
        read="Many networks, one prediction",
        measured=_same,
        words=("same", "other"),
        mistakes={
            "swap-seen": lambda: {_MOVES[0]: "other"},
            "half-moved": lambda: {_MOVES[1]: "same"},
            "turn-seen": lambda: {_MOVES[2]: "other"},
            "scaled": lambda: {_MOVES[3]: "same"},
        },
    ),
)
