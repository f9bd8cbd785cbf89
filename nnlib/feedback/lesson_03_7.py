"""The tasks of the blank page at the end of section 3: derive backpropagation."""

from ..symbolic import L, Loss, Sum, W, d, g, g_prime, h, i, j, k, m, n, z, z_out
from .formula import FormulaTask
from .lesson_03_0 import eta
from .proving import ProofTask
from .task import forms, task

_dp, _slope = d(Loss, g(z_out)), g_prime(z_out)
_dz, _h = d(Loss, z(k)[i]), h(k - 1)[j]


def _forward(weight, value):
    return Sum(weight * value, (j, 1, n(k - 1)))


def _as_in(id):
    """What a proof has in common with a task that asks for its last line."""
    other = task(id)
    common = ("asked", "sizes", "keep", "mistakes", "elsewhere", "read")
    return {name: getattr(other, name) for name in common} | {"read_in": other.lesson}


_mine = task("03_6.mine")  # 3.3b and 3.5, one after the other
_SLIPS = ("missing-slope", "missing-weight", "slope-at-h", "wrong-weights", "layer-h", "one-path")
_passed = Sum(d(Loss, z(k + 1)[m]) * W(k + 1)[m, i], (m, 1, n(k + 1)))
_down = _passed * g_prime(z(k)[i]) * h(k - 1)[j]

TASKS = (
    ProofTask(
        id="03_7.node",
        title="What reaches a node",
        read="One layer",
        read_in="02",
        asked=z(k)[i],
        sizes=(2, 2, 3, 1),
        keep=(),
        last=L + 1,
        proves=("2.1", "2.2", "2.3"),
        mistakes={
            "weights-ignored": Sum(_h, (j, 1, n(k - 1))),
            "own-index": [
                _forward(W(k)[i, j], h(k - 1)[i]),
                Sum(W(k)[i, m] * h(k - 1)[i], (m, 1, n(k - 1))),
            ],
            "transposed": _forward(W(k)[j, i], h(k - 1)[j]),
            "no-activation": _forward(W(k)[i, j], z(k - 1)[j]),
            "wrong-layer": _forward(W(k + 1)[i, j], h(k - 1)[j]),
            "layer-h": _forward(W(k)[i, j], h(k)[j]),
            "extra-activation": g(_forward(W(k)[i, j], _h)),
            "sum-of-activations": Sum(g(W(k)[i, j] * _h), (j, 1, n(k - 1))),
            "mean": _forward(W(k)[i, j], _h) / n(k - 1),
            "sums-multiplied": Sum(W(k)[i, j], (j, 1, n(k - 1))) * Sum(_h, (j, 1, n(k - 1))),
            "weights-added": _forward(1, W(k)[i, j] + _h),
            "first-missing": Sum(W(k)[i, j] * _h, (j, 2, n(k - 1))),
            "last-missing": Sum(W(k)[i, j] * _h, (j, 1, n(k - 1) - 1)),
        },
        also_right=lambda: [[Sum(h(k - 1)[m] * W(k)[i, m], (m, 1, n(k - 1)))]],
    ),
    ProofTask(
        id="03_7.output",
        title="The output node",
        read="Two steps, two rates",
        read_in="03_1",
        asked=d(Loss, z_out),
        sizes=(2, 3, 1),
        keep=(h(L + 1)[1],),
        proves=("3.1",),
        mistakes={
            "missing-output-slope": _dp,
            "missing-loss-slope": _slope,
            "slope-at-h": _dp * g_prime(g(z_out)),
            "value-for-slope": _dp * g(z_out),
            "z-for-slope": _dp * z_out,
            "slope-twice": _dp * _slope**2,
            "slopes-added": _dp + _slope,
            "sign": -_dp * _slope,
        },
        also_right=lambda: [
            [_dp * d(g(z_out), z_out), _slope * _dp],
            [d(Loss, h(L + 1)[1]) * d(h(L + 1)[1], z_out), d(Loss, h(L + 1)[1]) * _slope],
        ],
    ),
    ProofTask(
        id="03_7.every_weight",
        title="Every weight",
        **_as_in("03_3.edge"),
        last=L + 1,
        proves=("3.2a", "3.2b", "3.2c", "3.2d", "3.3a", "3.3b", "3.3c"),
        also_right=lambda: [
            [_dz * d(z(k)[i], W(k)[i, j]), _h * _dz],
            [
                Sum(d(Loss, z(k)[m]) * d(z(k)[m], W(k)[i, j]), (m, 1, n(k))),
                _dz * d(z(k)[i], W(k)[i, j]),
                _dz * _h,
            ],
        ],
    ),
    ProofTask(
        id="03_7.last_hidden",
        title="The last hidden layer",
        **_as_in("03_4.node"),
        proves=("3.4a", "3.4b", "3.4c", "3.4d", "3.4e"),
        also_right=lambda: [
            [
                d(Loss, z_out) * d(z_out, z(L)[i]),
                d(Loss, z_out) * d(z_out, h(L)[i]) * d(h(L)[i], z(L)[i]),
                d(Loss, z_out) * W(L + 1)[1, i] * d(h(L)[i], z(L)[i]),
                d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L)[i]),
            ]
        ],
    ),
    ProofTask(
        id="03_7.hidden",
        title="Any hidden layer",
        **_as_in("03_5.node"),
        proves=("3.5",),
        also_right=lambda: [
            [
                Sum(d(Loss, z(k + 1)[m]) * d(z(k + 1)[m], z(k)[j]), (m, 1, n(k + 1))),
                Sum(
                    d(Loss, z(k + 1)[m]) * d(z(k + 1)[m], h(k)[j]) * d(h(k)[j], z(k)[j]),
                    (m, 1, n(k + 1)),
                ),
                Sum(
                    d(Loss, z(k + 1)[m]) * d(z(k + 1)[m], h(k)[j]) * g_prime(z(k)[j]),
                    (m, 1, n(k + 1)),
                ),
                Sum(d(Loss, z(k + 1)[m]) * W(k + 1)[m, j], (m, 1, n(k + 1))) * g_prime(z(k)[j]),
            ]
        ],
    ),
    FormulaTask(
        id="03_7.new_weight",
        title="All together",
        read="One step, every number",
        read_in="03_6",
        elsewhere={id: _mine.where_to_read(id) for id in _mine.mistakes}
        | {"climbs": ("03_6", "Why minus?")},
        proves=("3.6a", "3.6b"),
        asked=W(k)[i, j] - eta * d(Loss, W(k)[i, j]),
        sizes=(2, 2, 3, 1),
        keep=_mine.keep,
        extra=(eta,),
        mistakes={
            **{id: [W(k)[i, j] - eta * e for e in forms(_mine.mistakes[id])] for id in _SLIPS},
            "climbs": W(k)[i, j] + eta * _down,
            "no-rate": W(k)[i, j] - _down,
            "replaced": [-eta * _down, eta * _down],
            "node-slope": W(k)[i, j] - eta * _passed * g_prime(z(k)[i]),
            "rate-divided": W(k)[i, j] - _down / eta,
        },
        also_right=lambda: [-eta * _down + W(k)[i, j]],
    ),
)
