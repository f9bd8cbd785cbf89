"""Widget 6: the loss over two weights as a valley, and training as a ball that rolls in it."""

import ipywidgets
import numpy as np
from ipywidgets import Layout

from nnlib.plots.layout import edge_keys
from nnlib.plots.valley import Ball
from nnlib.plots.valley import Valley as ValleyMap
from nnlib.plots.words import short_name

from .controls import dropdown, row
from .sliders import COLUMNS
from .training import Descent


class Valley(Descent):
    """J over two weights of any network as a map, and gradient descent as a ball that rolls there.

    `data` is (X, y) with X (n, n_0) and y (n,) or (n, n_{L+1}). `across` and `up` choose the two
    weights: keys (k, i, j) of W^(k)_ij; `weights` are those to begin with (None: the first two
    that are no biases). All weights are trained, each step from all samples if nothing else is
    chosen: the steps are those of a `Descent`. Where there are other weights, the map is the cut
    at their present values, so it changes as they do. `ways` holds all weights (in the order of
    `edge_keys`) at each point of `runs`. The ball can be dragged, and moved by keys and by two
    sliders. Raises ValueError for a network with fewer than two weights, weights that it has not,
    and data or a loss that do not fit. Source: ledger `3.5`, `3.6b`.

    >>> from nnlib import Network, datasets
    >>> Valley(Network([2, 3, 1]), datasets.xor()).picture.alt[:42]
    'J over W^(1)_11 (across) and W^(1)_12 (up)'
    """

    def __init__(self, net, data, loss="squared", weights=None):
        super().__init__(net, data, loss, batch=None, speed=1)
        self.keys = edge_keys(net)
        self.scene = ValleyMap(self.X, self.y, loss)
        self._chosen = self._first(weights)
        options = {short_name("W", *key): key for key in self.keys}
        tips = "the weight that the map shows across", "the weight that the map shows upward"
        self.across, self.up = (
            dropdown(name, options, key, tip, "125px")
            for name, key, tip in zip(("across", "up"), self._chosen, tips, strict=True)
        )
        for menu in (self.across, self.up):
            self.answer(menu, lambda _: self._choose())
        columns = Layout(grid_template_columns=COLUMNS, width="100%")
        self.hand = ipywidgets.GridBox(layout=columns)
        self._give_sliders()
        choices = row(self.across, self.up, self.batch, self.rate, self.decay)
        buttons = row(*self.buttons, self.speed, self.sign)
        self.box.children = [choices, buttons, self.image, self.hand]
        self.draw()

    def _first(self, weights):
        if len(self.keys) < 2:
            raise ValueError(
                f"a valley lies over two weights, but {self.start!r} has one. "
                f"Give a network with more, for example Network([2, 1])."
            )
        if weights is None:
            return tuple(sorted(self.keys, key=lambda key: key[2] == 0)[:2])
        chosen = tuple(tuple(key) for key in weights)
        if len(set(chosen)) != 2 or len(chosen) != 2 or not set(chosen) <= set(self.keys):
            raise ValueError(
                f"weights is {weights!r}, but it must name two different weights (k, i, j) of "
                f"{self.start!r}, for example {self.keys[:2]}."
            )
        return chosen

    def _choose(self):
        """Show two other weights; one that is chosen twice changes places with the other."""
        across, up = self.across.value, self.up.value
        if across == up:
            across, up = self._chosen[::-1]
            with self.setting():
                self.across.value, self.up.value = across, up
        self._chosen = across, up
        self._give_sliders()
        self.draw()

    def _give_sliders(self):
        self.hand.children = [self.sliders.sliders[key] for key in self._chosen]

    def _weights(self):
        return [self.net.weight(*key) for key in edge_keys(self.net)]

    def begin(self):
        super().begin()
        self._passed, self.ways = [], [[self._weights()]]

    def passing(self, step):
        self._passed.append(self._weights())

    def record(self, history):
        passed, self._passed = self._passed[: history.step[-1]], []
        if len(self.ways) < len(self.runs):  # moved by hand: a new way begins
            self.ways.append([passed[0]] if passed else [self._weights()])
        self.ways[-1] += passed[1:] + [self._weights()] * bool(passed)
        super().record(history)
        if len(self.ways[-1]) > len(self.runs[-1]):  # the run was thinned out
            del self.ways[-1][1:-1:2]

    def _ball(self):
        columns = [self.keys.index(key) for key in self._chosen]
        runs = [
            np.column_stack([run, np.array(way)[:, columns]])
            for run, way in zip(self.runs, self.ways, strict=True)
        ]
        if self.moved_by_hand:
            now = [self.net.weight(*key) for key in self._chosen]
            runs.append(np.array([[self.step, self.J(), *now]]))
        return Ball(self.net, *self._chosen, runs, self.rate_at(self.step))

    def on_drag(self, name, x, y, dx, dy):
        self._put(self.scene.place(x, y))

    def on_nudge(self, name, x, y):
        now = [self.sliders.sliders[key].value for key in self._chosen]
        self._put(np.add(now, [0.1 * x, 0.1 * y]))

    def _put(self, place):
        """Move the ball to a place of the map, as its two sliders would."""
        with self.setting():
            for key, value in zip(self._chosen, place, strict=True):
                self.sliders.move(key, value)
        for key in self._chosen:
            weight = self.sliders.moved(key, self.sliders.sliders[key].value)
            if weight is not None:
                self.net.set_weight(*key, weight)
        self.draw()

    def draw(self):
        picture = self.drawn(self.scene, self._ball())
        with self.image.hold_sync():
            self.image.spots = [["the ball", *self.scene.spot(), True]]
            self.show(picture, self.said())
