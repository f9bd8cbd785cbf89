"""What a gradient costs, measured here and now: by backpropagation, and weight by weight.

A difference quotient runs forward twice for every weight, so its cost grows with the square of
the number of weights; that of backpropagation grows with the number itself (lesson 03.6).
"""

import time
from typing import NamedTuple

import numpy as np

from .network import Network

WIDTHS = (64, 128, 256, 512)
_SAMPLES, _REPEATS, _NUDGED = 64, 5, 2
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


def measure_growth(widths=WIDTHS):
    """Time gradients of networks [m, m, m, 1] for each width m: a `Growth`. Takes a second.

    >>> growth = measure_growth(widths=[8, 16])
    >>> growth.weights.tolist()
    [136, 528]
    """
    rows = [_row(width) for width in widths]
    return Growth(*(np.array(column) for column in zip(*rows, strict=True)))


def _row(width):
    net = Network([width, width, width, 1], "tanh")
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(_SAMPLES, width)), rng.normal(size=_SAMPLES)
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
