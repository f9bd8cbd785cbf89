"""Steps of gradient descent once more, for speed. Read `network.py` first: it is the simple form.

The formulas are those of `network.py`, and tests/test_fast.py holds both to the same numbers.
What makes it fast: arrays are made once and written over; on small ones `a.dot(b, out)` takes a
third of the time of `a @ b`; a constant that is an array needs no conversion; g'(z) is had from
h = g(z), for the sigmoid as h (1 - h); all weights lie in one vector, which moves in one piece.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy import add, divide, exp, multiply, negative, subtract

from .losses import slope_at_z

_ZERO, _ONE = np.array(0.0), np.array(1.0)


class InPlace(NamedTuple):
    """An activation that writes into arrays it is given.

    `write(z, h)` puts g(z) into h, and may overwrite z. `times_slope(d, h, spare)` multiplies d by
    g'(z), taken from h = g(z), and overwrites `spare`. Where h is rounded to 1, that slope is right
    to 1e-16 of the largest slope, no more: less than the rounding of the weights that it moves.
    """

    write: Callable
    times_slope: Callable


def _sigmoid(z, h):
    negative(z, h)
    exp(h, h)  # where this overflows, 1 / (1 + inf) = 0 is the right limit
    add(h, _ONE, h)
    divide(_ONE, h, h)


def _times_sigmoid_slope(d, h, spare):
    subtract(_ONE, h, spare)
    multiply(spare, h, spare)
    multiply(d, spare, d)


def _times_tanh_slope(d, h, spare):
    multiply(h, h, spare)
    subtract(_ONE, spare, spare)
    multiply(d, spare, d)


def _softplus(z, h):
    np.abs(z, h)
    negative(h, h)
    exp(h, h)
    np.log1p(h, h)
    np.maximum(z, _ZERO, out=z)
    add(h, z, h)  # ln(1 + e^z) = max(z, 0) + ln(1 + e^(-|z|))


def _times_softplus_slope(d, h, spare):
    negative(h, spare)
    np.expm1(spare, spare)  # 1 / (1 + e^(-z)) = 1 - e^(-h)
    negative(spare, spare)
    multiply(d, spare, d)


def _times_step(d, h, spare):
    np.sign(h, spare)
    multiply(d, spare, d)


IN_PLACE = {
    "identity": InPlace(np.positive, lambda d, h, spare: None),
    "sigmoid": InPlace(_sigmoid, _times_sigmoid_slope),
    "tanh": InPlace(np.tanh, _times_tanh_slope),
    "relu": InPlace(lambda z, h: np.maximum(z, _ZERO, out=h), _times_step),
    "softplus": InPlace(_softplus, _times_softplus_slope),
    "threshold": InPlace(
        lambda z, h: np.heaviside(z, _ZERO, h), lambda d, h, spare: multiply(d, _ZERO, d)
    ),
}


class Steps:
    """Moves the weights of `net` by 3.6b, many steps at a call, `batch` samples to a step.

    `loss` is an entry of LOSSES, `weight_decay` the λ of `nnlib.sgd`. Source: ledger `3.6b`.

    >>> from nnlib import LOSSES, Network
    >>> net = Network([1, 1], "identity")
    >>> net.W[1] = [[0.5]]
    >>> X, y = np.array([[2.0]]), np.array([[0.0]])
    >>> Steps(net, LOSSES["squared"]).take(rates=[0.125], batches=[(X, y)])
    >>> net.W[1]  # 0.5 - 0.125 · (0.5 · 2 - 0) · 2
    array([[0.25]])
    """

    def __init__(self, net, loss, batch=1, weight_decay=0.0):
        self.net, self.weight_decay = net, weight_decay
        self.weights = np.concatenate([W.ravel() for W in net.W])
        self.moves = np.empty_like(self.weights)  # η ∂J/∂W, in the order of the weights
        self.W, self.dW = _views(self.weights, net.W), _views(self.moves, net.W)
        layers = [_Layer(net, k, batch) for k in range(1, net.L + 2)]
        self.first, self.hidden, self.last = layers[0], layers[:-1], layers[-1]
        self.pairs = list(zip(layers, layers[1:], strict=False))[::-1]  # from the output down
        self.output = _output(loss, self.last)

    def take(self, rates, batches):
        """One step for each rate η, on the next (x, y) of `batches`: the rows of X and of y.

        With biases, x has the constant node's column already. To be called with numpy's warnings
        off. Raises OutsideDomain where a prediction leaves the loss's domain.
        """
        W, dW, last, batch = self.W, self.dW, self.net.L + 1, len(self.last.z)
        up = [(W[k].T, a.z, a.g.write, a.h, a.h_full) for k, a in enumerate(self.hidden, 1)]
        down = [
            (W[k], dW[k], a.dT, b.h_full, a.d, b.d_full, b.g.times_slope, b.d, b.h, b.z)
            for k, (b, a) in zip(range(last, 1, -1), self.pairs, strict=True)
        ]
        W_out, z_out, output = W[last].T, self.last.z, self.output
        dW_1, dT_1 = dW[1], self.first.dT
        weights, moves, decay = self.weights, self.moves, self.weight_decay

        for rate, (x, y) in zip(rates, batches, strict=False):
            h = x
            for W_T, z, write, h_k, h_full in up:
                h.dot(W_T, z)  # 2.1, 2.2
                write(z, h_k)
                h = h_full
            h.dot(W_out, z_out)  # 2.3
            output(y, rate / batch)  # 3.1
            for W_k, dW_k, dT, h, d, d_full, times_slope, d_below, h_below, spare in down:
                dT.dot(h, dW_k)  # 3.2d, 3.3b
                d.dot(W_k, d_full)  # 3.5
                times_slope(d_below, h_below, spare)
            dT_1.dot(x, dW_1)  # 3.3c
            if decay:
                multiply(weights, 1.0 - rate * decay, weights)
            subtract(weights, moves, weights)  # 3.6b
        for k, W_k in self.W.items():
            self.net.W[k][...] = W_k


def _views(vector, shapes):
    """{k: the part of `vector` that is layer k's, as a matrix}."""
    ends = np.cumsum([W.size for W in shapes])
    parts = np.split(vector, ends[:-1])
    return {k: part.reshape(W.shape) for (k, W), part in zip(shapes.items(), parts, strict=True)}


class _Layer:
    """The arrays of layer k for one batch; `d` is ∂Loss/∂z^(k) · η / n.

    With biases, `h_full` and `d_full` have the constant node's column in front of `h` and `d`.
    """

    def __init__(self, net, k, batch):
        self.activation = net.g[k]
        self.g = IN_PLACE[net.g[k].name]
        constant = net.biases and k <= net.L
        self.z = np.empty((batch, net.sizes[k]))
        self.h_full = np.ones((batch, net.sizes[k] + constant))
        self.d_full = np.empty_like(self.h_full)
        self.h, self.d = self.h_full[:, constant:], self.d_full[:, constant:]
        self.dT = self.d.T


# ---- the output: a function (y, η / n) that takes z and writes d ------------------------------


def _output(loss, layer):
    g = layer.activation
    cancels = (loss.name, g.name) == ("log", "sigmoid")
    if layer.z.size == 1 and (slope := _slope_of_numbers(loss, g)):
        return _one_number(layer, slope)
    if loss.name == "squared" or cancels:
        return _difference(layer, with_slope=not cancels)
    return _any_loss(layer, loss)


def _difference(layer, with_slope):
    """(p - y) g'(z) for the squared loss, p - y for the log loss of a sigmoid: lesson 3.1."""
    z, g, p, d, scale = layer.z, layer.g, layer.h, layer.d, np.empty(())

    def output(y, rate):
        g.write(z, p)
        subtract(p, y, d)
        if with_slope:
            g.times_slope(d, p, z)
        scale[()] = rate
        multiply(d, scale, d)

    return output


def _any_loss(layer, loss):
    z, g, d = layer.z, layer.activation, layer.d
    return lambda y, rate: multiply(slope_at_z(loss, g, z, y), rate, d)


def _one_number(layer, slope):
    """One sample, one output node: plain floats take a tenth of the time of one-number arrays."""
    z, d = layer.z, layer.d

    def output(y, rate):
        d[0, 0] = slope(z.item(), y.item()) * rate

    return output


def _slope_of_numbers(loss, g):
    """∂Loss/∂z as a function of two floats z and y, or None where only `slope_at_z` has it."""
    return {
        ("log", "sigmoid"): _log_of_sigmoid,
        ("squared", "sigmoid"): _squared_of_sigmoid,
        ("squared", "tanh"): _squared_of_tanh,
        ("squared", "identity"): lambda z, y: z - y,
        ("hinge", "identity"): lambda z, y: -y if y * z < 1.0 else 0.0,
    }.get((loss.name, g.name))


def _log_of_sigmoid(z, y):
    e = math.exp(-abs(z))  # math.exp(-z) would raise an error where numpy's gives inf
    return (1.0 if z > 0 else e) / (1.0 + e) - y


def _squared_of_sigmoid(z, y):
    e = math.exp(-abs(z))
    p = (1.0 if z > 0 else e) / (1.0 + e)
    return (p - y) * p * (1.0 - p)


def _squared_of_tanh(z, y):
    p = math.tanh(z)
    return (p - y) * (1.0 - p * p)
