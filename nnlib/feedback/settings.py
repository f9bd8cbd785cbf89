"""Networks and data on which tasks are tried, and derivatives taken from the definition.

Sizes are unequal, there is more than one sample, and every derivative comes from forward passes
only (an imaginary step), so nothing here knows the formulas that a student is to find.
"""

from functools import wraps
from typing import NamedTuple

import numpy as np

from ..activations import ACTIVATIONS
from ..checking import node_gradient, slope, weight_gradient
from ..losses import LOSSES, loss_at_z
from ..network import Network


class Setting(NamedTuple):
    """A network with data: what it computed, and what a step shows of its derivatives."""

    net: Network
    X: np.ndarray
    y: np.ndarray
    loss: str

    @property
    def W(self):
        """{k: W^(k)} as plain arrays."""
        return {k: W.copy() for k, W in self.net.W.items()}

    @property
    def z(self):
        """{k: z^(k)}, arrays (n, n_k)."""
        return dict(self.net.forward(self.X).z.items())

    @property
    def h(self):
        """{k: h^(k)}, arrays (n, n_k); h[0] is X."""
        return dict(self.net.forward(self.X).h.items())

    @property
    def dz(self):
        """{k: ∂Loss/∂z^(k)}, arrays (n, n_k), by an imaginary step."""
        return node_gradient(self.net, self.X, self.y, self.loss)

    @property
    def dW(self):
        """{k: ∂J/∂W^(k)}, by an imaginary step."""
        return weight_gradient(self.net, self.X, self.y, self.loss)

    @property
    def g(self):
        """The function g."""
        return on_arrays(self.net.g[1].function)

    @property
    def g_prime(self):
        """The function g'."""
        return on_arrays(self.net.g[1].derivative)

    @property
    def loss_prime(self):
        """The function ∂Loss/∂p of p and y."""
        return LOSSES[self.loss].derivative


def setting(sizes, n, g="tanh", loss="squared", seed=0, *, biases=False):
    """A `Setting` with random weights and data, the same for the same arguments.

    With `biases`, `W[k]` and every `h[k]` but the last have a column 0, as in `Network`.

    >>> setting([3, 2, 1], 5).z[1].shape
    (5, 2)
    """
    rng = np.random.default_rng(seed)
    net = Network(sizes, g, seed=seed, biases=biases)
    for k in range(1, net.L + 2):
        net.W[k] = net.W[k] * 1.5  # away from where tanh is nearly a straight line
    labels = LOSSES[loss].labels
    y = rng.normal(size=n) if labels is None else rng.permuted(np.resize(labels, n)).astype(float)
    return Setting(net, rng.normal(size=(n, sizes[0])), y, loss)


def on_arrays(function):
    """A function of arrays that takes lists and numbers, too.

    >>> on_arrays(np.abs)([1.0, -2.0])
    array([1., 2.])
    """
    return wraps(function)(lambda z: function(np.asarray(z)))


def step_down(s, k):
    """What a step from layer k+1 to layer k is given: ∂Loss/∂z^(k+1), W^(k+1), z^(k), h^(k), g'.

    >>> [part.shape for part in step_down(setting([3, 2, 4, 1], 5), 1)[:4]]
    [(5, 4), (4, 2), (5, 2), (5, 2)]
    """
    return s.dz[k + 1], s.W[k + 1], s.z[k], s.h[k], s.g_prime


def output_slope(z, y, g, loss):
    """∂Loss/∂z for each entry of z, by an imaginary step through Loss(g(z), y).

    >>> output_slope(np.array([3.0]), np.array([1.0]), "identity", "squared")
    array([2.])
    """
    return slope(lambda z: loss_at_z(LOSSES[loss], ACTIVATIONS[g], z, y), z)
