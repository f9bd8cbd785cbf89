"""Widgets: a picture of `nnlib.plots` under sliders and buttons, in one line from any notebook.

Without a kernel (on GitHub, in print, in HTML) the still picture stands in the widget's place.
"""

from .activation import ExploreActivation
from .leaf import leaf_through
from .overfitting import ExploreOverfitting
from .training import Train
from .weights import explore_weights

__all__ = [
    "explore_activation",
    "explore_overfitting",
    "explore_weights",
    "leaf_through",
    "microscope",
    "train",
]


def explore_activation(g="sigmoid"):
    """g and g' with a tangent that moves, beside the threshold and a steeper and steeper sigmoid.

    Gray is where the slope has died: below 0.01 next to nothing is passed backward. `g` names the
    activation to begin with; ValueError for an unknown one. Source: ledger `why-g`, `E16`.

    >>> explore_activation().picture.alt[:58]
    'Activation sigmoid at z = 1: g(z) = 0.731, g′(z) = 0.197; '
    """
    return ExploreActivation(g)


def explore_overfitting():
    """Hidden nodes, training points and weight decay λ against training and held-out loss.

    Each setting is a 2-…-1 network trained anew, in 2000 steps, on two noisy moons; a setting
    seen before is kept. Source: ledger `can-learn`, `E17`.

    >>> explore_overfitting().picture.alt[:30]
    'Loss over 2000 training steps:'
    """
    return ExploreOverfitting()


def microscope(net, X, y, loss="squared"):
    """A whole pass of one sample, step by step: each equation, its numbers, and its slope.

    X is (n, n_0) with y (n,), or one sample (n_0,) with its label; `net` has one output node. At
    each step stand the document's equation, the same with every factor's number, and what
    `net.backward` gives; beside it is the loss against that weight or z, with its tangent and the
    secant of a finite difference. Raises ValueError for data or a loss that do not fit. Source:
    ledger `2.1`-`2.3`, `3.1`, `3.2d`, `3.3b`, `3.3c`, `3.4e`, `3.5`.

    >>> import nnlib
    >>> microscope(nnlib.student_network(), *nnlib.student_sample()).picture.alt[:62]
    'Backward, layer 2: 3.1, ∂Loss/∂z = ∂Loss/∂g(z) · ∂g(z)/∂z = (−'
    """
    from .backpropagation import BackpropagationMicroscope  # needs sympy, which the others do not

    return BackpropagationMicroscope(net, X, y, loss)


def train(net, data, loss="squared"):
    """Stochastic gradient descent on a 2-…-1 network, step by step or playing.

    `data` is (X, y) with X (n, 2) and y (n,). J over the steps and the boundary move; rate,
    decay, sign (+ climbs: E13) and batch can be changed on the way, and every weight by hand.
    `net` itself stays as it is: the widget trains its own copy, its `net`. Raises ValueError for
    a network, data or loss that do not fit each other. Source: ledger `3.6b`.

    >>> from nnlib import Network, datasets
    >>> train(Network([2, 3, 1], biases=True), datasets.xor()).picture.alt[:24]
    'J goes from 0.177 at ste'
    """
    return Train(net, data, loss)
