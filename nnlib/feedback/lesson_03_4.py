"""The tasks of the exercise for lesson 03.4: the last hidden layer."""

import numpy as np

from ..activations import ACTIVATIONS
from ..checking import node_gradient
from ..network import Network
from ..symbolic import (
    STATEMENTS,
    L,
    Loss,
    Sum,
    W,
    d,
    g,
    g_prime,
    h,
    i,
    j,
    loss_prime,
    n,
    y,
    z,
    z_out,
)
from .breaking import CatchTask
from .formula import FormulaTask
from .numeric import Case, NumericTask
from .proving import ProofTask
from .settings import setting, step_down
from .table import TableTask, sign_word

_WEIGHTS, _Z = (0.5, -2.0, 3.0, -1.0), (1.0, 2.0, -1.0, -2.0)
_NODES = [f"node {place}" for place in range(1, 5)]


def _signs():
    """∂Loss/∂z_i of a hidden relu layer with these weights above and these z, ∂Loss/∂z > 0."""
    net = Network([4, 4, 1], ["relu", "identity"])
    net.W[1], net.W[2] = np.eye(4), [_WEIGHTS]
    slopes = node_gradient(net, _Z, net.predict(_Z) - 1.0)[1][0]
    return dict(zip(_NODES, map(sign_word, slopes), strict=True))


def _words(numbers):
    return dict(zip(_NODES, map(sign_word, numbers), strict=True))


_dz, _w, _slope = d(Loss, z_out), W(L + 1)[1, i], g_prime(z(L)[i])
_down, _h = _dz * _w * _slope, h(L - 1)[j]


def _cases():
    seen = [setting([2, 3, 4, 1], 7, seed=5), setting([3, 2, 1], 5, "softplus", seed=6)]
    return [Case(step_down(s, s.net.L), s.dz[s.net.L]) for s in seen]


def _through_tanh(W, z):
    """W_1i (1 - tanh² z_i) for each sample: here ∂Loss/∂z is 1.

    As the task writes g', in floats: where that is 0, no missing factor shows.
    """
    if W.shape != (1, z.shape[1]):
        raise ValueError("W has one row, with a weight for each column of z")
    return W * (1 - np.tanh(z) ** 2)


_TANH = {
    "missing-slope": lambda W, z: W + 0 * z,
    "slope-at-h": lambda W, z: W * (1 - np.tanh(np.tanh(z)) ** 2),
    "value-for-slope": lambda W, z: W * np.tanh(z),
    "missing-weight": lambda W, z: (1 - np.tanh(z) ** 2) * np.ones_like(W),
    "sigmoid-assumed": lambda W, z: W * np.tanh(z) * (1 - np.tanh(z)),
}


def _leaks():
    golden = np.arctanh((np.sqrt(5) - 1) / 2)  # there tanh(z) = tanh'(z)
    return {
        "missing-weight": ([[1.0, 1.0]], [[0.5, -1.0]]),
        "value-for-slope": ([[2.0, -3.0]], [[golden, golden]]),
    }


# One layer down. What is wrong with each is what its name says.
STEP_DOWN = {
    "missing-slope": lambda dz, W, z, h, dg: dz @ W,
    "slope-at-h": lambda dz, W, z, h, dg: dz @ W * dg(h),
    "value-for-slope": lambda dz, W, z, h, dg: dz @ W * h,
    "extra-n": lambda dz, W, z, h, dg: dz @ W * dg(z) / len(z),
    "sigmoid-assumed": [
        lambda dz, W, z, h, dg: dz @ W * h * (1 - h),
        lambda dz, W, z, h, dg: dz @ W * ACTIVATIONS["sigmoid"].derivative(z),
    ],
    "tanh-assumed": [
        lambda dz, W, z, h, dg: dz @ W * (1 - h**2),
        lambda dz, W, z, h, dg: dz @ W * ACTIVATIONS["tanh"].derivative(z),
    ],
    "z-for-slope": lambda dz, W, z, h, dg: dz @ W * z,
    "slope-twice": lambda dz, W, z, h, dg: dz @ W * dg(z) ** 2,
    "extra-h": lambda dz, W, z, h, dg: dz @ W * h * dg(z),
    "slope-of-sum": lambda dz, W, z, h, dg: dz @ W + dg(z),
    "missing-node-slope": lambda dz, W, z, h, dg: np.ones_like(dz) @ W * dg(z),
}

