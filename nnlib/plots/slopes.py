"""An activation with its moving tangent, beside the threshold and a steeper and steeper sigmoid."""

import numpy as np
from matplotlib.patches import Rectangle

from nnlib import ACTIVATIONS, inputs

from . import style
from .chart import Chart, span, straight
from .diagram import inches_axes
from .picture import Live, figure, styled
from .pixels import Labels

REACH = 6.0  # z runs from -REACH to REACH
DEAD = 0.01  # a slope this small passes on next to nothing
_Z = np.linspace(-REACH, REACH, 601)


class Slopes:
    """`picture(name, z, steepness)` shows g and g' of the activation `name` with the tangent at z,
    and sigmoid(steepness · z) beside the threshold."""

    @styled
    def __init__(self, *, dpi=100):
        fig = figure(9.2, 4.0, dpi)
        frame = inches_axes(fig, 0, 0, 9.2, 4.0)
        self.left = Chart(fig, frame, (0.6, 0.5, 4.0, 2.75), "$z$")
        self.right = Chart(fig, frame, (5.3, 0.5, 3.7, 2.75), "$z$")
        self._make_left(self.left.ax)
        self._make_right(self.right.ax)
        places = [(0.6, 3.8), (0.6, 3.52), (5.3, 3.8), (5.3, 3.52)]
        self.captions = Labels(frame, places, 10.5, align=0)
        self.captions.colors = [style.PLUS, style.MINUS] * 2
        self.zones = [self._zone(self.left), self._zone(self.left), self._zone(self.right)]
        self.zones.append(self._zone(self.right))
        drawn = [*self.zones, *self.left.moving, *self.right.moving, self.captions]
        self.live = Live(fig, [*drawn, *self.left.ax.lines, *self.right.ax.lines])

    def _zone(self, chart):
        """A gray ground where the slope has died."""
        zone = Rectangle((0, 0), 0, 1, facecolor=style.SHADE, zorder=0.3)
        zone.set_transform(chart.ax.get_xaxis_transform())
        return chart.ax.add_patch(zone)

    def _make_left(self, ax):
        (self.g,) = ax.plot([], [], color=style.INK, linewidth=2.4, zorder=2)
        (self.slope,) = ax.plot([], [], "--", color=style.MINUS, linewidth=2.2, zorder=2)
        (self.tangent,) = ax.plot([], [], color=style.PLUS, linewidth=2.6, zorder=3)
        (self.at,) = ax.plot([], [], "o", color=style.PLUS, markersize=8, zorder=4)
        (self.slope_at,) = ax.plot([], [], "s", color=style.MINUS, markersize=7, zorder=4)

    def _make_right(self, ax):
        (self.threshold,) = ax.plot([], [], color=style.INK, linewidth=2.4, zorder=2)
        (self.steep,) = ax.plot([], [], color=style.PLUS, linewidth=2.2, zorder=3)
        (self.steep_slope,) = ax.plot([], [], "--", color=style.MINUS, linewidth=2.2, zorder=2)
        (self.steep_at,) = ax.plot([], [], "o", color=style.PLUS, markersize=8, zorder=4)
        (self.steep_slope_at,) = ax.plot([], [], "s", color=style.MINUS, markersize=7, zorder=4)

    def picture(self, name, z, steepness):
        g = inputs.choice(name, ACTIVATIONS, "activation")
        left = self._update_left(g, z)
        return self.live.snapshot(f"{left} {self._update_right(z, steepness)}")

    def _update_left(self, g, z):
        h, slope = g(_Z), g.derivative(_Z)
        self.left.limits((-REACH, REACH), span(h, slope))
        self.g.set_data(_Z, _with_gaps(h))
        self.slope.set_data(_Z, _with_gaps(slope))
        h, slope = (float(f(np.array([z]))[0]) for f in (g, g.derivative))
        near = np.array([z - 1.5, z + 1.5])
        self.tangent.set_data(near, straight(near, (z, h), slope))
        self.at.set_data([z], [h])
        self.slope_at.set_data([z], [slope])
        n = style.significant
        self.captions.texts = [
            f"{g.name}: g(z) = {n(h)} at z = {n(z)}",
            f"dashed: g′(z) = {n(slope)}",
        ]
        dead = self._shade(self.zones[:2], g.derivative(_Z))
        return f"Activation {g.name} at z = {n(z)}: g(z) = {n(h)}, g′(z) = {n(slope)}; {dead}."

    def _update_right(self, z, steepness):
        sigmoid, threshold = ACTIVATIONS["sigmoid"], ACTIVATIONS["threshold"]
        self.right.limits((-REACH, REACH), (-0.1, 1.4))
        self.threshold.set_data(_Z, _with_gaps(threshold(_Z)))
        slopes = steepness * sigmoid.derivative(steepness * _Z)
        self.steep.set_data(_Z, sigmoid(steepness * _Z))
        self.steep_slope.set_data(_Z, slopes)
        h = float(sigmoid(np.array(steepness * z)))
        slope = float(steepness * sigmoid.derivative(np.array(steepness * z)))
        self.steep_at.set_data([z], [h])
        self.steep_slope_at.set_data([z], [slope])
        n = style.significant
        f = f"sigmoid({'' if steepness == 1 else f'{n(steepness)} '}z)"
        self.captions.texts += [
            f"{f} = {n(h)}; black: threshold",
            f"dashed: its slope = {n(slope)}",
        ]
        dead = self._shade(self.zones[2:], slopes)
        return (
            f"Beside the threshold, whose slope is 0: {f} = {n(h)} with slope {n(slope)} there; "
            f"{dead}."
        )

    @staticmethod
    def _shade(zones, slope):
        """Gray out where the slope is below DEAD, and say where that is."""
        ends = np.flatnonzero(np.diff(np.concatenate([[0], np.abs(slope) < DEAD, [0]])))
        spans = [(_Z[a], _Z[b - 1]) for a, b in ends.reshape(-1, 2) if b - a > 1]
        for zone in zones:
            zone.set_bounds(0, 0, 0, 1)
        for zone, (a, b) in zip(zones, spans, strict=False):
            zone.set_bounds(a, 0, b - a, 1)
        if not spans:
            return f"the slope is {DEAD} or more everywhere shown"
        where = style.listed([f"z = {style.number(a)} to {style.number(b)}" for a, b in spans])
        return f"the slope is below {DEAD} (gray) for {where}"


def _with_gaps(h):
    """h over z, with a gap instead of a line upward where it jumps."""
    return np.where(np.abs(np.diff(h, prepend=h[0])) > 0.5, np.nan, h)
