"""The paths through a network: what the sum in 3.5, put into itself again and again, runs over."""

from itertools import pairwise, product

from .. import inputs


def paths(sizes, k, j):
    """Every path from node j of layer k to the output layer, each a list of its edges.

    An edge is (layer, to, from), the three numbers of the weight W^(layer)_{to,from}. There are
    n_{k+1} · … · n_{L+1} paths. Raises ValueError for a node that does not exist, or one of the
    output layer, where no path begins. Source: ledger `3.5`.

    >>> paths([4, 2, 1], 0, 3)
    [[(1, 1, 3), (2, 1, 1)], [(1, 2, 3), (2, 1, 2)]]
    """
    sizes = inputs.sizes(sizes)
    k, j = inputs.count(k, "k", least=0), inputs.count(j, "j")
    if k >= len(sizes) - 1 or j > sizes[k]:
        raise ValueError(
            f"no path starts at node {j} of layer {k} in a network of sizes {list(sizes)}: "
            f"k runs from 0 to {len(sizes) - 2}, and j from 1 to the size of layer k."
        )
    choices = product(*(range(1, size + 1) for size in sizes[k + 1 :]))
    return [
        [(layer, to, start) for layer, (start, to) in enumerate(pairwise((j, *nodes)), start=k + 1)]
        for nodes in choices
    ]


def slope_along(net, state, path, top):
    """What one path brings to ∂Loss/∂z of the node where it starts, for the first sample.

    That is `top`, ∂Loss/∂z of the output, times the weight of each edge and the slope of g at each
    node that the path leaves. `state` is what `net.forward` gave, `path` one of `paths`. The sum
    over all paths is the slope itself. Source: ledger `3.5`.

    >>> from nnlib import Network
    >>> net = Network([1, 1, 1], g="identity")
    >>> net.W[2] = [[3.0]]
    >>> slope_along(net, net.forward([2.0]), paths(net.sizes, 1, 1)[0], top=0.5)
    1.5
    """
    product = float(top)
    for layer, to, start in path:
        bend = net.g[layer - 1].derivative(state.z[layer - 1][0, start - 1])
        product *= net.weight(layer, to, start) * float(bend)
    return product
