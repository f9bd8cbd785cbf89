"""Stochastic gradient descent, and what is kept of a training run."""

from itertools import chain, count, pairwise, repeat
from typing import NamedTuple

import numpy as np

from . import inputs
from .losses import LOSSES, OutsideDomain

_RECORDS = 100  # how often J over all samples is taken in one run
_BLOCK = 512  # how many single samples are drawn at once


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


def sgd(net, X, y, loss="squared", rate=0.1, steps=1000, batch=1, seed=0, weight_decay=0.0):
    """Train `net` in place: at each step W^(k) ← W^(k) - η_t ∂Loss/∂W^(k) on a random batch.

    `rate` is η, or a function t -> η_t of the step t = 0, 1, …; a negative rate climbs (E13).
    `batch` samples are drawn anew at each step, without repeating one within the batch; a batch
    as large as the data is plain gradient descent. The same seed gives the same run, bit for bit.
    `weight_decay` is λ ≥ 0: it adds λ/2 · ΣW², over all weights, to what is made small, so λW to
    each gradient. The history's J stays the mean loss alone.
    Returns a `History`. Raises `Diverged` when z or the loss is no longer finite, or a
    prediction leaves the loss's domain (the weights are then those of the last record), and
    ValueError or TypeError for bad input. Source: ledger `3.6b`.

    >>> from nnlib import Network
    >>> history = sgd(Network([1, 1]), [[1.0]], [0.9], steps=200, rate=1.0)
    >>> bool(history.J[-1] < 0.01 * history.J[0])
    True
    """
    from .fast import Steps  # only who trains waits for it: importing nnlib stays cheap

    loss = inputs.choice(loss, LOSSES, "loss")
    X = inputs.samples(X, net.sizes[0])
    y = inputs.labels(y, len(X), net.sizes[-1], loss)
    steps = inputs.count(steps, "steps")
    rate = _Rate(rate)
    decay = _decay(weight_decay)
    rng = np.random.default_rng(inputs.count(seed, "seed", least=0))
    batch = _batch(batch, len(X))
    batches = _batches(net._with_constant(X), y, batch, min(steps, _BLOCK), rng)
    with np.errstate(all="ignore"):  # the recorder sees what is no longer finite
        recorder = _Recorder(net, X, y, loss)
        training = Steps(net, loss, batch, decay)
        for start, stop in pairwise(_records(steps)):
            try:
                training.take(rate.over(start, stop), batches)
                recorder.look(stop, rate.latest)
            except OutsideDomain as error:
                recorder.stop(stop, rate.latest, str(error))
    return recorder.history()


def _records(steps):
    """The steps after which J is taken: 0, every hundredth part of the run, and the last."""
    return [*range(0, steps, -(-steps // _RECORDS)), steps]


class _Rate:
    """The rates η_t, asked for one at a time; `latest` is the one that was given last."""

    def __init__(self, rate):
        self.at = rate if callable(rate) else None
        if not self.at:
            self.latest = inputs.scalar(rate, "rate", or_else=", or a function of the step")

    def over(self, start, stop):
        """The rates of the steps t = start … stop - 1."""
        return map(self._ask, range(start, stop)) if self.at else repeat(self.latest, stop - start)

    def _ask(self, t):
        self.latest = inputs.scalar(self.at(t), f"rate({t})")
        return self.latest


def _decay(weight_decay):
    decay = inputs.scalar(weight_decay, "weight_decay")
    if decay < 0:
        raise ValueError(
            f"weight_decay is {decay:g}, but it must be 0 or more: below 0 the weights would be "
            f"driven apart. Give 0 for none, or a small number such as 0.01."
        )
    return decay


def _batch(batch, n):
    batch = inputs.count(batch, "batch")
    if batch > n:
        raise ValueError(
            f"batch is {batch}, but there are only {n} samples. Give a batch of {n} or fewer."
        )
    return batch


def _batches(X, y, batch, block, rng):
    """Batches (x, y) without end; single samples are drawn in blocks, which changes no draw."""
    n = len(X)
    if batch == n:
        return repeat((X, y))
    if batch == 1:
        rows = list(zip(X[:, np.newaxis], y[:, np.newaxis], strict=True))
        drawn = (rng.integers(n, size=block).tolist() for _ in count())
        return map(rows.__getitem__, chain.from_iterable(drawn))
    drawn = (rng.choice(n, size=batch, replace=False) for _ in count())
    return ((X[t], y[t]) for t in drawn)


class _Recorder:
    """Takes J now and then, keeps the last good weights, and stops a run that diverges."""

    def __init__(self, net, X, y, loss):
        self.net, self.X, self.y, self.loss = net, X, y, loss
        self.records = []
        state, J = self._look()
        inputs.finite([J, *state.z], "before the first step, z or the loss")
        self._keep(0, J)

    def look(self, t, rate):
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
