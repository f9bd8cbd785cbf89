"""Widget: three classes in the plane, under the weights of the network and a place to ask at."""

import numpy as np

from nnlib.plots.regions import Regions, at_place
from nnlib.plots.style import number

from .controls import rate_field, row
from .network import NetworkWidget

_NUDGE = 0.02  # of the map, by a key


class ExploreRegions(NetworkWidget):
    """A slider for every weight of a 2-…-K network, the map of its classes, and a place to ask at.

    `data` is (X, y) with X (n, 2) and class numbers y (n,); K is 2 or 3. The ring on the map can be
    dragged, and moved by keys: the line below says the outputs there. Gradient steps train on all
    samples. The network given stays as it is: the widget works on its own copy, its `net`. Raises
    ValueError for a network, data or a loss that do not fit each other.

    >>> from nnlib import Network, datasets
    >>> net = Network([2, 3], ["softmax"], biases=True)
    >>> ExploreRegions(net, datasets.three_clouds(9)).picture.alt[:24]
    'Map of the likeliest cla'
    """

    def __init__(self, net, data, loss="cross-entropy", place=(0.0, 0.0)):
        super().__init__(net, data, loss)
        self.scene = Regions(self.X, self.y, net.sizes, bars=True)
        self.place = np.array(place, dtype=float)
        self.rate = rate_field(0.5, 100.0)
        self.buttons = [
            self.button("gradient step", "one step against the gradient of J", self._step),
            self.button(
                "100 steps", "100 steps against the gradient of J", lambda: self._step(100)
            ),
            self.button("reset", "back to the weights of the start", self._reset),
        ]
        self.assemble(row(self.rate, *self.buttons))
        self.draw()

    def _step(self, steps=1):
        self.descend(rate=self.rate.value, steps=steps, batch=len(self.X))

    def _reset(self):
        self.net = self.start.copy()
        self.sync_sliders()
        self.draw()

    def on_drag(self, name, x, y, dx, dy):
        self._ask(self.scene.place(x, y))

    def on_nudge(self, name, x, y):
        low, high = self.scene.data.low, self.scene.data.high
        self._ask(np.clip(self.place + _NUDGE * np.array([x, y]) * (high - low), low, high))

    def on_hold(self, name):
        self.image.status += " (arrow keys move it, Esc lets it go)"

    def _ask(self, place):
        self.place = place
        self.draw()

    def draw(self):
        picture = self.drawn(self.scene, self.net, self.place)
        said = (
            f"<b>J = {number(self.J(), 4)}</b> ({self.loss}) &nbsp;·&nbsp; "
            f"<b>{self.scene.right} of {len(self.X)} right</b> &nbsp;·&nbsp; "
            f"{at_place(self.net, self.place)}"
        )
        with self.image.hold_sync():
            self.image.spots = [["the place", *self.scene.spot(self.place), True]]
            self.show(picture, said)
