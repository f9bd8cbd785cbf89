"""Networks that are built, not trained: steps and stairs that follow a curve (lesson 01b)."""

import numpy as np

from .. import inputs
from ..network import Network


def step(at, steepness=20.0):
    """A network of one sigmoid node that steps from 0 up to 1 at x = `at`.

    It computes g(s (x - at)): the weight is s = `steepness`, the bias -s · at. ValueError for a
    steepness that is not above 0.

    >>> step(0.5).predict([[0.0], [0.5], [1.0]]).round(3)
    array([0. , 0.5, 1. ])
    """
    at, s = inputs.scalar(at, "at"), inputs.scalar(steepness, "steepness")
    if s <= 0:
        raise ValueError(f"steepness is {s:g}, but a step up needs one above 0.")
    net = Network([1, 1], biases=True)
    net.W[1] = [[-s * at, s]]
    return net


def staircase(f, nodes, low=-2.0, high=2.0):
    """A network with so many hidden nodes, whose output climbs along f between `low` and `high`.

    The interval is cut into as many pieces, with a step in the middle of each. The output has no g:
    it adds the steps up. Its weights are their heights, its bias is f(low). f takes an array.

    >>> flight = staircase(np.cos, 4)
    >>> flight.sizes, flight.predict([[-2.0], [2.0]]).round(3)
    ((1, 4, 1), array([-0.416, -0.416]))
    """
    edges = np.linspace(low, high, inputs.count(nodes, "nodes") + 1)
    net = Network([1, nodes, 1], ["sigmoid", "identity"], biases=True)
    s = 20 * nodes / (high - low)  # narrow stairs need steep steps
    net.W[1] = [[-s * c, s] for c in (edges[1:] + edges[:-1]) / 2]
    net.W[2] = [[f(edges[0]), *np.diff(f(edges))]]
    return net
