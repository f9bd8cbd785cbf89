"""Small data sets, made here from a seed: nothing is downloaded, nothing is real.

Each function returns X (n, features) and y (n,). `labels=(0, 1)` suits the squared and the log
loss; give `labels=(-1, 1)` for the hinge loss. `three_clouds` has class numbers, for cross-entropy.
"""

import numpy as np

from . import inputs


def xor(n=80, *, noise=0.15, seed=0, labels=(0, 1)):
    """Four clouds round (±0.7, ±0.7): second label where the two signs differ.

    >>> X, y = xor(8, noise=0.0)
    >>> bool(((X[:, 0] * X[:, 1] < 0) == (y == 1)).all())
    True
    """
    corner = np.arange(inputs.count(n, "n")) % 4
    center = 0.7 * np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]])[corner]
    return _jitter(center, noise, inputs.count(seed, "seed", 0)), two_labels(corner >= 2, labels)


def two_moons(n=100, *, noise=0.1, seed=0, labels=(0, 1)):
    """Two half circles that reach into each other, centered near the origin.

    >>> two_moons(10)[0].shape
    (10, 2)
    """
    second = np.arange(inputs.count(n, "n")) % 2 == 1
    angle = np.pi * np.random.default_rng(inputs.count(seed, "seed", 0)).random(n)
    sign = np.where(second, -1.0, 1.0)
    moon = np.stack([sign * np.cos(angle), sign * np.sin(angle)], axis=1)
    shift = np.where(second[:, None], [0.5, 0.25], [-0.5, -0.25])
    return _jitter(moon + shift, noise, seed + 1), two_labels(second, labels)


def circles(n=100, *, noise=0.08, seed=0, labels=(0, 1)):
    """A ring of radius 1 (first label) round a disk's rim of radius 0.4 (second label).

    >>> X, y = circles(10, noise=0.0)
    >>> np.hypot(*X[y == 1].T).round(6)
    array([0.4, 0.4, 0.4, 0.4, 0.4])
    """
    inner = np.arange(inputs.count(n, "n")) % 2 == 1
    angle = 2 * np.pi * np.random.default_rng(inputs.count(seed, "seed", 0)).random(n)
    radius = np.where(inner, 0.4, 1.0)
    ring = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _jitter(ring, noise, seed + 1), two_labels(inner, labels)


def spirals(n=200, *, noise=0.03, turns=1.5, seed=0, labels=(0, 1)):
    """Two spiral arms, one the other turned by half a circle.

    >>> spirals(10)[1]
    array([0., 1., 0., 1., 0., 1., 0., 1., 0., 1.])
    """
    second = np.arange(inputs.count(n, "n")) % 2 == 1
    along = np.sqrt(np.random.default_rng(inputs.count(seed, "seed", 0)).random(n))
    angle = 2 * np.pi * inputs.scalar(turns, "turns") * along + np.pi * second
    arm = along[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _jitter(arm, noise, seed + 1), two_labels(second, labels)


def three_clouds(n=90, *, noise=0.3, seed=0):
    """Three clouds round the corners of a triangle, with their class numbers 0, 1 and 2.

    >>> X, y = three_clouds(6, noise=0.0)
    >>> y, X[:3].round(2)
    (array([0, 1, 2, 0, 1, 2]), array([[ 0.  ,  0.8 ],
           [-0.69, -0.4 ],
           [ 0.69, -0.4 ]]))
    """
    y = np.arange(inputs.count(n, "n")) % 3
    angle = np.pi / 2 + 2 * np.pi * y / 3
    center = 0.8 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _jitter(center, noise, inputs.count(seed, "seed", 0)), y


def _jitter(X, noise, seed):
    noise = inputs.scalar(noise, "noise")
    return X + noise * np.random.default_rng(seed).normal(size=X.shape)


def two_labels(second, labels):
    """One of the two `labels` for each entry of `second`: the second one where it is true."""
    pair = inputs.numbers(labels, "labels")
    if pair.shape != (2,):
        raise ValueError(f"labels must be two numbers, such as (0, 1) or (-1, 1), not {labels!r}.")
    return np.where(second, pair[1], pair[0])
