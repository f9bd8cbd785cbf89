"""One sample's way through a network and back: the number of every factor at every place."""

import numpy as np

from nnlib import LOSSES, inputs
from nnlib.losses import OutsideDomain, loss_at_z
from nnlib.symbolic import Loss, g_prime
from nnlib.symbolic.symbols import d, family, layer, node

from .equations import Place, equation


class Pass:
    """Forward and backward with the one sample x (n_0,), y. `state` and `gradients` are nnlib's."""

    def __init__(self, net, x, y, loss):
        self.net, self.last = net, net.L + 1
        self.state = net.forward(x)
        self.gradients = net.backward(self.state, [y], loss)
        self.y, self._loss = float(y), LOSSES[loss]
        self.loss = float(self._losses(self.state.z[self.last])[0])

    def equation(self, place):
        return equation(place, self.net.sizes, self.net.biases)

    def factors(self, place):
        """The numbers of the equation's terms, as lists of factors."""
        with np.errstate(all="ignore"):
            return [[self._value(factor) for factor in term] for term in self.equation(place).terms]

    def along(self, place):
        """{edge (k, i, j): factors}: each term at the edge along which its number comes.

        None at the output on the way back: there the number comes from the Loss.
        """
        kind, k, i, j = place
        if kind == "z":
            edges = [(k, i, source) for source in self.net.nodes(k - 1)]
        elif kind == "dz":
            above = range(1, self.net.sizes[k + 1] + 1) if k < self.last else ()
            edges = [(k + 1, m, i) for m in above]
        else:
            edges = [(k, i, j)]
        return dict(zip(edges, self.factors(place), strict=bool(edges)))

    def product(self, place):
        """What the factors give: multiplied, and added where there are several terms."""
        with np.errstate(all="ignore"):
            return float(sum(np.prod(term) for term in self.factors(place)))

    def value(self, place):
        """What nnlib gives for the left side."""
        kind, k, i, j = place
        if kind == "dW":
            return float(self.gradients.W[k][i - 1, self.net.column(k - 1, j)])
        layers = self.state.z if kind == "z" else self.gradients.z
        return float(layers[k][0, i - 1])

    def _h(self, k, i):
        return float(self.state.h[k][0, self.net.column(k, i)])

    def _value(self, factor):
        """The number of one factor: a W, an h, a g' or a derivative d(f, v)."""
        if isinstance(factor, d) and factor.f != Loss:  # ∂g(z)/∂z
            factor = g_prime(factor.v)
        if isinstance(factor, g_prime):
            inner = factor.args[0]
            k, i = int(layer(inner)), int(inner.indices[0])
            return float(self.net.g[k].derivative(self.state.z[k][0, i - 1]))
        if isinstance(factor, d) and family(node(factor.v)) == "h":  # ∂Loss/∂g(z)
            return float(self._loss.derivative(self.state.h[self.last], self.y)[0, 0])
        if isinstance(factor, d):
            return self.value(Place("dz", int(layer(factor.v)), int(factor.v.indices[0])))
        k, indices = int(layer(factor)), [int(index) for index in factor.indices]
        if family(factor) == "W":
            return self.net.weight(k, *indices)
        return self._h(k, *indices)

    def start(self, place):
        """The number that the curve of `curve` is drawn against: W_ij^(k), or z_i^(k)."""
        kind, k, i, j = place
        return self.net.weight(k, i, j) if kind == "dW" else float(self.state.z[k][0, i - 1])

    def slope(self, place):
        """The slope of the curve at its start, by nnlib."""
        if place.kind != "z":
            return self.value(place)
        return float(self.net.g[place.k].derivative(self.start(place)))

    def curve(self, place, values):
        """Loss with other values (m,) in the weight's or the z's place; at a "z", h = g(z).

        NaN where the loss has no value.
        """
        kind, k, i, j = place
        z = np.asarray(values, dtype=float)
        if kind == "z":
            with np.errstate(all="ignore"):
                return self.net.g[k](z)
        if kind == "dW":
            z = self.state.z[k][0, i - 1] + (z - self.start(place)) * self._h(k - 1, j)
        rows = np.repeat(self.state.z[k], len(z), axis=0)
        rows[:, i - 1] = z
        return self._losses(self.net.forward_from(k, rows).z[self.last])

    def _losses(self, z):
        """Loss (m,) for z^(L+1) (m, 1): NaN where it has no value."""
        try:
            with np.errstate(all="ignore"):
                return loss_at_z(self._loss, self.net.g[self.last], z, self.y)[:, 0]
        except OutsideDomain:
            if len(z) == 1:
                return np.array([np.nan])
            return np.concatenate([self._losses(row[np.newaxis]) for row in z])

    def path(self, place):
        """The nodes and edges to light up: what z is made of, or all between a place and Loss."""
        kind, k, i, j = place
        into = [(k, i, source) for source in self.net.nodes(k - 1)]
        if kind == "z":
            return [(k - 1, e[2]) for e in into] + [(k, i)], into
        nodes, edges, reached = [(k, i)], [], [i]
        for m in range(k + 1, self.last + 1):
            above = range(1, self.net.sizes[m] + 1)
            edges += [(m, a, b) for a in above for b in reached]
            nodes += [(m, a) for a in above]
            reached = above
        if kind == "dW":
            nodes, edges = [(k - 1, j), *nodes], [(k, i, j), *edges]
        return nodes, edges

    def in_nodes(self, place):
        """{(k, i): number} that stand in the nodes: h on the way forward as far as it has come,
        ∂Loss/∂z on the way back."""
        if place.kind == "z":
            keys = [(k, i) for k in range(place.k + 1) for i in self.net.nodes(k)]
            return {key: self._h(*key) for key in keys}
        layers = {k: dz[0] for k, dz in self.gradients.z.items() if k >= place.k}
        return {
            (k, i): float(value)
            for k, row in layers.items()
            for i, value in enumerate(row, start=1)
        }


def labeled_samples(net, X, y, loss):
    """Checked data X (n, n_0), y (n,) for a network with one output node."""
    if net.sizes[-1] != 1:
        raise ValueError(
            f"the document's formulas are for one output node, but this network has "
            f"{net.sizes[-1]}. Use Network([…, 1])."
        )
    X = inputs.samples(X, net.sizes[0])
    return X, inputs.labels(y, len(X), 1, inputs.choice(loss, LOSSES, "loss"))[:, 0]
