"""The running example: students, one of them, and one small network: the same in every lesson."""

import numpy as np

from .. import inputs
from ..datasets import two_labels
from ..network import Network

STUDENT_FEATURES = ("GPA", "IQ", "BMI", "sleep")
STUDENT_UNITS = ("points", "points", "kg/m²", "hours")
_STUDENT_MEAN = np.array([3.1, 100.0, 23.0, 7.0])
_STUDENT_SPREAD = np.array([0.4, 15.0, 4.0, 1.0])


def students(n=200, *, seed=0, labels=(0, 1), qualities=False):
    """The students of section 1: GPA, IQ, BMI (kg/m²) and sleep (h), and whether they got an A.

    Two hidden qualities are drawn for each student, intelligence and health. The first shows in
    GPA and IQ, the second in BMI and sleep, both with noise; an A needs both above -0.4. With
    `qualities=True` they are returned as a third array (n, 2). Source: ledger `student`.

    >>> X, y = students(5)
    >>> X.shape, y.shape
    ((5, 4), (5,))
    """
    rng = np.random.default_rng(inputs.count(seed, "seed", least=0))
    quality = rng.normal(size=(inputs.count(n, "n"), 2))
    shown = quality @ np.array([[0.85, 0.85, 0.0, 0.0], [0.0, 0.0, -0.85, 0.85]])
    noise = np.sqrt(1 - 0.85**2) * rng.normal(size=shown.shape)
    X = _STUDENT_MEAN + _STUDENT_SPREAD * (shown + noise)
    X[:, 0] = np.clip(X[:, 0], 0.0, 4.3)
    y = two_labels((quality > -0.4).all(axis=1), labels)
    return (X, y, quality) if qualities else (X, y)


def standardize(X):
    """Real units (n, 4) to plain numbers: (GPA - 3.1)/0.4, (IQ - 100)/15, (BMI - 23)/4, sleep - 7.

    >>> standardize([[3.7, 115, 21, 8]]).round(6)
    array([[ 1.5,  1. , -0.5,  1. ]])
    """
    return (inputs.samples(X, 4) - _STUDENT_MEAN) / _STUDENT_SPREAD


def student_network():
    """The 4-2-1 student network of section 1 with its fixed weights, sigmoid throughout.

    Its inputs are GPA, IQ, BMI and hours of sleep, standardized. Source: ledger `student`.

    >>> student_network().forward(student_sample()[0]).z[1]
    array([[2., 1.]])
    """
    net = Network([4, 2, 1], g="sigmoid")
    net.W[1] = [[0.8, 0.6, -0.2, 0.1], [0.2, -0.2, -0.8, 0.5]]
    net.W[2] = [[0.9, 0.5]]
    return net


def student_sample():
    """One student's standardized x (4,) and label y: GPA 3.7, IQ 115, BMI 21, 8 h of sleep; an A.

    >>> x, y = student_sample()
    >>> x, y
    (array([ 1.5,  1. , -0.5,  1. ]), 1.0)
    """
    return np.array([1.5, 1.0, -0.5, 1.0]), 1.0
