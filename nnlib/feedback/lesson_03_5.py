"""The tasks of the exercise for lesson 03.5: any hidden layer."""

import numpy as np

from ..activations import ACTIVATIONS
from ..checking import node_gradient
from ..network import Network
from ..symbolic import Loss, Sum, W, d, g, g_prime, h, i, j, k, m, n, z
from .breaking import FoolTask
from .formula import FormulaTask
from .lesson_03_4 import STEP_DOWN
from .numeric import Case, NumericTask
from .proving import ProofTask
from .settings import on_arrays, setting, step_down
from .table import TableTask

SIZES = [5, 3, 4, 2, 1]
_TERMS = {f"terms in the sum for z_1^({layer})": layer for layer in (1, 2, 3)}
_PATHS = "paths from z_1^(1) to the output"


def _counts(step=1):
    """Terms by the layer that is `step` above; paths by a network whose weights are all 1."""
    net = Network(SIZES, "identity")
    for layer, weights in net.W.items():
        net.W[layer] = np.ones_like(weights)
    X = np.ones((1, SIZES[0]))
    paths = node_gradient(net, X, net.predict(X) - 1.0)[1][0, 0]
    terms = {name: net.sizes[layer + step] for name, layer in _TERMS.items()}
    return terms | {_PATHS: round(paths)}


def _sum(term):
    return Sum(term, (i, 1, n(k + 1)))


_dz, _w, _slope = d(Loss, z(k + 1)[i]), W(k + 1)[i, j], g_prime(z(k)[j])
_dh, _above = d(Loss, h(k + 1)[i]), g_prime(z(k + 1)[i])


def _cases():
    one, other = setting([3, 2, 4, 1], 5, seed=7), setting([2, 3, 3, 1], 4, "softplus", seed=8)
    return [Case(step_down(s, k), s.dz[k]) for s, k in ((one, 1), (other, 1), (one, 2))]


def _symmetric():
    """A check that sees no transpose, and with z = 0 and g = tanh no g' either."""
    W, h = np.array([[1.0, 2.0], [2.0, 1.0]]), np.zeros((3, 2))
    dz = np.array([[1.0, 1.0], [2.0, -2.0], [-1.0, 3.0]])
    given = dz, W, h, h, on_arrays(ACTIVATIONS["tanh"].derivative)
    return [Case(given, np.array([[a + 2 * b, 2 * a + b] for a, b in dz]))]


