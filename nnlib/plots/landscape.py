"""The loss over two weights of a network, as a landscape: J at every place of a grid."""

import numpy as np

from nnlib.losses import LOSSES, loss_at_z

from .plane import in_parts

_ROWS = 60_000  # forward passes for one landscape: about 10 ms for a small network
_FEWEST, _MOST = 17, 43  # places along one side


def loss_over(net, X, y, loss, first, second, a, b):
    """J (len(b), len(a)) of samples X (n, n_0), y (n,): `first` and `second`, keys (k, i, j) of
    two weights W^(k)_ij, have the values a and b; all other weights are those of `net`.

    Raises ValueError where the loss has no value for a prediction. Source: ledger `3.0`.

    >>> from nnlib import Network
    >>> net = Network([2, 1], "identity")
    >>> loss_over(net, [[1.0, 1.0]], [0.0], "squared", (1, 1, 1), (1, 1, 2), [0.0, 2.0], [0.0])
    array([[0., 2.]])
    """
    if first[0] > second[0]:
        return loss_over(net, X, y, loss, second, first, b, a).T
    state, n = net.forward(X), len(np.atleast_2d(X))
    k, last = second[0], net.L + 1
    z = _moved(net, first, a, state.z[first[0]], state.h[first[0] - 1])
    if k > first[0]:
        lower = net.forward_from(first[0], z)
        z, h = lower.z[k], lower.h[k - 1]
    else:
        h = np.tile(state.h[k - 1], (len(a), 1))
    z = _moved(net, second, b, z, h)
    z = np.concatenate([net.forward_from(k, part).z[last] for part in in_parts(z, net)])
    y = np.tile(np.reshape(y, (n, -1)), (len(a) * len(b), 1))
    losses = loss_at_z(LOSSES[loss], net.g[last], z, y)
    return losses.reshape(len(b), len(a), -1).sum(axis=2) / n


def _moved(net, key, values, z, h):
    """z (len(values) · m, n_k) of one weight's layer, when it has each of these values, from
    z (m, n_k) and the h (m, n_{k-1}) below as they are."""
    k, i, j = key
    z = np.tile(z, (len(values), 1, 1))
    moves = np.asarray(values) - net.weight(*key)
    z[..., i - 1] += moves[:, np.newaxis] * h[:, net.column(k - 1, j)]
    return z.reshape(-1, z.shape[2])


class Landscape:
    """J over a square window, |W| ≤ `reach` for both weights, on `fine` × `fine` places.

    `places` (fine,) are their middles, `J` (fine, fine) the heights, row by row from below. They
    run smoothly through a coarser grid, as fine as the number of samples allows: `least`
    and `most` are J there, `lowest` (2,) is the place, across and up, of the least.
    """

    def __init__(self, net, X, y, loss, across, up, reach, fine=153):
        count = int(np.clip(np.sqrt(_ROWS / len(X)), _FEWEST, _MOST))
        step = 2 * reach / (count - 1)
        coarse = -reach + step * np.arange(-1, count + 1)  # one more on each side, to go through
        J = loss_over(net, X, y, loss, across, up, coarse, coarse)
        seen = J[1:-1, 1:-1]
        row, column = np.unravel_index(seen.argmin(), seen.shape)
        self.reach, self.lowest = reach, coarse[[column + 1, row + 1]]
        self.least, self.most = float(seen.min()), float(seen.max())
        self.places = reach * ((np.arange(fine) + 0.5) * 2 / fine - 1)
        through = _cubic((self.places[:, np.newaxis] - coarse) / step)
        # einsum, unlike @, stays in this thread. What is smooth may swing out: J cannot.
        smooth = np.einsum("ri,ic->rc", through, np.einsum("ij,cj->ic", J, through))
        self.J = smooth.clip(self.least, self.most)


def _cubic(distance):
    """The weight of a place at this distance, in steps, for a smooth curve through all places."""
    d = np.abs(distance)
    near, far = 1 + d * d * (1.5 * d - 2.5), 2 + d * (-4 + d * (2.5 - 0.5 * d))
    return np.where(d < 1, near, np.where(d < 2, far, 0.0))
