"""Mini-batches: the gradient of each sample, and the means over some of them."""

from itertools import combinations

import numpy as np

from .. import inputs


def sample_gradients(net, X, y, loss="squared"):
    """The gradient of each sample's own loss: a row (number of weights,) for each sample.

    The weights stand layer after layer, row after row; with biases, theirs first in each row.
    The mean of the rows is the gradient of J. Errors as for `Network.backward`.

    >>> from nnlib import Network
    >>> sample_gradients(Network([1, 1], "identity", biases=True), [[3.0], [4.0]], [0.0, 0.0]).shape
    (2, 2)
    """
    state = net.forward(X)
    slopes = net.backward(state, y, loss).z
    rows = [
        (slopes[k][:, :, None] * state.h[k - 1][:, None, :]).reshape(len(slopes[k]), -1)
        for k in range(1, net.L + 2)
    ]
    return np.concatenate(rows, axis=1)


def all_batches(rows, size):
    """The mean over each batch of `size` different rows: a row for every batch that there is.

    >>> all_batches(np.array([[0.0], [2.0], [6.0]]), 2)
    array([[1.],
           [3.],
           [4.]])
    """
    rows = np.asarray(rows)
    batches = combinations(range(len(rows)), _fitting(size, len(rows)))
    return np.array([rows[list(batch)].mean(axis=0) for batch in batches])


def some_batches(rows, size, count, *, seed=0):
    """The mean over each of `count` batches of `size` different rows, drawn at random.

    >>> some_batches(np.array([[0.0], [2.0], [6.0]]), 3, 2).round(4)
    array([[2.6667],
           [2.6667]])
    """
    rows, rng = np.asarray(rows), np.random.default_rng(inputs.count(seed, "seed", least=0))
    size, count = _fitting(size, len(rows)), inputs.count(count, "count")
    drawn = [rng.choice(len(rows), size, replace=False) for _ in range(count)]
    return np.array([rows[batch].mean(axis=0) for batch in drawn])


def scatter(means, center):
    """The mean square distance of the rows `means` from `center`.

    >>> scatter(np.array([[3.0, 4.0], [0.0, 0.0]]), np.zeros(2))
    12.5
    """
    return float(((means - center) ** 2).sum(axis=1).mean())


def _fitting(size, n):
    if inputs.count(size, "size") > n:
        raise ValueError(
            f"a batch of {size} out of {n} samples: each is taken once at most. Give {n} or fewer."
        )
    return size
