"""The valley: J over two weights as a map, with the way of training and the ball that it is."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyArrowPatch

from . import style
from .chart import Chart
from .diagram import inches_axes
from .landscape import Landscape
from .picture import Live, css_pixels, data_units, figure, styled
from .pixels import BAND_COLORS, Labels, PixelMap
from .training import round_up
from .words import edge_name, side

_LEAST_REACH, _FEWEST_STEPS = 4.0, 20
_GRIP = 14  # CSS pixels around the ball's middle that point at it
_HIDDEN = 0.08  # so far from its middle, in parts of the reach, the ball hides the arrow
_BOX = (0.75, 0.5, 3.06, 3.06)
_COLUMNS, _ROWS = (5.45, 6.55, 7.7, 8.95), (3.7, 3.36, 3.02)  # of the table of numbers
_RISE = np.linspace(0, 1, len(BAND_COLORS) + 1) ** 2  # lines closer together near the bottom


class Ball(NamedTuple):
    """Where training stands, over two weights of `net`: keys (k, i, j) of W^(k)_ij.

    `across` and `up` are the two weights. `runs` are arrays (m, 4), a new one after each move by
    hand, with rows (step, J, weight across, weight up); the last row is where the ball lies.
    `rate` is the η of the next step.
    """

    net: object
    across: tuple
    up: tuple
    runs: list
    rate: float

    @property
    def keys(self):
        return self.across, self.up

    def now(self):
        """The two weights, as they are."""
        return np.array([self.net.weight(*key) for key in self.keys])


class Valley:
    """J over two weights beside J over the steps, for samples X (n, n_0), y (n,) and a loss.

    `picture(ball)` shows a `Ball`. After it, `slope` (2,) is ∂J/∂W of the two weights, by
    `net.backward`: the arrow goes against it, from the ball to `tip` (2,), and a step from all
    samples ends at `next` (2,). `landscape` are the heights, `levels` the J of the lines.
    ValueError where the loss has no value. Source: ledger `3.5`, `3.6b`.
    """

    @styled
    def __init__(self, X, y, loss, *, dpi=100):
        self.X, self.y, self.loss = X, y, loss
        self.landscape, self._for = None, None
        fig = figure(9.2, 3.9, dpi)
        frame = inches_axes(fig, 0, 0, 9.2, 3.9)
        self.chart = Chart(fig, frame, _BOX)
        self._make_map(self.chart.ax)
        self._make_key(fig, frame)
        self.course = Chart(fig, frame, (5.75, 0.5, 3.15, 1.5), "step", "J")
        (self.curve,) = self.course.ax.plot([], [], color=style.INK, linewidth=2.0, zorder=2)
        (self.end,) = self.course.ax.plot([], [], "o", color=style.INK, markersize=7, zorder=4)
        self.end.set_clip_on(False)
        self._make_table(frame)
        self.moves = [_diamonds(chart.ax) for chart in (self.chart, self.course)]
        moving = [*self.chart.moving, *self.course.moving, self.curve, self.end, *self.moves]
        self.live = Live(fig, [*moving, *self._on_map, self.key, self.weights, self.numbers])

    def _make_map(self, ax):
        ax.spines[:].set_visible(True)
        self.image = PixelMap(ax)
        self.lines = ax.add_collection(LineCollection([], colors=style.INK, linewidths=0.6))
        self.lines.set_zorder(2)
        white = {"color": style.WHITE, "solid_joinstyle": "round"}
        (self.ground,) = ax.plot([], [], linewidth=4.5, zorder=3, **white)
        (self.way,) = ax.plot(
            [], [], "-o", color=style.INK, linewidth=1.8, markersize=3, zorder=3.1
        )
        (self.start,) = ax.plot([], [], "s", color=style.INK, markersize=8, zorder=3.2)
        (self.landing,) = ax.plot([], [], "o", color=style.INK, markersize=9, zorder=3.6)
        for mark in (self.start, self.landing):
            mark.set(markerfacecolor=style.WHITE, markeredgewidth=1.6)
        self.arrow = ax.add_patch(
            FancyArrowPatch(
                (0, 0), (1, 1), arrowstyle="simple,head_width=11,head_length=11,tail_width=4.5",
                facecolor=style.INK, edgecolor=style.WHITE, shrinkA=0, shrinkB=0, zorder=3.5,
            )
        )  # fmt: skip
        (self.ball,) = ax.plot([], [], "o", color=style.INK, markersize=13, zorder=4)
        self.ball.set(markeredgecolor=style.WHITE, markeredgewidth=1.5)
        marks = [self.ground, self.way, self.start, self.landing, self.arrow, self.ball]
        self._on_map = [self.image, self.lines, *marks]

    def _make_key(self, fig, frame):
        """Beside the map: which color is which J."""
        left, (_, bottom, _, height) = _BOX[0] + _BOX[2] + 0.16, _BOX
        self._key_image = PixelMap(inches_axes(fig, left, bottom, 0.16, height))
        self._key_image.colors = BAND_COLORS[:, np.newaxis]
        places = [(left + 0.24, bottom + height * part / 10) for part in range(0, 11, 2)]
        self.key = Labels(frame, places, 9.5, align=0, weight="normal", ground=False)
        self.key.colors = [style.INK] * len(places)
        title = Labels(frame, [(left, bottom + height + 0.17)], 13, align=0, ground=False)
        title.texts, title.colors = ["$J$"], [style.INK]

    def _make_table(self, frame):
        names = _COLUMNS[0]
        head = Labels(frame, [(x, _ROWS[0]) for x in _COLUMNS[1:]], 12, align=1, ground=False)
        head.texts = ["$W$", r"$\partial J/\partial W$", r"$-\eta\,\partial J/\partial W$"]
        head.colors = [style.INK] * 3
        self.weights = Labels(frame, [(names, y) for y in _ROWS[1:]], 13, align=0, ground=False)
        self.weights.colors = [style.INK] * 2
        places = [(x, y) for y in _ROWS[1:] for x in _COLUMNS[1:]]
        self.numbers = Labels(frame, places, 11, align=1, weight="normal", ground=False)
        self.numbers.colors = [style.INK] * 6
        words = Labels(frame, [(names, 2.72), (names, 2.52)], 9.5, align=0, weight="normal")
        words.texts = ["arrow: minus the slope   ○ where a step ends", "□ start   ● now"]
        words.texts[1] += "   ◆ moved by hand"
        words.colors = [style.INK] * 2

    def picture(self, ball):
        now = ball.now()
        self.slope = self._slope(ball)
        self.next = now - ball.rate * self.slope
        self._draw_landscape(ball)
        self._draw_way(ball, now)
        self._draw_course(ball)
        self.weights.texts = [f"${_latex(*key)}$" for key in ball.keys]
        n = style.significant
        self.numbers.texts = [
            n(value) for row in zip(now, self.slope, self.next - now, strict=True) for value in row
        ]
        return self.live.snapshot(self.describe(ball))

    def spot(self):
        """Where the ball can be pointed at, as for `Diagram.spots`."""
        x, y = css_pixels(self.chart.ax, np.transpose(self.ball.get_data()))[0].round(1).tolist()
        return [x, y, x, y, _GRIP]

    def place(self, x, y):
        """The two weights at a place in CSS pixels from the picture's upper left corner."""
        return data_units(self.chart.ax, x, y)

    def _slope(self, ball):
        net = ball.net
        dW = net.backward(net.forward(self.X), self.y, self.loss).W
        return np.array([dW[k][i - 1, net.column(k - 1, j)] for k, i, j in ball.keys])

    def _draw_landscape(self, ball):
        """Take the heights anew where the window, the two weights or any other has changed."""
        most = 1.05 * max(np.abs(run[:, 2:]).max() for run in ball.runs)
        reach = _LEAST_REACH if most <= _LEAST_REACH else round_up(most)
        others = ball.net.copy()
        for key in ball.keys:
            others.set_weight(*key, 0.0)
        state = (*ball.keys, reach, *(W.tobytes() for W in others.W))
        if state == self._for:
            return
        land = Landscape(others, self.X, self.y, self.loss, *ball.keys, reach)
        self.landscape, self._for = land, state
        J, places = land.J, land.places
        self.levels = land.least + max(land.most - land.least, 1e-9) * _RISE
        self.image.colors = BAND_COLORS[np.searchsorted(self.levels[1:-1], J)]
        contours = contour_generator(places, places, J)
        self.lines.set_segments(
            [line for level in self.levels[1:-1] for line in contours.lines(level)]
        )
        self.key.texts = _distinct(self.levels[::2])
        self.chart.limits((-reach, reach), (-reach, reach))
        self.chart.name(*(f"${_latex(*key)}$" for key in ball.keys))

    def _draw_way(self, ball, now):
        gap = [[np.nan, np.nan]]
        way = np.concatenate([part for run in ball.runs for part in (run[:, 2:], gap)])
        self.ground.set_data(*way.T)
        self.way.set_data(*way.T)
        self.start.set_data(*ball.runs[0][:1, 2:].T)
        self.ball.set_data(*now[:, np.newaxis])
        self.landing.set_data(*self.next[:, np.newaxis])
        self.moves[0].set_data(*np.reshape([run[0, 2:] for run in ball.runs[1:]], (-1, 2)).T)
        # The arrow is the longer the steeper, but never across the whole map, nor under the ball.
        steepness, reach = np.hypot(*self.slope), self.landscape.reach
        self.tip = now - 0.8 * reach * self.slope / (steepness + 0.5 * np.ptp(self.levels) / reach)
        self.arrow.set_positions(now, self.tip)
        self.arrow.set_visible(bool(np.hypot(*(self.tip - now)) > _HIDDEN * reach))

    def _draw_course(self, ball):
        gaps = np.concatenate([[*run[:, :2], (np.nan, np.nan)] for run in ball.runs])
        step, J = ball.runs[-1][-1, :2]
        highest = max(run[:, 1].max() for run in ball.runs)
        self.course.limits((0, round_up(max(step, _FEWEST_STEPS))), (0, 1.02 * round_up(highest)))
        self.moves[1].set_data(*np.reshape([run[0, :2] for run in ball.runs[1:]], (-1, 2)).T)
        self.curve.set_data(*gaps.T)
        self.end.set_data([step], [J])

    def describe(self, ball):
        """The picture in words."""
        n, land, now = style.number, self.landscape, ball.now()
        across, up = (edge_name(*key) for key in ball.keys)
        others = sum(W.size for W in ball.net.W) - 2
        rest = f", the other {others} weights as they are" if others > 1 else ""
        rest = ", the other weight as it is" if others == 1 else rest
        reach = n(land.reach)
        text = (
            f"J over {across} (across) and {up} (up), both from −{reach} to {reach}{rest}: from "
            f"{style.significant(land.least)} near {_place(land.lowest)} "
            f"up to {style.significant(land.most)}. "
            f"The ball is at {_place(now)}, where J = {style.significant(ball.runs[-1][-1, 1])}, "
            f"∂J/∂{across} = {style.significant(self.slope[0])} and "
            f"∂J/∂{up} = {style.significant(self.slope[1])}"
        )
        if self.arrow.get_visible():
            text += f"; the arrow, minus the slope, points to the {side(*-self.slope)}"
        else:
            text += "; it is too flat there for an arrow"
        text += f"; a step at rate {n(ball.rate, 4)} ends at {_place(self.next)}."
        return f"{text} {_said_way(ball.runs)}"


def _distinct(levels):
    """The levels with as few digits as tell them apart."""
    for digits in range(2, 8):
        texts = [style.significant(level, digits) for level in levels]
        if len(set(texts)) == len(texts):
            break
    return texts


def _diamonds(ax):
    """What marks where weights were moved by hand."""
    (marks,) = ax.plot([], [], "D", color=style.PLUS, markersize=7, zorder=3.3)
    marks.set_markeredgecolor(style.WHITE)
    return marks


def _said_way(runs):
    steps = int(runs[-1][-1, 0])
    text = f"Its way: {steps} step{'' if steps == 1 else 's'} from {_place(runs[0][0, 2:])}"
    text += f", where J was {style.significant(runs[0][0, 1])}"
    moves = [str(int(after[0, 0])) for _, after in pairwise(runs)]
    return text + (f"; moved by hand at step {style.listed(moves)}." if moves else ".")


def _place(weights):
    return f"({', '.join(style.number(weight) for weight in weights)})"


def _latex(k, i, j):
    return f"W_{{{i}{',' * (max(i, j) > 9)}{j}}}^{{({k})}}"
