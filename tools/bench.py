"""Measures one step of training: nnlib beside the same step unrolled by hand, and PyTorch.

    python3 course.py bench

tanh in every layer, squared loss ½(p - y)² summed over the outputs, no biases, float64. One
process, one thread, CPU time. All contestants first train the same network to the same weights.
"""

import os

# One thread for all: the libraries read these when they are imported, so it comes first.
if __name__ == "__main__":
    for name in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
        os.environ[f"{name}_NUM_THREADS"] = "1"

import importlib.metadata
import importlib.util
import platform
import time
from statistics import median
from timeit import Timer
from typing import NamedTuple

import numpy as np

from nnlib import LOSSES, Network, backpropagation, sgd
from nnlib.props.growth import measure_growth

RATE = 0.1


class Job(NamedTuple):
    """A network of these sizes, to be trained on all of n samples at each step.

    A contestant is a function of a job: it returns (run, weights), where run(steps) takes so
    many steps and weights() lists the matrices W^(1) … W^(L+1).
    """

    sizes: tuple
    n: int

    def start(self):
        """The same weights and samples for every contestant: (net, X, y)."""
        rng = np.random.default_rng(7)
        X, y = (rng.normal(size=(self.n, width)) for width in (self.sizes[0], self.sizes[-1]))
        return Network(self.sizes, g="tanh", seed=1), X, y

    def __str__(self):
        return f"{'-'.join(map(str, self.sizes))}, n = {self.n}"


def by_sgd(job):
    """`nnlib.sgd`, with its checks and its 101 records of J."""
    net, X, y = job.start()
    run = lambda steps: sgd(net, X, y, "squared", rate=RATE, steps=steps, batch=job.n)
    return run, lambda: list(net.W)


def by_page(job):
    """The functions of `nnlib.backpropagation`, which `nnlib.sgd` calls at each step."""
    net, X, y = job.start()
    W, g, loss = dict(net.W.items()), dict(net.g.items()), LOSSES["squared"]

    def run(steps):
        for _ in range(steps):
            z, h = backpropagation.forward(W, g, X)
            _, dW = backpropagation.backward(W, g, loss, z, h, y)
            backpropagation.step(W, dW, RATE)

    return run, lambda: list(W.values())


def by_hand(job):
    """numpy, unrolled for one or two hidden layers, one line for each formula."""
    net, X, y = job.start()
    n = job.n

    def one_hidden_layer(steps):
        W1, W2 = W
        for _ in range(steps):
            h1 = np.tanh(X @ W1.T)
            p = np.tanh(h1 @ W2.T)
            dz2 = (p - y) * (1 - p**2)
            dz1 = dz2 @ W2 * (1 - h1**2)
            dW2 = dz2.T @ h1 / n
            dW1 = dz1.T @ X / n
            W2 -= RATE * dW2
            W1 -= RATE * dW1

    def two_hidden_layers(steps):
        W1, W2, W3 = W
        for _ in range(steps):
            h1 = np.tanh(X @ W1.T)
            h2 = np.tanh(h1 @ W2.T)
            p = np.tanh(h2 @ W3.T)
            dz3 = (p - y) * (1 - p**2)
            dz2 = dz3 @ W3 * (1 - h2**2)
            dz1 = dz2 @ W2 * (1 - h1**2)
            dW3 = dz3.T @ h2 / n
            dW2 = dz2.T @ h1 / n
            dW1 = dz1.T @ X / n
            W3 -= RATE * dW3
            W2 -= RATE * dW2
            W1 -= RATE * dW1

    W = [W_k.copy() for W_k in net.W]
    return {2: one_hidden_layer, 3: two_hidden_layers}[len(W)], lambda: W


def by_pytorch(job):
    """Eager PyTorch, on the CPU."""
    import torch

    torch.set_num_threads(1)
    net, *samples = job.start()
    X, y = map(torch.tensor, samples)
    W = [torch.tensor(W_k, requires_grad=True) for W_k in net.W]
    optimizer = torch.optim.SGD(W, lr=RATE)

    def run(steps):
        for _ in range(steps):
            h = X
            for W_k in W:
                h = torch.tanh(torch.nn.functional.linear(h, W_k))
            J = ((h - y) ** 2).sum() / (2 * job.n)
            optimizer.zero_grad()
            J.backward()
            optimizer.step()

    return run, lambda: [W_k.detach().numpy() for W_k in W]


