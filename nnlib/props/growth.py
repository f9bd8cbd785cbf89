"""What a gradient costs, measured here and now: by backpropagation, and weight by weight.

A difference quotient runs forward twice for every weight, so its cost grows with the square of
the number of weights; that of backpropagation grows with the number itself (lesson 03.6).
"""

import time
from typing import NamedTuple

import numpy as np

from ..backpropagation import backward, forward
from ..losses import LOSSES, loss_at_z
from ..network import Network

# So narrow that a matrix product is never shared among threads: their number would tilt the line.
# So deep that what a pass costs beside its layers hardly counts.
DEEPER = tuple((*[8] * depth, 1) for depth in (9, 17, 33, 65, 129, 257))
_SAMPLES, _REPEATS = 16, 15
# CPU time of this thread: other programs do not count. Windows has it in steps of 16 ms only, and
# Python in the browser not at all.
_fine = hasattr(time, "thread_time") and time.get_clock_info("thread_time").resolution < 1e-5
_clock = time.thread_time if _fine else time.perf_counter


class Growth(NamedTuple):
    """Seconds for one whole gradient, forward pass included, against the number of weights.

    `weights` and `backpropagation` are arrays of equal length. `differences` may be shorter: it
    belongs to the first of the networks, the smaller ones, where every weight was nudged and
    timed. `slope(seconds)` is the slope of either on logarithmic axes.
    """

    weights: np.ndarray
    backpropagation: np.ndarray
    differences: np.ndarray

    def slope(self, seconds):
        weights = self.weights[: len(seconds)]
        return float(np.polyfit(np.log(weights), np.log(seconds), 1)[0])


def measure_growth(networks=DEEPER, nudged=3):
    """Time gradients of networks of these sizes, each with one output node: a `Growth`.

    Difference quotients run for the first `nudged` networks only. The default, more and more
    layers of 8 nodes, takes about a second; `nudged=4` takes under ten.

    >>> growth = measure_growth([(8, 8, 1), (8, 8, 8, 1), (16, 16, 16, 1)], nudged=2)
    >>> growth.weights.tolist(), len(growth.differences)
    ([72, 136, 528], 2)
    """
    rows = [_row(sizes, nudge=number < nudged) for number, sizes in enumerate(networks)]
    weights, gradient, differences = zip(*rows, strict=True)
    return Growth(np.array(weights), np.array(gradient), np.array(differences[:nudged]))


def _row(sizes, nudge):
    net = Network(sizes, "tanh")
    W, g = dict(net.W.items()), dict(net.g.items())
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(_SAMPLES, sizes[0])), rng.normal(size=(_SAMPLES, 1))
    squared = LOSSES["squared"]

    def J():
        z, _ = forward(W, g, X)
        return loss_at_z(squared, g[len(W)], z[len(W)], y).mean()

    gradient = _seconds(lambda: backward(W, g, squared, *forward(W, g, X), y), _REPEATS)
    differences = _seconds(lambda: nudge_each(W, J), 1) if nudge else None
    return sum(W_k.size for W_k in W.values()), gradient, differences


def nudge_each(W, J):
    """∂J/∂W by two forward passes for every weight, which then is what it was.

    >>> W = {1: np.array([[3.0, 4.0]])}
    >>> nudge_each(W, lambda: 0.5 * (W[1] ** 2).sum())[1].round(6)
    array([[3., 4.]])
    """
    dW = {k: np.empty_like(W_k) for k, W_k in W.items()}
    for k, W_k in W.items():
        for place in np.ndindex(W_k.shape):
            weight = W_k[place]
            W_k[place] = weight + 1e-6
            above = J()
            W_k[place] = weight - 1e-6
            dW[k][place] = (above - J()) / 2e-6
            W_k[place] = weight
    return dW


def _seconds(work, repeats):
    """The least CPU time of several: whatever else the machine does only adds to it."""
    taken = []
    for _ in range(repeats):
        start = _clock()
        work()
        taken.append(_clock() - start)
    return min(taken)


# measure_growth(nudged=4) on 2026-11-24: an x86-64 processor, Python 3.11, numpy 2.4, OpenBLAS.
MEASURED = Growth(
    weights=np.array([520, 1032, 2056, 4104, 8200, 16392]),
    backpropagation=np.array([0.00013, 0.000243, 0.000487, 0.000966, 0.00204, 0.00421]),
    differences=np.array([0.0559, 0.194, 0.731, 2.82]),
)
