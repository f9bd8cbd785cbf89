"""The map of a network with several classes: which is the likeliest where, and how sure it is."""

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection

from nnlib import inputs

from . import style
from .data import LABEL_COLORS, LabeledData, data_axes, legend, scatter, window_of
from .picture import Live, css_pixels, data_units, figure, styled
from .pixels import PixelMap
from .plane import Plane, in_parts

_GRID = 180
_REACH = 9  # CSS pixels round the place that is pointed at
_MOST = len(style.MARKERS)
_STEPS = 5  # shades of one class, from "hardly more than the others" to "sure"
_GRAYS = style.blends(style.WHITE, style.INK, 23)[[1, 3, 5, 7, 9]]
_SHADES = np.array(  # (class, shade, RGBA)
    [
        np.column_stack([rows, np.full(_STEPS, 255)])
        for rows in (
            [style.rgb(color) for color in style.BELOW[::-1]],
            [style.rgb(color) for color in style.ABOVE],
            _GRAYS,
        )
    ],
    dtype=np.uint8,
)


def regions(net, X, y, *, place=None, features=("x_1", "x_2")):
    """The plane of two inputs in the color of the likeliest class, the darker the surer.

    `net` has two inputs and two or three outputs, X is (n, 2), and y holds class numbers (n,).
    Black lines are where two classes are equally likely. `place` (2,) is ringed, and bars beside
    the map show the outputs there. Raises ValueError for a network of other sizes, and for data
    that does not fit.

    >>> from nnlib import Network, datasets
    >>> net = Network([2, 3], ["softmax"], seed=1)
    >>> regions(net, *datasets.three_clouds(9)).alt[-48:]
    '6 of 9 samples are in the region of their class.'
    """
    look = {"bars": place is not None, "features": features, "dpi": style.DPI}
    return Regions(X, y, net.sizes, **look).picture(net, place)


class Regions:
    """The map, to be redrawn often: `picture(net, place)` for networks of the same sizes.

    With `bars` there is room beside it for the outputs at the place.
    """

    @styled
    def __init__(self, X, y, sizes, *, bars=False, features=("x_1", "x_2"), dpi=style.CSS_PER_INCH):
        if sizes[0] != 2 or not 2 <= sizes[-1] <= _MOST:
            raise ValueError(
                f"a map of classes needs a network with 2 inputs and 2 to {_MOST} outputs, but "
                f"this one has {sizes[0]} and {sizes[-1]}. Use Network([2, …, 3], …)."
            )
        X = inputs.samples(X, 2)
        one_hot = inputs.classes(y, len(X), sizes[-1])
        labels = tuple(range(sizes[-1]))
        self.data = LabeledData(X, one_hot.argmax(axis=1), labels, *window_of(X))
        self.features, self.plane = features, Plane(self.data, _GRID)
        fig = figure(8.4 if bars else 4.0, 3.8, dpi)
        self.ax = data_axes(fig, (0.75, 0.58, 2.95, 2.95), self.data, features)
        self.bars = _bars(fig, labels) if bars else []
        self.image = PixelMap(self.ax)
        self.lines = self.ax.add_collection(LineCollection([], colors=style.INK, linewidths=2.2))
        self.lines.set_zorder(3)
        points = scatter(self.ax, self.data)
        legend(self.ax, points)
        (self.ring,) = self.ax.plot([], [], "o", markersize=15, markeredgewidth=2.2, zorder=4.5)
        self.ring.set(color=style.INK, markerfacecolor="none")
        spines = self.ax.spines.values()
        self.live = Live(fig, [self.image, self.lines, *points, self.ring, *spines, *self.bars])

    def picture(self, net, place=None):
        """The map of `net`, with a ring round `place`."""
        h = np.concatenate([net.predict(part) for part in in_parts(self.plane.points, net)])
        self.right = int((net.predict(self.data.X).argmax(axis=1) == self.data.y).sum())
        self.image.colors = _colors(h).reshape(_GRID, _GRID, 4)
        self.lines.set_segments(self._borders(h))
        self.ring.set_visible(place is not None)
        if place is not None:
            self.ring.set_data(*np.reshape(place, (2, 1)))
            for bar, output in zip(self.bars, net.predict(place)[0], strict=False):
                bar.set_height(output)
        return self.live.snapshot(self._describe(net, h, place))

    def _borders(self, h):
        """The lines between two regions, each an array (points, 2)."""
        found = []
        for k in self.data.labels:
            lead = h[:, k] - np.delete(h, k, axis=1).max(axis=1)
            if lead.min() < 0 < lead.max():
                grid = lead.reshape(_GRID, _GRID)
                found += contour_generator(self.plane.x, self.plane.y, grid).lines(0.0)
        return found

    def spot(self, place):
        """Where a place can be pointed at, in CSS pixels."""
        ((x, y),) = css_pixels(self.ax, [place]).round(1).tolist()
        return [x, y, x, y, _REACH]

    def place(self, x, y):
        """(x_1, x_2) at a place in CSS pixels from the upper left corner, within the map."""
        return np.clip(data_units(self.ax, x, y), self.data.low, self.data.high)

    def _describe(self, net, h, place):
        likeliest = h.argmax(axis=1)
        shares = [f"class {k} on {100 * (likeliest == k).mean():.0f} %" for k in self.data.labels]
        ringed = "" if place is None else f" Ringed: {at_place(net, place)}."
        return (
            f"Map of the likeliest class over {self.data.window(self.features)}: "
            f"{style.listed(shares)}. Data: {self.data.describe()}.{ringed} {self.right} of "
            f"{len(self.data.y)} samples are in the region of their class."
        )


def _bars(fig, labels):
    """A bar for each class, on axes beside the map."""
    width, height = fig.get_size_inches()
    ax = fig.add_axes([4.7 / width, 0.58 / height, 3.2 / width, 2.95 / height])
    ax.set(ylim=(0, 1), title="outputs at the ring")
    ax.title.set_size(11)
    found = ax.bar(labels, [0.0] * len(labels), width=0.6, color=LABEL_COLORS[: len(labels)])
    ax.set_xticks(labels, [f"$y$ = {k}" for k in labels])
    return list(found)


def at_place(net, place):
    """What the network says at a place, in words."""
    where = ", ".join(style.number(x) for x in place)
    shares = style.listed([style.number(share, 3) for share in net.predict(place)[0]])
    return f"at ({where}) the outputs are {shares}"


def _colors(h):
    """For each row of outputs the color of its largest, by how far it is above an equal share."""
    K = h.shape[1]
    sure = (h.max(axis=1) - 1 / K) / (1 - 1 / K)
    return _SHADES[h.argmax(axis=1), np.clip(_STEPS * sure, 0, _STEPS - 1).astype(int)]
