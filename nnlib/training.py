"""Stochastic gradient descent, and what is kept of a training run."""

from typing import NamedTuple

import numpy as np

from . import inputs
from .losses import LOSSES

_RECORDS = 100  # how often J over all samples is taken in one run


class History(NamedTuple):
    """A training run: `J[m]` is the mean loss over all samples after `step[m]` steps.

    Both are arrays of equal length, at most about 100 long; the first entry is before training.
    """

    step: np.ndarray
    J: np.ndarray

    def __repr__(self):
        return f"<{self.step[-1]} steps: J from {self.J[0]:.4g} to {self.J[-1]:.4g}>"


class Diverged(ArithmeticError):
    """The loss left the finite numbers. `history` holds the run up to the last finite loss."""

    def __init__(self, message, history):
        super().__init__(message)
        self.history = history


def sgd(net, X, y, loss="squared", rate=0.1, steps=1000, batch=1, seed=0):
    """Train `net` in place: at each step W^(k) ← W^(k) - η_t ∂Loss/∂W^(k) on a random batch.

    `rate` is η, or a function t -> η_t of the step t = 0, 1, …; a negative rate climbs (E13).
    `batch` samples are drawn anew at each step, without repeating one within the batch; a batch
    as large as the data is plain gradient descent. The same seed gives the same run, bit for bit.
    Returns a `History`. Raises `Diverged` when the loss is no longer finite (the weights are then
    those of the last finite record), and ValueError or TypeError for bad input.
    Source: ledger `3.6b`.

    >>> from nnlib import Network
    >>> history = sgd(Network([1, 1]), [[1.0]], [0.9], steps=200, rate=1.0)
    >>> bool(history.J[-1] < 0.01 * history.J[0])
    True
    """
    loss = inputs.choice(loss, LOSSES, "loss")
    X = inputs.samples(X, net.sizes[0])
    y = inputs.labels(y, len(X), net.sizes[-1], loss)
    steps = inputs.count(steps, "steps")
    rate_at = _rate(rate)
    draw = _draws(len(X), inputs.count(batch, "batch"), np.random.default_rng(seed))
    recorder = _Recorder(net, X, y, loss, steps)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(steps):
            chosen = draw()
            gradient = net._backward(net._forward(X[chosen]), y[chosen], loss)
            for k, dW in gradient.W.items():
                net.W[k][...] -= rate_at(t) * dW  # 3.6b
            recorder.after(t + 1, rate_at(t))
    return recorder.history()


def _rate(rate):
    if callable(rate):
        return rate
    eta = inputs.numbers(rate, "rate")
    if eta.ndim:
        raise ValueError(
            f"rate must be one number, or a function of the step, but it has shape {eta.shape}."
        )
    eta = float(eta)
    return lambda t: eta


def _draws(n, batch, rng):
    """A function that gives the row numbers of the next batch."""
    if batch > n:
        raise ValueError(
            f"batch is {batch}, but there are only {n} samples. Give a batch of {n} or fewer."
        )
    if batch == n:
        return lambda: slice(None)
    if batch == 1:
        return lambda: rng.integers(n, size=1)
    return lambda: rng.choice(n, size=batch, replace=False)


class _Recorder:
    """Takes J now and then, keeps the last good weights, and stops a run that diverges."""

    def __init__(self, net, X, y, loss, steps):
        self.net, self.X, self.y, self.loss = net, X, y, loss
        self.steps = steps
        self.every = max(1, steps // _RECORDS)
        self.records = []
        self.after(0, None)

    def after(self, t, rate):
        if t % self.every and t != self.steps:
            return
        J = self.net._loss(self.net._forward(self.X), self.y, self.loss)
        if not np.isfinite(J):
            self._diverged(t, rate)
        self.records.append((t, J))
        self.good = {k: W.copy() for k, W in self.net.W.items()}

    def _diverged(self, t, rate):
        if t == 0:
            raise ValueError("the loss is not finite before the first step: the weights are bad.")
        for k, W in self.good.items():
            self.net.W[k] = W
        history = self.history()
        raise Diverged(
            f"the loss left the finite numbers between steps {self.records[-1][0]} and {t}, at "
            f"rate {rate:g}. Try a rate ten times smaller, or scale the inputs. The weights are "
            f"back where they were after step {self.records[-1][0]}.",
            history,
        )

    def history(self):
        step, J = zip(*self.records, strict=True)
        return History(np.array(step), np.array(J))
