"""A fully connected network: weights under their names, and the checked door to the page."""

from typing import NamedTuple

import numpy as np

from . import backpropagation as page
from . import inputs
from .activations import ACTIVATIONS, OUTPUTS
from .layers import Layers, Weights
from .losses import LOSSES, ROW_LOSSES, loss_at_z


class State(NamedTuple):
    """What forward propagation computed, one row per sample.

    `z[k]` (n, n_k), k = 1 … L+1, are the pre-activations, `h[k]`, k = 0 … L+1, the activations:
    `h[0]` is X and `h[L+1]` the prediction. With biases every `h[k]` but the last has one more
    column, number 0, that is constantly 1.
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

    `g` is one activation for all layers, by its name or itself, or a list for layers 1 … L+1; the
    last may be "softmax", with two nodes or more.
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
        if self.g[self.L + 1].name in OUTPUTS and self.sizes[-1] < 2:
            raise ValueError(
                "softmax of one node is always 1. Give the output a node for each class, or take "
                "g = 'sigmoid' with the log loss."
            )
        rng = np.random.default_rng(inputs.count(seed, "seed", least=0))
        shapes = {k: (self.sizes[k], self.sizes[k - 1] + self.biases) for k in range(1, self.L + 2)}
        drawn = {k: rng.normal(size=shape) / np.sqrt(shape[1]) for k, shape in shapes.items()}
        self.W = Weights("W", drawn)

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
            z, h = page.forward(dict(self.W.items()), self.g, X)
        inputs.finite(z.values(), "z", self.W)
        return State(Layers("z", z), Layers("h", h))

    def forward_from(self, k, z):
        """Propagate z^(k) (m, n_k) alone, by the layers above: the `State` of layers k … L+1.

        `z` may be complex, for a derivative by an imaginary step; it is not checked, and what
        overflows is NaN or infinite. Raises ValueError for a k or a shape that does not fit.

        >>> Network([2, 3, 1], "identity").forward_from(2, np.array([[5.0]])).h[2]
        array([[5.]])
        """
        if not (1 <= k <= self.L + 1 and np.ndim(z) == 2 and z.shape[1] == self.sizes[k]):
            raise ValueError(
                f"z of layer k = {k!r} has shape {np.shape(z)}, but k runs from 1 to {self.L + 1}, "
                f"and z^(k) has shape (m, n_k), where n is {list(self.sizes)}."
            )
        above = range(k + 1, self.L + 2)
        with np.errstate(all="ignore"):
            zs, hs = page.forward(
                {m - k: self.W[m] for m in above}, {m - k: self.g[m] for m in above}, self.g[k](z)
            )
        zs[0] = z
        return State(*(Layers(name, _from(k, found)) for name, found in (("z", zs), ("h", hs))))

    def backward(self, state, y, loss="squared"):
        """The gradient of the loss, from what `forward` returned: `Gradients`.

        `y` has shape (n,) for one output node, else (n, n_{L+1}); with softmax it may hold class
        numbers (n,). With several output nodes Loss is the sum over them. Raises ValueError for
        labels or predictions outside the loss's domain, for a state of another network, and where
        the gradient overflows. Source: ledger `3.1`, `3.2d`, `3.3b`, `3.3c`, `3.5`.

        >>> net = Network([3, 2, 1], seed=1)
        >>> grads = net.backward(net.forward([[1.0, 2.0, 3.0]]), [1.0])
        >>> grads.W[1].shape, grads.z[1].shape
        ((2, 3), (1, 2))
        """
        self._check_mine(state)
        loss, y = self.loss_and_labels(loss, y, len(state.h[0]))
        with np.errstate(all="ignore"):
            z, h = (dict(layers.items()) for layers in state)
            dz, dW = page.backward(dict(self.W.items()), self.g, loss, z, h, y)
        inputs.finite(dW.values(), "the gradient", self.W)
        return Gradients(Layers("∂Loss/∂z", _from(0, dz)), Layers("∂J/∂W", _from(0, dW)))

    def loss_and_labels(self, loss, y, n):
        """The loss called `loss`, and the labels of n samples as it takes them: (n, n_{L+1}).

        With softmax y holds class numbers 0 … K-1, (n,), or rows (n, K) that are one-hot. Raises
        ValueError for a loss that does not go with the last layer, and for labels it does not know.

        >>> Network([2, 3], ["softmax"]).loss_and_labels("cross-entropy", [2, 0], 2)[1]
        array([[0., 0., 1.],
               [1., 0., 0.]])
        """
        g, count = self.g[self.L + 1].name, self.sizes[-1]
        if (g in OUTPUTS) != (isinstance(loss, str) and loss in ROW_LOSSES):
            raise ValueError(
                f"the loss {loss!r} does not go with g = {g!r} at the output. Softmax and "
                f"'cross-entropy' go together; with another g, take one of {', '.join(LOSSES)}."
            )
        if g in OUTPUTS:
            return ROW_LOSSES[loss], inputs.classes(y, n, count)
        loss = inputs.choice(loss, LOSSES, "loss")
        return loss, inputs.labels(y, n, count, loss)

    def _check_mine(self, state):
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
        state = self.forward(X)
        loss, y = self.loss_and_labels(loss, y, len(state.h[0]))
        with np.errstate(all="ignore"):
            z = state.z[self.L + 1]
            J = float(loss_at_z(loss, self.g[self.L + 1], z, y).sum() / len(y))
        inputs.finite([J], "the loss", self.W)
        return J

    def nodes(self, k):
        """The numbers of the nodes of layer k: 1 … n_k, and the constant node's 0 where it has one.

        >>> list(Network([2, 3, 1], biases=True).nodes(1)), list(Network([2, 3, 1]).nodes(1))
        ([0, 1, 2, 3], [1, 2, 3])
        """
        return range(0 if self.biases and k <= self.L else 1, self.sizes[k] + 1)

    def column(self, k, i):
        """The column of node i of layer k in `h[k]` and in `W[k + 1]`. Raises ValueError for none.

        >>> Network([2, 3, 1], biases=True).column(1, 3), Network([2, 3, 1]).column(1, 3)
        (3, 2)
        """
        if not (0 <= k <= self.L + 1 and i in self.nodes(k)):
            raise ValueError(f"{self!r} has no node {i!r} in layer {k!r}.")
        return i - self.nodes(k)[0]

    def weight(self, k, i, j):
        """W^(k)_ij, from node j of layer k-1 to node i of layer k; j = 0 is the constant node.

        >>> net = Network([2, 3, 1], biases=True)
        >>> net.set_weight(1, 3, 2, 0.5)
        >>> net.weight(1, 3, 2), bool(net.W[1][2, 2] == 0.5)
        (0.5, True)
        """
        return float(self.W[k][self._place(k, i, j)])

    def set_weight(self, k, i, j, value):
        """Set W^(k)_ij to a finite number."""
        self.W[k][self._place(k, i, j)] = inputs.scalar(value, f"W^({k})_{i}{j}")

    def _place(self, k, i, j):
        if not 1 <= i <= self.sizes[k]:
            raise ValueError(f"no weight W^({k})_{i}{j} leads to a node of {self!r}.")
        return i - 1, self.column(k - 1, j)

    def copy(self):
        """A network of the same shape with its own copy of the weights."""
        twin = Network(self.sizes, list(self.g), biases=self.biases)
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
    known = {**ACTIVATIONS, **OUTPUTS}
    found = [inputs.choice(name, known, "activation") for name in names]
    if any(one.name in OUTPUTS for one in found[:-1]):
        raise ValueError(
            "softmax turns the last layer's row into shares that add up to 1: a hidden node has "
            "one z of its own, and needs a g of one number. Give it to the output only."
        )
    return Layers("g", dict(enumerate(found, start=1)))


def _from(k, by_layer):
    """The things with their layers counted from k on, in ascending order."""
    return {k + m: by_layer[m] for m in sorted(by_layer)}


def checked_network(net):
    """`net`, if it is a `Network`; TypeError otherwise."""
    if not isinstance(net, Network):
        raise TypeError(
            f"net must be a Network, but it is {inputs.named(net)}. "
            f"Write, for example, net = nnlib.Network([4, 2, 1])."
        )
    return net
