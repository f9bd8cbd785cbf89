"""Stochastic gradient descent, and what is kept of a training run."""

from typing import NamedTuple

import numpy as np

from . import inputs
from .losses import LOSSES, OutsideDomain

_RECORDS = 100  # how often J over all samples is taken in one run


class History(NamedTuple):
    """A training run: `J[m]` is the mean loss over all samples after `step[m]` steps.

    Both are arrays of equal length, about 100 long at most; the first entry is before training.
    """

    step: np.ndarray
    J: np.ndarray

    def __repr__(self):
        return f"<{self.step[-1]} steps: J from {self.J[0]:.4g} to {self.J[-1]:.4g}>"


class Diverged(ArithmeticError):
    """The run left the finite numbers, or the loss's domain. `history` holds it up to there."""

    def __init__(self, message, history):
        super().__init__(message)
        self.history = history


def sgd(net, X, y, loss="squared", rate=0.1, steps=1000, batch=1, seed=0):
    """Train `net` in place: at each step W^(k) ← W^(k) - η_t ∂Loss/∂W^(k) on a random batch.

    `rate` is η, or a function t -> η_t of the step t = 0, 1, …; a negative rate climbs (E13).
    `batch` samples are drawn anew at each step, without repeating one within the batch; a batch
    as large as the data is plain gradient descent. The same seed gives the same run, bit for bit.
    Returns a `History`. Raises `Diverged` when z or the loss is no longer finite, or a
    prediction leaves the loss's domain (the weights are then those of the last record), and
    ValueError or TypeError for bad input. Source: ledger `3.6b`.

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
    with np.errstate(all="ignore"):  # the recorder sees what is no longer finite
        recorder = _Recorder(net, X, y, loss, steps)
        for t in range(steps):
            eta, chosen = rate_at(t), draw()
            try:
                gradient = net._backward(net._forward(X[chosen]), y[chosen], loss)
                for k, dW in gradient.W.items():
                    net.W[k][...] -= eta * dW  # 3.6b
                recorder.after(t + 1, eta)
            except OutsideDomain as error:
                recorder.stop(t + 1, eta, str(error))
    return recorder.history()


def _rate(rate):
    if callable(rate):
        return lambda t: inputs.scalar(rate(t), f"rate({t})")
    eta = inputs.scalar(rate, "rate", or_else=", or a function of the step")
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
        self.every = -(-steps // _RECORDS)
        self.records = []
        state, J = self._look()
        inputs.finite([J, *state.z], "before the first step, z or the loss")
        self._keep(0, J)

    def after(self, t, rate):
        if t % self.every and t != self.steps:
            return
        state, J = self._look()
        # J alone does not tell: relu and its like turn z = -inf into a harmless 0.
        if not inputs.all_finite([J, *state.z]):
            self.stop(t, rate, "z or the loss is no longer a finite number.")
        self._keep(t, J)

    def _look(self):
        state = self.net._forward(self.X)
        return state, self.net._loss(state, self.y, self.loss)

    def _keep(self, t, J):
        self.records.append((t, J))
        self.good = {k: W.copy() for k, W in self.net.W.items()}

    def stop(self, t, rate, why):
        for k, W in self.good.items():
            self.net.W[k] = W
        last = self.records[-1][0]
        raise Diverged(
            f"the run diverged between steps {last} and {t}, at rate {rate:g}. Try a rate ten "
            f"times smaller, or scale the inputs. The weights are back where they were after "
            f"step {last}. The reason: {why}",
            self.history(),
        )

    def history(self):
        step, J = zip(*self.records, strict=True)
        return History(np.array(step), np.array(J))
