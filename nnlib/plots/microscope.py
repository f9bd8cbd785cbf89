"""One place of a network under the microscope: where it lies, its equation, its slope."""

from typing import NamedTuple

import numpy as np

from . import style
from .chart import Chart, span, straight
from .diagram import Diagram, inches_axes
from .flow import Flow, Motion
from .picture import Live, figure, styled
from .pixels import Labels

_REACH = 3.0  # the curve is drawn so far to both sides
# Where the rows of the equation stand: (x of the name, x of the row, y).
_ROWS = ((0.1, 0.55, 1.18), (4.75, 5.3, 1.18), (0.1, 1.1, 0.57), (0.1, 1.1, 0.22))


class View(NamedTuple):
    """What is to be seen at one place of a network.

    `nodes` and `edges` are lit; `texts` {(k, i): text} stand in the nodes, under `names` of their
    own {(k, i): LaTeX} where they are not the nodes' values, and `caption` says what they are;
    `motion` brings them there. `rows` are the four parts of the equation, (name, text with LaTeX).
    `curve` takes values (m,) of what `xname` names and gives those of `yname`; at `start` it has
    the slope `slope`. `description` says it all in words.
    """

    nodes: list
    edges: list
    texts: dict
    names: dict
    caption: str
    motion: Motion
    rows: list
    curve: object
    start: float
    slope: float
    xname: str
    yname: str
    description: str


class Microscope:
    """The picture of any `View` into one network. `picture(view, gap)` draws the secant over a
    difference of that size; `part` says how far the numbers have run, 1 at rest."""

    @styled
    def __init__(self, net, *, dpi=100):
        fig = figure(9.2, 4.7, dpi)
        frame = inches_axes(fig, 0, 0, 9.2, 4.7)
        self.net = net
        self.diagram = Diagram(inches_axes(fig, 0.05, 1.92, 4.9, 2.73), net)
        self.flow = Flow(self.diagram)
        self._make_texts(frame)
        self.chart = Chart(fig, frame, (5.9, 2.45, 3.1, 1.45))
        self._make_curves(self.chart.ax)
        self.live = Live(fig, self._moving())

    def _make_texts(self, frame):
        plain = {"align": 0, "weight": "normal"}
        self.caption = Labels(frame, [(0.1, 1.76)], 11, **plain)
        self.names = Labels(frame, [(x, y) for x, _, y in _ROWS], 10.5, **plain)
        self.rows = Labels(frame, [(x, y) for _, x, y in _ROWS], [14, 14, 12, 12], **plain)
        self.slopes = Labels(frame, [(5.5, 4.55), (5.5, 4.3)], 10.5, align=0)
        self.slopes.colors = [style.PLUS, style.MINUS]
        self.caption.colors, self.rows.colors = [style.INK], [style.INK] * len(_ROWS)
        self.names.colors = [style.GRAY] * len(_ROWS)

    def _make_curves(self, ax):
        (self.curve,) = ax.plot([], [], color=style.INK, linewidth=2.2, zorder=2)
        (self.tangent,) = ax.plot([], [], color=style.PLUS, linewidth=2.2, zorder=3)
        (self.secant,) = ax.plot([], [], "--", color=style.MINUS, linewidth=1.8, zorder=4)
        (self.end,) = ax.plot([], [], "s", color=style.MINUS, markersize=6, zorder=4.5)
        (self.start,) = ax.plot([], [], "o", color=style.PLUS, markersize=8, zorder=4.6)

    def _moving(self):
        d = self.diagram
        drawn = [d.edges, *d.circles.values(), d.names, d.values] + [d.labels] * bool(d.labels)
        drawn += [*self.flow.moving, self.caption, self.names, self.rows, self.slopes]
        drawn += self.chart.moving
        return drawn + [self.curve, self.tangent, self.secant, self.end, self.start]

    def picture(self, view, gap, part=1):
        """The `Picture` with the secant from the view's start to the start + `gap`."""
        self._draw_diagram(view, part)
        self.diagram.update(self.net)
        self.caption.texts = [view.caption]
        self.names.texts, self.rows.texts = zip(*view.rows, strict=True)
        at = view.start, float(view.curve([view.start])[0])
        x = view.start + _REACH * np.linspace(-1, 1, 241)
        y = view.curve(x)
        self.chart.name(view.xname, view.yname)
        self.chart.limits((x[0], x[-1]), span(y, at[1]))
        self.curve.set_data(x, y)
        self.tangent.set_data(x, straight(x, at, view.slope))
        self.start.set_data(*np.reshape(at, (2, 1)))
        slope = self._draw_secant(view, at, gap)
        self.slopes.texts = [
            f"tangent: slope {style.significant(view.slope, 4)}",
            f"secant over {style.significant(gap)}: slope {style.significant(slope, 4)}",
        ]
        return self.live.snapshot(f"{view.description} {'; '.join(self.slopes.texts)}.")

    def _draw_diagram(self, view, part):
        """What runs to a node stands in it when it has arrived."""
        away = view.motion.fills if part < 1 else None
        texts, names = (
            {key: text for key, text in shown.items() if key[0] != away}
            for shown in (view.texts, view.names)
        )
        self.diagram.show(texts, names)
        self.diagram.light(view.nodes, view.edges)
        self.diagram.leave_out(view.motion.above)
        self.flow.show(view.motion, part)

    def _draw_secant(self, view, at, gap):
        """Draw it, and give its slope. A tiny gap is what is left of it after rounding."""
        there = view.start + gap
        end = there, float(view.curve([there])[0])
        with np.errstate(all="ignore"):
            slope = float(np.divide(end[1] - at[1], there - at[0]))
        ends = np.array(self.chart.ax.get_xlim())
        self.secant.set_data(ends, straight(ends, at, slope if np.isfinite(slope) else np.nan))
        self.end.set_data(*np.reshape(end, (2, 1)))
        return slope
