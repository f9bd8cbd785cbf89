"""Training loss and held-out loss over the steps, beside the map of what was learned."""

import numpy as np

from . import style
from .boundary import Boundary
from .chart import Chart
from .diagram import inches_axes
from .picture import Live, figure, styled
from .pixels import Labels
from .training import round_up


class Overfitting:
    """Both losses beside the map with the training data X (n, 2), y (n,); errors as `boundary`.

    `picture(net, steps, training, held_out)` takes the trained network, and three arrays (m,).
    """

    @styled
    def __init__(self, net, X, y, *, dpi=100):
        fig = figure(9.2, 3.9, dpi)
        frame = inches_axes(fig, 0, 0, 9.2, 3.9)
        self.chart = Chart(fig, frame, (0.7, 0.5, 4.3, 2.75), "training step")
        ax = self.chart.ax
        looks = {"linewidth": 2.4, "markevery": [-1], "markersize": 8, "clip_on": False}
        (self.training,) = ax.plot([0], [0], "-o", color=style.PLUS, zorder=3, **looks)
        (self.held_out,) = ax.plot([0], [0], "--s", color=style.MINUS, zorder=2, **looks)
        self.captions = Labels(frame, [(0.6, 3.72), (0.6, 3.45)], 10.5, align=0)
        self.captions.colors = [style.MINUS, style.PLUS]
        self.map = Boundary(fig, (5.85, 0.5, 3.06, 3.06), net, X, y)
        lines = [self.training, self.held_out]
        self.live = Live(fig, [*self.chart.moving, *lines, self.captions, *self.map.moving])

    def picture(self, net, steps, training, held_out):
        top = round_up(max(training.max(), held_out.max(), 1.0))
        self.chart.limits((0, steps[-1]), (0, top))
        self.training.set_data(steps, training)
        self.held_out.set_data(steps, held_out)
        n, best = style.significant, int(np.argmin(held_out))
        lowest = f"lowest {n(held_out[best])} at step {steps[best]}"
        self.captions.texts = [
            f"held-out loss (dashed): {n(held_out[-1])}; {lowest}",
            f"training loss: {n(training[-1])}",
        ]
        self.map.update(net)
        return self.live.snapshot(
            f"Loss over {steps[-1]} training steps: on the training data it ends at "
            f"{n(training[-1])}, on held-out data at {n(held_out[-1])} ({lowest}). "
            f"{self.map.describe()}"
        )
