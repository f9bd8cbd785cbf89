"""One slider per weight of a network, in columns: one column per node that weights lead to."""

import math

import ipywidgets
from ipywidgets import Layout

from nnlib.plots.layout import edge_keys
from nnlib.plots.words import plain_name

_STEP_DECIMALS = 1  # sliders go in steps of 0.1
_REACH = 6.0


class WeightSliders:
    """Sliders for the weights of `net`, in `sliders` by (k, i, j) and in `columns` by node.

    `moved(k, i, j, value)` is called when the reader moves the one of W^(k)_ij; `sync(net)` sets
    all of them without a call. A slider stands at its weight rounded to the slider's step. Only
    a value at another step is a move; a move back to the step of the last `sync` restores that
    weight to its last digit.
    """

    def __init__(self, net, moved):
        self._moved = moved
        self.sliders = {key: self._slider(key) for key in edge_keys(net)}
        self.sync(net)
        nodes = [(k, i) for k in range(1, net.L + 2) for i in range(1, net.sizes[k] + 1)]
        self.columns = [self._column(k, i) for k, i in nodes]

    def _slider(self, key):
        k, i, j = key
        source = "the constant node 1" if j == 0 else plain_name(k - 1, j)
        slider = ipywidgets.FloatSlider(
            min=-_REACH,
            max=_REACH,
            step=10**-_STEP_DECIMALS,
            description=f"$W^{{({k})}}_{{{i}{j}}}$",
            tooltip=f"weight W^({k})_{i}{j}, from {source} to {plain_name(k, i)}",
            readout_format=f"+.{_STEP_DECIMALS}f",
            layout=Layout(width="224px", height="28px"),
            style={"description_width": "50px"},
        )
        slider.observe(lambda change: self._answer(key, _stepped(change["new"])), "value")
        return slider

    def _answer(self, key, value):
        if value != _stepped(self._net.weight(*key)):
            exact = self._synced[key]
            self._moved(*key, exact if _stepped(exact) == value else value)

    def _column(self, k, i):
        last = k == self._net.L + 1 and self._net.sizes[-1] == 1
        target = "the output" if last else f"<i>h</i><sub>{i}</sub><sup>({k})</sup>"
        mine = [slider for key, slider in self.sliders.items() if key[:2] == (k, i)]
        title = ipywidgets.HTML(f"<b>into {target}</b>", layout=Layout(height="28px"))
        return ipywidgets.VBox([title, *mine])

    def sync(self, net):
        """Set every slider to its weight in `net`, with room beyond the usual range."""
        self._net = net
        self._synced = {key: net.weight(*key) for key in self.sliders}
        for key, slider in self.sliders.items():
            _place(slider, _stepped(self._synced[key]))


def _stepped(value):
    return round(value, _STEP_DECIMALS)


def _place(slider, value):
    """Set value and range in the order in which the value is never outside the range."""
    reach = _REACH if abs(value) <= _REACH else 2.0 * math.ceil(abs(value))
    if reach > slider.max:
        slider.min, slider.max = -reach, reach
    slider.value = value
    slider.min, slider.max = -reach, reach
