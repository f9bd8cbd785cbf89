"""Small data sets, made here from a seed: nothing is downloaded, nothing is real.

Each function returns X (n, features) and y (n,). `labels=(0, 1)` suits the squared and the log
loss; give `labels=(-1, 1)` for the hinge loss.
"""

import numpy as np

from . import inputs

STUDENT_FEATURES = ("GPA", "IQ", "BMI", "sleep")
STUDENT_UNITS = ("points", "points", "kg/m²", "hours")
_STUDENT_MEAN = np.array([3.1, 100.0, 23.0, 7.0])
_STUDENT_SPREAD = np.array([0.4, 15.0, 4.0, 1.0])


def student(n=200, *, seed=0, labels=(0, 1), qualities=False):
    """The students of section 1: GPA, IQ, BMI (kg/m²) and sleep (h), and whether they got an A.

    Two hidden qualities are drawn for each student, intelligence and health. The first shows in
    GPA and IQ, the second in BMI and sleep, both with noise; an A needs both above -0.4. With
    `qualities=True` they are returned as a third array (n, 2). Source: ledger `student`.

    >>> X, y = student(5)
    >>> X.shape, y.shape
    ((5, 4), (5,))
    """
    rng = np.random.default_rng(_seed(seed))
    quality = rng.normal(size=(inputs.count(n, "n"), 2))
    shown = quality @ np.array([[0.85, 0.85, 0.0, 0.0], [0.0, 0.0, -0.85, 0.85]])
    noise = np.sqrt(1 - 0.85**2) * rng.normal(size=shown.shape)
    X = _STUDENT_MEAN + _STUDENT_SPREAD * (shown + noise)
    X[:, 0] = np.clip(X[:, 0], 0.0, 4.3)
    y = _label((quality > -0.4).all(axis=1), labels)
    return (X, y, quality) if qualities else (X, y)


def standardize_students(X):
    """Real units (n, 4) to plain numbers: (GPA - 3.1)/0.4, (IQ - 100)/15, (BMI - 23)/4, sleep - 7.

    >>> standardize_students([[3.7, 115, 21, 8]]).round(6)
    array([[ 1.5,  1. , -0.5,  1. ]])
    """
    return (inputs.samples(X, 4) - _STUDENT_MEAN) / _STUDENT_SPREAD


def xor(n=80, *, noise=0.15, seed=0, labels=(0, 1)):
    """Four clouds round (±0.7, ±0.7): second label where the two signs differ.

    >>> X, y = xor(8, noise=0.0)
    >>> bool(((X[:, 0] * X[:, 1] < 0) == (y == 1)).all())
    True
    """
    corner = np.arange(inputs.count(n, "n")) % 4
    center = 0.7 * np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]])[corner]
    return _jitter(center, noise, _seed(seed)), _label(corner >= 2, labels)


def two_moons(n=100, *, noise=0.1, seed=0, labels=(0, 1)):
    """Two half circles that reach into each other, centered near the origin.

    >>> two_moons(10)[0].shape
    (10, 2)
    """
    second = np.arange(inputs.count(n, "n")) % 2 == 1
    angle = np.pi * np.random.default_rng(_seed(seed)).random(n)
    sign = np.where(second, -1.0, 1.0)
    moon = np.stack([sign * np.cos(angle), sign * np.sin(angle)], axis=1)
    shift = np.where(second[:, None], [0.5, 0.25], [-0.5, -0.25])
    return _jitter(moon + shift, noise, seed + 1), _label(second, labels)


def circles(n=100, *, noise=0.08, seed=0, labels=(0, 1)):
    """A ring of radius 1 (first label) round a disk's rim of radius 0.4 (second label).

    >>> X, y = circles(10, noise=0.0)
    >>> np.hypot(*X[y == 1].T).round(6)
    array([0.4, 0.4, 0.4, 0.4, 0.4])
    """
    inner = np.arange(inputs.count(n, "n")) % 2 == 1
    angle = 2 * np.pi * np.random.default_rng(_seed(seed)).random(n)
    radius = np.where(inner, 0.4, 1.0)
    ring = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _jitter(ring, noise, seed + 1), _label(inner, labels)


def spirals(n=200, *, noise=0.03, turns=1.5, seed=0, labels=(0, 1)):
    """Two spiral arms, one the other turned by half a circle.

    >>> spirals(10)[1]
    array([0., 1., 0., 1., 0., 1., 0., 1., 0., 1.])
    """
    second = np.arange(inputs.count(n, "n")) % 2 == 1
    along = np.sqrt(np.random.default_rng(_seed(seed)).random(n))
    angle = 2 * np.pi * inputs.scalar(turns, "turns") * along + np.pi * second
    arm = along[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _jitter(arm, noise, seed + 1), _label(second, labels)


def _jitter(X, noise, seed):
    noise = inputs.scalar(noise, "noise")
    return X + noise * np.random.default_rng(seed).normal(size=X.shape)


def _seed(seed):
    return inputs.count(seed, "seed", least=0)


def _label(second, labels):
    pair = inputs.numbers(labels, "labels")
    if pair.shape != (2,):
        raise ValueError(f"labels must be two numbers, such as (0, 1) or (-1, 1), not {labels!r}.")
    return np.where(second, pair[1], pair[0])
