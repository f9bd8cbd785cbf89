"""The tasks of the exercise for lesson 03.3: the weights into hidden nodes."""

import numpy as np

from ..symbolic import Loss, W, d, g_prime, h, i, j, k, z
from .breaking import CatchTask, FoolTask
from .formula import FormulaTask
from .numeric import Case, NumericTask
from .settings import setting

_dz = d(Loss, z(k)[i])


def _cases():
    seen = [setting([2, 4, 3, 1], 5, seed=3), setting([3, 3, 3, 1], 4, "softplus", seed=4)]
    return [Case((s.dz, s.h), s.dW) for s in seen]


def _each(rule):
    """The gradients of all layers by a rule for one layer: rule(dz, h of the layer below)."""
    return lambda dz, h: {k: rule(dz[k], h[k - 1]) for k in dz}


# One layer: dz (n, n_k), h (n, n_(k-1)). What is wrong with each is what its name says.
ONE_LAYER = {
    "transposed": lambda dz, h: h.T @ dz / len(h),
    "sum-for-mean": lambda dz, h: dz.T @ h,
    "one-sample": lambda dz, h: dz[:1].T @ h[:1],
    "means-multiplied": lambda dz, h: dz.mean(0)[:, None] * h.mean(0),
    "missing-h": lambda dz, h: dz.T @ np.ones_like(h) / len(h),
    "loss-positive": lambda dz, h: np.abs(dz).T @ h / len(h),
}


def _one_layer(dz, h):
    """∂/∂W_ij of the mean over t of Σ_i dz_ti (W h_t)_i, by a complex step for each weight."""
    W, step = np.zeros((dz.shape[1], h.shape[1])), 1e-30
    slope = np.empty_like(W)
    for place in np.ndindex(W.shape):
        nudged = W.astype(complex)
        nudged[place] += 1j * step
        slope[place] = np.imag((dz * (h @ nudged.T)).sum(axis=1).mean()) / step
    return slope


def _one_layer_case(*inputs):
    return [Case(inputs, _one_layer(*inputs))]


def _weak():
    return _one_layer_case(np.ones((1, 2)), np.ones((1, 2)))


def _strong():
    rng = np.random.default_rng(7)
    return _one_layer_case(rng.normal(size=(4, 3)), rng.normal(size=(4, 2)))


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
    ),
    NumericTask(
        id="03_3.gradients",
        title="Task 2, all weights in numpy",
        read="Many samples",
        elsewhere={"transposed": ("03_3", "Which index first?")},
        cases=_cases,
        mistakes={
            "layer-h": lambda dz, h: {k: dz[k].T @ h[k] / len(h[k]) for k in dz},
            "transposed": _each(ONE_LAYER["transposed"]),
            "sum-for-mean": _each(ONE_LAYER["sum-for-mean"]),
            "one-sample": _each(ONE_LAYER["one-sample"]),
            "means-multiplied": _each(ONE_LAYER["means-multiplied"]),
            "missing-h": _each(ONE_LAYER["missing-h"]),
            "extra-n": _each(lambda dz, h: dz.T @ h / len(h) ** 2),
        },
    ),
    FoolTask(
        id="03_3.fooling",
        title="Task 3, break it",
        read="Many samples",
        weak=_weak,
        strong=_strong,
    ),
    CatchTask(
        id="03_3.inputs",
        title="Task 4, a check that catches it",
        read="Many samples",
        definition=_one_layer,
        shapes={"dz": 2, "h": 2},
        mistakes=ONE_LAYER,
    ),
)
