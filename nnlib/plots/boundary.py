"""The map of h(x; W) over two inputs, its decision boundary, and the data on it."""

import numpy as np
from contourpy import contour_generator  # what matplotlib's own contours are made by
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from . import style
from .data import LabeledData, data_axes, legend, scatter
from .picture import figure, finish, styled
from .pixels import BAND_COLORS, PixelMap, bands
from .plane import Plane, in_parts

_GRID = 180
_ON_THE_LINE = 1e-9  # so close to the decision value, rounding decides: counted as not above


@styled
def boundary(net, X, y, *, decision=None, features=("x_1", "x_2")):
    """The map of h(x; W) for a network with two inputs and one output, with data X (n, 2), y (n,).

    The black line is where h(x; W) has the value `decision`: half way between the two labels
    if None. `features` names the two inputs, in LaTeX. Raises ValueError for a network of other
    sizes, data that does not fit, or more than two labels. Source: ledger `2.3`.

    >>> from nnlib import Network, datasets
    >>> net = Network([2, 1])
    >>> net.W[1] = [[0.0, 0.0]]
    >>> boundary(net, *datasets.xor(8)).alt[-46:]
    '4 of 8 samples are on the side of their label.'
    """
    fig = figure(4.6, 4.6)
    chart = Boundary(fig, (0.75, 0.62, 3.6, 3.6), net, X, y, decision=decision, features=features)
    chart.update(net)
    return finish(fig, chart.describe())


class Boundary:
    """The artists of one map. `update(net)` redraws it; `moving` are the artists it changes."""

    def __init__(self, fig, box, net, X, y, *, decision=None, features=("x_1", "x_2")):
        if (net.sizes[0], net.sizes[-1]) != (2, 1):
            raise ValueError(
                f"a map needs a network with 2 inputs and 1 output, but this one has "
                f"{net.sizes[0]} and {net.sizes[-1]}. Use Network([2, …, 1])."
            )
        self.data, self.features = LabeledData.of(X, y), features
        self.decision = sum(self.data.labels) / 2 if decision is None else float(decision)
        self.reach = (self.data.labels[1] - self.data.labels[0]) / 2
        self.ax = data_axes(fig, box, self.data, features)
        self.plane = Plane(self.data, _GRID)
        self.image = PixelMap(self.ax)
        self.line = self.ax.add_collection(LineCollection([], colors=style.INK, linewidths=2.6))
        self.line.set_zorder(3)
        points = scatter(self.ax, self.data)
        legend(self.ax, [*points, Line2D([], [], color=style.INK, linewidth=2.6)], self.decision)
        self.moving = [self.image, self.line, *points, *self.ax.spines.values()]

    def update(self, net):
        """Show h(x; W) of `net` and where it has the decision value."""
        Z = [net.predict(points) for points in in_parts(self.plane.points, net)]
        self.Z = np.concatenate(Z).reshape(_GRID, _GRID)
        self.h = net.predict(self.data.X)
        self.image.colors = BAND_COLORS[bands(self.Z, self.decision, self.reach)]
        self.line.set_segments(self.contour())

    def contour(self):
        """The lines on which h(x; W) has the decision value, each an array (points, 2)."""
        if not self.Z.min() < self.decision < self.Z.max():
            return []
        return contour_generator(self.plane.x, self.plane.y, self.Z).lines(self.decision)

    def _above(self, h):
        return h - self.decision > _ON_THE_LINE

    def correct(self):
        """How many samples lie on the side of their label."""
        return int((self._above(self.h) == (self.data.y == self.data.labels[1])).sum())

    def describe(self):
        """The map in words."""
        share = 100 * self._above(self.Z).mean()
        value = style.number(self.decision)
        return (
            f"Map of h(x;W) over {self.data.window(self.features)}: above {value} on "
            f"{share:.0f} % of it. Data: {self.data.describe()}. {self.correct()} of "
            f"{len(self.data.y)} samples are on the side of their label."
        )
