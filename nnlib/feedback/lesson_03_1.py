"""The tasks of the exercise for lesson 03.1: the slope at the output node."""

import numpy as np
from sympy import exp, expand, log

from ..activations import ACTIVATIONS
from ..losses import LOSSES
from ..symbolic import L, Loss, d, g, g_prime, h, loss_prime, y, z, z_out
from .breaking import CatchTask
from .formula import FormulaTask
from .numeric import Case, NumericTask
from .settings import on_arrays, output_slope
from .table import TableTask, sign_word
from .verdict import Complaint

# name: (g, z, y); the squared loss throughout
_SITUATIONS = {
    "sigmoid, p = 0.9, y = 1": ("sigmoid", np.log(9.0), 1.0),
    "sigmoid, p = 0.9, y = 0": ("sigmoid", np.log(9.0), 0.0),
    "identity, p = 2, y = 2": ("identity", 2.0, 2.0),
    "threshold, p = 1, y = 0": ("threshold", 3.0, 0.0),
}


def _signs(sign=1):
    return {
        name: sign_word(sign * output_slope(np.array(z), np.array(label), g, "squared"))
        for name, (g, z, label) in _SITUATIONS.items()
    }


_p = g(z_out)
_softplus_slope = 1 / (1 + exp(-z_out))


_sigmoid = ACTIVATIONS["sigmoid"]


def _log_with_sigmoid(z, y):
    """∂Loss/∂z for the log loss and the sigmoid, by an imaginary step."""
    if not np.isin(y, (0, 1)).all():
        raise Complaint("y should hold labels of the log loss: 0 and 1.")
    if z.shape != y.shape:
        raise ValueError("not as many labels as sums")
    return output_slope(z, y, "sigmoid", "log")


def _two_factors(z, y):
    """3.1 as it stands, before anything cancels."""
    with np.errstate(all="ignore"):
        return LOSSES["log"].derivative(_sigmoid(z), y) * _sigmoid.derivative(z)


def _functions(rule):
    return on_arrays(rule.function), on_arrays(rule.derivative)


def _outputs():
    rng = np.random.default_rng(6)
    cases = []
    for activation, loss, n in (("tanh", "squared", 5), ("softplus", "hinge", 3)):
        z = rng.normal(size=n)
        labels = rng.normal(size=n) if loss == "squared" else np.array([-1.0, 1.0, -1.0])
        rule = ACTIVATIONS[activation]
        arguments = (z, labels, *_functions(rule), LOSSES[loss].derivative)
        cases.append(Case(arguments, output_slope(z, labels, activation, loss)))
    z, labels = rng.normal(size=4), np.array([1.0, 0.0, 0.0, 1.0])
    rule = ACTIVATIONS["sigmoid"]
    arguments = (z, labels, *_functions(rule), LOSSES["log"].derivative)
    return [*cases, Case(arguments, output_slope(z, labels, "sigmoid", "log"))]


