"""Numbers that run along the edges of a diagram, from node to node."""

from typing import NamedTuple

import numpy as np

from . import style
from .pixels import Labels

_TO_WEIGHT, _FROM_WEIGHT = 0.4, 0.6  # parts of a run: in between, the numbers stand at the weight
_NEAR = 0.8  # so far of its last way a number is read; then it would cover its neighbors
_SIZE, _LETTER = 10, 0.075  # in points; inches that a letter takes
_OVER = 0.1  # inches of a node that a number may cover
_BESIDE = 0.14  # inches above or below the edge
_FALL, _RIGHT = 0.62, 0.45  # inches from a node: what falls onto it, and what stands beside it


class Run(NamedTuple):
    """What runs along the edge `at` (k, i, j): up from j to i, or `back`.

    `leaving` runs to the edge's weight; there stands `meeting`, also when all is at rest; from
    there runs `result`, if it goes `on`. It stands for `meeting` where that has no room. Each is
    (number, text), and where it is None nothing is to be read. `at` can be a node (k, i): what
    leaves falls onto it, and what meets it without that stands beside it.
    """

    at: tuple
    back: bool
    leaving: tuple | None = None
    meeting: tuple | None = None
    result: tuple | None = None
    on: bool = False


class Motion(NamedTuple):
    """All that runs at once: `runs`, and points without a number along the other edges between
    the layer `above` and the one below it (None: it comes from the Loss), forward or `back`.

    It `fills` the nodes of that layer; None if it goes to an edge alone.
    """

    runs: list
    above: int | None
    back: bool
    fills: int | None


class Flow:
    """The running numbers of a `Diagram`: on the way forward above the edges, back below them.

    `show(motion, part)` shows how far they have come: `part` is 0 at the start and 1 when all is
    at rest. `moving` are the artists that change.
    """

    def __init__(self, diagram):
        self.diagram, self.layout, self.keys = diagram, diagram.layout, diagram.keys
        self.numbers = Labels(diagram.ax, [], _SIZE, ground="halo")
        self.numbers.set_zorder(7)
        (self.points,) = diagram.ax.plot([], [], "o", color=style.INK, markersize=5, zorder=4)
        self.moving = [self.points, self.numbers]

    def show(self, motion, part):
        self._weights = self.diagram.apart(run.at for run in motion.runs if len(run.at) == 3)
        roomy = all(self._has_room(run) for run in motion.runs)
        placed = [self._placed(run, part, roomy) for run in motion.runs]
        placed = [(place, number) for place, number in placed if number]
        self.numbers.places = np.reshape([place for place, _ in placed], (-1, 2))
        self.numbers.texts = [text for _, (_, text) in placed]
        self.numbers.colors = [_color(value) for _, (value, _) in placed]
        self._show_points(motion, part)

    def _show_points(self, motion, part):
        numbered = {run.at for run in motion.runs}
        others = [key for key in self.keys if key[0] == motion.above and key not in numbered]
        self.points.set_visible(bool(others and motion.fills) and part < 1)
        if others:
            ways = [self.layout.edges[key][:: -1 if motion.back else 1] for key in others]
            self.points.set_data(*np.transpose([a + part * (b - a) for a, b in ways]))

    def _has_room(self, run):
        """Whether what meets fits at its weight, between the nodes of its edge."""
        if len(run.at) == 2 or not run.meeting:
            return True
        (start, _), (end, _) = self.layout.edges[run.at]
        weight = self._weights[run.at][0]
        return _LETTER * len(run.meeting[1]) / 2 - _OVER <= min(weight - start, end - weight)

    def _placed(self, run, part, roomy):
        """What is to be read of a run now, with its place."""
        start, weight, end = self._way(run)
        if part < _TO_WEIGHT:
            return start + part / _TO_WEIGHT * (weight - start), run.leaving
        if _FROM_WEIGHT < part < 1 and run.on:
            along = _NEAR * (part - _FROM_WEIGHT) / (1 - _FROM_WEIGHT)
            return weight + along * (end - weight), run.result
        return weight, run.meeting if roomy or not run.result else run.result

    def _way(self, run):
        """Where a run starts, where its weight is, and where it ends."""
        if len(run.at) == 2:
            node, radius = self.layout.nodes[run.at], self.layout.radii[run.at]
            above = [(0, radius + _FALL), (0, radius + _BESIDE)]
            first, then = above if run.leaving else [(radius + _RIGHT, 0)] * 2
            return node + first, node + then, node
        start, end = self.layout.edges[run.at][:: -1 if run.back else 1]
        beside = np.array([0, -_BESIDE if run.back else _BESIDE])
        return start + beside, self._weights[run.at] + beside, end + beside


def _color(value):
    return style.PLUS if value > 0 else style.MINUS if value < 0 else style.INK
