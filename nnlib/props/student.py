"""The running example: one student, one small network, the same numbers in every lesson."""

import numpy as np

from ..network import Network


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
