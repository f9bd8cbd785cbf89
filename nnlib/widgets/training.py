"""Widget 4: stochastic gradient descent step by step, or playing."""

import ipywidgets as W

from nnlib import Diverged, sgd
from nnlib.plots.style import significant
from nnlib.plots.training import TrainingRun

from .playing import Player
from .shell import Shell, button, dropdown, guarded, row
from .sliders import WeightSliders

_DECAYS = {"none": 0, "η/(1+t/100)": 100, "η/(1+t/1000)": 1000}
_SIGNS = {"− (descend)": 1, "+ (E13: climb)": -1}
_MOST_STEPS = 100_000  # a forgotten player stops here
_MOST_RECORDS = 1_500


class Train(Shell):
    """The widget; `net` is its network as it is now, `step` the number of steps taken."""

    def __init__(self, net, data, loss):
        super().__init__()
        self.X, self.y = data
        self.loss, self._given, self.net = loss, net.copy(), net.copy()
        net.loss(self.X, self.y, loss)  # refuses what does not fit before anything is drawn
        self._scene = TrainingRun(net, self.X, self.y)
        self.player = Player(self._tick, self._playing)
        self._make_controls()
        self.sliders = WeightSliders(self.net, self._by_hand)
        grid = W.GridBox(
            self.sliders.columns,
            layout=W.Layout(grid_template_columns="repeat(auto-fill, 228px)", width="100%"),
        )
        self.box.children = [*self._rows, self._image, self._message, grid]
        self._begin()
        self._draw()

    def _make_controls(self):
        self.rate = W.BoundedFloatText(
            value=0.5, min=0.0001, max=1000.0, step=0.1, description="rate η",
            tooltip="learning rate η of a step", layout=W.Layout(width="125px"),
            style={"description_width": "initial"},
        )  # fmt: skip
        n = len(self.X)
        batches = {1: 1, **({10: 10} if n > 10 else {}), f"all {n}": n}
        self.decay = dropdown("decay", _DECAYS, 0, "how η falls with the step t", "170px")
        self.sign = dropdown("sign", _SIGNS, 1, "against the gradient, or along it", "175px")
        self.batch = dropdown("samples", batches, 1, "samples for each step", "135px")
        self.speed = dropdown(
            "speed", {"1 step": 1, "10 steps": 10, "100 steps": 100}, 10,
            "steps between two pictures while it plays", "145px",
        )  # fmt: skip
        self.play = button("play", "train until paused", self._toggle)
        self.buttons = [
            self.play,
            button("1 step", "one step of gradient descent", lambda: self._advance(1)),
            button("100 steps", "100 steps of gradient descent", lambda: self._advance(100)),
            button("reset", "back to the weights of the start, step 0", self._reset),
        ]
        choices = row(self.rate, self.decay, self.sign, self.batch, self.speed)
        self._rows = [choices, row(*self.buttons, self._status)]

    def _begin(self):
        self.step = 0
        self._runs = [[(0, self._J())]]
        self._keep()

    def _J(self):
        return self.net.loss(self.X, self.y, self.loss)

    def _keep(self):
        """Remember the weights that the last run came to."""
        self._trained = self.net.copy()

    @property
    def moved_by_hand(self):
        """Whether a weight is not where training left it."""
        pairs = zip(self.net.W, self._trained.W, strict=True)
        return any((now != then).any() for now, then in pairs)

    @guarded
    def _by_hand(self, k, i, j, value):
        self.net.W[k][i - 1, j - (0 if self.net.biases else 1)] = value
        self._draw()

    def _rate_at(self, t):
        decay = self.decay.value
        return self.sign.value * self.rate.value / (1 + t / decay if decay else 1)

    @guarded
    def _advance(self, steps):
        self._train(steps)

    def _train(self, steps):
        """Take steps and show them; False if the run diverged."""
        start = self.step
        if self.moved_by_hand:
            self._runs.append([(start, self._J())])
        error = None
        try:
            history = sgd(
                self.net, self.X, self.y, self.loss, rate=lambda t: self._rate_at(start + t),
                steps=steps, batch=self.batch.value, seed=start,
            )  # fmt: skip
        except Diverged as diverged:  # the weights are back at the last finite J
            error, history = diverged, diverged.history
        self._record(start, history)
        self._keep()
        self.sliders.sync(self.net)
        self._draw()
        if error:
            self.say(f"{error} Or press reset, and start from step 0.")
        return error is None

    def _record(self, start, history):
        run = self._runs[-1]
        run += [(start + int(m), float(J)) for m, J in zip(*history, strict=True)][1:]
        self.step = run[-1][0]
        if len(run) > _MOST_RECORDS:
            del run[1:-1:2]

    @guarded
    def _toggle(self):
        if self.player.playing:
            self.player.stop()
        else:
            self.player.start()

    def _tick(self):
        """One frame of the player; whether there is to be another."""
        try:
            return self._train(self.speed.value) and self.step < _MOST_STEPS
        except Exception as error:
            self.fail(error)
            return False

    def _playing(self, playing):
        self.play.description = "pause" if playing else "play"
        self.play.tooltip = "stop training" if playing else "train until paused"

    @guarded
    def _reset(self):
        self.player.stop()
        for k, weights in self._given.W.items():
            self.net.W[k] = weights
        self.sliders.sync(self.net)
        self._begin()
        self._draw()

    def _draw(self):
        J = self._J()
        by_hand = (self.step, J) if self.moved_by_hand else None
        picture = self._scene.picture(self.net, self._runs, by_hand)
        right = f"{self._scene.map.correct()} of {len(self.X)} right"
        rate = significant(abs(self._rate_at(self.step)))
        self.show(
            picture,
            f"<b>step t = {self.step}</b> &nbsp;·&nbsp; η<sub>t</sub> = {rate} &nbsp;·&nbsp; "
            f"<b>J = {significant(J, 4)}</b> &nbsp;·&nbsp; <b>{right}</b>",
        )