TASKS = (
    TableTask(
        id="03_5.counts",
        title="Task 1, how many terms",
        read="What changes",
        elsewhere=dict.fromkeys(
            ("paths-added", "paths-stopped", "layer-start"), ("03_5", "All paths at once")
        ),
        measured=_counts,
        mistakes={
            "layer-below": lambda: _counts(-1),
            "own-layer": [lambda: _counts(0), lambda: _counts(0) | {_PATHS: 3 * 4 * 2}],
            "one-path": lambda: dict.fromkeys(_counts(), 1),
            "paths-added": lambda: {_PATHS: 4 + 2 + 1},
            "paths-stopped": lambda: {_PATHS: 4},
            "layer-start": lambda: {_PATHS: 3 * 4 * 2 * 1},
            "edges-counted": lambda: dict(zip(_TERMS, (3 * 4, 4 * 2, 2 * 1), strict=True)),
        },
    ),
    FormulaTask(
        id="03_5.node",
        title="Task 2, the next line",
        read="The derivation",
        asked=d(Loss, z(k)[j]),
        sizes=(3, 2, 2, 1),
        keep=(z(k + 1)[i],),
        mistakes={
            "one-path": d(Loss, z(k + 1)[1]) * W(k + 1)[1, j] * _slope,
            "wrong-weights": _sum(_dz * W(k)[i, j] * _slope),
            "transposed": _sum(_dz * W(k + 1)[j, i] * _slope),
            "missing-slope": _sum(_dz * _w),
            "missing-weight": _sum(_dz * _slope),
            "slope-at-h": _sum(_dz * _w * g_prime(h(k)[j])),
            "value-for-slope": _sum(_dz * _w * g(z(k)[j])),
            "slope-above": _sum(_dz * _w * g_prime(z(k + 1)[i])),
        },
        also_right=lambda: [
            _sum(W(k + 1)[i, j] * d(Loss, z(k + 1)[i])) * _slope,
            _slope * Sum(d(Loss, z(k + 1)[m]) * W(k + 1)[m, j], (m, 1, n(k + 1))),
        ],
    ),
    NumericTask(
        id="03_5.layer_below",
        title="Task 3, one layer down in numpy",
        read="Down the ladder",
        cases=_cases,
        mistakes={
            **STEP_DOWN,
            "transposed": lambda dz, W, z, h, dg: dz @ W.T * dg(z),
            "one-path": [
                lambda dz, W, z, h, dg: dz[:, :1] @ W[:1] * dg(z),
                lambda dz, W, z, h, dg: dz[:, -1:] @ W[-1:] * dg(z),
            ],
            "missing-weight": lambda dz, W, z, h, dg: dz.sum(1, keepdims=True) * dg(z),
        },
        also_right=lambda: [
            lambda dz, W, z, h, dg: dg(z) * (W.T @ dz.T).T,
            lambda dz, W, z, h, dg: np.einsum("ti,ij,tj->tj", dz, W, dg(z)),
            lambda dz, W, z, h, dg: sum(dz[:, r : r + 1] * W[r] * dg(z) for r in range(len(W))),
        ],
    ),
    FoolTask(
        id="03_5.fooling",
        title="Task 4, break it",
        read="Down the ladder",
        weak=_symmetric,
        strong=_cases,
        also_right=lambda: [
            lambda dz, W, z, h, dg: dz @ W,
            lambda dz, W, z, h, dg: dz @ W.T * dg(z),
            lambda dz, W, z, h, dg: dz @ W * dg(h),
        ],
    ),
    ProofTask(
        id="03_5.mine",
        title="Task 5, a proof of your own",
        read="The derivation",
        asked=d(Loss, h(k)[j]),
        sizes=(3, 2, 2, 1),
        keep=(h(k + 1)[i],),
        mistakes={
            "one-path": d(Loss, h(k + 1)[1]) * g_prime(z(k + 1)[1]) * W(k + 1)[1, j],
            "wrong-weights": _sum(_dh * _above * W(k)[i, j]),
            "transposed": _sum(_dh * _above * W(k + 1)[j, i]),
            "missing-slope": _sum(_dh * _w),
            "missing-weight": _sum(_dh * _above),
            "slope-at-h": _sum(_dh * g_prime(h(k + 1)[i]) * _w),
            "value-for-slope": _sum(_dh * g(z(k + 1)[i]) * _w),
            "slope-below": _sum(_dh * _w) * _slope,
            "slope-twice": [_sum(_dh * _above * _w) * _slope, _sum(_dh * _above**2 * _w)],
            "h-for-weight": _sum(_dh * _above * h(k)[j]),
            "missing-node-slope": _sum(_above * _w),
            "extra-h": _sum(_dh * _above * _w) * h(k)[j],
            "sign": -_sum(_dh * _above * _w),
        },
        also_right=lambda: [
            [
                _sum(_dz * d(z(k + 1)[i], h(k)[j])),
                _sum(_dz * _w),
                _sum(_dh * d(h(k + 1)[i], z(k + 1)[i]) * _w),
                _sum(_dh * _above * _w),
            ],
            [
                Sum(d(Loss, h(k + 1)[m]) * d(h(k + 1)[m], h(k)[j]), (m, 1, n(k + 1))),
                _sum(_dh * d(h(k + 1)[i], z(k + 1)[i]) * d(z(k + 1)[i], h(k)[j])),
                _sum(_dh * _above * d(z(k + 1)[i], h(k)[j])),
                _sum(_w * _above * _dh),
            ],
        ],
    ),
)
