"""Widgets: a picture of `nnlib.plots` under sliders and buttons, in one line from any notebook.

Without a kernel (on GitHub, in print, in HTML) the still picture stands in the widget's place.
"""

from .activation import ExploreActivation as explore_activation
from .guessing import fill_in, predict
from .leaf import LeafThrough as leaf_through
from .overfitting import ExploreOverfitting as explore_overfitting
from .regions import ExploreRegions as explore_regions
from .training import Train as train
from .valley import Valley as valley
from .weights import ExploreWeights as explore_weights

__all__ = [
    "explore_activation",
    "explore_overfitting",
    "explore_regions",
    "explore_weights",
    "fill_in",
    "invent_activation",
    "leaf_through",
    "microscope",
    "predict",
    "train",
    "valley",
]


def microscope(net, X, y, loss="squared"):
    """A `nnlib.widgets.backpropagation.BackpropagationMicroscope`: the way of one sample through
    a network and back, step by step.

    >>> import nnlib
    >>> microscope(nnlib.student_network(), *nnlib.student_sample()).picture.alt[:62]
    'Backward, layer 2: 3.1, ∂Loss/∂z = ∂Loss/∂g(z) · ∂g(z)/∂z = (−'
    """
    from .backpropagation import BackpropagationMicroscope  # needs sympy, which the others do not

    return BackpropagationMicroscope(net, X, y, loss)


def invent_activation(formula="z / (1 + exp(-z))", seed=1):
    """A `nnlib.widgets.invent.InventActivation`: type an activation, see its slope and train.

    >>> invent_activation("sin(z)").picture.alt[:36]
    'g(z) = sin(z): at z = 1, g is 0.841 '
    """
    from .invent import InventActivation  # needs sympy, which the others do not

    return InventActivation(formula, seed)