TASKS = (
    TableTask(
        id="03_4.signs",
        title="Task 1, which sign",
        read="Line 5: all together",
        measured=_signs,
        words=("+", "-", "0"),
        mistakes={
            "missing-slope": lambda: _words(_WEIGHTS),
            "missing-weight": lambda: {"node 2": "+"},
            "h-for-weight": lambda: _words(_Z),
            "sign": lambda: {"node 1": "-", "node 2": "+"},
        },
    ),
    FormulaTask(
        id="03_4.node",
        title="Task 2, the next line",
        read="Line 5: all together",
        asked=d(Loss, z(L)[i]),
        sizes=(2, 3, 3, 1),
        keep=(z_out,),
        mistakes={
            "wrong-weights": _dz * W(L)[1, i] * _slope,
            "missing-slope": _dz * _w,
            "missing-weight": _dz * _slope,
            "slope-at-h": _dz * _w * g_prime(h(L)[i]),
            "value-for-slope": _dz * _w * g(z(L)[i]),
            "slope-above": _dz * _w * g_prime(z_out),
            "h-for-weight": _dz * h(L)[i] * _slope,
            "own-index": _dz * W(L + 1)[1, 1] * _slope,
            "transposed": _dz * W(L + 1)[i, 1] * _slope,
        },
        also_right=lambda: [
            _slope * _dz * _w,
            loss_prime(g(z_out), y) * g_prime(z_out) * _w * _slope,
            Sum(d(Loss, z(L + 1)[j]) * W(L + 1)[j, i] * _slope, (j, 1, 1)),
            Sum(d(Loss, z(L + 1)[j]) * W(L + 1)[j, i], (j, 1, n(L + 1))) * _slope,
        ],
    ),
    NumericTask(
        id="03_4.last_hidden",
        title="Task 3, all nodes and samples in numpy",
        read="Line 5: all together",
        cases=_cases,
        mistakes={
            **STEP_DOWN,
            "missing-weight": lambda dz, W, z, h, dg: dz * dg(z),
            "h-for-weight": lambda dz, W, z, h, dg: dz * h * dg(z),
        },
        also_right=lambda: [
            lambda dz, W, z, h, dg: dg(z) * (dz * W),
            lambda dz, W, z, h, dg: np.einsum("to,oi,ti->ti", dz, W, dg(z)),
            lambda dz, W, z, h, dg: [
                [dz[t, 0] * W[0, m] * dg(z[t, m]) for m in range(z.shape[1])] for t in range(len(z))
            ],
        ],
    ),
    CatchTask(
        id="03_4.telling",
        title="Task 4, break it",
        read="Line 5: all together",
        definition=_through_tanh,
        shapes={"W": 2, "z": 2},
        fit="W has one row, and z as many columns as W",
        mistakes=_TANH,
        called={
            "missing-slope": ("the one without g'", "At which z is g' = 1?"),
            "slope-at-h": ("the one with g'(h)", "At which z is g'(h) = g'(z)?"),
            "value-for-slope": ("the one with g(z) for g'(z)", "At which z is g = g'?"),
            "missing-weight": ("the one without the weight", "With which weight does it not show?"),
            "sigmoid-assumed": ("the one with h(1 - h)", "At which z is it g'(z)?"),
        },
        leaks=_leaks,
        also_right=lambda: [
            ([[0.5, -2.0, 3.0]], [[0.3, -1.0, 2.0]]),
            (np.array([[2.0]]), np.array([[0.5], [-1.5]])),
        ],
    ),
    ProofTask(
        id="03_4.mine",
        title="Task 5, a proof of your own",
        read="Line 5: all together",
        elsewhere=dict.fromkeys(
            (
                *("layer-h", "missing-h", "z-for-h", "weight-for-h"),
                *("indices-exchanged", "missing-node-slope"),
            ),
            ("03_3", "Your turn: 3.3b"),
        ),
        asked=d(Loss, W(L)[i, j]),
        sizes=(2, 3, 3, 1),
        keep=(z_out,),
        known=(STATEMENTS["3.3b"], STATEMENTS["3.4e"]),
        mistakes={
            "wrong-weights": _dz * W(L)[1, i] * _slope * _h,
            "missing-slope": _dz * _w * _h,
            "missing-weight": _dz * _slope * _h,
            "slope-at-h": _dz * _w * g_prime(h(L)[i]) * _h,
            "value-for-slope": _dz * _w * g(z(L)[i]) * _h,
            "slope-above": _dz * _w * g_prime(z_out) * _h,
            "slope-twice": _down * _slope * _h,
            "h-for-weight": _dz * h(L)[i] * _slope * _h,
            "own-index": [_down * h(L - 1)[i], _dz * W(L + 1)[1, 1] * _slope * _h],
            "indices-exchanged": (_dz * W(L + 1)[1, j] * g_prime(z(L)[j]) * h(L - 1)[i]),
            "layer-h": _down * h(L)[j],
            "missing-h": _down,
            "z-for-h": _down * z(L - 1)[j],
            "weight-for-h": _down * W(L)[i, j],
            "missing-node-slope": _w * _slope * _h,
            "sign": -_down * _h,
        },
        also_right=lambda: [
            [
                _dz * d(z_out, W(L)[i, j]),
                _dz * d(z_out, h(L)[i]) * d(h(L)[i], W(L)[i, j]),
                _dz * _w * d(h(L)[i], W(L)[i, j]),
                _dz * _w * d(h(L)[i], z(L)[i]) * d(z(L)[i], W(L)[i, j]),
                _dz * _w * _slope * d(z(L)[i], W(L)[i, j]),
                _dz * _w * _slope * h(L - 1)[j],
            ],
            [
                d(Loss, z(L)[i]) * h(L - 1)[j],
                _dz * d(z_out, z(L)[i]) * _h,
                _dz * d(z_out, h(L)[i]) * d(g(z(L)[i]), z(L)[i]) * _h,
                _dz * d(z_out, h(L)[i]) * _slope * _h,
                _slope * _w * _dz * _h,
            ],
        ],
    ),
)
