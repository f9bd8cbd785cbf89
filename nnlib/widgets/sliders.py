"""One slider per weight of a network, in columns: one column per node that weights lead to."""

import math

import ipywidgets as W

from nnlib.plots.layout import edge_keys
from nnlib.plots.words import plain_name

_STEP_DECIMALS = 1  # sliders go in steps of 0.1
_REACH = 6.0


class WeightSliders:
    """Sliders for the weights of `net`. `moved(k, i, j, value)` is called when the reader moves
    the one of W^(k)_ij; `sync(net)` sets all of them without a call.

    A slider stands at its weight rounded to the slider's step, because JupyterLab would round
    it anyway, send the rounded value back and so change the weight. Only a value at another
    step than before is a move; a move back to the step of the last `sync` restores that weight
    to its last digit.
    """

    def __init__(self, net, moved):
        self._first = 0 if net.biases else 1
        self._moved, self._syncing, self._synced = moved, False, {}
        self.sliders = {key: self._slider(key) for key in edge_keys(net.sizes, net.biases)}
        self.sync(net)
        self.columns = [
            self._column(net, k, i) for k in range(1, net.L + 2) for i in range(1, net.sizes[k] + 1)
        ]

    def _slider(self, key):
        k, i, j = key
        source = "the constant node 1" if j == 0 else plain_name(k - 1, j)
        slider = W.FloatSlider(
            min=-_REACH,
            max=_REACH,
            step=10**-_STEP_DECIMALS,
            description=f"$W^{{({k})}}_{{{i}{j}}}$",
            tooltip=f"weight W^({k})_{i}{j}, from {source} to {plain_name(k, i)}",
            readout_format=f"+.{_STEP_DECIMALS}f",
            layout=W.Layout(width="224px", height="28px"),
            style={"description_width": "50px"},
        )
        slider.observe(lambda change: self._answer(key, change["old"], change["new"]), "value")
        return slider

    def _answer(self, key, old, new):
        if not self._syncing and _stepped(old) != _stepped(new):
            exact = self._synced[key]
            self._moved(*key, exact if _stepped(exact) == _stepped(new) else _stepped(new))

    def _column(self, net, k, i):
        last = k == net.L + 1 and net.sizes[-1] == 1
        target = "the output" if last else f"<i>h</i><sub>{i}</sub><sup>({k})</sup>"
        mine = [slider for key, slider in self.sliders.items() if key[:2] == (k, i)]
        title = W.HTML(f"<b>into {target}</b>", layout=W.Layout(height="28px"))
        return W.VBox([title, *mine])

    def sync(self, net):
        """Set every slider to its weight, with room for weights beyond the usual range."""
        self._syncing = True
        try:
            for (k, i, j), slider in self.sliders.items():
                weight = float(net.W[k][i - 1, j - self._first])
                self._synced[k, i, j] = weight
                _place(slider, _stepped(weight))
        finally:
            self._syncing = False


def _stepped(value):
    return round(value, _STEP_DECIMALS)


def _place(slider, value):
    """Set value and range in the order in which the value is never outside the range."""
    reach = _REACH if abs(value) <= _REACH else 2.0 * math.ceil(abs(value))
    if reach > slider.max:
        slider.min, slider.max = -reach, reach
    slider.value = value
    slider.min, slider.max = -reach, reach
