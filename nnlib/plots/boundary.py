"""The map of h(x; W) over two inputs, its decision boundary, and the data on it."""

import numpy as np
from contourpy import contour_generator  # what matplotlib's own contours are made by
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from . import style
from .data import LabeledData, data_axes, legend, scatter
from .picture import css_pixels, data_units, figure, finish, styled
from .pixels import BAND_COLORS, Labels, PixelMap, bands
from .plane import Plane, in_parts

_GRID = 180
_REACH = 9  # CSS pixels around a sample that point at it
_ON_THE_LINE = 1e-9  # so close to the decision value, rounding decides: counted as not above


@styled
def boundary(net, X, y, *, decision=None, features=("x_1", "x_2")):
    """The map of h(x; W) for a network with two inputs and one output, with data X (n, 2), y (n,).

    The black line is where h(x; W) has the value `decision`: half way between the two labels
    if None. `features` names the two inputs, in words or LaTeX. Raises ValueError for a network of
    other sizes, data that does not fit, or more than two labels. Source: ledger `2.3`.

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
        self.points = scatter(self.ax, self.data)
        line = Line2D([], [], color=style.INK, linewidth=2.6)
        legend(self.ax, [*self.points, line], self.decision)
        low, high = self.data.low, self.data.high
        places = [low + (high - low) * (0.5, up) for up in (0.115, 0.05)]
        self.note = Labels(self.ax, places, 9.5, weight="normal")
        self.note.colors = [style.INK] * 2
        (self.ring,) = self.ax.plot([], [], "o", markersize=15, markeredgewidth=2.2, zorder=4.5)
        self.ring.set(color=style.INK, markerfacecolor="none")
        spines = self.ax.spines.values()
        self.moving = [self.image, self.line, *self.points, self.ring, self.note, *spines]

    def update(self, net):
        """Show h(x; W) of `net` and where it has the decision value."""
        Z = [net.predict(points) for points in in_parts(self.plane.points, net)]
        self.Z = np.concatenate(Z).reshape(_GRID, _GRID)
        self.h = net.predict(self.data.X)
        self.image.colors = BAND_COLORS[bands(self.Z, self.decision, self.reach)]
        lines = self.contour()
        self.line.set_segments(lines)
        self.side = None if lines else self._side()
        self.note.texts = ["no boundary in view:", self.side] if self.side else []

    def contour(self):
        """The lines on which h(x; W) has the decision value, each an array (points, 2)."""
        if not self.Z.min() < self.decision < self.Z.max():
            return []
        return contour_generator(self.plane.x, self.plane.y, self.Z).lines(self.decision)

    def _above(self, h):
        return h - self.decision > _ON_THE_LINE

    def _side(self):
        """Where all of the map lies, in words; None where it lies on more than one side."""
        above = self._above(self.Z)
        if np.abs(self.Z - self.decision).max() <= _ON_THE_LINE:
            return f"h(x;W) is {style.number(self.decision)} everywhere"
        if above.all() or not above.any():
            label = style.number(self.data.labels[int(above.all())])
            return f"everything here is on the side of y = {label}"

    def move(self, sample, place):
        """Put a sample at `place`, within the map; the data that was given stays as it is."""
        X = self.data.X.copy()
        X[sample] = np.clip(place, self.data.low, self.data.high)
        self.data = self.data._replace(X=X)
        for points, label in zip(self.points, self.data.labels, strict=True):
            points.set_data(*X[self.data.y == label].T)

    def choose(self, sample):
        """Ring a sample; none if None."""
        self.ring.set_visible(sample is not None)
        if sample is not None:
            self.ring.set_data(*self.data.X[sample].reshape(2, 1))

    def spots(self):
        """Where each sample can be pointed at, as for `Diagram.spots`."""
        places = css_pixels(self.ax, self.data.X).round(1).tolist()
        return [[x, y, x, y, _REACH] for x, y in places]

    def sample_name(self, sample):
        """A sample in words: its number, label and place."""
        (x_1, x_2), label = self.data.X[sample], style.number(self.data.y[sample])
        return f"point {sample + 1} (y = {label}) at ({style.number(x_1)}, {style.number(x_2)})"

    def place(self, x, y):
        """(x_1, x_2) at a place in CSS pixels from the picture's upper left corner."""
        return data_units(self.ax, x, y)

    def correct(self):
        """How many samples lie on the side of their label."""
        return int((self._above(self.h) == (self.data.y == self.data.labels[1])).sum())

    def describe(self):
        """The map in words."""
        share = 100 * self._above(self.Z).mean()
        value = style.number(self.decision)
        none = f"; no boundary in view: {self.side}" if self.side else ""
        return (
            f"Map of h(x;W) over {self.data.window(self.features)}: above {value} on "
            f"{share:.0f} % of it{none}. Data: {self.data.describe()}. {self.correct()} of "
            f"{len(self.data.y)} samples are on the side of their label."
        )
