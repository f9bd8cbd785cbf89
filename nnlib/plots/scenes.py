"""Pictures made of several charts."""

from .boundary import Boundary
from .diagram import Diagram, inches_axes
from .node_maps import NodeMaps
from .picture import Live, figure, styled
from .words import describe


class NetworkAndBoundary:
    """The diagram of a network, in each node what it sees, beside its map: to be redrawn often.

    `picture(net)` shows the weights of a network of the same sizes; `edge` (k, i, j) and `sample`
    are set off, and with a `node` (k, i) only weights into it are printed. Errors as for
    `boundary`.
    """

    @styled
    def __init__(self, net, X, y, *, decision=None, features=("x_1", "x_2"), dpi=100):
        fig = figure(9.2, 3.9, dpi)
        box = (5.85, 0.5, 3.06, 3.06)
        self.map = Boundary(fig, box, net, X, y, decision=decision, features=features)
        self.diagram = Diagram(inches_axes(fig, 0.05, 0.1, 4.9, 3.7), net)
        self.node_maps = NodeMaps(self.diagram, self.map)
        drawn = [*self.diagram.moving, self.diagram.names, self.node_maps]
        self.live = Live(fig, [*drawn, *self.map.moving])

    def picture(self, net, edge=None, sample=None, node=None):
        self.diagram.choose(edge, node)
        self.diagram.update(net)
        self.map.choose(sample)
        self.map.update(net)
        self.node_maps.update(net)
        lit = describe(net, edges=[edge] if edge else [])
        chosen = "" if sample is None else f" Chosen: {self.map.sample_name(sample)}."
        said = lit, self.node_maps.describe(), self.map.describe()
        return self.live.snapshot(" ".join(said) + chosen)


def network_and_boundary(net, X, y, *, decision=None, features=("x_1", "x_2")):
    """`network(net)`, with a small map in each node, and `boundary(net, X, y)` in one picture.

    >>> from nnlib import Network, datasets
    >>> network_and_boundary(Network([2, 3, 1]), *datasets.xor(8)).alt[:14]
    'Network 2-3-1:'
    """
    scene = NetworkAndBoundary(net, X, y, decision=decision, features=features, dpi=144)
    return scene.picture(net)
