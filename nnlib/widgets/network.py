"""What the widgets on a whole network share: a slider for every weight, and steps of descent."""

from functools import partial

from ipywidgets import Box, Layout

from nnlib import Diverged, inputs, sgd

from .controls import close
from .shell import Shell
from .sliders import WeightSliders


class NetworkWidget(Shell):
    """A widget on a 2-…-1 network and data (X, y): `net` is the network as the sliders have it.

    `net` begins as a copy of the one given, and `start` stays one. Subclasses have a `scene`, put
    their own controls above the picture by `assemble`, and `draw`.
    """

    def __init__(self, net, data, loss):
        super().__init__()
        self.X, self.y = _pair(data)
        self.loss, self.start, self.net = loss, net.copy(), net.copy()
        self.J()  # refuses what does not fit before anything is drawn
        self._place = Box(layout=Layout(width="100%"))
        self.renew_sliders()

    def assemble(self, *rows):
        self.box.children = [*rows, self.image, self._place]

    def renew_sliders(self):
        """Sliders for a network of other sizes; nothing is left of the old ones."""
        self.sliders = WeightSliders(self.net)
        for key, slider in self.sliders.sliders.items():
            self.answer(slider, partial(self._slide, key))
        if self.sliders.node:
            self.answer(self.sliders.node, lambda _: self.draw())
        old, self._place.children = self._place.children, [self.sliders.box]
        for box in old:
            close(box)

    def _slide(self, key, value):
        weight = self.sliders.moved(key, value)
        if weight is not None:
            self.net.set_weight(*key, weight)
            self.draw()

    def sync_sliders(self):
        with self.setting():
            self.sliders.sync(self.net)

    def J(self):
        """The mean loss over the data, of the network as it is now."""
        return self.net.loss(self.X, self.y, self.loss)

    def descend(self, **how):
        """Train by `nnlib.sgd` with these arguments and show it; False if the run diverged."""
        error = None
        try:
            history = sgd(self.net, self.X, self.y, self.loss, **how)
        except Diverged as diverged:  # the weights are back at the last finite J
            error, history = diverged, diverged.history
        self.record(history)
        self.sync_sliders()
        self.draw()
        if error:
            self.say(f"{error} Or press reset.")
        return error is None

    def record(self, history):
        """Called with the `History` of each run before it is drawn."""


def _pair(data):
    """X and y of the data."""
    if not isinstance(data, (tuple, list)) or len(data) != 2:
        raise ValueError(
            f"data must be a pair (X, y): X with a row and y with a label for each sample, but it "
            f"is {inputs.named(data)}. Write, for example, (table[:, [0, 1]], labels)."
        )
    return data
