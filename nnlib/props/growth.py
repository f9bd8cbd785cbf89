"""What a gradient costs, measured here and now: by backpropagation, and weight by weight.

A difference quotient runs forward twice for every weight, so its cost grows with the square of
the number of weights; that of backpropagation grows with the number itself (lesson 03.6).
"""

import time
from typing import NamedTuple

import numpy as np

from ..network import Network

# So narrow that a matrix product is never shared among threads: their number would tilt the line.
DEEPER = tuple((*[32] * depth, 1) for depth in (5, 10, 20, 40, 80))
_SAMPLES, _REPEATS, _NUDGED = 64, 15, 2
# CPU time of this thread: other programs do not count. Windows has it in steps of 16 ms only.
_fine = time.get_clock_info("thread_time").resolution < 1e-5
_clock = time.thread_time if _fine else time.perf_counter


class Growth(NamedTuple):
    """Seconds for one gradient against the number of weights: arrays of equal length.

    `differences` is what two forward passes for each weight take; a few weights are nudged and
    timed, the time is taken for all. `slope(seconds)` is the slope on logarithmic axes.
    """

    weights: np.ndarray
    backpropagation: np.ndarray
    differences: np.ndarray

    def slope(self, seconds):
        return float(np.polyfit(np.log(self.weights), np.log(seconds), 1)[0])


def measure_growth(networks=DEEPER):
    """Time gradients of networks of these sizes, each with one output node: a `Growth`.

    The default takes half a second: more and more layers of 32 nodes.

    >>> growth = measure_growth([(8, 8, 8, 1), (16, 16, 16, 1)])
    >>> growth.weights.tolist()
    [136, 528]
    """
    rows = [_row(sizes) for sizes in networks]
    return Growth(*(np.array(column) for column in zip(*rows, strict=True)))


def _row(sizes):
    net = Network(sizes, "tanh")
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(_SAMPLES, sizes[0])), rng.normal(size=_SAMPLES)
    weights = sum(W.size for W in net.W)

    def differences():
        for i in range(_NUDGED):
            w = net.W[1][i, 0]
            J = []
            for nudged in (w + 1e-6, w - 1e-6):
                net.W[1][i, 0] = nudged
                J.append(net.loss(X, y))
            net.W[1][i, 0] = w

    gradient = _seconds(lambda: net.backward(net.forward(X), y))
    return weights, gradient, _seconds(differences) / _NUDGED * weights


def _seconds(work):
    """The least CPU time of several: whatever else the machine does only adds to it."""
    taken = []
    for _ in range(_REPEATS):
        start = _clock()
        work()
        taken.append(_clock() - start)
    return min(taken)


# measure_growth() on 2026-11-23: a server's x86-64 processor, Python 3.11, numpy 2.4, OpenBLAS.
MEASURED = Growth(
    weights=np.array([4128, 9248, 19488, 39968, 80928]),
    backpropagation=np.array([0.000148, 0.000299, 0.000603, 0.00121, 0.00359]),
    differences=np.array([0.523, 2.18, 8.83, 35.5, 143.0]),
)
