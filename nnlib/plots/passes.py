"""One sample's way forward and back: values above the nodes, slopes of the loss below them."""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch

from nnlib import LOSSES, inputs

from . import style
from .diagram import inches_axes
from .layout import edge_keys
from .picture import figure, finish, styled
from .words import edge_name, node_name

_RADIUS, _APART = 0.27, 1.02  # inches
_NUMBER, _WEIGHT, _LINE = (0.6, 0.15), (0.42, 0.15), (0.06, 0.06)  # boxes: width, height
_UNDER = 0.15  # from a weight down to its slope
_STEPS = np.linspace(0.1, 0.9, 25)  # of an edge, for its line as boxes
_PARTS = (0.36, 0.4, 0.32, 0.44, 0.28, 0.48, 0.52, 0.56, 0.6, 0.64, 0.68)  # of an edge
_ROOM = 1  # hidden layers, up to which a local slope has room for its name
_DECIMALS = 4


class _Node(NamedTuple):
    """A circle: its `key` (letter, k, i), where it stands, and the numbers beside it."""

    key: tuple
    place: tuple
    value: float
    slope: float | None  # ∂Loss by it; None where it is not asked for, or not yet


class _Edge(NamedTuple):
    """A way of a nudge from one node to the next, and the factor that it has there."""

    source: tuple
    target: tuple
    factor: float | None
    text: str
    slope: float | None = None  # ∂Loss by the weight that the edge is


@styled
def backward(net, x, y, loss="squared", *, back_to=1, weights=()):
    """The pass of one sample x (n_0,), label y, through a small network and back.

    Above each node stands its value. Below it stands the slope of the loss by it, from the loss
    back to layer `back_to` (L + 2 shows none). On each edge stands its local slope: a weight, g'
    or Loss'; a node's slope is the sum, over its edges, of the local slope times the slope at the
    edge's end. For the layers in `weights` the slope by each weight stands under it. Source:
    ledger `3.1` to `3.5`.

    Raises ValueError for a layer that does not exist, and what `net.forward` and `net.backward`
    raise.

    >>> from nnlib import student_network, student_sample
    >>> print(backward(student_network(), *student_sample(), back_to=2).alt[-117:])
    Slopes of the loss: ∂Loss/∂g(z) = −0.239, ∂Loss/∂z = −0.0435. Local slopes: g' at z = 0.1819,
    Loss' at g(z) = −0.239.
    """
    inputs.count(back_to, "back_to", least=1)
    if back_to > net.L + 2 or any(not 1 <= k <= net.L + 1 for k in weights):
        raise ValueError(
            f"the network has weights of layers 1 to {net.L + 1}; back_to may be {net.L + 2} too."
        )
    numbers = _Numbers(net, x, y, loss, back_to, weights)
    nodes, edges = list(_nodes(net, numbers)), list(_edges(net, numbers))
    most = max(len(net.nodes(k)) for k in range(net.L + 2))
    width, height = 9.2, 1.25 + _APART * max(most - 1, 1)
    fig = figure(width, height)
    ax = inches_axes(fig, 0, 0, width, height)
    at = {
        node.key: (
            0.45 + (width - 0.9) * node.place[0] / nodes[-1].place[0],
            0.12 + height / 2 + _APART * node.place[1],
        )
        for node in nodes
    }
    weights_at = _weight_places(at, edges)
    for edge in edges:
        _draw_edge(ax, at, edge, weights_at.get(edge), named=net.L <= _ROOM)
    for node in nodes:
        _draw_node(ax, at[node.key], node, net)
    words = "above: value   ·   below: slope of the loss   ·   on an edge: local slope"
    ax.text(width / 2, 0.1, words, ha="center", va="center", size=9, color=style.INK)
    return finish(fig, _describe(net, nodes, edges))


