"""The tasks of the exercise for lesson 03.2: the weights into the output node."""

import numpy as np

from ..network import Network
from ..symbolic import L, Loss, Sum, W, d, g, g_prime, h, i, j, loss_prime, y, z, z_out
from .breaking import FoolTask
from .formula import FormulaTask
from .numeric import Case, NumericTask
from .proving import ProofTask
from .settings import setting
from .table import TableTask

_N = 10


def _shapes():
    net = Network([4, 3, 2, 1])
    state = net.forward(np.zeros((_N, 4)))
    gradients = net.backward(state, np.zeros(_N))
    return {"dz3": gradients.z[3].shape, "h2": state.h[2].shape, "dW3": gradients.W[3].shape}


_dz, _w = d(Loss, z_out), W(L + 1)[1, j]


def _cases():
    seen = [setting([2, 3, 4, 1], 7, seed=1), setting([3, 2, 1], 5, seed=2)]
    return [Case((s.dz[s.net.L + 1], s.h[s.net.L]), s.dW[s.net.L + 1]) for s in seen]


def _one_sample():
    s = setting([3, 2, 1], 1, seed=3)
    return [Case((s.dz[2], s.h[1]), s.dW[2])]


# One layer: dz (n, n_k), h (n, n_(k-1)). What is wrong with each is what its name says.
ONE_LAYER = {
    "transposed": lambda dz, h: h.T @ dz / len(h),
    "sum-for-mean": lambda dz, h: dz.T @ h,
    "one-sample": lambda dz, h: dz[:1].T @ h[:1],
    "overwritten": lambda dz, h: dz[-1:].T @ h[-1:],
    "missing-node-slope": lambda dz, h: np.ones_like(dz).T @ h / len(h),
    "means-multiplied": [
        lambda dz, h: dz.mean(0)[:, None] * h.mean(0),
        lambda dz, h: dz.sum(0)[:, None] * h.sum(0) / len(h),
    ],
    "missing-h": lambda dz, h: dz.T @ np.ones_like(h) / len(h),
}


def samples(n, **others):
    """What a wrong factor may be: the number of samples, one less, and others by their names."""
    named = {f"the number of {what.replace('_', ' ')}": size for what, size in others.items()}
    return {"n (the number of samples)": n, "n - 1": n - 1, **named}


TASKS = (
    TableTask(
        id="03_2.shapes",
        title="Task 1, which shape",
        read="Several samples",
        measured=_shapes,
        kind=tuple,
        mistakes={
            "transposed": lambda: {"dW3": (2, 1)},
            "samples-in-columns": lambda: {"dz3": (1, _N), "h2": (2, _N)},
            "per-sample": [lambda: {"dW3": (_N, 2)}, lambda: {"dW3": (_N, 1, 2)}],
            "other-layer": [
                lambda: {"h2": (_N, 3), "dW3": (2, 3)},
                lambda: {"h2": (_N, 3), "dW3": (1, 3)},
            ],
            "flat": lambda: {"dz3": (_N,), "dW3": (2,)},
            "samples-ignored": [
                lambda: {"dz3": (1, 1), "h2": (1, 2)},
                lambda: {"dz3": (1,), "h2": (2,)},
            ],
        },
    ),
    FormulaTask(
        id="03_2.edge",
        title="Task 2, one weight in symbols",
        read="Line 4: together",
        asked=d(Loss, W(3)[1, 2]),
        sizes=(2, 3, 3, 1),
        keep=(z_out,),
        mistakes={
            "missing-h": _dz,
            "weight-for-h": _dz * W(3)[1, 2],
            "z-for-h": _dz * z(2)[2],
            "own-index": _dz * h(2)[1],
            "layer-h": _dz * h(3)[1],
            "wrong-layer": _dz * h(1)[2],
            "slope-twice": _dz * h(2)[2] * g_prime(z_out),
        },
        also_right=lambda: [
            h(2)[2] * _dz,
            d(Loss, z(3)[1]) * g(z(2)[2]),
            loss_prime(g(z_out), y) * g_prime(z_out) * h(2)[2],
            _dz * g(Sum(W(2)[2, j] * h(1)[j], (j, 1, 3))),
            h(L)[2] * d(Loss, z_out),
            _dz * (h(2)[2] ** 2 - z(2)[1] ** 2) / (h(2)[2] + z(2)[1]) + _dz * z(2)[1],
        ],
    ),
    NumericTask(
        id="03_2.output_gradient",
        title="Task 3, all of them in numpy",
        read="Several samples",
        cases=_cases,
        mistakes={
            **ONE_LAYER,
            "per-sample": lambda dz, h: dz * h,
            "extra-n": lambda dz, h: dz.T @ h / len(h) ** 2,
        },
        numbers=lambda dz, h: samples(len(h), nodes=h.shape[1]),
        also_right=lambda: [
            lambda dz, h: np.einsum("ti,tj->ij", dz, h) / len(dz),
            lambda dz, h: (dz * h).mean(axis=0, keepdims=True),
            lambda dz, h: (h.T @ dz).T / len(h),
            lambda dz, h: sum(np.outer(a, b) for a, b in zip(dz, h, strict=True)) / len(h),
        ],
    ),
    FoolTask(
        id="03_2.fooling",
        title="Task 4, break it",
        read="Several samples",
        weak=_one_sample,
        strong=_cases,
        also_right=lambda: [
            lambda dz, h: dz.mean(0)[:, None] * h.mean(0),
            lambda dz, h: dz[:1].T @ h[:1],
            lambda dz, h: dz.T @ h / len(h) ** 2,
        ],
    ),
    ProofTask(
        id="03_2.mine",
        title="Task 5, a proof of your own",
        read="Line 3: the slope of a sum",
        asked=d(Loss, h(L)[j]),
        sizes=(2, 3, 3, 1),
        keep=(z_out,),
        mistakes={
            "h-for-weight": _dz * h(L)[j],
            "missing-weight": _dz,
            "wrong-weights": _dz * W(L)[1, j],
            "transposed": _dz * W(L + 1)[j, 1],
            "own-index": _dz * W(L + 1)[1, 1],
            "missing-node-slope": _w,
            "missing-output-slope": d(Loss, g(z_out)) * _w,
            "slope-above": _dz * _w * g_prime(z_out),
            "slope-twice": _dz * _w * g_prime(z(L)[j]),
            "extra-h": _dz * _w * h(L)[j],
            "slopes-added": [_dz + _w, d(Loss, g(z_out)) + g_prime(z_out) * _w],
            "sign": -_dz * _w,
        },
        also_right=lambda: [
            [_dz * d(z_out, h(L)[j]), _w * _dz],
            [d(Loss, g(z_out)) * d(g(z_out), h(L)[j]), _dz * d(z_out, h(L)[j]), _dz * _w],
            [Sum(d(Loss, z(L + 1)[i]) * d(z(L + 1)[i], h(L)[j]), (i, 1, 1)), _dz * _w],
        ],
    ),
)
