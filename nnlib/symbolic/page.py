"""The page itself, `nnlib/backpropagation.py`, run on letters in the place of numbers."""

import numpy as np
from sympy import Float, Integer, Symbol

from .. import backpropagation as page
from .. import inputs
from .symbols import W, g, g_prime, h, loss, loss_prime


class _G:
    """What the page asks of an activation, for any g."""

    name = "any"
    __call__ = staticmethod(np.vectorize(g, otypes=[object]))
    derivative = staticmethod(np.vectorize(g_prime, otypes=[object]))


class _Loss:
    """What the page asks of a loss, for any Loss."""

    joined, p_in_unit_interval = {}, False
    derivative = staticmethod(np.vectorize(loss_prime, otypes=[object]))


def page_on_letters(sizes, samples):
    """Pairs (entry of dW that the page gives, derivative of J by that weight), for a network of
    `sizes` with biases, any g and any Loss, and so many samples: both written out in full.

    J is what the page's forward pass predicts, put into Loss, and differentiated by sympy.

    >>> for found, truth in page_on_letters([1, 1], samples=1):
    ...     print(found == truth, found)  # doctest: +ELLIPSIS
    True g_prime(W(1)[1, 0] + W(1)[1, 1]*h(0)[1, 1])*loss_prime(g(W(1)[1, 0] + ...), y_11)
    True g_prime(...)*loss_prime(...)*h(0)[1, 1]
    """
    sizes, n = inputs.sizes(sizes), inputs.count(samples, "samples")
    layers = range(1, len(sizes))
    weights = {
        k: _array(sizes[k], sizes[k - 1] + 1, lambda i, j, k=k: W(k)[i + 1, j]) for k in layers
    }
    X = _array(n, sizes[0], lambda t, j: h(0)[t + 1, j + 1])
    y = _array(n, sizes[-1], lambda t, i: Symbol(f"y_{t + 1}{i + 1}", real=True))
    activations = dict.fromkeys(layers, _G())
    z, hs = page.forward(weights, activations, X)
    z, hs = _exact(z), _exact(hs)
    _, dW = page.backward(weights, activations, _Loss(), z, hs, y)
    J = sum(loss(p, label) for p, label in zip(hs[len(sizes) - 1].flat, y.flat, strict=True)) / n
    return [
        (found, J.diff(weight))
        for k in layers
        for found, weight in zip(_exact(dW)[k].flat, weights[k].flat, strict=True)
    ]


def _array(rows, columns, entry):
    return np.array([[entry(r, c) for c in range(columns)] for r in range(rows)], dtype=object)


@np.vectorize(otypes=[object])
def _whole(e):
    """The page's column of ones is 1.0, which sympy keeps apart from 1."""
    return Integer(1) if e == 1 else e.xreplace({Float(1.0): Integer(1)})


def _exact(layers):
    return {k: _whole(array) for k, array in layers.items()}
