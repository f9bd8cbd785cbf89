"""Backpropagation on one page: forward, backward, step. This is what trains, everywhere.

`W` and `g` are dicts by layer, k = 1 … L+1: `W[k]` (n_k, n_{k-1}) is W^(k), `g[k]` the activation
of layer k. `z[k]` and `h[k]` (n, n_k) hold one row per sample. With biases, `W[k]` has a column 0:
the weights of a constant node 0, which is 1 in every sample and which nothing leads to.
Nothing is checked here: `nnlib.Network` is the door that does. Source: the ledger's numbers.
"""

import numpy as np

from .losses import slope_at_z


def forward(W, g, X):
    """From the samples X (n, n_0) to every z[k] and h[k]: z, h. The prediction is the last h.

    >>> from nnlib import ACTIVATIONS
    >>> W = {1: np.array([[2.0, 1.0]])}
    >>> forward(W, {1: ACTIVATIONS["identity"]}, np.array([[3.0, 4.0]]))[0]
    {1: array([[10.]])}
    """
    z, h = {}, {0: X}
    for k in W:
        h[k - 1] = with_constant_node(h[k - 1], W[k])
        z[k] = h[k - 1] @ W[k].T  # 2.1, 2.2, 2.3: z_i = Σ_j W_ij h_j
        h[k] = g[k](z[k])
    return z, h


def with_constant_node(h, W):
    """h, with a column 0 of ones in front where W has one column more than h: the biases."""
    return h if h.shape[1] == W.shape[1] else np.concatenate([np.ones((len(h), 1)), h], axis=1)


def backward(W, g, loss, z, h, y):
    """From what `forward` gave and the labels y (n, n_{L+1}) back to every slope: dz, dW.

    `dz[k]` (n, n_k) is ∂Loss/∂z^(k), a row per sample. `dW[k]`, of the shape of `W[k]`, is
    ∂J/∂W^(k): J is the mean of Loss over the n samples, so it is the mean of ∂Loss/∂W^(k).

    >>> from nnlib import ACTIVATIONS, LOSSES
    >>> W, g, X = {1: np.array([[2.0, 1.0]])}, {1: ACTIVATIONS["identity"]}, np.array([[3.0, 4.0]])
    >>> backward(W, g, LOSSES["squared"], *forward(W, g, X), np.array([[9.0]]))
    ({1: array([[1.]])}, {1: array([[3., 4.]])})
    """
    last, n = len(W), len(y)
    dz, dW = {}, {}
    dz[last] = slope_at_z(loss, g[last], z[last], y, h[last])  # 3.1: ∂Loss/∂g(z) · g'(z)
    for k in range(last, 0, -1):
        dW[k] = dz[k].T @ h[k - 1] / n  # 3.2d, 3.3b, 3.3c: ∂Loss/∂z_i · h_j
        if k > 1:
            nodes = W[k][:, -z[k - 1].shape[1] :]  # without column 0: the constant node has no z
            dz[k - 1] = dz[k] @ nodes * g[k - 1].derivative(z[k - 1])  # 3.5: Σ_i ∂Loss/∂z_i W_ij g'
    return dz, dW


def step(W, direction, rate):
    """W^(k) ← W^(k) - η · direction[k], in place. With direction = dW this is 3.6b.

    >>> W = {1: np.array([[2.0, 1.0]])}
    >>> step(W, {1: np.array([[3.0, 4.0]])}, rate=0.5)
    >>> W
    {1: array([[ 0.5, -1. ]])}
    """
    for k in W:
        W[k] -= rate * direction[k]  # 3.6b
