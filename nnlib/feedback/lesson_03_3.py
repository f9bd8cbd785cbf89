"""The tasks of the exercise for lesson 03.3: the weights into hidden nodes."""

import numpy as np

from ..checking import slope
from ..symbolic import Loss, Sum, W, d, g, g_prime, h, i, j, k, m, n, z
from .breaking import CatchTask, FoolTask
from .formula import FormulaTask
from .lesson_03_2 import ONE_LAYER, samples
from .numeric import Case, NumericTask
from .proving import ProofTask
from .settings import setting
from .task import forms

_dz, _dh, _slope = d(Loss, z(k)[i]), d(Loss, h(k)[i]), g_prime(z(k)[i])


def _cases():
    seen = [setting([2, 5, 3, 1], 7, seed=3), setting([3, 3, 3, 1], 6, "softplus", seed=4)]
    return [Case((s.dz, s.h), s.dW) for s in seen]


def _each(rule):
    """The gradients of all layers by a rule for one layer: rule(dz, h of the layer below)."""
    return lambda dz, h: {k: rule(dz[k], h[k - 1]) for k in dz}


def _by_loops(dz, h):
    mean = lambda a, b: sum(a[t] * b[t] for t in range(len(a))) / len(a)
    rows = {k: (dz[k].T, h[k - 1].T) for k in sorted(dz, reverse=True)}
    return {k: [[mean(a, b) for b in below] for a in above] for k, (above, below) in rows.items()}


def _one_layer(dz, h):
    """∂/∂W_ij of the mean over t of Σ_i dz_ti (W h_t)_i, by an imaginary step for each weight."""

    def one(row, column):
        def J(weight):
            W = np.zeros((dz.shape[1], h.shape[1]), complex)
            W[row, column] = weight
            return (dz * (h @ W.T)).sum(axis=1).mean()

        return slope(J, 0.0)

    return np.array([[one(r, c) for c in range(h.shape[1])] for r in range(dz.shape[1])])


def _one_layer_case(*inputs):
    return [Case(inputs, _one_layer(*inputs))]


def _weak():
    return _one_layer_case(np.ones((1, 2)), np.ones((1, 2)))


def _strong():
    rng = np.random.default_rng(7)
    return _one_layer_case(rng.normal(size=(4, 3)), rng.normal(size=(4, 2)))


_TO_CATCH = ("transposed", "sum-for-mean", "one-sample", "means-multiplied", "missing-h")


def _leaks():
    row = np.array([1.0, -2.0])
    dz = np.array([[1.0, 3.0, 2.0], [-0.5, -1.5, -1.0]])
    return {
        "transposed": (np.array([[1.0, -2.0], [0.5, 1.5]]),) * 2,
        "one-sample": (np.array([row, -2 * row]), dz),
        "means-multiplied": (np.array([[1.0, -2.0], [4.0, 0.5]]), dz[[0, 0]]),
        "missing-h": (np.array([[-1.0, 0], [-2.0, 1], [0, 3.0]]), np.array([[7.0], [-2], [2]])),
        "loss-positive": (np.array([[1.0, 2.0], [4.0, 0.5]]), np.array([[1, 3, 2], [2, 0.3, 1]])),
    }


