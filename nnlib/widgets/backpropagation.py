"""Widget 3: step through a backward pass and see every factor."""

from nnlib.plots.microscope import Microscope
from nnlib.plots.style import significant
from nnlib.plots.words import layer_mark, short_name

from .controls import choice_slider, dropdown, row
from .equations import Place
from .passes import Pass, labeled_samples
from .shell import Shell
from .views import view

_GAPS = (2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.01, 1e-3, 1e-6, 1e-9, 1e-12, 1e-14)


class BackpropagationMicroscope(Shell):
    """A whole pass of one sample, step by step: each equation, its numbers, and its slope.

    X is (n, n_0) with y (n,), or one sample (n_0,) with its label; `net` has one output node. At
    each step stand the document's equation, the same with every factor's number, and what
    `net.backward` gives; beside it is the loss against that weight or z, with its tangent and the
    secant of a finite difference. `place` is what is looked at, `passed` the pass of the chosen
    sample. Raises ValueError for data or a loss that do not fit. Source: ledger `2.1`-`2.3`,
    `3.1`, `3.2d`, `3.3b`, `3.3c`, `3.4e`, `3.5`.
    """

    def __init__(self, net, X, y, loss):
        super().__init__()
        self.X, self.y = labeled_samples(net, X, y, loss)
        self.net, self.loss = net.copy(), loss
        self.scene = Microscope(self.net)
        self._pass_through(1)
        # The path: its node in each layer, and the node of the layer below that it comes from.
        self.node = dict.fromkeys(range(1, self.net.L + 2), 1)
        self.source = dict(self.node)
        self._make_controls()
        spots = self.scene.diagram.spots()
        self._named = dict(_targets(self.net))
        self.image.spots = [
            [name, *spots[(k, i) if kind == "node" else (k, i, j)], False]
            for name, (kind, k, i, j) in self._named.items()
        ]
        self._go(("dz", self.net.L + 1))

    def _make_controls(self):
        self._stops, n = _tour(self.net.L + 1), len(self.X)
        count = len(self._stops)
        names = [f"{s}/{count}: {_short_name(stop)}" for s, stop in enumerate(self._stops, start=1)]
        self.step = choice_slider(
            "step", list(zip(names, self._stops, strict=True)),
            "step of the pass, forward and then back", "440px",
        )  # fmt: skip
        tip = "the node or edge to look at"
        self.target = dropdown("node or edge", _targets(self.net), None, tip, "290px")
        tip = f"which of the {n} samples"
        self.sample = dropdown("sample", list(range(1, n + 1)), 1, tip, "140px")
        tip = "difference over which the secant is drawn"
        self.gap = choice_slider("difference", _GAPS, tip, "360px", value=1.0)
        self.buttons = [
            self.button("◀ step back", "one step back in the pass", lambda: self._move(-1)),
            self.button("step on ▶", "one step on in the pass", lambda: self._move(1)),
        ]
        self.answer(self.step, self._go)
        self.answer(self.target, self._choose)
        self.answer(self.sample, self._take)
        self.answer(self.gap, lambda _: self.draw())
        rest = [self.target, self.gap, *([self.sample] if n > 1 else [])]
        first, second = row(self.step, *self.buttons), row(*rest)
        self.box.children = [first, second, self.image]

    @property
    def place(self):
        kind, k = self.step.value
        return Place(kind, k, self.node[k], self.source[k] if kind == "dW" else 0)

    def _pass_through(self, sample):
        self.passed = Pass(self.net, self.X[sample - 1], self.y[sample - 1], self.loss)

    def _take(self, sample):
        self._pass_through(sample)
        self.draw()

    def _move(self, by):
        """One stop on or back; at the ends of the tour nothing happens."""
        at = self._stops.index(self.step.value) + by
        self.step.value = self._stops[min(max(at, 0), len(self._stops) - 1)]

    def on_choose(self, name):
        self._choose(self._named[name])

    def on_look(self, name):
        looked = f" &nbsp;·&nbsp; {name}" if name in self._named else ""
        self.image.status = self._said + looked

    def _choose(self, target):
        """Look at the chosen node or edge, and let the path go through it."""
        kind, k, i, j = target
        self.node[k] = i
        if k <= self.net.L:
            self.source[k + 1] = i
        if kind == "node":
            return self._go(("z" if self.step.value[0] == "z" else "dz", k))
        self.source[k] = j
        if j and k > 1:
            self.node[k - 1] = j
        self._go(("dW", k))

    def _go(self, stop):
        """Put both controls to where the pass stands, and draw once."""
        with self.setting():
            self.step.value = stop
            kind, k, i, j = self.place
            self.target.value = ("edge", k, i, j) if kind == "dW" else ("node", k, i, 0)
        self.draw()

    def draw(self):
        place = self.place
        picture = self.drawn(self.scene, view(self.passed, place), self.gap.value)
        value = significant(self.passed.value(place), 4)
        self._said = f"<b>{_stop_name(self.step.value)}: {value}</b>"
        self.show(picture, self._said)


def _tour(last):
    """The stops of a whole pass (kind, k): forward, then back through ∂z and ∂W of each layer."""
    back = [(kind, k) for k in range(last, 0, -1) for kind in ("dz", "dW")]
    return [*(("z", k) for k in range(1, last + 1)), *back]


def _stop_name(stop):
    kind, k = stop
    what = {"z": "z and h", "dz": "∂Loss/∂z", "dW": "∂Loss/∂W"}[kind]
    return f"{'forward' if kind == 'z' else 'back'}, layer {k}, {what}"


def _short_name(stop):
    """What fits beside a slider: ∂Loss/∂z⁽²⁾."""
    kind, k = stop
    return {"z": "z", "dz": "∂Loss/∂z", "dW": "∂Loss/∂W"}[kind] + layer_mark(k)


def _targets(net):
    """All nodes, then all edges, from the output to the input."""
    places = [(k, i) for k in range(net.L + 1, 0, -1) for i in range(1, net.sizes[k] + 1)]
    nodes = [(f"node {short_name('h', k, i)}", ("node", k, i, 0)) for k, i in places]
    edges = [
        (f"edge {short_name('W', k, i, j)} from {_source_name(k - 1, j)}", ("edge", k, i, j))
        for k, i in places
        for j in net.nodes(k - 1)
    ]
    return nodes + edges


def _source_name(k, j):
    return "1" if j == 0 else short_name("h" if k else "x", k, j)
