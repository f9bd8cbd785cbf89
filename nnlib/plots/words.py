"""A network in words: the names of its nodes, and the description of its diagram."""

import math

from . import style
from .layout import edge_keys

_LOW = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
_HIGH = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_SIDES = (
    "right",
    "upper right",
    "top",
    "upper left",
    "left",
    "lower left",
    "bottom",
    "lower right",
)
_MOST_WEIGHTS = 40  # beyond so many weights, only their range is said


def node_name(k, i, sizes):
    """The document's name of node i of layer k, in LaTeX."""
    if i == 0:
        return "1"
    if k == 0:
        return f"x_{{{i}}}"
    if k == len(sizes) - 1 and sizes[-1] == 1:
        return "h(x;W)"
    return f"h_{{{i}}}^{{({k})}}"


def numbers(net, state, sample):
    """{(k, i): h_i^(k)} of one sample."""
    count = len(state.h[0])
    if not 0 <= sample < count:
        raise ValueError(f"sample is {sample}, but the state holds samples 0 to {count - 1}.")
    shown = {}
    for k, h in state.h.items():
        shown.update({(k, i): h[sample, net.column(k, i)] for i in net.nodes(k)})
    return shown


def describe(net, state=None, sample=0, nodes=(), edges=()):
    """The diagram in words."""
    text = f"Network {'-'.join(map(str, net.sizes))}"
    text += f"{' with biases' if net.biases else ''}: {_describe_weights(net)}."
    if state is not None:
        shown = numbers(net, state, sample)
        said = [f"{plain_name(k, i)} = {style.number(v)}" for (k, i), v in shown.items() if i]
        text += f" In the nodes: {', '.join(said)}."
    lit = [plain_name(*key) for key in nodes] + [edge_name(*key) for key in edges]
    return text + (f" Lit up: {', '.join(lit)}." if lit else "")


def _describe_weights(net):
    weights = [(edge_name(*key), net.weight(*key)) for key in edge_keys(net)]
    if len(weights) <= _MOST_WEIGHTS:
        return ", ".join(f"{name} = {style.number(w)}" for name, w in weights)
    least, most = min(w for _, w in weights), max(w for _, w in weights)
    return f"{len(weights)} weights from {style.number(least)} to {style.number(most)}"


def weight_name(k, i, j):
    """A weight in words.

    >>> weight_name(1, 2, 0)
    'weight W^(1)_20, from the constant node 1 to h^(1)_2'
    """
    source = "the constant node 1" if j == 0 else plain_name(k - 1, j)
    return f"weight W^({k})_{i}{j}, from {source} to {plain_name(k, i)}"


def short_name(letter, k, *indices):
    """A letter with its indices and its layer, where no LaTeX can stand.

    >>> short_name("W", 1, 1, 2), short_name("x", 0, 3), short_name("h", 2, 11)
    ('W₁₂⁽¹⁾', 'x₃', 'h₁₁⁽²⁾')
    """
    below = (",".join if max(indices) > 9 else "".join)(map(str, indices))
    return letter + below.translate(_LOW) + (layer_mark(k) if k else "")


def layer_mark(k):
    """The upper index of layer k: ⁽²⁾."""
    return f"({k})".translate(_HIGH)


def plain_name(k, i):
    """A node's name without LaTeX: x_1, h^(1)_2."""
    return f"x_{i}" if k == 0 else f"h^({k})_{i}"


def edge_name(k, i, j):
    """A weight's name without LaTeX: W^(1)_23; indices past 9 stand apart, as in W^(1)_2,13."""
    return f"W^({k})_{i}{',' * (max(i, j) > 9)}{j}"


def side(across, up):
    """The side of its middle on which a place lies.

    >>> side(1, 0), side(-1, -1)
    ('right', 'lower left')
    """
    return _SIDES[round(math.atan2(up, across) / (math.pi / 4)) % 8]
