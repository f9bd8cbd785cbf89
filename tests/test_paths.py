"""The paths through a network: as many as there should be, all different, and they add up."""

from math import prod

import numpy as np
import pytest

from nnlib import Network
from nnlib.checking import node_gradient
from nnlib.props.paths import paths, slope_along

SIZES = [[3, 1], [4, 2, 1], [2, 4, 3, 1], [2, 4, 3, 2, 1], [3, 2, 3, 2, 2]]


@pytest.mark.parametrize("sizes", SIZES)
def test_every_path_is_there_once_and_hangs_together(sizes):
    for k, size in enumerate(sizes[:-1]):
        for j in range(1, size + 1):
            found = paths(sizes, k, j)
            assert len(found) == len(set(map(tuple, found))) == prod(sizes[k + 1 :])
            for path in found:
                layers, ends, starts = zip(*path, strict=True)
                assert list(layers) == list(range(k + 1, len(sizes)))
                assert starts == (j, *ends[:-1])
                assert all(
                    1 <= end <= sizes[layer] for layer, end in zip(layers, ends, strict=True)
                )


@pytest.mark.parametrize("sizes", SIZES[1:])
def test_the_sum_over_all_paths_is_the_derivative(sizes):
    net = Network(sizes, g="tanh", seed=2)
    x, y = np.linspace(-1, 1, sizes[0])[None], np.full((1, sizes[-1]), 0.3)
    state, truth = net.forward(x), node_gradient(net, x, y)
    for k in range(1, len(sizes) - 1):
        for j in range(1, sizes[k] + 1):
            terms = [
                slope_along(net, state, path, top=truth[len(sizes) - 1][0, path[-1][1] - 1])
                for path in paths(sizes, k, j)
            ]
            assert sum(terms) == pytest.approx(truth[k][0, j - 1], rel=1e-11)


@pytest.mark.parametrize(("k", "j"), [(2, 1), (3, 1), (0, 5), (1, 3), (1, 0), (-1, 1), (0.5, 1)])
def test_a_node_without_paths_is_refused(k, j):
    with pytest.raises(ValueError):
        paths([4, 2, 1], k, j)
