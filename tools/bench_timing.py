"""How the benchmark takes times: in turn, one thread, CPU time, medians."""

import time
from typing import NamedTuple

import numpy as np


class Row(NamedTuple):
    """One line of the table: `measured` must not be above `bar` (`least`: not below).

    A row without a bar is there to compare with. `unit` follows both numbers.
    """

    work: str
    measured: float
    bar: float | None = None
    unit: str = "×"
    least: bool = False

    @property
    def met(self):
        if self.bar is None:
            return None
        return self.measured >= self.bar if self.least else self.measured <= self.bar


class Times:
    """Seconds per step, for each name one number a round."""

    def __init__(self, seconds):
        self.seconds = seconds

    def median(self, name):
        return float(np.median(self.seconds[name]))

    def ratio(self, name, other):
        """The median over the rounds of time / other's time in the same round."""
        return float(np.median(self.seconds[name] / self.seconds[other]))


def in_turn(runs, rounds=15, seconds=0.05):
    """`Times` of {name: run}, where run(steps) does so many steps.

    Each round runs all in turn, so that what else the machine does hits all alike. CPU time of
    the whole process: it counts hidden threads, and does not count other processes.
    """
    steps = {name: _enough_steps(run, seconds) for name, run in runs.items()}
    taken = {name: np.empty(rounds) for name in runs}
    for m in range(rounds):
        for name, run in runs.items():
            taken[name][m] = _seconds(run, steps[name]) / steps[name]
    return Times(taken)


def _seconds(run, steps):
    start = time.process_time()
    run(steps)
    return time.process_time() - start


def _enough_steps(run, seconds):
    steps = 1
    run(1)  # what is done only once is done now
    while (taken := _seconds(run, steps)) < seconds:
        steps = max(2 * steps, int(steps * seconds / max(taken, 1e-4)))
    return steps


def slope(x, y):
    """The slope of the straight line through the points on logarithmic axes.

    >>> slope([1, 10, 100], [3, 300, 30000])
    2.0
    """
    return round(float(np.polyfit(np.log(x), np.log(y), 1)[0]), 10)
