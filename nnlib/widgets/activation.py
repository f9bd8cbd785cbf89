"""Widget 2: an activation, its slope, and where the slope dies."""

import ipywidgets as W

from nnlib import ACTIVATIONS, inputs
from nnlib.plots.slopes import REACH, Slopes

from .shell import Shell, choice_slider, dropdown, guarded, row

_STEEPNESS = (1, 2, 5, 10, 20, 50, 100)


class ExploreActivation(Shell):
    """The widget: `z`, `g` and `steepness` are its controls."""

    def __init__(self, g="sigmoid"):
        super().__init__()
        inputs.choice(g, ACTIVATIONS, "activation")
        self._scene = Slopes()
        self.z = W.FloatSlider(
            value=1.0, min=-REACH, max=REACH, step=0.1, description="z", readout_format="+.1f",
            tooltip="z, where the tangent touches", layout=W.Layout(width="330px"),
            style={"description_width": "initial"},
        )  # fmt: skip
        self.g = dropdown("g", list(ACTIVATIONS), g, "the activation on the left", "150px")
        self.steepness = choice_slider(
            "steepness", _STEEPNESS, "how steep the sigmoid on the right is", "300px"
        )
        for control in (self.z, self.g, self.steepness):
            control.observe(lambda _: self._draw(), "value")
        self.box.children = [
            row(self.z, self.g, self.steepness), self._image, self._status, self._message,
        ]  # fmt: skip
        self._draw()

    @guarded
    def _draw(self):
        z = round(self.z.value, 1)  # what the readout says, not 0.30000000000000004
        g = ACTIVATIONS[self.g.value]
        picture = self._scene.picture(g.name, z, self.steepness.value)
        self.show(picture, "Gray: the slope is below 0.01, so next to nothing is learned there.")
