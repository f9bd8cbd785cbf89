"""The tasks of the exercise for lesson 04: biases and batches."""

import numpy as np

from ..checking import weight_gradient
from ..symbolic import Loss, Sum, W, d, g, g_prime, h, i, j, k, m, n, x, z, z_out
from .breaking import FoolTask
from .formula import FormulaTask
from .lesson_03_2 import samples
from .numeric import Case, NumericTask
from .proving import ProofTask
from .settings import setting
from .sweeps import DERIVED, case, nodes, sweep, with_slope

_BIAS, _NO_Z = "A bias is a weight", "The node that has no z"
_dz, _bend = d(Loss, z_out), g_prime(z(1)[2])


# --- the whole backward pass, with biases ---------------------------------------------------------


def _sweeps():
    seen = [
        setting([3, 2, 4, 1], 7, seed=9, biases=True),
        setting([2, 3, 3, 2, 1], 6, "softplus", "hinge", seed=10, biases=True),
        setting([2, 4, 1], 5, "sigmoid", "log", seed=13, biases=True),
    ]
    return [case(s) for s in seen]


def _by_samples(W, z, h, y, dg, dl):
    gradient = {k: np.zeros_like(W[k]) for k in W}
    for t in range(len(y)):
        dz = dl(h[max(W)][t], y[t]) * dg(z[max(W)][t])
        for at in sorted(W, reverse=True):
            gradient[at] += np.outer(dz, h[at - 1][t]) / len(y)
            if at > 1:
                dz = (W[at].T @ dz)[1:] * dg(z[at - 1][t])
    return gradient


def _apart(W, z, h, y, dg, dl):
    """Weights and biases each by a line of their own, then put together."""
    last = max(W)
    dz, gradient = dl(h[last], y[:, None]) * dg(z[last]), {}
    for at in range(last, 0, -1):
        weights = dz.T @ h[at - 1][:, 1:] / len(y)
        gradient[at] = np.column_stack([dz.mean(axis=0), weights])
        if at > 1:
            dz = np.delete(dz @ W[at], 0, axis=1) * dg(z[at - 1])
    return gradient


# --- a batch --------------------------------------------------------------------------------------


def _of_batch(sizes, n, batch, seed):
    """One layer of a network, and the gradient of its batch from forward passes alone."""
    s = setting(sizes, n, seed=seed, biases=True)
    wanted = weight_gradient(s.net, s.X[batch], s.y[batch])[2]
    return Case((s.dz[2], s.h[1], batch), wanted)


def _batches():
    return [
        _of_batch([2, 3, 2, 1], 7, [4, 1, 6], 21),
        _of_batch([3, 2, 4, 1], 6, [5, 3, 1, 0], 22),
        _of_batch([2, 4, 3, 1], 5, [2, 4], 23),
    ]


def _whole():
    """Where the batch is all samples, in their order."""
    return [_of_batch([2, 3, 2, 1], 7, list(range(7)), 21)]


def _mean(dz, h):
    return dz.T @ h / len(h)


def _one_by_one(dz, h, batch):
    total = np.zeros((dz.shape[1], h.shape[1]))
    for t in batch:
        total += np.outer(dz[t], h[t])
    return total / len(batch)


def _by_weights(dz, h, batch):
    weights = np.isin(np.arange(len(h)), batch)[:, None] / len(batch)
    return (dz * weights).T @ h


# --- what `dz @ nodes` holds ----------------------------------------------------------------------


def _sum(term):
    return Sum(term, (i, 1, n(k + 1)))


_dz_i, _w = d(Loss, z(k + 1)[i]), W(k + 1)[i, j]

