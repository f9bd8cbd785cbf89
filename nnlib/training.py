"""Stochastic gradient descent: the three functions of the page, again and again."""

from typing import NamedTuple

import numpy as np

from . import inputs
from .backpropagation import backward, forward, step, with_constant_node
from .losses import ROW_LOSSES, OutsideDomain, loss_at_z
from .network import checked_network

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
    X = inputs.samples(X, checked_network(net).sizes[0])
    loss, y = net.loss_and_labels(loss, y, len(X))
    if loss.name in ROW_LOSSES:
        inputs.several_classes(y)
    steps, rate_at = inputs.count(steps, "steps"), _rate(rate)
    decay = inputs.scalar(weight_decay, "weight_decay", least=0)
    batches = _batches(net, X, y, batch, inputs.count(seed, "seed", least=0))
    W, g = dict(net.W.items()), dict(net.g.items())
    with np.errstate(all="ignore"):  # the recorder sees what is no longer finite
        record, every = _Recorder(W, g, X, y, loss), -(-steps // _RECORDS)
        for t, (x, labels) in zip(range(steps), batches, strict=False):
            eta = rate_at(t)
            try:
                z, h = forward(W, g, x)
                _, dW = backward(W, g, loss, z, h, labels)
                if decay:
                    dW = {k: dW[k] + decay * W[k] for k in W}
                step(W, dW, eta)
                if (t + 1) % every == 0 or t + 1 == steps:
                    record.look(t + 1, eta)
            except OutsideDomain as error:
                record.stop(t + 1, eta, str(error))
    return record.history()


def _rate(rate):
    """The function t -> η_t."""
    if callable(rate):
        return lambda t: inputs.scalar(rate(t), f"rate({t})")
    constant = inputs.scalar(rate, "rate", or_else=", or a function of the step")
    return lambda t: constant


def _batches(net, X, y, batch, seed):
    """Batches (x, y) without end."""
    n = len(X)
    if inputs.count(batch, "batch") > n:
        raise ValueError(
            f"batch is {batch}, but there are only {n} samples. Give a batch of {n} or fewer."
        )
    return _drawn(with_constant_node(X, net.W[1]), y, batch, np.random.default_rng(seed))


def _drawn(X, y, batch, rng):
    n = len(X)
    rows = [(X[t : t + 1], y[t : t + 1]) for t in range(n if batch == 1 else 0)]
    while True:
        if batch == n:
            yield X, y
        elif batch == 1:  # in blocks, which changes no draw and takes a tenth of the time
            yield from map(rows.__getitem__, rng.integers(n, size=_BLOCK).tolist())
        else:
            t = rng.choice(n, size=batch, replace=False)
            yield X[t], y[t]


class _Recorder:
    """Takes J now and then, keeps the last good weights, and stops a run that diverges."""

    def __init__(self, W, g, X, y, loss):
        self.W, self.g, self.X, self.y, self.loss = W, g, X, y, loss
        self.records = []
        z, J = self._look()
        inputs.finite([J, *z], "before the first step, z or the loss", W)
        self._keep(0, J)

    def look(self, t, rate):
        z, J = self._look()
        # J alone does not tell: relu and its like turn z = -inf into a harmless 0.
        if not inputs.all_finite([J, *z]):
            self.stop(t, rate, "z or the loss is no longer a finite number.")
        self._keep(t, J)

    def _look(self):
        z, _ = forward(self.W, self.g, self.X)
        last = len(self.W)
        J = float(loss_at_z(self.loss, self.g[last], z[last], self.y).sum() / len(self.y))
        return list(z.values()), J

    def _keep(self, t, J):
        self.records.append((t, J))
        self.good = {k: W.copy() for k, W in self.W.items()}

    def stop(self, t, rate, why):
        for k, W in self.good.items():
            self.W[k][...] = W
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
