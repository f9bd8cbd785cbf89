"""A chart for pictures that are redrawn often: its limits may change each time.

Matplotlib's own ticks take 10 ms each time; here they are lines and `Labels`, in 1 ms.
"""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import MaxNLocator

from . import style
from .pixels import Labels


class Chart:
    """Axes in the box (x, y, width, height), in inches, drawn in the invisible `frame`.

    `limits` and `name` say what stands at the axes; draw the curves in `ax`. `moving` are the
    artists that `limits` and `name` change.
    """

    def __init__(self, fig, frame, box, xname="", yname="", *, xticks=5, yticks=5):
        (w, h), (x, y, width, height) = fig.get_size_inches(), box
        self.ax, self.box = fig.add_axes([x / w, y / h, width / w, height / h]), box
        self.ax.set(xticks=[], yticks=[])
        self._locators = tuple(MaxNLocator(most, steps=[1, 2, 5, 10]) for most in (xticks, yticks))
        self.grid = self.ax.add_collection(
            LineCollection([], colors=style.FAINT, linewidths=0.8, zorder=0.5), autolim=False
        )
        self.numbers = Labels(frame, [], 9.5, weight="normal", ground=False)
        self.names = Labels(frame, [], 13, weight="normal", ground=False)
        self.moving = [self.grid, self.numbers, self.names, *self.ax.spines.values()]
        self.name(xname, yname)

    def name(self, xname, yname):
        """Set the names at the axes: below the right end, and above the left one."""
        x, y, width, height = self.box
        self.names.places = np.array([(x + width, y - 0.36), (x - 0.1, y + height + 0.17)])
        self.names.texts, self.names.colors = [xname, yname], [style.INK] * 2
        self.names.align = [1.0, 0.0]

    def limits(self, x, y):
        """Show x and y between these two limits each."""
        self.ax.set(xlim=x, ylim=y)
        xs, ys = (
            [t for t in locator.tick_values(*ends) if ends[0] <= t <= ends[1]]
            for locator, ends in zip(self._locators, (x, y), strict=True)
        )
        upright, level = ([(a, y[0]), (a, y[1])] for a in xs), ([(x[0], b), (x[1], b)] for b in ys)
        self.grid.set_segments([*upright, *level])
        left, bottom, width, height = self.box
        across = [(left + width * (a - x[0]) / (x[1] - x[0]), bottom - 0.13) for a in xs]
        up = [(left - 0.07, bottom + height * (b - y[0]) / (y[1] - y[0])) for b in ys]
        self.numbers.places = np.reshape(across + up, (-1, 2))
        self.numbers.texts = [style.significant(value, 6) for value in xs + ys]
        self.numbers.colors = [style.INK] * len(xs + ys)
        self.numbers.align = [0.5] * len(xs) + [1.0] * len(ys)


def span(*series):
    """Limits between which all finite values of the series have room."""
    values = np.concatenate([np.ravel(s) for s in series])
    values = values[np.isfinite(values)]
    if not len(values):
        return -1.0, 1.0
    low, high = float(values.min()), float(values.max())
    # A difference under 1/10,000 would fill the chart and look like a slope: shown flat.
    least = max(1e-4 * max(abs(low), abs(high)), 1e-9)
    margin = 0.1 * (high - low) if high - low > least else max(abs(high), 1.0) / 2
    return low - margin, high + margin


def straight(x, at, slope):
    """The line through the point `at` = (x_0, y_0) with that slope, at the places x."""
    return at[1] + slope * (np.asarray(x) - at[0])
