"""Widget 1: move a weight, see the boundary."""

import numpy as np

from nnlib import Network, datasets
from nnlib.plots import NetworkAndBoundary
from nnlib.plots.style import number
from nnlib.plots.words import plain_name, weight_name

from .controls import activation_menu, dropdown, rate_field, row
from .network import NetworkWidget

_PER_PIXEL = 0.02  # what an edge that is pulled up by a pixel gains
_NUDGE = 0.02  # of the map, by a key
_MADE = {
    "XOR": datasets.xor,
    "two moons": datasets.two_moons,
    "circles": datasets.circles,
    "spirals": datasets.spirals,
}


class ExploreWeights(NetworkWidget):
    """A slider for every weight of a 2-…-1 network, its diagram, and its boundary on `data`.

    The edge whose slider has the focus or the pointer is set off. A click on an edge or a node
    chooses its slider; an edge can be pulled up and down, and a point of the data moved.
    `data` is (X, y) with X (n, 2) and y (n,): any two columns of numbers, which `features` names,
    and numbers for their two labels, such as 0 and 1. Columns of a hundred, such as an IQ, are best
    brought near 1 first: sliders reach from -6 to 6. `loss` names the loss that is shown and
    stepped down. The network given stays as it is: the widget works on its own copy, its `net`.
    Raises ValueError for a network, data or loss that do not fit each other.

    >>> from nnlib import Network, datasets
    >>> ExploreWeights(Network([2, 3, 1], biases=True), datasets.xor()).picture.alt[:26]
    'Network 2-3-1 with biases:'
    """

    def __init__(self, net, data, loss="squared", features=("x_1", "x_2")):
        super().__init__(net, data, loss)
        self.features = {"given": features}
        self._show_data("given", (self.X, self.y))
        labels = self.scene.map.data.labels
        self.data = {"given": (self.X, self.y)}
        self.data.update({name: make(labels=labels) for name, make in _MADE.items()})
        self.choices = self._make_choices()
        self._first = {name: choice.value for name, choice in self.choices.items()}
        for choice in self.choices.values():
            self.answer(choice, lambda _: self._choose())
        self.rate = rate_field(1.0, 100.0)
        self.buttons = [
            self.button("gradient step", "one step against the gradient of J", self._step),
            self.button(
                "100 steps", "100 steps against the gradient of J", lambda: self._step(100)
            ),
            self.button("reset", "back to the weights, g and data of the start", self._reset),
        ]
        self.assemble(row(*self.choices.values()), row(self.rate, *self.buttons))
        self.draw()

    def _make_choices(self):
        """Menus by what they choose: "data", "g" of the hidden layers and of the "out"put, and
        under k the number of nodes in layer k."""
        net = self.start
        made = {"data": dropdown("data", list(self.data), "given", "the data on the map")}
        if net.L:
            tip = "activation g of the hidden nodes"
            made["g"] = activation_menu("hidden g", net.g[1], tip, "165px")
        tip = "activation g of the output node"
        made["out"] = activation_menu("output g", net.g[net.L + 1], tip, "165px")
        for k in range(1, net.L + 1):
            name, tip = f"nodes n{chr(0x2080 + k)}", f"number of hidden nodes in layer {k}"
            counts = list(range(1, max(6, net.sizes[k]) + 1))
            made[k] = dropdown(name, counts, net.sizes[k], tip, "125px")
        return made

    def _step(self, steps=1):
        self.descend(rate=self.rate.value, steps=steps, batch=len(self.X))

    def _reset(self):
        with self.setting():
            for name, choice in self.choices.items():
                choice.value = self._first[name]
        self._on_map = None
        self._become(self.start.copy())

    def _choose(self):
        """Another g, other data or other sizes: weights that still have a place are kept."""
        start, value = self.start, {name: c.value for name, c in self.choices.items()}
        sizes = [2, *(value[k] for k in range(1, start.L + 1)), 1]
        g = [value["g"]] * start.L + [value["out"]] if start.L else value["out"]
        net = Network(sizes, g, biases=start.biases)
        for k, W in self.net.W.items():
            rows, columns = (min(a, b) for a, b in zip(W.shape, net.W[k].shape, strict=True))
            net.W[k][:rows, :columns] = W[:rows, :columns]
        self._become(net)

    def _become(self, net):
        same, self.net = net.sizes == self.net.sizes, net
        if same:
            self.sync_sliders()
        else:
            self.renew_sliders()
        name = self.choices["data"].value
        self._show_data(name, self.data[name] if name != self._on_map else (self.X, self.y))
        self.draw()

    def _show_data(self, name, data):
        self._on_map, (self.X, self.y) = name, data
        features = self.features.get(name, ("x_1", "x_2"))
        self.scene = NetworkAndBoundary(self.net, self.X, self.y, features=features)
        self._looked = self._grip = None
        self._place_spots()

    def _place_spots(self):
        """Name all that can be pointed at: edges, nodes with weights into them, and points."""
        parts, spots = {}, self.scene.diagram.spots()
        for key in sorted((key for key in spots if key[0] and key[1]), key=len, reverse=True):
            name = weight_name(*key) if len(key) == 3 else f"node {plain_name(*key)}"
            parts[name] = key, spots[key]
        for sample, spot in enumerate(self.scene.map.spots()):
            parts[f"point {sample + 1}"] = (sample,), spot
        self._parts = {name: key for name, (key, _) in parts.items()}
        self.image.spots = [[name, *spot, len(key) != 2] for name, (key, spot) in parts.items()]

    def on_look(self, name):
        if (looked := self._parts.get(name)) != self._looked:
            self._looked = looked
            self.draw()

    def on_choose(self, name):
        key = self._parts[name]
        if len(key) > 1:
            self.sliders.unfold(key[:2])
            weight = key if len(key) == 3 else (*key, self.net.nodes(key[0] - 1)[0])
            self.image.focus_slider(weight_name(*weight))

    def on_drag(self, name, x, y, dx, dy):
        key = self._parts[name]
        if len(key) == 1:
            self._move_sample(key[0], self.scene.map.place(x, y))
        elif len(key) == 3:
            self._grip = self._grip or self.sliders.sliders[key].value
            self.sliders.move(key, self._grip - _PER_PIXEL * dy)

    def on_nudge(self, name, x, y):
        key = self._parts[name]
        if len(key) == 1:
            data = self.scene.map.data
            by = _NUDGE * np.array([x, y]) * (data.high - data.low)
            self._move_sample(key[0], data.X[key[0]] + by)
        elif len(key) == 3:
            self.sliders.move(key, self.sliders.sliders[key].value + 0.1 * (x + y))

    def on_drop(self, name):
        self._grip = None
        self._place_spots()

    def _move_sample(self, sample, place):
        self.scene.map.move(sample, place)
        self.X = self.scene.map.data.X
        self.draw()

    def _looked_at(self):
        """What is looked at: a weight (k, i, j), a sample's number, and both in words."""
        key = self._looked or ()
        if len(key) == 3:
            name, way = weight_name(*key).removeprefix("weight ").split(", ")
            return key, None, f"<b>{name} = {number(self.net.weight(*key))}</b>, {way}"
        if len(key) == 1:
            return None, key[0], self.scene.map.sample_name(key[0])
        return None, None, f"node {plain_name(*key)}" if key else ""

    def draw(self):
        edge, sample, words = self._looked_at()
        node = self.sliders.node and self.sliders.node.value
        picture = self.drawn(self.scene, self.net, edge, sample, node)
        said = [f"<b>{self.scene.map.correct()} of {len(self.X)} right</b>"]
        if words:
            said.append(words)
        elif self.scene.map.side:
            said.append(f"no boundary in view: {self.scene.map.side}")
        error = None
        try:
            said.insert(0, f"<b>J = {number(self.J(), 4)}</b> ({self.loss} loss)")
        except ValueError as caught:  # this g has no such loss; the picture is right all the same
            error = caught
        self.show(picture, " &nbsp;·&nbsp; ".join(said))
        if error:
            self.say(error)