TASKS = (
    TableTask(
        id="03_1.signs",
        title="Task 1, which sign",
        read="Two steps, two rates",
        measured=_signs,
        words=("+", "-", "0"),
        mistakes={
            "sign": lambda: _signs(-1),
            "loss-positive": lambda: {"sigmoid, p = 0.9, y = 1": "+"},
            "missing-slope": lambda: {"threshold, p = 1, y = 0": "+"},
        },
    ),
    FormulaTask(
        id="03_1.squared",
        title="Task 2, squared loss and softplus in symbols",
        read="Two steps, two rates",
        asked=d(Loss, z_out),
        sizes=(2, 2, 1),
        functions=("softplus", "squared"),
        put_in=(loss_prime, g_prime),
        mistakes={
            "missing-slope": _p - y,
            "missing-loss-slope": g_prime(z_out),
            "slope-at-h": (_p - y) * g_prime(_p),
            "value-for-slope": (_p - y) * _p,
            "z-for-p": (z_out - y) * g_prime(z_out),
            "sign": (y - _p) * g_prime(z_out),
            "no-half": 2 * (_p - y) * g_prime(z_out),
            "half-kept": (_p - y) * g_prime(z_out) / 2,
        },
        also_right=lambda: [
            (_p - y) * (1 - exp(-_p)),
            -(y - _p) * exp(z_out) / (1 + exp(z_out)),
            expand((_p - y) * _softplus_slope),
            (log(1 + exp(z_out)) - y) * _softplus_slope,
            (h(L + 1)[1] - y) / (1 + exp(-z(2)[1])),
        ],
    ),
    CatchTask(
        id="03_1.inputs",
        title="Task 3, break them",
        read="Why it matters",
        definition=_log_with_sigmoid,
        shapes={"z": 1, "y": 1},
        mistakes={
            "one-term": lambda z, y: -y * (1 - _sigmoid(z)),
            "loss-positive": lambda z, y: np.abs(_sigmoid(z) - y),
            "extra-n": lambda z, y: (_sigmoid(z) - y) / len(z),
            "uncanceled": _two_factors,
        },
        called={
            "one-term": ("“one”", "Have you a label 0, and is p not 0 there?"),
            "loss-positive": ("“two”", "Is one of your slopes negative?"),
            "extra-n": ("“three”", "How many samples have you?"),
            "uncanceled": ("“four”", "At which z is the float p just 0 or 1?"),
        },
        leaks=lambda: {
            "one-term": (np.array([1.0, -1000.0]), np.ones(2)),
            "loss-positive": (np.array([-2.0, 1000.0]), np.zeros(2)),
            "uncanceled": (np.array([1.0, -1.0]), np.array([0.0, 1.0])),
        },
        also_right=lambda: [
            ([1000.0, -0.5], [0, 1]),
            (np.linspace(-60, 60, 8), np.array([0, 1, 1, 0, 1, 0, 0, 1])),
        ],
    ),
    NumericTask(
        id="03_1.output_slope",
        title="Task 4, any loss and any g in numpy",
        read="Every loss with every g",
        cases=_outputs,
        mistakes={
            "missing-slope": lambda z, y, g, dg, dl: dl(g(z), y),
            "missing-loss-slope": lambda z, y, g, dg, dl: dg(z),
            "slope-at-h": [
                lambda z, y, g, dg, dl: dl(g(z), y) * dg(g(z)),
                lambda z, y, g, dg, dl: dl(g(z), y) * dg(y),
            ],
            "value-for-slope": lambda z, y, g, dg, dl: dl(g(z), y) * g(z),
            "z-for-p": lambda z, y, g, dg, dl: dl(z, y) * dg(z),
            "other-loss": lambda z, y, g, dg, dl: (g(z) - y) * dg(z),
            "sign": lambda z, y, g, dg, dl: -dl(g(z), y) * dg(z),
            "extra-n": lambda z, y, g, dg, dl: dl(g(z), y) * dg(z) / len(z),
            "sigmoid-assumed": [
                lambda z, y, g, dg, dl: dl(g(z), y) * g(z) * (1 - g(z)),
                lambda z, y, g, dg, dl: dl(g(z), y) * ACTIVATIONS["sigmoid"].derivative(z),
            ],
            "tanh-assumed": [
                lambda z, y, g, dg, dl: dl(g(z), y) * (1 - g(z) ** 2),
                lambda z, y, g, dg, dl: dl(g(z), y) * ACTIVATIONS["tanh"].derivative(z),
            ],
            "canceled": lambda z, y, g, dg, dl: g(z) - y,
            "slopes-exchanged": lambda z, y, g, dg, dl: dl(y, g(z)) * dg(z),
            "slopes-added": lambda z, y, g, dg, dl: dl(g(z), y) + dg(z),
            "slope-for-p": lambda z, y, g, dg, dl: dl(dg(z), y) * dg(z),
            "slope-twice": lambda z, y, g, dg, dl: dl(g(z), y) * dg(z) ** 2,
        },
        numbers=lambda z, y, g, dg, dl: {"n": len(z), "n - 1": len(z) - 1},
        also_right=lambda: [
            lambda z, y, g, dg, dl: dg(z) * dl(g(z), y),
            lambda z, y, g, dg, dl: [
                float(dl(g(np.array(a)), b) * dg(np.array(a))) for a, b in zip(z, y, strict=True)
            ],
        ],
    ),
)
