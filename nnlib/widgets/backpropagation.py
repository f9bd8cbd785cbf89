"""Widget 3: step through a pass, or let it play, and see every factor."""

import time

from nnlib.plots.microscope import Microscope
from nnlib.plots.style import significant
from nnlib.plots.words import layer_mark, short_name

from .controls import choice_slider, dropdown, row
from .equations import Place
from .passes import Pass, labeled_samples
from .playing import Player
from .shell import Shell
from .views import view

_GAPS = (2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.01, 1e-3, 1e-6, 1e-9, 1e-12, 1e-14)
_SPEEDS = {"2.4 s a step": 2.4, "1.2 s a step": 1.2, "0.6 s a step": 0.6}
_RUNNING = 0.7  # part of a step in which the numbers run; then they rest to be read
_PLAY = "play the whole pass: numbers run forward, then back; pause it when you like"
_PAUSE = "stop at this step"
_CALM = "your system asks for reduced motion: go on step by step"


class BackpropagationMicroscope(Shell):
    """A whole pass of one sample, step by step or playing: each equation, its numbers, its slope.

    X is (n, n_0) with y (n,), or one sample (n_0,) with its label; `net` has one output node. At
    each step stand the document's equation, the same with every factor's number, and what
    `net.backward` gives; beside it is the loss against that weight or z, with its tangent and the
    secant of a finite difference. On the edges stand the factors; while it plays, they run, forward
    and then back: `part` goes from 0 to 1. `stop` is the step, `place` what is looked at, `passed`
    the pass of the chosen sample. Raises ValueError for data or a loss that do not fit. Source:
    ledger `2.1`-`2.3`, `3.1`, `3.2d`, `3.3b`, `3.3c`, `3.4e`, `3.5`.
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
        self._goes_on = self._calm = False
        self.player = Player(
            lambda: self.attempt(self._tick), lambda playing: self.attempt(self._playing, playing)
        )
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
        self.speed = dropdown("speed", _SPEEDS, 1.2, "how long each step takes", "165px")
        self.play = self.button("play", _PLAY, self._toggle)
        back = self.button("◀ step back", "one step back in the pass", lambda: self._move(-1))
        on = self.button("step on ▶", "one step on in the pass", lambda: self._move(1))
        self.buttons = [back, on, self.play]
        self.answer(self.step, lambda stop: self._unless_late(self._go, stop))
        self.answer(self.target, lambda target: self._unless_late(self._choose, target))
        self.answer(self.sample, self._take)
        self.answer(self.gap, lambda _: self.draw())
        rest = [self.target, self.gap, *([self.sample] if n > 1 else [])]
        first, second = row(self.step, back, self.play, on, self.speed), row(*rest)
        self.box.children = [first, second, self.image]

    @property
    def place(self):
        kind, k = self.stop
        return Place(kind, k, self.node[k], self.source[k] if kind == "dW" else 0)

    def _pass_through(self, sample):
        self.passed = Pass(self.net, self.X[sample - 1], self.y[sample - 1], self.loss)

    def _take(self, sample):
        self._pass_through(sample)
        self.draw()

    def _move(self, by):
        """One stop on or back; at the ends of the tour it stays."""
        self.player.stop()
        at = self._stops.index(self.stop) + by
        self._go(self._stops[min(max(at, 0), len(self._stops) - 1)])

    def _toggle(self):
        if self.player.playing:
            self.player.stop()
        else:
            self.player.start()

    def _playing(self, playing):
        """It begins with the first stop, but goes on where it was paused."""
        self._name_play()
        self.step.disabled = self.target.disabled = playing
        if playing:
            self._go(self.stop if self._goes_on else self._stops[0], part=0)
        else:
            self._goes_on = self.stop != self._stops[-1] or self.part < 1
            self._go(self.stop)

    def _name_play(self):
        self.play.description = "pause" if self.player.playing else "play"
        self.play.tooltip = _CALM if self._calm else _PAUSE if self.player.playing else _PLAY
        self.play.disabled = self._calm

    def _tick(self):
        """One frame of the player; whether there is to be another."""
        if not self.player.playing:
            return False
        gone = (time.monotonic() - self._since) / self.speed.value
        if gone < 1 or self.part < 1:
            before, self.part = self.part, min(1, gone / _RUNNING)
            if self.part != before:
                self.draw()
            return True
        at = self._stops.index(self.stop) + 1
        if at < len(self._stops):
            self._go(self._stops[at], part=0)
        return at < len(self._stops)

    def on_motion(self, reduced):
        """Where the system asks for it, nothing moves by itself."""
        self._calm = reduced
        if reduced:
            self.player.stop()
        self._name_play()

    def on_choose(self, name):
        self.player.stop()
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
            return self._go(("z" if self.stop[0] == "z" else "dz", k))
        self.source[k] = j
        if j and k > 1:
            self.node[k - 1] = j
        self._go(("dW", k))

    def _go(self, stop, part=1):
        """Let the pass stand at a stop, put both controls there, and draw once."""
        self.stop, self.part = stop, part
        self._put_controls()
        self.draw()
        self._since = time.monotonic()  # a new equation takes a moment to make

    def _put_controls(self):
        with self.setting():
            self.step.value = self.stop
            kind, k, i, j = self.place
            self.target.value = ("edge", k, i, j) if kind == "dW" else ("node", k, i, 0)

    def _unless_late(self, act, value):
        """Both controls rest while it plays: what the browser then sends for them is late."""
        if self.player.playing:
            self._put_controls()
        else:
            act(value)

    def draw(self):
        place = self.place
        picture = self.drawn(self.scene, view(self.passed, place), self.gap.value, self.part)
        value = significant(self.passed.value(place), 4)
        self._said = f"<b>{_stop_name(self.stop)}: {value}</b>"
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
