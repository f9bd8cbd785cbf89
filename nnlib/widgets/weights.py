"""Widget 1: move a weight, see the boundary."""

from nnlib import ACTIVATIONS, Network, datasets
from nnlib.plots import NetworkAndBoundary
from nnlib.plots.style import number

from .controls import dropdown, rate_field, row
from .network import NetworkWidget

_MADE = {
    "XOR": datasets.xor,
    "two moons": datasets.two_moons,
    "circles": datasets.circles,
    "spirals": datasets.spirals,
}


class ExploreWeights(NetworkWidget):
    """A slider for every weight of a 2-…-1 network, its diagram, and its boundary on `data`.

    `data` is (X, y) with X (n, 2) and y (n,); `loss` names the loss that is shown and stepped
    down. The network given stays as it is: the widget works on its own copy, its `net`. Raises
    ValueError for a network, data or loss that do not fit each other.

    >>> from nnlib import Network, datasets
    >>> ExploreWeights(Network([2, 3, 1], biases=True), datasets.xor()).picture.alt[:26]
    'Network 2-3-1 with biases:'
    """

    def __init__(self, net, data, loss="squared"):
        super().__init__(net, data, loss)
        self.scene = NetworkAndBoundary(net, self.X, self.y)
        labels = self.scene.map.data.labels
        self.data = {"given": (self.X, self.y)}
        self.data.update({name: make(labels=labels) for name, make in _MADE.items()})
        self.choices = self._make_choices()
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
        self.assemble(row(*self.choices.values()), row(self.rate, *self.buttons, self.status))
        self.draw()

    def _make_choices(self):
        """Menus by what they choose: "data", "g" of the hidden layers and of the "out"put, and
        under k the number of nodes in layer k."""
        net, names = self.start, list(ACTIVATIONS)
        made = {"data": dropdown("data", list(self.data), "given", "the data on the map")}
        if net.L:
            tip = "activation g of the hidden nodes"
            made["g"] = dropdown("hidden g", names, net.g[1].name, tip, "165px")
        tip = "activation g of the output node"
        made["out"] = dropdown("output g", names, net.g[net.L + 1].name, tip, "165px")
        for k in range(1, net.L + 1):
            name, tip = f"nodes n{chr(0x2080 + k)}", f"number of hidden nodes in layer {k}"
            counts = list(range(1, max(6, net.sizes[k]) + 1))
            made[k] = dropdown(name, counts, net.sizes[k], tip, "125px")
        return made

    def _step(self, steps=1):
        self.descend(rate=self.rate.value, steps=steps, batch=len(self.X))

    def _reset(self):
        start = self.start
        first = {"data": "given", "g": start.g[1].name, "out": start.g[start.L + 1].name}
        with self.setting():
            for name, choice in self.choices.items():
                choice.value = first.get(name) or start.sizes[name]
        self._become(start.copy())

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
        self.X, self.y = self.data[self.choices["data"].value]
        self.scene = NetworkAndBoundary(net, self.X, self.y)
        self.draw()

    def draw(self):
        picture = self.scene.picture(self.net)
        right = f"<b>{self.scene.map.correct()} of {len(self.X)} right</b>"
        try:
            J = f"<b>J = {number(self.J(), 4)}</b> ({self.loss} loss)"
            self.show(picture, f"{J} &nbsp; · &nbsp; {right}")
        except ValueError as error:  # this g has no such loss; the picture is right all the same
            self.show(picture, right)
            self.say(error)
