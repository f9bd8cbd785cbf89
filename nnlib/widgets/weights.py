"""Widget 1: move a weight, see the boundary."""

import ipywidgets as W

from nnlib import ACTIVATIONS, Diverged, Network, datasets, sgd
from nnlib.plots import NetworkAndBoundary
from nnlib.plots.style import number

from .shell import Shell, button, close, dropdown, guarded, row
from .sliders import WeightSliders

_MADE = {
    "XOR": datasets.xor,
    "two moons": datasets.two_moons,
    "circles": datasets.circles,
    "spirals": datasets.spirals,
}


def explore_weights(net, data, loss="squared"):
    """A slider for every weight of a 2-…-1 network, its diagram, and its boundary on `data`.

    `data` is (X, y) with X (n, 2) and y (n,); `loss` names the loss that is shown and stepped
    down. `net` itself stays as it is: the widget works on its own copy, its `net`. Raises
    ValueError for a network, data or loss that do not fit each other.

    >>> from nnlib import Network, datasets
    >>> explore_weights(Network([2, 3, 1], biases=True), datasets.xor()).picture.alt[:26]
    'Network 2-3-1 with biases:'
    """
    return ExploreWeights(net, data, loss)


class ExploreWeights(Shell):
    """The widget; `net` is its network as the sliders have it now."""

    def __init__(self, net, data, loss):
        super().__init__()
        X, y = data
        self.loss, self._given = loss, net.copy()
        self.net = net.copy()
        net.loss(X, y, loss)  # refuses what does not fit before anything is drawn
        self._scene = NetworkAndBoundary(net, X, y)
        labels = self._scene.map.samples.labels
        self.data = {"given": (X, y), **{name: make(labels=labels) for name, make in _MADE.items()}}
        self._make_controls()
        self._slider_box = W.GridBox(
            layout=W.Layout(grid_template_columns="repeat(auto-fill, 228px)", width="100%")
        )
        self._new_sliders()
        self.box.children = [*self._rows, self._image, self._message, self._slider_box]
        self._draw()

    def _make_controls(self):
        names, net = list(ACTIVATIONS), self._given
        self.choices = {
            "data": dropdown("data", list(self.data), "given", "the data on the map", "150px")
        }
        if net.L:
            tip = "activation g of the hidden nodes"
            self.choices["g"] = dropdown("hidden g", names, net.g[1].name, tip, "165px")
        tip = "activation g of the output node"
        self.choices["out"] = dropdown("output g", names, net.g[net.L + 1].name, tip, "165px")
        for k in range(1, net.L + 1):
            counts = list(range(1, max(6, net.sizes[k]) + 1))
            tip = f"number of hidden nodes in layer {k}"
            self.choices[k] = dropdown(
                f"nodes n{chr(0x2080 + k)}", counts, net.sizes[k], tip, "125px"
            )
        for choice in self.choices.values():
            choice.observe(lambda _: self._chosen(), "value")
        self.rate = W.BoundedFloatText(
            value=1.0, min=0.001, max=100.0, step=0.1, description="rate η",
            tooltip="learning rate of a gradient step",
            layout=W.Layout(width="125px"), style={"description_width": "initial"},
        )  # fmt: skip
        buttons = [
            self.rate,
            button("gradient step", "one step against the gradient of J", lambda: self._step(1)),
            button("100 steps", "100 steps against the gradient of J", lambda: self._step(100)),
            button("reset", "back to the weights, g and data of the start", self._reset),
        ]
        self._rows = [row(*self.choices.values()), row(*buttons, self._status)]

    def _new_sliders(self):
        old = self._slider_box.children
        self.sliders = WeightSliders(self.net, self._move)
        self._slider_box.children = self.sliders.columns
        for column in old:
            for part in (*column.children, column):
                close(part)

    @guarded
    def _move(self, k, i, j, value):
        self.net.W[k][i - 1, j - (0 if self.net.biases else 1)] = value
        self._draw()

    @guarded
    def _step(self, steps):
        X, y = self.data[self.choices["data"].value]
        try:
            sgd(self.net, X, y, self.loss, rate=self.rate.value, steps=steps, batch=len(X))
            self._synced()
        except Diverged as error:  # the weights are back at the last finite J
            self._synced()
            self.say(error)

    def _synced(self):
        self.sliders.sync(self.net)
        self._draw()

    @guarded
    def _reset(self):
        given, self._busy = self._given, True
        start = {"data": "given", "g": given.g[1].name, "out": given.g[given.L + 1].name}
        for name, choice in self.choices.items():
            choice.value = start.get(name) or given.sizes[name]
        self._busy = False
        self._become(given.copy())

    _busy = False

    @guarded
    def _chosen(self):
        """Another g, other data or other sizes: weights that still have a place are kept."""
        if self._busy:
            return
        given, value = self._given, {name: c.value for name, c in self.choices.items()}
        sizes = [2, *(value[k] for k in range(1, given.L + 1)), 1]
        g = [value["g"]] * given.L + [value["out"]] if given.L else value["out"]
        net = Network(sizes, g, biases=given.biases)
        for k, W_k in self.net.W.items():
            rows, columns = (min(a, b) for a, b in zip(W_k.shape, net.W[k].shape, strict=True))
            net.W[k][:rows, :columns] = W_k[:rows, :columns]
        self._become(net)

    def _become(self, net):
        same = net.sizes == self.net.sizes
        self.net = net
        if same:
            self.sliders.sync(net)
        else:
            self._new_sliders()
        self._scene = NetworkAndBoundary(net, *self.data[self.choices["data"].value])
        self._draw()

    def _draw(self):
        picture = self._scene.picture(self.net)
        X, y = self.data[self.choices["data"].value]
        right = f"<b>{self._scene.map.correct()} of {len(X)} right</b>"
        try:
            J = f"<b>J = {number(self.net.loss(X, y, self.loss), 4)}</b> ({self.loss} loss)"
            self.show(picture, f"{J} &nbsp; · &nbsp; {right}")
        except ValueError as error:  # this g has no such loss; the picture is right all the same
            self.show(picture, right)
            self.say(error)