TASKS = (
    FormulaTask(
        id="03_3.edge",
        title="Task 1, the next line",
        read="Your turn: 3.3b",
        asked=d(Loss, W(k)[i, j]),
        sizes=(2, 2, 3, 1),
        keep=(z(k)[i],),
        mistakes={
            "own-index": _dz * h(k - 1)[i],
            "indices-exchanged": d(Loss, z(k)[j]) * h(k - 1)[i],
            "layer-h": _dz * h(k)[j],
            "layer-above": d(Loss, z(k + 1)[i]) * h(k)[j],
            "missing-h": _dz,
            "weight-for-h": _dz * W(k)[i, j],
            "z-for-h": _dz * z(k - 1)[j],
            "slope-twice": _dz * h(k - 1)[j] * g_prime(z(k)[i]),
        },
        also_right=lambda: [h(k - 1)[j] * d(Loss, z(k)[i])],
    ),
    NumericTask(
        id="03_3.gradients",
        title="Task 2, all weights in numpy",
        read="Many samples",
        elsewhere={"transposed": ("03_3", "Which index first?")},
        cases=_cases,
        mistakes={
            "layer-h": lambda dz, h: {k: dz[k].T @ h[k] / len(h[k]) for k in dz},
            **{id: [_each(f) for f in forms(wrong)] for id, wrong in ONE_LAYER.items()},
            "nodes-for-samples": [
                _each(lambda dz, h: dz.T @ h / dz.shape[1]),
                _each(lambda dz, h: dz.T @ h / h.shape[1]),
            ],
            "extra-n": _each(lambda dz, h: dz.T @ h / len(h) ** 2),
        },
        numbers=lambda dz, h: samples(len(h[0]), layers=len(dz), layers_and_inputs=len(h)),
        also_right=lambda: [
            _by_loops,
            lambda dz, h: {k: np.einsum("ti,tj->ij", dz[k], h[k - 1]) / len(h[0]) for k in dz},
            lambda dz, h: {k: (h[k - 1].T @ dz[k]).T / len(dz[k]) for k in (3, 2, 1)},
        ],
    ),
    FoolTask(
        id="03_3.fooling",
        title="Task 3, break it",
        read="Many samples",
        weak=_weak,
        strong=_strong,
        also_right=lambda: [
            lambda dz, h: np.ones((dz.shape[1], h.shape[1])),
            lambda dz, h: dz.T @ h / len(h) ** 2,
            lambda dz, h: dz.T @ h,
            lambda dz, h: [[1, 1], [1, 1]],
        ],
    ),
    CatchTask(
        id="03_3.inputs",
        title="Task 4, a check that catches it",
        read="Many samples",
        definition=_one_layer,
        shapes={"dz": 2, "h": 2},
        mistakes={id: forms(ONE_LAYER[id])[0] for id in _TO_CATCH}
        | {"loss-positive": lambda dz, h: np.abs(dz).T @ h / len(h)},
        called={
            "transposed": ("the transposed one", "Has dz as many columns as h?"),
            "sum-for-mean": ("the one without 1/n", "How many samples have you?"),
            "one-sample": ("the one that takes one sample", "Do all samples give the same dz · h?"),
            "means-multiplied": (
                "the product of two means",
                "Do dz and h both differ between samples?",
            ),
            "missing-h": ("the one without h", "Does your h hold other numbers than 1?"),
            "loss-positive": ("the one that loses a sign", "Is a number in dz negative?"),
        },
        leaks=_leaks,
        also_right=lambda: [
            ([[1, -2, 0.5], [0.3, 1.5, -1]], [[0.7, -1.2], [2.0, 0.4]]),
            [np.random.default_rng(seed).normal(size=(7, 4 - 2 * seed)) for seed in (0, 1)],
        ],
    ),
    ProofTask(
        id="03_3.mine",
        title="Task 5, a proof of your own",
        read="Your turn: 3.3b",
        elsewhere={"missing-slope": ("03_1", "Two steps, two rates")},
        asked=d(Loss, W(k)[i, j]),
        sizes=(2, 2, 3, 1),
        keep=(h(k)[i],),
        mistakes={
            "missing-slope": _dh * h(k - 1)[j],
            "missing-h": _dh * _slope,
            "slope-at-h": _dh * g_prime(h(k)[i]) * h(k - 1)[j],
            "value-for-slope": _dh * g(z(k)[i]) * h(k - 1)[j],
            "z-for-slope": _dh * z(k)[i] * h(k - 1)[j],
            "slope-twice": _dh * _slope**2 * h(k - 1)[j],
            "missing-node-slope": _slope * h(k - 1)[j],
            "layer-h": _dh * _slope * h(k)[j],
            "own-index": _dh * _slope * h(k - 1)[i],
            "indices-exchanged": d(Loss, h(k)[j]) * g_prime(z(k)[j]) * h(k - 1)[i],
            "weight-for-h": _dh * _slope * W(k)[i, j],
            "z-for-h": _dh * _slope * z(k - 1)[j],
            "layer-above": d(Loss, h(k + 1)[i]) * g_prime(z(k + 1)[i]) * h(k)[j],
            "sign": -_dh * _slope * h(k - 1)[j],
        },
        also_right=lambda: [
            [
                Sum(d(Loss, h(k)[m]) * d(h(k)[m], W(k)[i, j]), (m, 1, n(k))),
                _dh * d(h(k)[i], W(k)[i, j]),
                _dh * d(h(k)[i], z(k)[i]) * d(z(k)[i], W(k)[i, j]),
                _dh * d(h(k)[i], z(k)[i]) * h(k - 1)[j],
                _dh * _slope * h(k - 1)[j],
            ],
            [
                _dz * d(z(k)[i], W(k)[i, j]),
                _dz * h(k - 1)[j],
                _dh * d(g(z(k)[i]), z(k)[i]) * h(k - 1)[j],
                h(k - 1)[j] * _slope * _dh,
            ],
        ],
    ),
)
