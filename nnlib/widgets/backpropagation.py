"""Widget 3: step through a backward pass and see every factor."""

from nnlib.plots.microscope import Microscope
from nnlib.plots.style import significant

from .equations import Place
from .passes import Pass, samples
from .shell import Shell, button, choice_slider, dropdown, guarded, row
from .views import view

_GAPS = (2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.01, 1e-3, 1e-6, 1e-9, 1e-12, 1e-14)
_SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_HIGH = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


class BackpropagationMicroscope(Shell):
    """The widget: `place` is what is looked at, `passed` the pass of the chosen sample."""

    def __init__(self, net, X, y, loss):
        super().__init__()
        self.X, self.y = samples(net, X, y, loss)
        self.net, self.loss = net.copy(), loss
        self._scene = Microscope(self.net)
        self._pass_through(1)
        self._stops = _tour(self.net.L + 1)
        # Which node the path goes through at each layer, and where its weights come from.
        self._node = dict.fromkeys(range(1, self.net.L + 2), 1)
        self._source = dict.fromkeys(range(1, self.net.L + 2), 1)
        self._make_controls()
        self._go(("dz", self.net.L + 1))

    def _make_controls(self):
        count = len(self._stops)
        names = [f"{s}/{count}: {_short_name(stop)}" for s, stop in enumerate(self._stops, start=1)]
        options = list(zip(names, self._stops, strict=True))
        self.step = choice_slider(
            "step", options, "step of the pass, forward and then back", "440px"
        )
        self.target = dropdown(
            "node or edge", _targets(self.net), None, "the node or edge to look at", "290px"
        )
        count = len(self.X)
        self.sample = dropdown(
            "sample", list(range(1, count + 1)), 1, f"which of the {count} samples", "140px"
        )
        self.gap = choice_slider(
            "difference", _GAPS, "difference over which the secant is drawn", "360px"
        )
        self.gap.value = 1.0
        self.buttons = [
            button("◀ step back", "one step back in the pass", lambda: self._move(-1)),
            button("step on ▶", "one step on in the pass", lambda: self._move(1)),
        ]
        self.step.observe(lambda change: self._go(change["new"]), "value")
        self.target.observe(lambda change: self._choose(change["new"]), "value")
        self.sample.observe(lambda change: self._take(change["new"]), "value")
        self.gap.observe(lambda _: self._draw(), "value")
        rest = [self.target, self.gap, *([self.sample] if count > 1 else [])]
        first, second = row(self.step, *self.buttons), row(*rest)
        self.box.children = [first, second, self._status, self._image, self._message]

    @property
    def place(self):
        kind, k = self.step.value
        return Place(kind, k, self._node[k], self._source[k] if kind == "dW" else 0)

    def _pass_through(self, sample):
        self.passed = Pass(self.net, self.X[sample - 1], self.y[sample - 1], self.loss)

    @guarded
    def _take(self, sample):
        self._pass_through(sample)
        self._draw()

    def _move(self, by):
        """One stop on or back; at the ends of the tour nothing happens."""
        at = self._stops.index(self.step.value) + by
        self.step.value = self._stops[min(max(at, 0), len(self._stops) - 1)]

    _busy = False

    @guarded
    def _choose(self, target):
        """Look at the chosen node or edge, and let the path go through it."""
        if self._busy:
            return
        kind, k, i, j = target
        if kind == "node":
            self._through(k, i)
            self._go(("z" if self.step.value[0] == "z" else "dz", k))
        else:
            self._through(k, i)
            self._source[k] = j
            if j and k > 1:
                self._node[k - 1] = j
            self._go(("dW", k))

    def _through(self, k, i):
        self._node[k] = i
        if k <= self.net.L:
            self._source[k + 1] = i

    @guarded
    def _go(self, stop):
        """Put both controls to where the pass stands, and draw once."""
        if self._busy:
            return
        self._busy = True
        try:
            self.step.value = stop
            kind, k, i, j = self.place
            self.target.value = ("edge", k, i, j) if kind == "dW" else ("node", k, i, 0)
        finally:
            self._busy = False
        self._draw()

    @guarded
    def _draw(self):
        place = self.place
        picture = self._scene.picture(view(self.passed, place), self.gap.value)
        value = significant(self.passed.value(place), 4)
        self.show(picture, f"<b>{_stop_name(self.step.value)}: {value}</b>")


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
    return {"z": "z", "dz": "∂Loss/∂z", "dW": "∂Loss/∂W"}[kind] + f"({k})".translate(_HIGH)


def _targets(net):
    """All nodes, then all edges, from the output to the input."""
    first, layers = 0 if net.biases else 1, range(net.L + 1, 0, -1)
    places = [(k, i) for k in layers for i in range(1, net.sizes[k] + 1)]
    nodes = [(f"node {_name('h', k, i)}", ("node", k, i, 0)) for k, i in places]
    edges = [
        (f"edge {_name('W', k, i, j)} from {_source_name(k - 1, j)}", ("edge", k, i, j))
        for k, i in places
        for j in range(first, net.sizes[k - 1] + 1)
    ]
    return nodes + edges


def _source_name(k, j):
    if j == 0:
        return "1"
    return _name("h", k, j) if k else f"x{str(j).translate(_SMALL)}"


def _name(letter, k, *indices):
    """A letter with its indices and its layer: W₁₂⁽¹⁾."""
    below = (",".join if max(indices) > 9 else "".join)(map(str, indices))
    return letter + below.translate(_SMALL) + f"({k})".translate(_HIGH)
