"""The mathematics of neural networks in numpy, under the names that it has on paper.

The core is numpy only, and its heart is one page: `nnlib.backpropagation`. The rooms
`nnlib.symbolic`, `nnlib.plots`, `nnlib.widgets` and `nnlib.feedback` load what they need when they
are entered.
"""

from . import datasets
from .activations import ACTIVATIONS, Activation
from .checking import gradient_check
from .losses import LOSSES, Loss
from .network import Gradients, Network, State
from .props.student import student_network, student_sample
from .training import Diverged, History, sgd

__all__ = [
    "ACTIVATIONS",
    "LOSSES",
    "Activation",
    "Diverged",
    "Gradients",
    "History",
    "Loss",
    "Network",
    "State",
    "datasets",
    "gradient_check",
    "sgd",
    "student_network",
    "student_sample",
]
