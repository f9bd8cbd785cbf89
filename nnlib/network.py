"""A fully connected network: forward propagation, and the gradient by backpropagation.

Read this file beside the lessons: `forward` is section 2, `backward` is section 3, and each
line names the equation that it is.
"""

from typing import NamedTuple

import numpy as np

from . import inputs
from .activations import ACTIVATIONS
from .layers import Layers, Weights
from .losses import LOSSES, loss_at_z, slope_at_z


class State(NamedTuple):
    """What forward propagation computed, one row per sample.

    `z[k]` (n, n_k) for k = 1 … L+1 are the pre-activations, `h[k]` for k = 0 … L+1 the
    activations: `h[0]` is X and `h[L+1]` the prediction. With biases every `h[k]` but the last
    has one more column, number 0, that is constantly 1.
    """

    z: Layers
    h: Layers


class Gradients(NamedTuple):
    """What backpropagation computed.

    `z[k]` (n, n_k) is ∂Loss/∂z^(k), one row per sample. `W[k]`, of the shape of the weights,
    is ∂J/∂W^(k), where J is the mean of Loss over the samples.
    """

    z: Layers
    W: Layers


class Network:
    """Layers of nodes, joined by weights: sizes [n_0, …, n_{L+1}], so L = len(sizes) - 2.

    `g` is one activation's name for all layers, or a list of names for the layers 1 … L+1.
    `W[k][i-1, j-1]` is W^(k)_ij, the weight from node j of layer k-1 to node i of layer k.
    With `biases=True` every layer but the last gains a constant node h_0 = 1, so `W[k]` gains
    a column 0 and W^(k)_ij is `W[k][i-1, j]`. The weights are drawn from `seed`, with variance
    1 / (number of columns). Raises ValueError for bad sizes or names. Source: ledger `defs`.

    >>> net = Network([4, 3, 2, 1], g="tanh", seed=0)
    >>> net.L, net.W[1].shape, net.forward(np.ones((5, 4))).h[3].shape
    (2, (3, 4), (5, 1))
    """

    def __init__(self, sizes, g="sigmoid", *, biases=False, seed=0):
        self.sizes = inputs.sizes(sizes)
        self.biases = inputs.flag(biases, "biases")
        self.g = _activations(g, self.L)
        rng = np.random.default_rng(inputs.count(seed, "seed", least=0))
        self.W = Weights("W", {})
        for k in range(1, self.L + 2):
            shape = (self.sizes[k], self.sizes[k - 1] + self.biases)
            self.W._by_layer[k] = rng.normal(size=shape) / np.sqrt(shape[1])

    @property
    def L(self):
        """The number of hidden layers."""
        return len(self.sizes) - 2

    def forward(self, X):
        """Propagate samples X (n, n_0), or one sample (n_0,), to the output: a `State`.

        Raises ValueError or TypeError for an X that does not fit, and ValueError where the
        weights are so large that a number overflows. Source: ledger `2.1`, `2.2`, `2.3`.
        """
        X = inputs.samples(X, self.sizes[0])
        with np.errstate(all="ignore"):
            state = self._forward(X)
        inputs.finite(state.z, "z")
        return state

    def _forward(self, X):
        z, h = {}, {0: self._with_constant(X)}
        for k in range(1, self.L + 2):
            z[k] = h[k - 1] @ self.W[k].T  # 2.1, 2.2
            h[k] = self.g[k](z[k])  # 2.2, 2.3
            if k <= self.L:
                h[k] = self._with_constant(h[k])
        return State(Layers("z", z), Layers("h", h))

    def _with_constant(self, h):
        """h with the constant node's column 0 in front, where there are biases."""
        return np.concatenate([np.ones((len(h), 1)), h], axis=1) if self.biases else h

    def backward(self, state, y, loss="squared"):
        """The gradient of the loss, from what `forward` returned: `Gradients`.

        `y` has shape (n,) for one output node, else (n, n_{L+1}). With several output nodes
        Loss is the sum over them. Raises ValueError for labels or predictions outside the
        loss's domain, for a state of another network, and where the gradient overflows.
        Source: ledger `3.1`, `3.2d`, `3.3b`, `3.3c`, `3.5`.

        >>> net = Network([3, 2, 1], seed=1)
        >>> grads = net.backward(net.forward([[1.0, 2.0, 3.0]]), [1.0])
        >>> grads.W[1].shape, grads.z[1].shape
        ((2, 3), (1, 2))
        """
        loss = inputs.choice(loss, LOSSES, "loss")
        y = self._labels(state, y, loss)
        with np.errstate(all="ignore"):
            gradients = self._backward(state, y, loss)
        inputs.finite(gradients.W, "the gradient")
        return gradients

    def _backward(self, state, y, loss):
        last, n = self.L + 1, len(y)
        dz = {last: slope_at_z(loss, self.g[last], state.z[last], y)}  # 3.1
        dW = {}
        for k in range(last, 0, -1):
            dW[k] = dz[k].T @ state.h[k - 1] / n  # 3.2d, 3.3b, 3.3c
            if k > 1:
                W = self.W[k][:, self.biases :]  # the constant node has no z to pass to
                dz[k - 1] = dz[k] @ W * self.g[k - 1].derivative(state.z[k - 1])  # 3.5
        return Gradients(_ascending("∂Loss/∂z", dz), _ascending("∂J/∂W", dW))

    def _labels(self, state, y, loss):
        if not isinstance(state, State):
            raise TypeError(
                f"backward wants the state that forward returned, but got {type(state).__name__}. "
                f"Write state = net.forward(X), then net.backward(state, y)."
            )
        came = [[array.shape[1] for array in layers] for layers in state]
        wanted = [[W.shape[side] for W in self.W] for side in (0, 1)]
        wanted[1].append(self.sizes[-1])
        if came != wanted:
            raise ValueError(
                f"this state is another network's: its z[k] have {came[0]} columns and its h[k] "
                f"{came[1]}, but here they have {wanted[0]} and {wanted[1]}. "
                f"Call backward on the network whose forward made the state."
            )
        return inputs.labels(y, len(state.h[0]), self.sizes[-1], loss)

    def predict(self, X):
        """h(x; W) = g(z) for each sample: shape (n,) for one output node, else (n, n_{L+1}).

        Source: ledger `2.3`.

        >>> Network([2, 3, 1], g="tanh").predict(np.zeros((5, 2)))
        array([0., 0., 0., 0., 0.])
        """
        h = self.forward(X).h[self.L + 1]
        return h[:, 0] if self.sizes[-1] == 1 else h

    def loss(self, X, y, loss="squared"):
        """J: the mean over the samples of Loss(h(x; W), y), a plain float. Source: `3.0`.

        >>> Network([2, 3, 1], g="tanh").loss(np.zeros((2, 2)), [1.0, 2.0])
        1.25
        """
        loss = inputs.choice(loss, LOSSES, "loss")
        state = self.forward(X)
        y = self._labels(state, y, loss)
        with np.errstate(all="ignore"):
            J = self._loss(state, y, loss)
        inputs.finite([J], "the loss")
        return J

    def _loss(self, state, y, loss):
        last = self.L + 1
        return float(loss_at_z(loss, self.g[last], state.z[last], y).sum() / len(y))

    def copy(self):
        """A network of the same shape with its own copy of the weights."""
        twin = Network(self.sizes, [g.name for g in self.g], biases=self.biases)
        for k, W in self.W.items():
            twin.W[k] = W
        return twin

    def __repr__(self):
        names = [g.name for g in self.g]
        g = names[0] if len(set(names)) == 1 else names
        return f"Network({list(self.sizes)}, g={g!r}, biases={self.biases})"


def _activations(g, L):
    names = list(g) if type(g) in (list, tuple) else [g] * (L + 1)
    if len(names) != L + 1:
        raise ValueError(
            f"g lists {len(names)} activations, but there are {L + 1} layers with one "
            f"({L} hidden and the output). Give one name for all, or {L + 1} names."
        )
    found = (inputs.choice(name, ACTIVATIONS, "activation") for name in names)
    return Layers("g", dict(enumerate(found, start=1)))


def _ascending(name, by_layer):
    return Layers(name, dict(sorted(by_layer.items())))