class _Numbers:
    """What is known of the pass, of one sample: None for a slope that is not to be seen."""

    def __init__(self, net, x, y, loss, back_to, weights):
        self.net, self.back_to, self.weights = net, back_to, weights
        self.state, label = net.forward(np.reshape(x, (1, -1))), np.reshape(y, (1,))
        self.grads = net.backward(self.state, label, loss)
        prediction = self.state.h[net.L + 1][0]
        self.loss = LOSSES[loss](prediction, label).item()
        self.at_prediction = LOSSES[loss].derivative(prediction, label).item()

    def value(self, letter, k, i):
        """z_i^(k) or h_i^(k)."""
        if letter == "z":
            return self.state.z[k][0, i - 1]
        return self.state.h[k][0, self.net.column(k, i)]

    def slope(self, letter, k, i):
        """The slope of the loss by it."""
        if k < self.back_to or not i or not k:
            return None
        if letter == "z":
            return self.grads.z[k][0, i - 1]
        if k == self.net.L + 1:
            return self.at_prediction
        column = self.net.column(k, i)
        return (self.grads.z[k + 1] @ self.net.W[k + 1])[0, column]

    def by_weight(self, k, i, j):
        """The slope of the loss by a weight."""
        column = self.net.column(k - 1, j)
        return self.grads.W[k][i - 1, column] if k in self.weights else None

    def local(self, k, i):
        """g' at z_i^(k)."""
        z = self.state.z[k][0, i - 1]
        return self.net.g[k].derivative(z).item() if k >= self.back_to else None


def _nodes(net, numbers):
    """The nodes: two for each that has a z, and the loss."""
    for k in range(net.L + 2):
        for row, i in enumerate(net.nodes(k)):
            up = (len(net.nodes(k)) - 1) / 2 - row
            for letter, column in (("z", 2.5 * k - 1), ("h", 2.5 * k)):
                if letter == "h" or (k and i):
                    key = letter, k, i
                    yield _Node(key, (column, up), numbers.value(*key), numbers.slope(*key))
    yield _Node(("Loss", net.L + 2, 1), (2.5 * net.L + 3.7, 0), numbers.loss, None)


def _edges(net, numbers):
    """The edges: weights, then g, then the loss."""
    for k, i, j in edge_keys(net):
        ends = ("h", k - 1, j), ("z", k, i)
        yield _Edge(*ends, net.weight(k, i, j), edge_name(k, i, j), numbers.by_weight(k, i, j))
    for k in range(1, net.L + 2):
        for i in range(1, net.sizes[k] + 1):
            yield _Edge(("z", k, i), ("h", k, i), numbers.local(k, i), "g'")
    last = numbers.at_prediction if numbers.back_to <= net.L + 1 else None
    yield _Edge(("h", net.L + 1, 1), ("Loss", net.L + 2, 1), last, "Loss'")


def _number(value):
    return style.number(value, _DECIMALS)


def _draw_node(ax, place, node, net):
    letter, k, i = node.key
    ax.add_patch(Circle(place, _RADIUS, facecolor=style.WHITE, edgecolor=style.INK, zorder=3))
    size = 9 if letter == "Loss" else 12
    ax.text(*place, f"${_name(node.key, net)}$", ha="center", va="center", size=size, zorder=4)
    x, y = place
    if i:
        _say(ax, (x, y + _RADIUS + 0.11), _number(node.value), style.INK)
    if node.slope is not None:
        _say(ax, (x, y - _RADIUS - 0.12), _number(node.slope), style.MINUS)


def _name(key, net):
    letter, k, i = key
    if letter == "Loss":
        return r"\mathrm{Loss}"
    if letter == "z":
        return "z" if k == net.L + 1 else f"z_{{{i}}}^{{({k})}}"
    return "g(z)" if k == net.L + 1 else node_name(k, i, net.sizes)


def _weight_places(at, edges):
    """Where on its edge each weight stands, {edge: place}: where it hides least of what is there:
    the nodes, the other weights and, which counts less, the other edges of its layer."""
    edges = [edge for edge in edges if edge.target[0] == "z"]
    nodes = [box for place in at.values() for box in _around(place)]
    lines = {edge: [(*_on(at, edge, part), *_LINE) for part in _STEPS] for edge in edges}
    places = {edge: _on(at, edge, _PARTS[0]) for edge in edges}
    for edge in 3 * edges:  # again, when the others have found theirs
        others = [one for one in edges if one is not edge and one.target[1] == edge.target[1]]
        hard = nodes + [_label(one, places[one]) for one in others]
        soft = [box for one in others for box in lines[one]]
        choices = [_on(at, edge, part) for part in _PARTS]
        labels = np.array([_label(edge, place) for place in choices])
        hidden = 20 * _shared(labels, hard) + _shared(labels, soft)
        places[edge] = choices[hidden.argmin()]
    return places


