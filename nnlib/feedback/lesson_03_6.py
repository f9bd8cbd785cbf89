"""The tasks of the exercise for lesson 03.6: backpropagation, and a step of SGD."""

import numpy as np
from sympy import expand

from .. import symbolic
from ..symbolic import STATEMENTS, Loss, Sum, W, d, g_prime, h, i, j, m, n, x, z, z_out
from .breaking import FoolTask
from .formula import FormulaTask
from .lesson_03_2 import samples
from .numeric import Case, NumericTask
from .proving import ProofTask
from .settings import setting
from .sweeps import DERIVED, case, gradients, sweep, with_slope

_DERIVED = {
    **DERIVED,
    "one-path": ("03_5", "What changes"),
    "missing-weight": ("03_5", "The derivation"),
    "wrong-weights": ("03_5", "The derivation"),
    "climbs": ("03_6", "Why minus?"),
}
_k = symbolic.k  # k, g: in the functions below they are a number and a function of arrays
_dz = d(Loss, z_out)
_above = [_dz * W(3)[1, m] * g_prime(z(2)[m]) * W(2)[m, 2] for m in (1, 2)]
_end = g_prime(z(1)[2]) * x[1]


def _by(term):
    return Sum(term, (m, 1, n(_k + 1)))


_passed = d(Loss, z(_k + 1)[m]) * W(_k + 1)[m, i]
_slope, _h = g_prime(z(_k)[i]), h(_k - 1)[j]


def _without_g():
    """A sweep where g is the identity: g' is 1, and z is h."""
    return [case(setting([2, 3, 2, 1], 4, "identity", seed=14))]


def _sweeps():
    seen = [
        setting([3, 2, 4, 1], 7, seed=9),
        setting([3, 3, 3, 3, 1], 6, "softplus", "hinge", seed=10),
        setting([2, 4, 1], 5, "sigmoid", "log", seed=13),
    ]
    return [case(s) for s in seen]


def _steps():
    """One step on one sample, the derivative by a complex step: 3.6b."""
    found = []
    tried = ([3, 2, 4, 1], "tanh", 11, 0.3), ([2, 3, 2, 1], "softplus", 12, 0.5)
    for sizes, g, seed, rate in tried:
        s = setting(sizes, 1, g, seed=seed)
        new = {k: W - rate * s.dW[k] for k, W in s.W.items()}
        found.append(Case((s.W, s.X[0], float(s.y[0]), rate, s.g, s.g_prime), new))
    return found


def _forward(W, x, g):
    z, h = {}, {0: x}
    for k in sorted(W):
        z[k] = W[k] @ h[k - 1]
        h[k] = g(z[k])
    return z, h


def _stepped(W, x, y, rate, g, dg, *, sign=-1, keep=1, early=False, output=True, hidden=True):
    """A step of SGD for the squared loss, with what a student may believe."""
    z, h = _forward(W, x, g)
    last, new = max(W), {}
    dz = (h[last] - y) * (dg(z[last]) if output else 1)
    for k in range(last, 0, -1):
        new[k] = keep * W[k] + sign * rate * np.outer(dz, h[k - 1])
        if k > 1:
            dz = (new if early else W)[k].T @ dz * (dg(z[k - 1]) if hidden else 1)
    return new


def _step_with_slope(slope):
    return lambda W, x, y, rate, g, dg: _stepped(W, x, y, rate, g, lambda z: slope(g(z)))


def _step(**believed):
    return lambda *arguments: _stepped(*arguments, **believed)


def _backward_by_samples(W, z, h, y, dg, dl):
    gradient = {k: np.zeros_like(W[k]) for k in W}
    for t in range(len(y)):
        dz = dl(h[max(W)][t], y[t]) * dg(z[max(W)][t])
        for k in sorted(W, reverse=True):
            gradient[k] += np.outer(dz, h[k - 1][t]) / len(y)
            if k > 1:
                dz = W[k].T @ dz * dg(z[k - 1][t])
    return gradient


def _step_by_lists(W, x, y, rate, g, dg):
    h, zs = [x], []
    for k in sorted(W):
        zs.append(W[k] @ h[-1])
        h.append(g(zs[-1]))
    dz, new = (h[-1] - y) * dg(zs[-1]), {}
    for k in sorted(W, reverse=True):
        new[k] = W[k] - rate * np.einsum("i,j->ij", dz, h[k - 1])
        if k > 1:
            dz = np.einsum("i,ij->j", dz, W[k]) * dg(zs[k - 2])
    return dict(sorted(new.items()))


