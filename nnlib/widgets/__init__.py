"""Widgets: a picture of `nnlib.plots` under sliders and buttons, in one line from any notebook.

Without a kernel (on GitHub, in print, in HTML) the still picture stands in the widget's place.
"""

from .leaf import leaf_through
from .weights import explore_weights

__all__ = ["explore_weights", "leaf_through"]
