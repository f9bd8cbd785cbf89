"""An activation of one's own: g and g' with a tangent, J beside that of another g, and the map."""

import numpy as np

from . import style
from .boundary import Boundary
from .chart import Chart, span, straight
from .diagram import inches_axes
from .picture import Live, figure, styled
from .pixels import Labels

REACH = 6.0  # z runs from -REACH to REACH
_HIGHEST = 6.0  # of the chart of g; beyond, the curves leave it
_Z = np.linspace(-REACH, REACH, 601)


class Trained:
    """A network `net` after training, its `history`, and whether it `diverged` on the way."""

    def __init__(self, net, history, diverged=False):
        self.net, self.history, self.diverged = net, history, diverged

    def course(self):
        """How J went, in words."""
        first, last = (style.significant(J) for J in self.history.J[[0, -1]])
        end = f"J from {first} to {last} in {self.history.step[-1]} steps"
        return f"{end}, then it diverged" if self.diverged else end


class Invention:
    """g and g' with the tangent at z, J over the steps beside another network's, and the map.

    `picture(g, z, own, other)` shows the activation g and two `Trained` networks on the samples
    X (n, 2), y (n,): `own` has g, `other` the activation `other_name`. `net` is one of their kind.

    >>> from nnlib import ACTIVATIONS, Network, datasets, sgd
    >>> net, (X, y) = Network([2, 3, 1], seed=1), datasets.xor()
    >>> trained = Trained(net, sgd(net, X, y, steps=10))
    >>> Invention(net, X, y, "tanh").picture(ACTIVATIONS["relu"], 1.0, trained, trained).alt[:48]
    'g(z) = relu: at z = 1, g is 1 and its slope is 1'
    """

    @styled
    def __init__(self, net, X, y, other_name, *, dpi=100):
        self.other_name = other_name
        fig = figure(9.2, 3.9, dpi)
        frame = inches_axes(fig, 0, 0, 9.2, 3.9)
        self.left = Chart(fig, frame, (0.55, 0.5, 2.6, 2.5), "$z$")
        self.right = Chart(fig, frame, (3.75, 0.5, 1.55, 2.5), "step", "J", xticks=3)
        self._make_curves(self.left.ax, self.right.ax)
        self.map = Boundary(fig, (5.95, 0.5, 3.06, 3.06), net, X, y)
        places = [(0.45, 3.72), (0.45, 3.45), (3.65, 3.72), (3.65, 3.45)]
        self.captions = Labels(frame, places, 10.5, align=0)
        self.captions.colors = [style.INK, style.MINUS, style.INK, style.GRAY]
        moving = [*self.left.moving, *self.right.moving, *self.map.moving, self.captions]
        self.live = Live(fig, [*moving, *self.left.ax.lines, *self.right.ax.lines])

    def _make_curves(self, left, right):
        (self.g,) = left.plot([], [], color=style.INK, linewidth=2.4, zorder=2)
        (self.slope,) = left.plot([], [], "--", color=style.MINUS, linewidth=2.2, zorder=2)
        (self.tangent,) = left.plot([], [], color=style.PLUS, linewidth=2.6, zorder=3)
        (self.at,) = left.plot([], [], "o", color=style.PLUS, markersize=8, zorder=4)
        (self.slope_at,) = left.plot([], [], "s", color=style.MINUS, markersize=7, zorder=4)
        (self.other,) = right.plot([], [], ":", color=style.GRAY, linewidth=2.6, zorder=2)
        (self.own,) = right.plot([], [], color=style.INK, linewidth=2.2, zorder=3)

    def picture(self, g, z, own, other):
        said = self._draw_g(g, z)
        for curve, trained in ((self.own, own), (self.other, other)):
            curve.set_data(*trained.history)
        highest = max(other.history.J.max(), own.history.J[0])
        self.right.limits((0, other.history.step[-1]), (0, 1.1 * highest))
        self.map.update(own.net)
        last = [style.significant(trained.history.J[-1]) for trained in (own, other)]
        own_end = "diverged" if own.diverged else f"J = {last[0]}"
        self.captions.texts += [f"yours: {own_end}", f"{self.other_name}: J = {last[1]}"]
        return self.live.snapshot(
            f"g(z) = {said}. Training with it: {own.course()}; with {self.other_name}: "
            f"{other.course()}. With it: {self.map.describe()}"
        )

    def _draw_g(self, g, z):
        n = style.significant
        h, slope = _with_gaps(g, g(_Z)), _with_gaps(g, g.derivative(_Z))
        seen = (np.clip(values, -_HIGHEST, _HIGHEST) for values in (h, slope))
        self.left.limits((-REACH, REACH), span(*seen))
        self.g.set_data(_Z, h)
        self.slope.set_data(_Z, slope)
        h, slope = (float(f(np.array([z]))[0]) for f in (g, g.derivative))
        near = np.array([z - 1.5, z + 1.5])
        self.tangent.set_data(near, straight(near, (z, h), slope))
        self.at.set_data([z], [h])
        self.slope_at.set_data([z], [slope])
        self.captions.texts = [f"g({n(z)}) = {n(h)}", f"dashed: g′({n(z)}) = {n(slope)}"]
        return f"{g.name}: at z = {n(z)}, g is {n(h)} and its slope is {n(slope)}"


def _with_gaps(g, values):
    """Values over z, with a gap instead of a line where g has a kink or jumps, if g says so."""
    values = values.astype(float)
    for kink in getattr(g, "kinks", ()):
        after = np.searchsorted(_Z, kink.at)
        if 0 < after < len(_Z) and abs(values[after] - values[after - 1]) > 0.05:
            values[after] = np.nan
    return values
