"""The diagram of a network: nodes in columns, and each weight as a line with its value."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle

from . import style
from .layout import edge_keys, layout, spread
from .picture import css_pixels, figure, finish, styled
from .pixels import Labels
from .words import describe, node_name, numbers

_APART = 0.3  # of the way from the source
_REACH = 8  # CSS pixels beside an edge that still point at it
_MOST_VALUES = 30  # between two layers; beyond, the values are left out
# Where a part of the network is looked at: of more weights, only that part's are printed.
_MOST_AT_REST = 12


@styled
def network(net, *, state=None, sample=0, nodes=(), edges=(), values=None):
    """The diagram of any `Network`: a line's width and color show its weight, a number says it.

    `state` is what `net.forward` returned: its row `sample` then stands in the nodes. `nodes`
    lists nodes (k, i) and `edges` lists weights (k, i, j) for W^(k)_ij to light up. `values`
    prints the weights or leaves them out (None: prints them where there is room). Raises
    ValueError for a node, edge or sample that does not exist. Source: ledger `defs`.

    >>> from nnlib import student_network
    >>> network(student_network(), nodes=[(1, 2)]).alt[:41]
    'Network 4-2-1: W^(1)_11 = 0.8, W^(1)_12 ='
    """
    most = max(net.sizes) + net.biases
    width, height = 1.1 + 1.9 * (net.L + 1), min(9.0, max(2.4, 0.85 * most + 0.3))
    fig = figure(width, height)
    ax = inches_axes(fig, 0, 0, width, height)
    shown = {} if state is None else numbers(net, state, sample)
    texts = {key: style.number(value) for key, value in shown.items()}
    diagram = Diagram(ax, net, values=values, texts=texts)
    diagram.light(nodes, edges or None)
    diagram.update(net)
    return finish(fig, describe(net, state, sample, nodes, edges))


def inches_axes(fig, x, y, width, height):
    """Invisible axes with their lower left corner at (x, y), all in inches."""
    w, h = fig.get_size_inches()
    ax = fig.add_axes([x / w, y / h, width / w, height / h])
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    return ax


class Diagram:
    """The artists of one diagram. `update(net)` moves the weights; `moving` are the artists
    that it changes. `texts` are to stand in the nodes (k, i), under their names."""

    def __init__(self, ax, net, *, values=None, texts=None):
        self.ax, self.sizes = ax, net.sizes
        width, height = ax.get_xlim()[1], ax.get_ylim()[1]
        self.keys = edge_keys(net)
        readable = max(W.size for W in net.W) <= _MOST_VALUES
        self.size = 9.5 if len(self.keys) <= 20 else 8.5
        self._label = (0.049 * self.size, 0.0185 * self.size)
        self.layout = layout(net, width, height, self._label)
        self._apart = {}
        lines = [self.layout.edges[key] for key in self.keys]
        self.edges = ax.add_collection(LineCollection(lines, capstyle="butt", zorder=3.5))
        self.halo = ax.add_collection(LineCollection([], capstyle="butt", zorder=2.5))
        self.halo.set(colors=style.ABOVE[2], linewidths=13)
        self.moving = [self.halo, self.edges]
        self.labels = self.lit = self.shown = None
        if readable if values is None else values:
            self.labels = Labels(ax, [self.layout.values[key] for key in self.keys], self.size)
            self.moving.append(self.labels)
        self._draw_nodes()
        self.show(texts or {})

    def _draw_nodes(self):
        self.circles = {}
        for key, place in self.layout.nodes.items():
            circle = Circle(place, self.layout.radii[key], zorder=3, **_look(key))
            self.circles[key] = self.ax.add_patch(circle)
        self.names = Labels(self.ax, [], 0, weight="normal", ground=False)
        self.values = Labels(self.ax, [], 0, ground=False)
        self.values.set_zorder(6)

    def show(self, texts, names=None):
        """Let {(k, i): text} stand in the nodes under their names. Constant nodes show only 1.

        `names` {(k, i): LaTeX} takes the place of a node's name where the text is not its value;
        then the text stands under the node."""
        texts = {key: text for key, text in texts.items() if key[1]}
        nodes, radii, other = self.layout.nodes, self.layout.radii, names or {}
        up = {key: np.array([0, 0.42 * radius]) for key, radius in radii.items()}
        up.update({key: np.zeros(2) for key in other})
        names, values = self.names, self.values
        names.places = [place + up[key] * (key in texts) for key, place in nodes.items()]
        names.texts = [f"${other.get(key) or node_name(*key, self.sizes)}$" for key in nodes]
        names.size = [
            52 * radii[key] * (0.7 if key in other else _room(name) * (0.8 if key in texts else 1))
            for key, name in zip(nodes, names.texts, strict=True)
        ]
        names.colors = [style.INK] * len(nodes)
        down = {key: (0, radii[key] + 0.085) if key in other else up[key] for key in texts}
        values.places = np.reshape([nodes[key] - down[key] for key in texts], (-1, 2))
        values.ground = bool(other)
        values.texts, values.colors = list(texts.values()), [style.INK] * len(texts)
        values.size = [
            9 if key in other else 34 * radii[key] * min(1, 5 / len(text))
            for key, text in texts.items()
        ] or 0

    def light(self, nodes=(), edges=None):
        """Light up these nodes (k, i) and weights (k, i, j) only; all other weights step back.

        With None for the edges, no weight does."""
        lit = {tuple(key) for key in nodes}
        self.lit = None if edges is None else {tuple(key) for key in edges}
        for what, given, known in (("node", lit, self.circles), ("edge", self.lit, self.keys)):
            for key in given or ():
                if key not in known:
                    raise ValueError(f"there is no {what} {key!r}: known are {sorted(known)}.")
        for key, circle in self.circles.items():
            circle.set(**(_LIT if key in lit else _look(key)))

    def choose(self, edge, node=None):
        """Set off the edge (k, i, j), or none if None; all others stay as they are.

        With a `node` (k, i), only the weights of edges into it are printed, and that of `edge`."""
        self.halo.set(segments=[self.layout.edges[edge]] if edge else [], visible=bool(edge))
        shown = [key for key in self.keys if node is None or node == key[:2] or key == edge]
        large = 1 if node is None else 1.2
        places = self.layout.values if node is None else self._near_sources(shown)
        size = [self.size * (1.35 if key == edge else large) for key in shown]
        self._print({key: places[key] for key in shown}, size)

    def leave_out(self, layer):
        """Print no weights into the nodes of one layer, but all others; of many, only the lit."""
        shown = [key for key in self.keys if key[0] != layer]
        if self.crowded:
            shown = [key for key in shown if key in (self.lit or ())]
        self._print(self.apart(shown), self.size)

    def apart(self, edges):
        """Where the values of these edges stand: their places in the layout, or, where many
        edges would crowd them, places that are theirs alone."""
        if not self.crowded:
            return {key: self.layout.values[key] for key in edges}
        edges = tuple(edges)
        if edges not in self._apart:
            lines = {key: self.layout.edges[key] for key in edges}
            self._apart[edges] = spread(lines, self._label)
        return self._apart[edges]

    @property
    def crowded(self):
        """Whether there are more edges than can be read at once."""
        return len(self.keys) > _MOST_AT_REST

    def _print(self, places, size):
        if self.labels:
            self.shown, self.labels.size = list(places), size
            self.labels.places = np.reshape(list(places.values()), (-1, 2))

    def _near_sources(self, edges):
        """Places for the values of edges that meet: where they are still apart."""
        lines = {key: self.layout.edges[key] for key in edges}
        return {key: start + _APART * (end - start) for key, (start, end) in lines.items()}

    def spots(self):
        """Where each node and edge can be pointed at: {key: (x1, y1, x2, y2, radius)} in CSS
        pixels from the picture's upper left corner."""
        nodes, edges = self.layout.nodes, self.layout.edges
        unit = float(np.diff(css_pixels(self.ax, [(0, 0), (1, 0)])[:, 0])[0])
        found = {
            key: ([place, place], self.layout.radii[key] * unit) for key, place in nodes.items()
        }
        found.update({key: (line, _REACH) for key, line in edges.items()})
        return {
            key: [round(float(a), 1) for a in (*css_pixels(self.ax, line).ravel(), radius)]
            for key, (line, radius) in found.items()
        }

    def update(self, net):
        """Show the weights of `net`, which must have the sizes of the first one."""
        weights = {key: net.weight(*key) for key in self.keys}
        colors = {key: self._color(key, w) for key, w in weights.items()}
        widths = line_width(np.array(list(weights.values())))
        self.edges.set(linewidths=widths, colors=list(colors.values()))
        if self.labels:
            shown = self.keys if self.shown is None else self.shown
            self.labels.texts = [style.signed(weights[key]) for key in shown]
            self.labels.colors = [colors[key] for key in shown]

    def _color(self, key, weight):
        if abs(weight) < 0.005 or (self.lit is not None and key not in self.lit):
            return style.GRAY
        return style.PLUS if weight > 0 else style.MINUS


def _room(name):
    return 0.72 if "h(x" in name else 1


_LIT = {"facecolor": "#fde0be", "edgecolor": style.PLUS, "linewidth": 3.2}


def _look(key):
    constant = key[1] == 0
    colors = (style.FAINT, style.GRAY) if constant else (style.WHITE, style.INK)
    return {"facecolor": colors[0], "edgecolor": colors[1], "linewidth": 1.8}


def line_width(weight):
    """A weight's line in points: grows with |W| without end, but never past 6.8.

    >>> line_width(np.array([0.0, -1.0, 3.0])).round(2)
    array([0.8, 2.8, 4.4])
    """
    size = np.abs(weight)
    return 0.8 + 6.0 * size / (size + 2.0)
