"""One step of gradient descent, done by nnlib and by others: same network, data and numbers.

Sigmoids all the way, log loss summed over the output nodes, no biases, float64. Every function
here takes a `Job` and returns (run, weights): run(steps) trains, weights() lists the matrices.
scikit-learn alone has biases, always.
"""

import warnings
from typing import NamedTuple

import numpy as np

from nnlib import LOSSES, Network, sgd
from nnlib.fast import Steps

RATE = 0.1


class Job(NamedTuple):
    """`batch` samples a step: 1, drawn at random, or all."""

    sizes: tuple
    X: np.ndarray
    y: np.ndarray
    batch: int

    def network(self):
        return Network(self.sizes, seed=1)

    def drawn(self, steps):
        """The row numbers that `nnlib.sgd` draws, too."""
        return np.random.default_rng(0).integers(len(self.X), size=steps).tolist()

    def rows(self, steps):
        if self.batch == 1:
            return [slice(t, t + 1) for t in self.drawn(steps)]
        return [slice(None)] * steps


def job(sizes, n, batch):
    rng = np.random.default_rng(7)
    X, y = rng.normal(size=(n, sizes[0])), rng.integers(0, 2, size=(n, sizes[-1]))
    return Job(tuple(sizes), X, y.astype(float), batch)


def nnlib_sgd(job):
    """`nnlib.sgd` as a whole, with its checks and its records of J."""
    net, y = job.network(), job.y

    def run(steps):
        sgd(net, job.X, y, "log", rate=RATE, steps=steps, batch=job.batch)

    return run, lambda: list(net.W)


def nnlib_steps(job):
    """The steps inside `nnlib.sgd` alone, on all samples."""
    net = job.network()
    training = Steps(net, LOSSES["log"], job.batch)

    def run(steps):
        with np.errstate(all="ignore"):
            training.take([RATE] * steps, [(job.X, job.y)] * steps)

    return run, lambda: list(net.W)


def pytorch(job):
    import torch

    torch.set_num_threads(1)
    X, y = torch.tensor(job.X), torch.tensor(job.y)
    W = [torch.tensor(W, requires_grad=True) for W in job.network().W]
    optimizer = torch.optim.SGD(W, lr=RATE)
    linear = torch.nn.functional.linear
    loss = torch.nn.functional.binary_cross_entropy_with_logits

    def run(steps):
        for rows in job.rows(steps):
            h = X[rows]
            for W_k in W[:-1]:
                h = torch.sigmoid(linear(h, W_k))
            J = loss(linear(h, W[-1]), y[rows], reduction="sum") / job.batch
            optimizer.zero_grad()
            J.backward()
            optimizer.step()

    return run, lambda: [W_k.detach().numpy() for W_k in W]


def autograd(job):
    import autograd.numpy as anp
    from autograd import grad

    W = [W.copy() for W in job.network().W]

    def J(W, x, y):
        h = x
        for W_k in W[:-1]:
            h = 1.0 / (1.0 + anp.exp(-anp.dot(h, W_k.T)))
        z = anp.dot(h, W[-1].T)
        return anp.sum(anp.logaddexp(0.0, z) - y * z) / job.batch

    gradient = grad(J)

    def run(steps):
        for rows in job.rows(steps):
            for W_k, dW in zip(W, gradient(W, job.X[rows], job.y[rows]), strict=True):
                W_k -= RATE * dW

    return run, lambda: W


def scikit_learn(job):
    from sklearn.neural_network import MLPClassifier

    mlp = MLPClassifier(
        job.sizes[1:-1], activation="logistic", solver="sgd", alpha=0.0, batch_size=job.batch,
        learning_rate_init=RATE, momentum=0.0, nesterovs_momentum=False, shuffle=False,
    )  # fmt: skip
    y = (job.y if job.sizes[-1] > 1 else job.y[:, 0]).astype(int)
    classes = np.arange(max(2, job.sizes[-1]))

    def run(steps):
        with warnings.catch_warnings(action="ignore"):
            for rows in job.rows(steps):
                mlp.partial_fit(job.X[rows], y[rows], classes=classes)

    return run, None
