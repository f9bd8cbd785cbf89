"""Activations g: each formula beside its derivative, both safe for |z| up to 1e3 and beyond.

Every g also takes complex z, so that a derivative can be checked by a complex step
(`nnlib.checking`). No formula below subtracts nearly equal numbers.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Activation(NamedTuple):
    """A function g of one number, applied to each entry of z.

    `g(z)` gives h = g(z), and `derivative(z)` gives g'(z): arrays of z's shape, no units. `formula`
    is g(z) in LaTeX. Source: ledger `defs`, `why-g`.

    >>> ACTIVATIONS["tanh"](np.array([0.0]))
    array([0.])
    >>> ACTIVATIONS["sigmoid"].derivative(np.array([0.0]))
    array([0.25])
    """

    name: str
    formula: str
    function: Callable
    derivative: Callable

    def __call__(self, z):
        return self.function(z)

    def __repr__(self):
        return f"<activation {self.name}: g(z) = {self.formula}>"


_ZERO, _ONE = np.array(0.0), np.array(1.0)  # ufuncs take arrays faster than numbers


def _decay(z):
    """e^(-|z|): never above 1, so it cannot overflow. A complex z goes by its real part."""
    if np.iscomplexobj(z):
        return np.exp(np.where(z.real > 0, -z, z))
    return np.exp(-np.abs(z))


def _positive_part(z):
    if np.iscomplexobj(z):
        return np.where(z.real <= 0, 0.0, z)  # asked this way round, NaN stays NaN
    return np.maximum(z, _ZERO)


def _step(z):
    return (z.real > _ZERO) * _ONE


def sigmoid(z):
    """1 / (1 + e^(-z)), written with e^(-|z|) for both signs of z.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    e = _decay(z)
    return np.maximum(e, np.sign(z.real)) / (_ONE + e)  # e <= 1, so this is 1 / or e / (1 + e)


def softplus(z):
    """ln(1 + e^z), the smooth relu.

    >>> softplus(np.array([-1000.0, 1000.0]))
    array([   0., 1000.])
    """
    e = _decay(z)
    # ln(1+e) as 2 artanh(e/(2+e)): numpy's log1p of a complex number loses the digits of a small e.
    return _positive_part(z) + 2.0 * np.arctanh(e / (2.0 + e))


def _sigmoid_slope(z):
    e = _decay(z)
    return e / (_ONE + e) ** 2


def _tanh_slope(z):
    e = np.exp(-np.abs(z)) ** 2  # not e^(-2|z|), which overflows for the largest floats
    return 4.0 * e / (_ONE + e) ** 2


# At a kink, z = 0, relu and threshold have no slope: 0 is taken.
_STEP_FORMULA = r"1 \text{ if } z > 0, \text{ else } 0"
_ALL = (
    Activation("identity", "z", np.positive, np.ones_like),
    Activation("sigmoid", r"\frac{1}{1+e^{-z}}", sigmoid, _sigmoid_slope),
    Activation("tanh", r"\tanh z", np.tanh, _tanh_slope),
    Activation("relu", r"\max(0, z)", _positive_part, _step),
    Activation("softplus", r"\ln(1+e^{z})", softplus, sigmoid),
    Activation("threshold", _STEP_FORMULA, _step, np.zeros_like),
)

ACTIVATIONS = {activation.name: activation for activation in _ALL}


def softmax(z):
    """p_i = e^(z_i) / Σ_j e^(z_j) for each row of z (n, K): K shares that add up to 1.

    Every entry of a row enters each share, so this is no `Activation` of one number after the
    other, and a network has it at its output only. Adding one number to a row changes nothing;
    its largest entry is taken off, so that nothing overflows. Source: `B5.1`, `B5.3`.

    >>> softmax(np.array([[1000.0, 1000.0, -1000.0]]))
    array([[0.5, 0.5, 0. ]])
    """
    e = np.exp(z - z.real.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_slopes(z):
    """∂p_i/∂z_j = p_i (δ_ij - p_j) for each row of z (n, K): an array (n, K, K).

    Source: ledger `B5.1`.

    >>> softmax_slopes(np.array([[0.0, 0.0]]))
    array([[[ 0.25, -0.25],
            [-0.25,  0.25]]])
    """
    p = softmax(z)
    return p[:, :, np.newaxis] * (np.eye(z.shape[1]) - p[:, np.newaxis, :])


# What a last layer may have beside ACTIVATIONS: a function of its whole row.
_SOFTMAX_FORMULA = r"\frac{e^{z_i}}{\sum_j e^{z_j}}"
OUTPUTS = {"softmax": Activation("softmax", _SOFTMAX_FORMULA, softmax, softmax_slopes)}