def _label(edge, place):
    """The box (x, y, width, height) of a weight at this place, with its slope if it has one."""
    (x, y), under = place, 0 if edge.slope is None else _UNDER
    return x, y - under / 2, _WEIGHT[0] + under, _WEIGHT[1] + under


def _shared(labels, boxes):
    """The area that each of the labels (m, 4) shares with the boxes."""
    labels, boxes = labels[:, None], np.reshape(boxes, (-1, 4))
    sides = (labels[..., 2:] + boxes[:, 2:]) / 2 - abs(labels[..., :2] - boxes[:, :2])
    return sides.clip(0).prod(axis=-1).sum(axis=-1)


def _on(at, edge, part):
    """The place where a part of the way along an edge is done."""
    (x, y), (to_x, to_y) = at[edge.source], at[edge.target]
    return x + part * (to_x - x), y + part * (to_y - y)


def _around(place):
    """The boxes (x, y, width, height) of a node and of the numbers above and below it."""
    x, y = place
    yield x, y, 2.3 * _RADIUS, 2.3 * _RADIUS
    yield x, y + _RADIUS + 0.11, *_NUMBER
    yield x, y - _RADIUS - 0.12, *_NUMBER


def _draw_edge(ax, at, edge, place, named):
    (x, y), (to_x, to_y) = at[edge.source], at[edge.target]
    arrow = FancyArrowPatch(
        (x, y), (to_x, to_y), shrinkA=20, shrinkB=20, arrowstyle="-|>,head_length=4,head_width=2",
        color=style.GRAY, linewidth=1, zorder=1,
    )  # fmt: skip
    ax.add_patch(arrow)
    if edge.factor is None:
        return
    is_weight = edge.target[0] == "z"
    middle = place if is_weight else _on(at, edge, 0.5)
    name = f"{edge.text} = " if named else ""
    number = style.signed(edge.factor) if is_weight else name + _number(edge.factor)
    lift = 0 if is_weight else 0.1
    _say(ax, (middle[0], middle[1] + lift), number, style.PLUS, 8)
    if edge.slope is not None:
        _say(ax, (middle[0], middle[1] - 0.15), _number(edge.slope), style.MINUS, 8)


def _say(ax, place, text, color, size=9):
    box = {"facecolor": style.WHITE, "edgecolor": "none", "pad": 0.6}
    ax.text(
        *place, text, ha="center", va="center", size=size, color=color, weight="bold", zorder=5,
        bbox=box,
    )  # fmt: skip


def _describe(net, nodes, edges):
    said = lambda key: _plain(key, net)
    values = ", ".join(f"{said(node.key)} = {_number(node.value)}" for node in nodes if node.key[2])
    slopes = [
        f"∂Loss/∂{said(node.key)} = {_number(node.slope)}"
        for node in reversed(nodes)
        if node.slope is not None
    ]
    slopes += [
        f"∂Loss/∂{edge.text} = {_number(edge.slope)}" for edge in edges if edge.slope is not None
    ]
    local = [
        f"{edge.text} at {said(edge.source)} = {_number(edge.factor)}"
        for edge in edges
        if edge.factor is not None and edge.target[0] != "z"
    ]
    text = f"One sample's way through a network {'-'.join(map(str, net.sizes))}: {values}."
    if slopes:
        text += f" Slopes of the loss: {', '.join(slopes)}. Local slopes: {', '.join(local)}."
    return text


def _plain(key, net):
    letter, k, i = key
    if letter == "Loss":
        return letter
    if k == net.L + 1:
        return "z" if letter == "z" else "g(z)"
    return f"x_{i}" if k == 0 else f"{letter}^({k})_{i}"
