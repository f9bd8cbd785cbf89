"""Where the nodes of a network diagram stand, and where each weight's value is printed.

Everything is in inches, so that circles are round. Nodes have keys (k, i): node i of layer k;
i = 0 is the constant node. Edges have keys (k, i, j): the weight W^(k)_ij.
"""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

_MOST_RADIUS = 0.3
_FRACTIONS = np.linspace(0.22, 0.78, 15)  # of the way from source to target


class Layout(NamedTuple):
    """`nodes[k, i]` and `edges[k, i, j]` are places in inches; `edges` holds rows (start, end)
    of the visible line, `values` the place of the printed weight. `radii`
    holds each node's own radius: `radius`, less for a constant node, more for one alone."""

    nodes: dict
    edges: dict
    values: dict
    radius: float
    radii: dict


def edge_keys(net):
    """All (k, i, j) in the order of the weights."""
    return _edge_keys(_columns(net))


def layout(net, width, height, label):
    """The `Layout` for a diagram of `width` × `height`; `label` is a value's (width, height)."""
    return _layout(_columns(net), width, height, label)


def _columns(net):
    """The numbers of the nodes of each layer."""
    return tuple(net.nodes(k) for k in range(net.L + 2))


def _edge_keys(columns):
    pairs = enumerate(pairwise(columns), start=1)
    return [(k, i, j) for k, (below, nodes) in pairs for i in nodes if i for j in below]


@lru_cache(maxsize=64)
def _layout(columns, width, height, label):
    step = min(1.15, height / max(map(len, columns)))
    radius = min(_MOST_RADIUS, max(0.36 * step, min(0.42 * step, 0.22)))
    x = np.linspace(radius + 0.08, width - _MOST_RADIUS - 0.08, len(columns))
    nodes = {
        (k, i): np.array([x[k], height / 2 - step * (row - (len(column) - 1) / 2)])
        for k, column in enumerate(columns)
        for row, i in enumerate(column)
    }
    alone = [len(column) == 1 for column in columns]
    radii = {
        (k, i): radius * 0.75 if i == 0 else _MOST_RADIUS if alone[k] else radius for k, i in nodes
    }
    edges = {
        (k, i, j): _trimmed(nodes[k - 1, j], nodes[k, i], radii[k - 1, j], radii[k, i])
        for k, i, j in _edge_keys(columns)
    }
    return Layout(nodes, edges, spread(edges, label), radius, radii)


def _trimmed(start, end, start_radius, end_radius):
    """The line between two nodes, from rim to rim."""
    along = (end - start) / np.linalg.norm(end - start)
    return np.array([start + start_radius * along, end - end_radius * along])


def spread(edges, label):
    """A place on each edge of {(k, i, j): (start, end)} for its value, a `label` (width, height):
    values touch neither each other nor other edges more than they must."""
    values = {}
    for k in sorted({key[0] for key in edges}):
        gap = {key: edge for key, edge in edges.items() if key[0] == k}
        values.update(_spread(gap, np.array(label)))
    return values


def _spread(edges, label):
    """The places between two layers: each value in turn takes its best, a few times over."""
    keys = list(edges)
    lines = np.array([edges[key] for key in keys])
    spots = lines[:, :1] + _FRACTIONS[:, None] * (lines[:, 1:] - lines[:, :1])
    chosen = np.full(len(keys), len(_FRACTIONS) // 2)
    everyone = np.arange(len(keys))
    crossing = [_crossing(spots[e], np.delete(lines, e, 0), label) for e in everyone]
    for _ in range(6):
        for e in everyone:
            others = np.delete(spots[everyone, chosen], e, 0)
            cost = crossing[e] + _crowding(spots[e], others, label)
            chosen[e] = np.argmin(cost + 0.02 * np.abs(_FRACTIONS - 0.6))
    return {key: spots[e, chosen[e]] for e, key in enumerate(keys)}


def _crowding(spots, others, label):
    """How much a value at each spot would overlap the other values (0: not at all)."""
    gap = (np.abs(spots[:, None] - others) / (np.array([1.2, 1.12]) * label)).max(axis=2)
    return 10 * np.maximum(0, 1 - gap).sum(axis=1)


def _crossing(spots, lines, label):
    """How much a value at each spot would cover other edges (0: not at all)."""
    run = lines[:, 1, 0] - lines[:, 0, 0]
    slope = (lines[:, 1, 1] - lines[:, 0, 1]) / run
    y = lines[:, 0, 1] + slope * (spots[:, :1] - lines[:, 0, 0])
    reach = label[1] / 2 + np.abs(slope) * label[0] / 2
    return np.maximum(0, 1 - np.abs(spots[:, 1:] - y) / reach).sum(axis=1)