CONTESTANTS = {"sgd": by_sgd, "the page": by_page, "by hand": by_hand}
if importlib.util.find_spec("torch"):
    CONTESTANTS["PyTorch"] = by_pytorch


def check_agreement(made, steps=20):
    """Refuse contestants, {name: (run, weights)}, that do not arrive at the same weights."""
    for run, _ in made.values():
        run(steps)
    first, *others = made
    for name in others:
        for a, b in zip(made[first][1](), made[name][1](), strict=True):
            if not np.allclose(a, b, rtol=1e-9, atol=1e-12):
                raise AssertionError(f"{name} does not train the same network as {first}")


def times(runs, steps, rounds):
    """CPU seconds for so many steps, {name: one number a round}; each round runs all in turn.

    CPU time counts hidden threads, and does not count other processes.
    """
    timers = {name: Timer(lambda run=run: run(steps), timer=time.process_time)
              for name, run in runs.items()}  # fmt: skip
    taken = [{name: timer.timeit(1) for name, timer in timers.items()} for _ in range(rounds)]
    return {name: [one_round[name] for one_round in taken] for name in runs}


def ratio(taken, name, other):
    """The median over the rounds of time / other's time in the same round."""
    return median(a / b for a, b in zip(taken[name], taken[other], strict=True))


class Row(NamedTuple):
    """A line of the table: `measured` must be at most `bar`, or at least, where `least` says so."""

    what: str
    measured: float
    bar: float
    least: bool = False

    @property
    def met(self):
        return self.measured >= self.bar if self.least else self.measured <= self.bar

    def __str__(self):
        bar = f"{'≥' if self.least else '≤'} {self.bar:.3g}"
        verdict = "met" if self.met else "NOT MET"
        return f"{self.what:<58}{self.measured:9.2f}   {bar:<7} {verdict}"


def step_rows(job, nnlib, bar, pytorch_bar, steps, rounds=9):
    """Contestant `nnlib` must take at most `bar` of the time by hand, PyTorch at least its bar."""
    names = [name for name in (nnlib, "by hand", "PyTorch") if name in CONTESTANTS]
    made = {name: CONTESTANTS[name](job) for name in names}
    check_agreement(made)
    taken = times({name: run for name, (run, _) in made.items()}, steps, rounds)
    for name in names:
        print(f"one step, {job}, {name}: {1e6 * median(taken[name]) / steps:,.0f} µs", flush=True)
    yield Row(f"{job}: {nnlib} / by hand", ratio(taken, nnlib, "by hand"), bar)
    if "PyTorch" in made:
        yield Row(f"{job}: PyTorch / {nnlib}", ratio(taken, "PyTorch", nnlib), pytorch_bar, True)


def growth_rows():
    """Slopes on logarithmic axes; 0.15 above the whole number is what a clock may add."""
    measured = measure_growth()
    slopes = map(measured.slope, (measured.backpropagation, measured.differences))
    yield Row("growth of a gradient's cost with the weights: slope", next(slopes), 1.15)
    yield Row("the same by difference quotients", next(slopes), 1.7, True)


def main():
    versions = f"Python {platform.python_version()}, numpy {np.__version__}"
    if "PyTorch" in CONTESTANTS:
        versions += f", PyTorch {importlib.metadata.version('torch')}"
    print(f"{versions}. tanh, squared loss; CPU time, one thread, medians of rounds in turn.")
    if "PyTorch" not in CONTESTANTS:
        print("PyTorch is not installed: no rows about it.")
    rows = [
        *step_rows(Job((4, 2, 1), 1), "sgd", 2.0, 8, steps=5000),
        *step_rows(Job((2, 16, 16, 1), 200), "sgd", 1.7, 2, steps=3000),
        # sgd looks at J a hundred times a run, which would be at every step of so short a run.
        *step_rows(Job((784, 256, 128, 10), 256), "the page", 1.15, 0.87, steps=20),
        *growth_rows(),
    ]
    print(*rows, f"Bars missed: {sum(not row.met for row in rows)}.", sep="\n")


if __name__ == "__main__":
    main()
