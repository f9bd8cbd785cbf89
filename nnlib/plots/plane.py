"""The plane of two inputs as a grid of places, and forward passes over many rows."""

import numpy as np

# A larger product (rows × columns) wakes OpenBLAS's other threads, which then spin for 0.1 s: on
# two cores the browser has to wait for them.
_ONE_THREAD = 8_192


class Plane:
    """`count` × `count` places over the window of `samples`, a `LabeledData`.

    `x` and `y` (count,) are the middles of the squares along both inputs, `points` (count², 2) all
    places, row by row from below.
    """

    def __init__(self, samples, count):
        middle = (np.arange(count) + 0.5) / count
        self.count = count
        self.x, self.y = (
            a + (b - a) * middle for a, b in zip(samples.low, samples.high, strict=True)
        )
        self.points = np.stack(np.meshgrid(self.x, self.y), axis=-1).reshape(-1, 2)


def in_parts(rows, net):
    """The rows in parts so small that a forward pass of each by `net` stays in one thread."""
    return np.array_split(rows, -(-len(rows) * (max(net.sizes) + 1) // _ONE_THREAD))
