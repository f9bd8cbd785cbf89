"""Widget 5: hidden nodes, points and regularization against training and held-out loss."""

import time
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from nnlib import Network, datasets, sgd
from nnlib.plots.overfitting import Overfitting
from nnlib.plots.style import significant

from .controls import choice_slider, row
from .shell import Shell

_NODES = (1, 2, 3, 4, 6, 8, 12, 16)
_POINTS = (10, 20, 40, 80, 160)
_DECAYS = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
_STEPS, _LOOK_EVERY, _RATE, _NOISE = 2000, 50, 1.0, 0.35


class Trained(NamedTuple):
    """One training run: the network, and both losses (m,) after `steps` (m,)."""

    net: Network
    steps: np.ndarray
    training: np.ndarray
    held_out: np.ndarray


def training_data(points):
    """The training data: two moons with much noise."""
    return datasets.two_moons(points, noise=_NOISE, seed=3)


@lru_cache
def held_out():
    """300 samples of the same kind that training never sees."""
    return datasets.two_moons(300, noise=_NOISE, seed=50)


@lru_cache(maxsize=512)
def trained(nodes, points, weight_decay):
    """A 2-nodes-1 network after 2000 full gradient steps on the log loss: always the same one."""
    net = Network([2, nodes, 1], g=["tanh", "sigmoid"], biases=True, seed=1)
    (X, y), (X_held, y_held) = training_data(points), held_out()
    steps, losses = np.arange(0, _STEPS + 1, _LOOK_EVERY), []
    how = {"rate": _RATE, "steps": _LOOK_EVERY, "batch": points, "weight_decay": weight_decay}
    for step in steps:
        if step:
            sgd(net, X, y, "log", **how)
        losses.append((net.loss(X, y, "log"), net.loss(X_held, y_held, "log")))
    return Trained(net, steps, *np.array(losses).T)


class ExploreOverfitting(Shell):
    """Hidden nodes, training points and weight decay λ against training and held-out loss.

    Each setting of the sliders `nodes`, `points` and `weight_decay` is a 2-…-1 network trained
    anew, in 2000 steps, on two noisy moons; a setting seen before is kept. Source: ledger
    `can-learn`, `E17`.

    >>> ExploreOverfitting().picture.alt[:30]
    'Loss over 2000 training steps:'
    """

    def __init__(self):
        super().__init__()
        self._scenes = {}
        self.nodes = _slider("hidden nodes", _NODES, 8, "number of hidden nodes")
        self.points = _slider("points", _POINTS, 20, "number of samples to train on")
        tip = "strength of the regularization: the weight decay"
        self.weight_decay = _slider("λ", _DECAYS, 0.0, tip)
        sliders = (self.nodes, self.points, self.weight_decay)
        for slider in sliders:
            self.answer(slider, lambda _: self.draw())
        self.box.children = [row(*sliders), self.image]
        self.draw()

    def draw(self):
        points, start = self.points.value, time.perf_counter()
        run = trained(self.nodes.value, points, self.weight_decay.value)
        seconds = time.perf_counter() - start
        if points not in self._scenes:
            self._scenes[points] = Overfitting(run.net, *training_data(points))
        picture = self.drawn(self._scenes[points], *run)
        weights = sum(W.size for W in run.net.W)
        how = f"{_STEPS} steps in {seconds:.1f} s" if seconds > 0.02 else "kept from before"
        gap = significant(run.held_out[-1] - run.training[-1])
        self.show(
            picture,
            f"<b>{weights} weights, {points} points</b> &nbsp;·&nbsp; held out − training = "
            f"<b>{gap}</b> &nbsp;·&nbsp; {how}",
        )


def _slider(name, values, value, tooltip):
    # Each stop of it trains a network, so it answers only where it is let go.
    how = {"value": value, "continuous_update": False}
    return choice_slider(name, values, tooltip, "290px", **how)