TASKS = (
    FormulaTask(
        id="03_6.deep",
        title="Task 1, a weight far from the output, in symbols",
        read="The plan",
        elsewhere=_DERIVED,
        asked=d(Loss, W(1)[2, 1]),
        sizes=(2, 2, 2, 1),
        keep=(z_out,),
        mistakes={
            "one-path": [above * _end for above in _above],
            "missing-slope": sum(_above) * x[1],
            "wrong-weights": sum(_dz * W(2)[1, m] * g_prime(z(2)[m]) * W(1)[m, 2] for m in (1, 2))
            * _end,
            "transposed": sum(_dz * W(3)[1, m] * g_prime(z(2)[m]) * W(2)[2, m] for m in (1, 2))
            * _end,
            "own-index": sum(_above) * g_prime(z(1)[2]) * x[2],
            "slope-above": sum(_above) * g_prime(z_out) * x[1],
            "missing-weight": sum(_dz * W(3)[1, m] * g_prime(z(2)[m]) for m in (1, 2)) * _end,
        },
        also_right=lambda: [
            sum(_above) * g_prime(z(1)[2]) * x[1],
            expand(sum(term * h(0)[1] for term in _above) * g_prime(z(1)[2])),
            Sum(_dz * W(3)[1, i] * g_prime(z(2)[i]) * W(2)[i, 2] * _end, (i, 1, 2)),
        ],
    ),
    NumericTask(
        id="03_6.backward",
        title="Task 2, the whole backward pass in numpy",
        read="The sweep",
        elsewhere={**_DERIVED, "flat-labels": None},
        cases=_sweeps,
        mistakes={
            "missing-slope": sweep(slope=lambda *a: lambda k: 1.0),
            "slope-at-h": sweep(slope=lambda W, z, h, y, dg, dl: lambda k: dg(h[k])),
            "value-for-slope": sweep(slope=lambda W, z, h, y, dg, dl: lambda k: h[k]),
            "missing-output-slope": sweep(
                top=lambda W, z, h, y, dg, dl: lambda p, z: dl(p, y[:, None])
            ),
            "missing-loss-slope": sweep(top=lambda W, z, h, y, dg, dl: lambda p, z: dg(z)),
            "sum-for-mean": sweep(scale=lambda *a: 1),
            "wrong-weights": sweep(weights=lambda W, *a: lambda k: W[k - (k < max(W))]),
            "transposed": sweep(weights=lambda W, *a: lambda k: W[k].T if k < max(W) else W[k]),
            "sign": sweep(top=lambda W, z, h, y, dg, dl: lambda p, z: -dl(p, y[:, None]) * dg(z)),
            "other-loss": sweep(
                top=lambda W, z, h, y, dg, dl: lambda p, z: (p - y[:, None]) * dg(z)
            ),
            "layer-h": lambda *a: gradients(*a, at=0),
            "tanh-assumed": with_slope(lambda p: 1 - p**2),
            "sigmoid-assumed": [
                with_slope(lambda p: p * (1 - p)),
                sweep(slope=lambda W, z, h, y, dg, dl: lambda k: h[k] * (1 - h[k])),
            ],
        },
        repairs={
            "flat-labels": lambda W, z, h, y, dg, dl: (W, z, h, y[:, None], dg, dl),
        },
        numbers=lambda W, z, h, y, dg, dl: samples(len(y), layers=len(W)),
        also_right=lambda: [sweep(), _backward_by_samples],
    ),
    NumericTask(
        id="03_6.sgd_step",
        title="Task 3, one step of SGD",
        read="One step, every number",
        elsewhere=_DERIVED,
        cases=_steps,
        mistakes={
            "climbs": _step(sign=1),
            "updated-early": _step(early=True),
            "replaced": [
                _step(keep=0),
                lambda W, x, y, rate, g, dg: _stepped(W, x, y, 1.0, g, dg, sign=1, keep=0),
            ],
            "missing-output-slope": _step(output=False),
            "missing-slope": _step(hidden=False),
            "no-rate": lambda W, x, y, rate, g, dg: _stepped(W, x, y, 1.0, g, dg),
            "no-half": lambda W, x, y, rate, g, dg: _stepped(W, x, y, 2 * rate, g, dg),
            "slope-at-h": lambda W, x, y, rate, g, dg: _stepped(
                W, x, y, rate, g, lambda z: dg(g(z))
            ),
            "tanh-assumed": _step_with_slope(lambda p: 1 - p**2),
            "sigmoid-assumed": _step_with_slope(lambda p: p * (1 - p)),
            "output-layer-only": lambda W, x, *a: {**W, max(W): _stepped(W, x, *a)[max(W)]},
            "unmoved": lambda W, *a: W,
        },
        start=lambda W, *a: W,
        also_right=lambda: [_step_by_lists],
    ),
    FoolTask(
        id="03_6.fooling",
        title="Task 4, break it",
        read="The sweep",
        weak=_without_g,
        strong=_sweeps,
        also_right=lambda: [
            sweep(slope=lambda *a: lambda k: 1.0),
            sweep(slope=lambda W, z, h, y, dg, dl: lambda k: dg(h[k])),
            sweep(top=lambda W, z, h, y, dg, dl: lambda p, z: dl(p, y[:, None])),
        ],
    ),
    ProofTask(
        id="03_6.mine",
        title="Task 5, a proof of your own",
        read="The plan",
        elsewhere=_DERIVED
        | dict.fromkeys(("slope-twice", "slope-above", "transposed"), ("03_5", "The derivation"))
        | dict.fromkeys(
            (
                *("layer-h", "missing-h", "z-for-h", "weight-for-h", "own-index"),
                *("indices-exchanged", "missing-node-slope"),
            ),
            ("03_3", "Your turn: 3.3b"),
        ),
        asked=d(Loss, W(_k)[i, j]),
        sizes=(2, 2, 3, 1),
        keep=(z(_k + 1)[m],),
        known=(STATEMENTS["3.3b"], STATEMENTS["3.5"]),
        mistakes={
            "one-path": d(Loss, z(_k + 1)[1]) * W(_k + 1)[1, i] * _slope * _h,
            "wrong-weights": _by(d(Loss, z(_k + 1)[m]) * W(_k)[m, i]) * _slope * _h,
            "transposed": _by(d(Loss, z(_k + 1)[m]) * W(_k + 1)[i, m]) * _slope * _h,
            "missing-slope": _by(_passed) * _h,
            "missing-weight": _by(d(Loss, z(_k + 1)[m])) * _slope * _h,
            "slope-at-h": _by(_passed) * g_prime(h(_k)[i]) * _h,
            "value-for-slope": _by(_passed) * symbolic.g(z(_k)[i]) * _h,
            "slope-above": _by(_passed * g_prime(z(_k + 1)[m])) * _h,
            "slope-twice": _by(_passed) * _slope**2 * _h,
            "own-index": _by(_passed) * _slope * h(_k - 1)[i],
            "indices-exchanged": _by(d(Loss, z(_k + 1)[m]) * W(_k + 1)[m, j])
            * g_prime(z(_k)[j])
            * h(_k - 1)[i],
            "layer-h": _by(_passed) * _slope * h(_k)[j],
            "missing-h": _by(_passed) * _slope,
            "z-for-h": _by(_passed) * _slope * z(_k - 1)[j],
            "weight-for-h": _by(_passed) * _slope * W(_k)[i, j],
            "missing-node-slope": _by(W(_k + 1)[m, i]) * _slope * _h,
            "sign": -_by(_passed) * _slope * _h,
        },
        also_right=lambda: [
            [
                d(Loss, z(_k)[i]) * d(z(_k)[i], W(_k)[i, j]),
                d(Loss, z(_k)[i]) * _h,
                _by(d(Loss, z(_k + 1)[m]) * d(z(_k + 1)[m], z(_k)[i])) * _h,
                _by(d(Loss, z(_k + 1)[m]) * d(z(_k + 1)[m], h(_k)[i])) * d(h(_k)[i], z(_k)[i]) * _h,
                _by(_passed) * d(h(_k)[i], z(_k)[i]) * _h,
                _h * _slope * _by(_passed),
            ],
            [
                d(Loss, h(_k)[i]) * d(h(_k)[i], W(_k)[i, j]),
                _by(d(Loss, z(_k + 1)[m]) * d(z(_k + 1)[m], h(_k)[i])) * d(h(_k)[i], W(_k)[i, j]),
                _by(_passed) * d(h(_k)[i], W(_k)[i, j]),
                _by(_passed) * d(h(_k)[i], z(_k)[i]) * d(z(_k)[i], W(_k)[i, j]),
                _by(_passed) * _slope * d(z(_k)[i], W(_k)[i, j]),
                _by(_passed * _slope * _h),
            ],
        ],
    ),
)
