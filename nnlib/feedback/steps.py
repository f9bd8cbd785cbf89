"""Which rules a step of a derivation uses, so that a leap over several can be asked for its middle.

On the way from v to f, a derivative d(f, v) passes edges: from a weight or an h to the z above it,
from a z to its h. The chain rule cuts a derivative and leaves its edges; working it out takes them
away.
"""

from typing import NamedTuple

from sympy import Expr, expand

from ..symbolic.symbols import Loss, d, family, layer, node

CHAIN = "the chain rule"


class Edge(NamedTuple):
    """One edge of a way: `kind` is the derivative along it, `place` how far up it lies."""

    kind: str
    place: Expr


def leap(before, after, end, known=()):
    """The rules that a step uses, a list; [] where it is at most one.

    A derivative of Loss may end at the node `end`. A step by a `Statement` in `known` is one rule.

    >>> from nnlib.symbolic import W, d, h, i, j, k, z
    >>> leap(d(Loss, W(k)[i, j]), d(Loss, z(k)[i]) * h(k - 1)[j], z(k)[i])
    ['the chain rule', '∂z/∂W']
    """
    old, new = ({_way(e, end) for e in line.atoms(d)} for line in (before, after))
    cut = any(len(edges) + stops > 1 for edges, stops in old - new)
    gone = _passed(old) - _passed(new)
    kinds = sorted(edge.kind for edge in gone)
    if cut and any(kinds == sorted(edge.kind for edge in _worked_out(by)) for by in known):
        return []
    rules = [CHAIN] * cut + list(dict.fromkeys(kinds))
    return rules if len(rules) > 1 else []


def _way(e, end):
    """The edges below `end` that d(f, v) passes, and whether it is one of Loss."""
    v, of_loss = node(e.v), e.f == Loss
    first, tops = _place(v), [end] if of_loss else [end, e.f]
    lengths = [expand(_place(node(top)) - first) for top in tops]
    many = min((max(int(length), 0) for length in lengths if length.is_Integer), default=1)
    return tuple(Edge(_kind(v, step), first + step) for step in range(many)), of_loss


def _place(v):
    """How far up a node or a weight lies: the z of layer k at 2k, its h one above."""
    return expand(2 * layer(v) + {"W": -1, "z": 0, "h": 1}[family(v)])


def _kind(v, step):
    if family(v) == "W" and step == 0:
        return "∂z/∂W"
    return "∂h/∂z" if (family(v) == "z") == (step % 2 == 0) else "∂z/∂h"


def _passed(ways):
    return {edge for edges, _ in ways for edge in edges}


def _worked_out(statement):
    """The edges that an equation takes away from the derivative on its left side."""
    (end,) = {e.v for e in statement.rhs.atoms(d) if e.f == Loss}
    return _way(statement.lhs, end)[0]
