"""Losses Loss(g(z), y): what a prediction p = g(z) costs when the label is y.

Each formula stands beside its derivative in p. `loss_at_z` and `slope_at_z` go one step further,
to z. Where the factors of a loss and an activation cancel (lesson 3.1), the loss has them `joined`:
the canceled form keeps every digit where p rounds to 0 or 1.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from .activations import sigmoid, softmax, softplus


class Loss(NamedTuple):
    """A function of a prediction p and a label y, entry by entry.

    `loss(p, y)` gives Loss(p, y) and `derivative(p, y)` gives ∂Loss/∂p: arrays of p's shape.
    `formula` is Loss(p, y) in LaTeX.
    `labels` are the values that y may take (None: every number); with `p_in_unit_interval`, p must
    lie strictly between 0 and 1. `joined` maps the name of an activation to the functions
    Loss(g(z), y) and ∂Loss/∂z of z and y, where factors cancel. Source: ledger `3.0`, `3.1`.

    >>> LOSSES["squared"](np.array([3.0]), np.array([1.0]))
    array([2.])
    """

    name: str
    formula: str
    function: Callable
    derivative: Callable
    labels: tuple | None = None
    p_in_unit_interval: bool = False
    joined: dict = MappingProxyType({})

    def __call__(self, p, y):
        return self.function(p, y)

    def __repr__(self):
        return f"<loss {self.name}: Loss(p, y) = {self.formula}>"


def _log_loss(p, y):
    positive = y == 1  # log1p keeps the digits of a small p, which 1 - p would lose
    return -np.log(np.where(positive, p, 1.0)) - np.log1p(np.where(positive, 0.0, -p))


def _log_loss_of_sigmoid(z, y):
    return softplus((1.0 - 2.0 * y) * z)  # of -z for y = 1, of z for y = 0


def _log_slope_of_sigmoid(z, y):
    sign = 1.0 - 2.0 * y
    return sign * sigmoid(sign * z)  # g(z) - y, without its rounding


def _hinge_gap(p, y):
    gap = 1.0 - y * p
    return np.where(np.real(gap) > 0, gap, 0.0)


_ALL = (
    Loss(
        "squared",
        r"\tfrac{1}{2}(p-y)^2",
        lambda p, y: 0.5 * (p - y) ** 2,
        lambda p, y: p - y,
    ),
    Loss(
        "log",
        r"-y\ln p-(1-y)\ln(1-p)",
        _log_loss,
        lambda p, y: np.where(y == 1, -1.0, 1.0) / np.where(y == 1, p, 1.0 - p),
        labels=(0, 1),
        p_in_unit_interval=True,
        joined={"sigmoid": (_log_loss_of_sigmoid, _log_slope_of_sigmoid)},
    ),
    Loss(
        "hinge",
        r"\max(0,\,1-y\,p)",
        _hinge_gap,
        lambda p, y: np.where(y * p < 1.0, -y, 0.0),
        labels=(-1, 1),
    ),
)

LOSSES = {loss.name: loss for loss in _ALL}


def _cross_entropy_of_softmax(z, y):
    """ln Σ_j e^(z_j) - z_c for the class c of each row, at its entry: y is 1 there, else 0."""
    above = z - (z * y).sum(axis=1, keepdims=True)  # z_j - z_c: ln Σ_j e^(z_j - z_c) is wanted
    most = above.real.max(axis=1, keepdims=True)
    others = (np.exp(above - most) * (1.0 - y)).sum(axis=1, keepdims=True)
    # The largest term leaves the logarithm; log1p and expm1 keep the digits where c has it.
    return y * (most + np.log1p(np.expm1(-most) + others))


def _cross_entropy_slope_of_softmax(z, y):
    """p_j - y_j. At the class itself p - 1 would cancel: it is minus the sum of the others."""
    others = softmax(z) * (1.0 - y)
    return others - y * others.sum(axis=1, keepdims=True)


# What goes with a last layer of `activations.OUTPUTS`: labels are whole rows, one-hot, (n, K).
ROW_LOSSES = {
    "cross-entropy": Loss(
        "cross-entropy",
        r"-\sum_i y_i\ln p_i",
        lambda p, y: -y * np.log(np.where(y == 1, p, 1.0)),
        lambda p, y: -y / np.where(y == 1, p, 1.0),
        joined={"softmax": (_cross_entropy_of_softmax, _cross_entropy_slope_of_softmax)},
    )
}


def loss_at_z(loss, g, z, y):
    """Loss(g(z), y) for each entry of z.

    Sigmoid with log loss keeps every digit also where g(z) rounds to 0 or 1; the other pairs keep
    what the float g(z) knows.
    `loss` and `g` are entries of LOSSES and ACTIVATIONS, `z` and `y` arrays of one shape.
    Raises ValueError where the loss is not defined for the prediction g(z). Source: `3.0`.

    >>> from nnlib import ACTIVATIONS
    >>> loss_at_z(LOSSES["log"], ACTIVATIONS["sigmoid"], np.array([-1000.0]), np.array([1.0]))
    array([1000.])
    """
    if g.name in loss.joined:
        value, _ = loss.joined[g.name]
        return value(z, y)
    return loss(_inside(loss, g, g(z)), y)


def slope_at_z(loss, g, z, y, p=None):
    """∂Loss/∂z = ∂Loss/∂g(z) · g'(z) for each entry of z: the first step backward.

    Arguments and errors as for `loss_at_z`; `p` is g(z), if it is known. Source: ledger `3.1`.

    >>> from nnlib import ACTIVATIONS
    >>> slope_at_z(LOSSES["squared"], ACTIVATIONS["identity"], np.array([3.0]), np.array([1.0]))
    array([2.])
    """
    if g.name in loss.joined:
        _, slope = loss.joined[g.name]
        return slope(z, y)
    p = _inside(loss, g, g(z) if p is None else p)
    return loss.derivative(p, y) * g.derivative(z)


class OutsideDomain(ValueError):
    """A number for which the loss, or an activation of one's own, has no value."""


def _inside(loss, g, p):
    """The predictions p = g(z), refused where the loss has no value for one."""
    if loss.p_in_unit_interval:
        outside = ~((np.real(p) > 0) & (np.real(p) < 1))
        if outside.any():
            raise OutsideDomain(
                f"the {loss.name} loss needs every prediction strictly between 0 and 1, but "
                f"g = {g.name} gave p = {float(np.real(p[outside][0])):.6g}. "
                f"Give the last layer g = 'sigmoid', or choose loss='squared'."
            )
    return p
