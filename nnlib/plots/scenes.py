"""Pictures made of several charts."""

from .boundary import Boundary
from .diagram import Diagram, inches_axes
from .picture import Live, figure, styled
from .words import describe


class NetworkAndBoundary:
    """The diagram of a network beside its map, ready to be redrawn many times.

    `picture(net)` shows the weights of a network of the same sizes; `edge` (k, i, j) and `sample`
    are set off, and with a `node` (k, i) only weights into it are printed. Errors as for
    `boundary`.
    """

    @styled
    def __init__(self, net, X, y, *, decision=None, dpi=100):
        fig = figure(9.2, 3.9, dpi)
        self.map = Boundary(fig, (5.85, 0.5, 3.06, 3.06), net, X, y, decision=decision)
        self.diagram = Diagram(inches_axes(fig, 0.05, 0.1, 4.9, 3.7), net)
        self.live = Live(fig, [*self.diagram.moving, *self.map.moving])

    def picture(self, net, edge=None, sample=None, node=None):
        self.diagram.choose(edge, node)
        self.diagram.update(net)
        self.map.choose(sample)
        self.map.update(net)
        lit = describe(net, edges=[edge] if edge else [])
        chosen = "" if sample is None else f" Chosen: {self.map.sample_name(sample)}."
        return self.live.snapshot(f"{lit} {self.map.describe()}{chosen}")


def network_and_boundary(net, X, y, *, decision=None):
    """`network(net)` and `boundary(net, X, y)` in one picture.

    >>> from nnlib import Network, datasets
    >>> network_and_boundary(Network([2, 3, 1]), *datasets.xor(8)).alt[:14]
    'Network 2-3-1:'
    """
    return NetworkAndBoundary(net, X, y, decision=decision, dpi=144).picture(net)
