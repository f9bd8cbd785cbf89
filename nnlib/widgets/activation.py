"""Widget 2: an activation, its slope, and where the slope dies."""

from ipywidgets import FloatSlider

from nnlib import ACTIVATIONS, inputs
from nnlib.plots.slopes import REACH, Slopes

from .controls import activation_menu, choice_slider, control, row
from .shell import Shell

_STEEPNESS = (1, 2, 5, 10, 20, 50, 100)


class ExploreActivation(Shell):
    """g and g' with a tangent that moves, beside the threshold and a steeper and steeper sigmoid.

    Gray is where the slope has died: below 0.01 next to nothing is passed backward. `g` is the
    activation to begin with, by its name or itself; ValueError for an unknown one. The controls
    are `z`, `g` and `steepness`. Source: ledger `why-g`, `E16`.

    >>> ExploreActivation().picture.alt[:58]
    'Activation sigmoid at z = 1: g(z) = 0.731, g′(z) = 0.197; '
    """

    def __init__(self, g="sigmoid"):
        super().__init__()
        g = inputs.choice(g, ACTIVATIONS, "activation")
        self.scene = Slopes()
        self.z = control(
            FloatSlider, "z", "z, where the tangent touches", "330px",
            value=1.0, min=-REACH, max=REACH, step=0.1, readout_format="+.1f",
        )  # fmt: skip
        self.g = activation_menu("g", g, "the activation on the left")
        self.steepness = choice_slider(
            "steepness", _STEEPNESS, "how steep the sigmoid on the right is", "300px"
        )
        controls = self.z, self.g, self.steepness
        for each in controls:
            self.answer(each, lambda _: self.draw())
        self.box.children = [row(*controls), self.image]
        self.draw()

    def draw(self):
        z = round(self.z.value, 1)  # what the readout says, not 0.30000000000000004
        picture = self.drawn(self.scene, self.g.value, z, self.steepness.value)
        self.show(picture, "Gray: the slope is below 0.01, so next to nothing is learned there.")
