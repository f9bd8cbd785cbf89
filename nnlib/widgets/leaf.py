"""A slider through pictures: what a function draws for one value, and for the next."""

import ipywidgets as W

from nnlib.plots.style import number

from .shell import Shell, guarded


def leaf_through(draw, values, name, *, start=None):
    """A slider named `name` over `values`; `draw(value)` gives a `Picture` and the line under it.

    The line may hold HTML. Only the value where the slider stands is drawn; `start` (the first
    value if None) is drawn at once and stays where there is no kernel. Raises ValueError for no
    values, or a start that is none of them.

    >>> from nnlib.plots import activation
    >>> leaf_through(lambda name: (activation(name), ""), ["tanh", "relu"], "g").picture.alt[:15]
    'Activation tanh'
    """
    return LeafThrough(draw, values, name, start)


class LeafThrough(Shell):
    """The widget; `slider.value` is the value that is shown."""

    def __init__(self, draw, values, name, start):
        super().__init__()
        values = list(values)
        if not values:
            raise ValueError("there is nothing to leaf through. Give one value or more.")
        start = values[0] if start is None else start
        if start not in values:
            raise ValueError(
                f"start is {start!r}, but the values are {values!r}. Give one of them."
            )
        self._make = draw
        self.slider = W.SelectionSlider(
            options=[(_label(value), value) for value in values],
            value=start,
            description=name,
            tooltip=name,
            layout=W.Layout(width="100%", max_width="560px"),
            style={"description_width": "initial"},
        )
        self.slider.observe(lambda _: self._leaf(), "value")
        self.box.children = [self.slider, self._status, self._image, self._message]
        self.show(*draw(start))

    @guarded
    def _leaf(self):
        self.show(*self._make(self.slider.value))

    def fail(self, error):
        """As for every widget; the line under the picture, which belonged to it, goes too."""
        self._status.value = ""
        super().fail(error)


def _label(value):
    return number(value, 3) if isinstance(value, (int, float)) else str(value)
