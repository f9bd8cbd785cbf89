"""A training run as it goes: J over the steps, beside the map of the network as it is now."""

import numpy as np

from . import style
from .boundary import Boundary
from .chart import Chart
from .diagram import inches_axes
from .picture import Live, figure, styled

_FEWEST_STEPS = 100  # that the axis has room for


class TrainingRun:
    """J over the steps beside the map; errors as for `boundary`.

    `picture(net, runs, by_hand)` shows `runs`, a list of runs [(step, J), …] each of which began
    where weights had been moved by hand, and `by_hand`, (step, J) after a move since (or None).
    """

    @styled
    def __init__(self, net, X, y, *, dpi=100):
        fig = figure(9.2, 3.9, dpi)
        frame = inches_axes(fig, 0, 0, 9.2, 3.9)
        self.chart = Chart(fig, frame, (0.75, 0.5, 4.2, 3.06), "step", "J")
        ax = self.chart.ax
        (self.curve,) = ax.plot([], [], color=style.INK, linewidth=2.0, zorder=2)
        (self.now,) = ax.plot([], [], "o", color=style.INK, markersize=7, zorder=4)
        (self.moves,) = ax.plot([], [], "D", color=style.PLUS, markersize=7, zorder=3)
        self.moves.set_markeredgecolor("white")
        self.map = Boundary(fig, (5.85, 0.5, 3.06, 3.06), net, X, y)
        moving = [*self.chart.moving, self.curve, self.moves, self.now, *self.map.moving]
        self.live = Live(fig, moving)

    def picture(self, net, runs, by_hand=None):
        moves = [run[0] for run in runs[1:]] + [by_hand] * bool(by_hand)
        points = np.array([point for run in runs for point in run])
        gaps = np.concatenate([[*run, (np.nan, np.nan)] for run in runs])
        now = by_hand or runs[-1][-1]
        highest = max([*points[:, 1], *(J for _, J in moves)])
        self.chart.limits((0, round_up(max(now[0], _FEWEST_STEPS))), (0, 1.02 * round_up(highest)))
        self.curve.set_data(*gaps.T)
        self.now.set_data(*np.reshape(now, (2, 1)))
        self.moves.set_data(*np.reshape(moves, (-1, 2)).T)
        self.map.update(net)
        return self.live.snapshot(f"{_describe(runs, now, moves)} {self.map.describe()}")


def round_up(value):
    """The next of 1, 1.5, 2, 3, 5, 7, 10 times a power of ten: an axis that rarely changes."""
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return power * next(a for a in (1, 1.5, 2, 3, 5, 7, 10, 15) if a * power >= value)


def _describe(runs, now, moves):
    text = f"J goes from {style.significant(runs[0][0][1])} at step 0"
    text += f" to {style.significant(now[1])} at step {now[0]}"
    if not moves:
        return f"{text}."
    steps = style.listed([str(step) for step, _ in moves])
    return f"{text}; weights were moved by hand at step {steps} (diamonds)."
