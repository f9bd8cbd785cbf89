"""The gradient by routes that know nothing of backpropagation: only forward passes.

Complex step: f'(a) = Im f(a + iε)/ε with ε = 1e-30; nothing is subtracted, so nothing is lost.
Central difference: (f(a + ε) - f(a - ε)) / 2ε, good to about ten digits.
"""

from typing import NamedTuple

import numpy as np

from . import inputs
from .losses import loss_at_z
from .network import checked_network

METHODS = {"complex": 1e-12, "central": 1e-7}  # how exact each is, as a relative error


def slope(f, a, *, method="complex"):
    """f'(a) for a number a, or for each entry of an array; `f` takes numpy's complex numbers.

    `method` is "complex", or "central" where `f` takes real numbers only.

    >>> slope(lambda a: a**3, np.array([1.0, 2.0]))
    array([ 3., 12.])
    """
    inputs.choice(method, METHODS, "method")
    if method == "complex":
        return np.imag(f(a + 1e-30j)) / 1e-30
    step = 6e-6 * np.maximum(1.0, np.abs(a))
    return (f(a + step) - f(a - step)) / (2 * step)


class GradientReport(NamedTuple):
    """How far `Network.backward` is from an independent derivative, layer by layer.

    `errors[k]` is |a - b| / max(|a|, |b|) for ∂J/∂W^(k) taken as one long vector (0 where both
    vanish). `ok` says whether every layer is within `tolerance`.
    """

    errors: dict
    method: str
    tolerance: float

    @property
    def ok(self):
        return all(error <= self.tolerance for error in self.errors.values())

    def __repr__(self):
        lines = [f"gradient check by {self.method} step, relative error allowed {self.tolerance:g}"]
        for k, error in self.errors.items():
            verdict = "agrees" if error <= self.tolerance else f"DIFFERS by {error:.1e}"
            lines.append(f"  ∂J/∂W[{k}]  {verdict}")
        return "\n".join(lines)


def gradient_check(net, X, y, loss="squared", *, method="complex", tolerance=None):
    """Compare `net.backward` with a derivative taken by forward passes only.

    `method` is "complex" (to 1e-12) or "central" (to 1e-7), `tolerance` overrides the bound.
    X, y and loss are those of `Network.loss`, with the same errors. Source: `3.3b`, `3.5`.

    >>> from nnlib import Network
    >>> gradient_check(Network([3, 2, 1], seed=1), [[1.0, 2.0, 3.0]], [1.0])
    gradient check by complex step, relative error allowed 1e-12
      ∂J/∂W[1]  agrees
      ∂J/∂W[2]  agrees
    """
    net, exact = checked_network(net), inputs.choice(method, METHODS, "method")
    tolerance = exact if tolerance is None else inputs.scalar(tolerance, "tolerance", least=0)
    ours = net.backward(net.forward(X), y, loss).W
    independent = weight_gradient(net, X, y, loss, method=method)
    errors = {k: relative_error(ours[k], dW) for k, dW in independent.items()}
    return GradientReport(errors, method, tolerance)


def relative_error(a, b):
    """|a - b| / max(|a|, |b|) with arrays as long vectors; 0 where both are zero.

    >>> relative_error(np.array([1.0, 0.0]), np.array([2.0, 0.0]))
    0.5
    """
    largest = max(np.abs(a).max(), np.abs(b).max())
    if largest == 0:
        return 0.0
    a, b = a / largest, b / largest  # the squares in a norm must not underflow
    return float(np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b)))


def weight_gradient(net, X, y, loss="squared", *, method="complex"):
    """∂J/∂W^(k) for every layer as a dict {k: array of W[k]'s shape}, by forward passes only.

    Costs one or two forward passes per weight: the reason for backpropagation (lesson 3.0).

    >>> from nnlib import Network
    >>> weight_gradient(Network([3, 2, 1]), [[1.0, 2.0, 3.0]], [1.0])[2].shape
    (1, 2)
    """
    state, loss_from = _forward_only(net, X, y, loss)

    def one(k, place):
        def J(value):
            W = net.W[k].astype(type(value))
            W[place] = value
            return loss_from(k, state.h[k - 1] @ W.T).mean()

        return slope(J, net.W[k][place], method=method)

    with np.errstate(all="ignore"):
        gradient = {
            k: np.array([one(k, place) for place in np.ndindex(W.shape)]).reshape(W.shape)
            for k, W in net.W.items()
        }
    inputs.finite(gradient.values(), "the loss", net.W)
    return gradient


def node_gradient(net, X, y, loss="squared", *, method="complex"):
    """∂Loss/∂z^(k) for every layer as a dict {k: (n, n_k)}, by forward passes from layer k on.

    >>> from nnlib import Network
    >>> node_gradient(Network([3, 2, 1]), [[1.0, 2.0, 3.0]], [1.0])[1].shape
    (1, 2)
    """
    state, loss_from = _forward_only(net, X, y, loss)

    def one(k, j):
        def Loss(column):
            z = state.z[k].astype(column.dtype)
            z[:, j] = column
            return loss_from(k, z)

        return slope(Loss, state.z[k][:, j], method=method)

    with np.errstate(all="ignore"):
        gradient = {
            k: np.stack([one(k, j) for j in range(z.shape[1])], axis=1) for k, z in state.z.items()
        }
    inputs.finite(gradient.values(), "the loss", net.W)
    return gradient


def _forward_only(net, X, y, loss):
    """The state, and Loss (n,) as a function of k and z^(k): by the layers above k alone."""
    state = checked_network(net).forward(X)
    loss, y = net.loss_and_labels(loss, y, len(state.h[0]))
    last = net.L + 1

    def loss_from(k, z):
        z = net.forward_from(k, z).z[last]
        return loss_at_z(loss, net.g[last], z, y).sum(axis=1)

    return state, loss_from
