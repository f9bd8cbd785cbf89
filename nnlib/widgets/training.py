"""Widget 4: stochastic gradient descent step by step, or playing."""

from nnlib.plots.style import significant
from nnlib.plots.training import TrainingRun

from .controls import dropdown, rate_field, row
from .network import NetworkWidget
from .playing import Player

_DECAYS = {"none": 0, "η/(1+t/100)": 100, "η/(1+t/1000)": 1000}
_SIGNS = {"− (descend)": 1, "+ (climb)": -1}
_SPEEDS = {"1 step": 1, "10 steps": 10, "100 steps": 100}
_PLAY = "train until paused; the sliders rest meanwhile"
_MOST_STEPS = 100_000  # a forgotten player stops here
_MOST_RECORDS = 1_500


class Descent(NetworkWidget):
    """A widget that trains, step by step or playing: what `Train` and `Valley` share.

    The rate, its decay, the sign (+ climbs: E13) and the samples of each step can be changed on
    the way, and weights by hand. `net` has taken `step` steps; `runs` are lists of (step, J), a
    new one after each move by hand. The steps from t on are those of `nnlib.sgd` with the seed t.
    """

    def __init__(self, net, data, loss, *, batch, speed):
        super().__init__(net, data, loss)
        self.player = Player(
            lambda: self.attempt(self._tick), lambda playing: self.attempt(self._playing, playing)
        )
        self._make_controls(batch or len(self.X), speed)
        self.begin()

    def _make_controls(self, batch, speed):
        n = len(self.X)
        batches = {1: 1, **({10: 10} if n > 10 else {}), f"all {n}": n}
        self.rate = rate_field(0.5, 1000.0)
        self.decay = dropdown("decay", _DECAYS, 0, "how η falls with the step t", "170px")
        self.sign = dropdown("sign", _SIGNS, 1, "against the gradient, or along it", "175px")
        self.batch = dropdown("samples", batches, batch, "samples for each step", "135px")
        for control in (self.rate, self.decay, self.sign):  # the picture and its words show η
            self.answer(control, lambda _: self.draw())
        tip = "steps between two pictures while it plays"
        self.speed = dropdown("speed", _SPEEDS, speed, tip, "145px")
        self.play = self.button("play", _PLAY, self._toggle)
        train, back = self._train, "back to the weights of the start, step 0"
        self.buttons = [
            self.play,
            self.button("1 step", "one step of gradient descent", lambda: train(1)),
            self.button("100 steps", "100 steps of gradient descent", lambda: train(100)),
            self.button("reset", back, self._reset),
        ]

    def begin(self):
        """Step 0, with the weights as they are."""
        self.step, self.runs, self._trained = 0, [[(0, self.J())]], self.net.copy()

    @property
    def moved_by_hand(self):
        """Whether a weight is not where training left it."""
        pairs = zip(self.net.W, self._trained.W, strict=True)
        return any((now != then).any() for now, then in pairs)

    def rate_at(self, t):
        """η_t as the controls have it now; negative where it climbs."""
        decay = self.decay.value
        return self.sign.value * self.rate.value / (1 + t / decay if decay else 1)

    def _train(self, steps):
        """Take steps and show them; False if the run diverged."""
        start = self.step
        if self.moved_by_hand:
            self.runs.append([(start, self.J())])

        def rate(t):
            self.passing(start + t)
            return self.rate_at(start + t)

        return self.descend(rate=rate, steps=steps, batch=self.batch.value, seed=start)

    def passing(self, step):
        """Called before each step, with the weights from which it starts."""

    def record(self, history):
        run, start = self.runs[-1], self.step
        run += [(start + int(m), float(J)) for m, J in zip(*history, strict=True)][1:]
        self.step, self._trained = run[-1][0], self.net.copy()
        if len(run) > _MOST_RECORDS:
            del run[1:-1:2]

    def _toggle(self):
        if self.player.playing:
            self.player.stop()
        else:
            self.player.start()

    def _tick(self):
        """One frame of the player; whether there is to be another."""
        return self.player.playing and self._train(self.speed.value) and self.step < _MOST_STEPS

    def _playing(self, playing):
        self.play.description = "pause" if playing else "play"
        self.play.tooltip = "stop training" if playing else _PLAY
        with self.setting():
            self.sliders.rest(playing)

    def _reset(self):
        self.player.stop()
        self.net = self.start.copy()
        self.sync_sliders()
        self.begin()
        self.draw()

    def said(self):
        """The step, its rate and J, for the status line."""
        rate = significant(abs(self.rate_at(self.step)))
        return (
            f"<b>step t = {self.step}</b> &nbsp;·&nbsp; η<sub>t</sub> = {rate} &nbsp;·&nbsp; "
            f"<b>J = {significant(self.J(), 4)}</b>"
        )


class Train(Descent):
    """Stochastic gradient descent on a 2-…-1 network, step by step or playing.

    `data` is (X, y) with X (n, 2) and y (n,). J over the steps and the boundary move; the steps
    are those of a `Descent`. The network given stays as it is: the widget trains its own copy, its
    `net`. Raises ValueError for a network, data or loss that do not fit each other. Source: ledger
    `3.6b`.

    >>> from nnlib import Network, datasets
    >>> Train(Network([2, 3, 1], biases=True), datasets.xor()).picture.alt[:24]
    'J goes from 0.177 at ste'
    """

    def __init__(self, net, data, loss="squared"):
        super().__init__(net, data, loss, batch=1, speed=10)
        self.scene = TrainingRun(net, self.X, self.y)
        choices = row(self.rate, self.decay, self.sign, self.batch, self.speed)
        self.assemble(choices, row(*self.buttons))
        self.draw()

    def draw(self):
        by_hand = (self.step, self.J()) if self.moved_by_hand else None
        picture = self.drawn(self.scene, self.net, self.runs, by_hand)
        right = f"{self.scene.map.correct()} of {len(self.X)} right"
        self.show(picture, f"{self.said()} &nbsp;·&nbsp; <b>{right}</b>")
