"""A slider through pictures: what a function draws for one value, and for the next."""

from nnlib.plots.style import number

from .controls import choice_slider
from .shell import Shell


class LeafThrough(Shell):
    """A slider named `name` over `values`; `draw(value)` gives a `Picture` and the line under it.

    The line may hold HTML. Only the value where the slider stands is drawn; `start` (the first
    value if None) is drawn at once and stays where there is no kernel. `slider.value` is the value
    that is shown. Raises ValueError for no values, or a start that is none of them.

    >>> from nnlib.plots import activation
    >>> LeafThrough(lambda name: (activation(name), ""), ["tanh", "relu"], "g").picture.alt[:15]
    'Activation tanh'
    """

    def __init__(self, draw, values, name, *, start=None):
        super().__init__()
        values = list(values)
        if not values:
            raise ValueError("there is nothing to leaf through. Give one value or more.")
        start = values[0] if start is None else start
        if start not in values:
            raise ValueError(
                f"start is {start!r}, but the values are {values!r}. Give one of them."
            )
        options = [(_label(value), value) for value in values]
        self.slider = choice_slider(name, options, name, "min(100%, 560px)", value=start)
        self._draw = draw
        self.answer(self.slider, lambda _: self.draw())
        self.box.children = [self.slider, self.image]
        self.draw()

    def draw(self):
        self.show(*self._draw(self.slider.value))

    def on_scale(self, scale):
        """What others draw comes in its own size."""

    def fail(self, error):
        """As for every widget; the line under the picture, which belonged to it, goes too."""
        self.image.status = ""
        super().fail(error)


def _label(value):
    return number(value, 3) if isinstance(value, (int, float)) else str(value)