TASKS = (
    FormulaTask(
        id="beyond_04.bias_slope",
        title="Task 1, the slope by a bias, in symbols",
        read=_BIAS,
        elsewhere=DERIVED
        | dict.fromkeys(("missing-weight", "wrong-weights"), ("03_4", "Line 5: all together")),
        asked=d(Loss, z(1)[2]),
        sizes=(4, 2, 1),
        keep=(z_out,),
        mistakes={
            "bias-takes-input": [
                _dz * W(2)[1, 2] * _bend * entering for entering in (x[1], x[2], h(1)[2])
            ],
            "missing-slope": _dz * W(2)[1, 2],
            "slope-at-h": _dz * W(2)[1, 2] * g_prime(h(1)[2]),
            "value-for-slope": _dz * W(2)[1, 2] * g(z(1)[2]),
            "slope-above": _dz * W(2)[1, 2] * g_prime(z_out),
            "missing-weight": _dz * _bend,
            "wrong-weights": _dz * W(1)[2, 1] * _bend,
            "other-node": [
                _dz * W(2)[1, 1] * _bend,
                _dz * W(2)[1, 1] * g_prime(z(1)[1]),
            ],
            "missing-node-slope": W(2)[1, 2] * _bend,
            "sign": -_dz * W(2)[1, 2] * _bend,
        },
        also_right=lambda: [
            g_prime(z(1)[2]) * d(Loss, z_out) * W(2)[1, 2],
            _dz * W(2)[1, 2] * _bend * 1,
            Sum(d(Loss, z(2)[m]) * W(2)[m, 2] * _bend, (m, 1, 1)),
        ],
    ),
    NumericTask(
        id="beyond_04.backward",
        title="Task 2, a backward pass with biases",
        read=_NO_Z,
        elsewhere=DERIVED | dict.fromkeys(("bias-kept-still", "bias-summed"), ("beyond_04", _BIAS)),
        cases=_sweeps,
        mistakes={
            "wrong-column": sweep(weights=lambda W, *a: lambda k: W[k][:, :-1]),
            "bias-kept-still": sweep(bias=lambda *a: lambda n: 0.0),
            "bias-summed": sweep(bias=lambda *a: lambda n: n),
            "missing-slope": sweep(slope=lambda *a: lambda k: 1.0),
            "slope-at-h": sweep(slope=lambda W, z, h, y, dg, dl: lambda k: dg(nodes(h[k], z[k]))),
            "value-for-slope": sweep(slope=lambda W, z, h, y, dg, dl: lambda k: nodes(h[k], z[k])),
            "missing-output-slope": sweep(
                top=lambda W, z, h, y, dg, dl: lambda p, z: dl(p, y[:, None])
            ),
            "missing-loss-slope": sweep(top=lambda W, z, h, y, dg, dl: lambda p, z: dg(z)),
            "sum-for-mean": sweep(scale=lambda *a: 1),
            "sign": sweep(top=lambda W, z, h, y, dg, dl: lambda p, z: -dl(p, y[:, None]) * dg(z)),
            "other-loss": sweep(
                top=lambda W, z, h, y, dg, dl: lambda p, z: (p - y[:, None]) * dg(z)
            ),
            "tanh-assumed": with_slope(lambda p: 1 - p**2),
            "sigmoid-assumed": with_slope(lambda p: p * (1 - p)),
        },
        repairs={
            "flat-labels": lambda W, z, h, y, dg, dl: (W, z, h, y[:, None], dg, dl),
        },
        numbers=lambda W, z, h, y, dg, dl: samples(len(y), layers=len(W)),
        also_right=lambda: [sweep(), _by_samples, _apart],
    ),
    NumericTask(
        id="beyond_04.batch_gradient",
        title="Task 3, the gradient of a batch",
        read="A handful of samples",
        elsewhere={
            "transposed": ("beyond_04", "Which way round?"),
            "means-multiplied": ("03_3", "Many samples"),
        },
        cases=_batches,
        mistakes={
            "all-for-batch": lambda dz, h, batch: dz[batch].T @ h[batch] / len(h),
            "sum-for-mean": lambda dz, h, batch: dz[batch].T @ h[batch],
            "batch-ignored": [
                lambda dz, h, batch: _mean(dz, h),
                lambda dz, h, batch: dz.T @ h / len(batch),
            ],
            "first-rows": lambda dz, h, batch: _mean(dz[: len(batch)], h[: len(batch)]),
            "one-sample": lambda dz, h, batch: np.outer(dz[batch[0]], h[batch[0]]),
            "last-missing": lambda dz, h, batch: dz[batch[:-1]].T @ h[batch[:-1]] / len(batch),
            "means-multiplied": lambda dz, h, batch: np.outer(
                dz[batch].mean(axis=0), h[batch].mean(axis=0)
            ),
            "transposed": lambda dz, h, batch: _mean(dz[batch], h[batch]).T,
            "nodes-for-samples": [
                lambda dz, h, batch: dz[batch].T @ h[batch] / dz.shape[1],
                lambda dz, h, batch: dz[batch].T @ h[batch] / h.shape[1],
            ],
            "bias-kept-still": lambda dz, h, batch: (
                _mean(dz[batch], h[batch]) * (np.arange(h.shape[1]) > 0)
            ),
        },
        numbers=lambda dz, h, batch: samples(len(h), samples_in_the_batch=len(batch)),
        also_right=lambda: [
            _one_by_one,
            _by_weights,
            lambda dz, h, batch: np.einsum("ti,tj->ij", dz[batch], h[batch]) / len(batch),
            lambda dz, h, batch: (h[batch].T @ dz[batch]).T / len(batch),
            lambda dz, h, batch: np.mean([np.outer(dz[t], h[t]) for t in batch], axis=0),
        ],
    ),
    FoolTask(
        id="beyond_04.fooling",
        title="Task 4, break it",
        read="A handful of samples",
        weak=_whole,
        strong=_batches,
        also_right=lambda: [
            lambda dz, h, batch: _mean(dz, h),
            lambda dz, h, batch: dz[batch].T @ h[batch] / len(h),
            lambda dz, h, batch: _mean(dz[: len(batch)], h[: len(batch)]),
            lambda dz, h, batch: dz.T @ h / len(batch),
        ],
    ),
    ProofTask(
        id="beyond_04.mine",
        title="Task 5, a proof of your own",
        read="The lines are the sums",
        elsewhere=dict.fromkeys(
            ("one-path", "transposed", "wrong-weights", "missing-weight"),
            ("03_5", "The derivation"),
        ),
        asked=d(Loss, h(k)[j]),
        sizes=(3, 2, 2, 1),
        keep=(z(k + 1)[i],),
        mistakes={
            "one-path": d(Loss, z(k + 1)[1]) * W(k + 1)[1, j],
            "wrong-weights": _sum(_dz_i * W(k)[i, j]),
            "transposed": _sum(_dz_i * W(k + 1)[j, i]),
            "missing-weight": _sum(_dz_i),
            "h-for-weight": _sum(_dz_i) * h(k)[j],
            "slope-twice": [
                _sum(_dz_i * _w) * g_prime(z(k)[j]),
                _sum(_dz_i * g_prime(z(k + 1)[i]) * _w),
            ],
            "missing-node-slope": _sum(_w),
            "extra-h": _sum(_dz_i * _w) * h(k)[j],
            "sign": -_sum(_dz_i * _w),
        },
        also_right=lambda: [
            [_sum(_dz_i * d(z(k + 1)[i], h(k)[j])), _sum(_w * _dz_i)],
            [
                Sum(d(Loss, z(k + 1)[m]) * d(z(k + 1)[m], h(k)[j]), (m, 1, n(k + 1))),
                Sum(d(Loss, z(k + 1)[m]) * W(k + 1)[m, j], (m, 1, n(k + 1))),
            ],
        ],
    ),
)
