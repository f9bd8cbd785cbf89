"""The rows of the benchmark about growth: of cost with size and depth, of memory, of proofs."""

import subprocess
import sys
import time
import tracemalloc

import numpy as np
from sympy.core.cache import clear_cache

from nnlib import Network, datasets, sgd
from nnlib.symbolic import STATEMENTS, W, composition, d, g_prime, j, k, z
from tools.bench_timing import Row, in_turn, slope
from tools.notebook import ROOT

WIDTHS = (128, 256, 512, 1024)
DEPTHS = (2, 4, 8, 16, 32)
LAYERS = range(1, 9)


def gradient_rows():
    for sizes, n in (([784, 256, 128, 10], 256), ([512] * 6 + [10], 256)):
        net, X, y = _task(sizes, n)
        state = net.forward(X)
        runs = {
            "forward": lambda net=net, X=X: net.forward(X),
            "backward": lambda net=net, state=state, y=y: net.backward(state, y),
        }
        times = in_turn({name: _repeat(work) for name, work in runs.items()}, rounds=9)
        shape = "-".join(map(str, sizes))
        yield Row(f"backward / forward, {shape}, n = {n}", times.ratio("backward", "forward"), 2.2)


def growth_rows(measured):
    """Slopes on logarithmic axes; 0.15 above the whole number is what a clock may add."""
    by_backward = measured.slope(measured.backpropagation)
    by_differences = measured.slope(measured.differences)
    yield Row("slope of a gradient's cost over the number of weights", by_backward, 1.15, "")
    yield Row("slope of its cost over the depth, 128 wide", depth_slope(), 1.15, "")
    yield Row("slope for difference quotients (2 is right)", by_differences, 1.7, "", least=True)


def depth_slope():
    runs = {}
    for depth in DEPTHS:
        net, X, y = _task([128] * (depth + 1) + [1], 256)
        runs[depth] = _repeat(lambda net=net, X=X, y=y: net.backward(net.forward(X), y))
    times = in_turn(runs, rounds=9)
    return slope(DEPTHS, [times.median(depth) for depth in DEPTHS])


def memory_rows():
    for sizes, n in (([784, 256, 128, 10], 256), ([256] * 8 + [1], 512)):
        shape = "-".join(map(str, sizes))
        yield Row(f"memory of a gradient / (weights + z + h), {shape}", memory(sizes, n), 2.5)
    short, long = (_peak(_training(steps)) for steps in (2000, 20000))
    yield Row("memory of 20,000 steps / of 2,000 steps", long / short, 1.05)


def memory(sizes, n):
    """Weights and all that forward + backward ever hold at once, over weights, z and h."""
    net, X, y = _task(sizes, n)
    state = net.forward(X)
    weights = sum(array.nbytes for array in net.W)
    held = weights + sum(array.nbytes for layers in state for array in layers)
    del state
    return (weights + _peak(lambda: net.backward(net.forward(X), y))) / held


def _training(steps):
    X, y = datasets.two_moons(200)
    return lambda: sgd(Network([2, 16, 16, 1]), X, y, steps=steps)


def _peak(work):
    work()  # what is made only once is made now
    tracemalloc.start()
    try:
        kept = work()  # noqa: F841 - what is returned counts too
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _task(sizes, n):
    rng = np.random.default_rng(0)
    net = Network(sizes, "tanh")
    return net, rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))


def _repeat(work):
    def run(steps):
        for _ in range(steps):
            work()

    return run


# ---- proofs ---------------------------------------------------------------------------------


def proof_rows():
    layered, full = proof_seconds()
    lines = [4 * L - 2 for L in LAYERS]  # one for each pair of nodes in neighboring layers
    yield Row("slope of 3.5's proof over 4L - 2 lines, L = 1 … 8", slope(lines, layered), 1.2, "")
    yield Row(f"one proof layer by layer, L = {LAYERS[-1]}", layered[-1], unit=" s")
    yield Row(f"one proof fully composed, L = {LAYERS[-1]}", full[-1], unit=" s")
    factor = np.exp(np.polyfit(LAYERS[3:], np.log(full[3:]), 1)[0])
    yield Row("fully composed: factor for each further layer", float(factor))


def proof_seconds():
    """Seconds for ∂Loss/∂z^(1), networks 2-2-…-2-1: (layer by layer, fully composed) by L."""
    return tuple([_fresh(prove, L) for L in LAYERS] for prove in (_layer_by_layer, _composed))


def _fresh(prove, L):
    """The median of three proofs, each by a sympy that remembers nothing."""
    taken = []
    for _ in range(3):
        composition._composer.cache_clear()
        clear_cache()
        start = time.process_time()
        if not prove((2,) * (L + 1) + (1,)):
            raise AssertionError(f"3.5 was not proved for L = {L}")
        taken.append(time.process_time() - start)
    return sorted(taken)[1]


def _layer_by_layer(sizes):
    """By the chain rule, 3.5 needs ∂z_i^(k+1)/∂z_j^(k) = W_ij^(k+1) g'(z_j^(k)), for each layer."""
    return all(
        composition.equal_for(d(z(m + 1)[p], z(m)[q]), W(m + 1)[p, q] * g_prime(z(m)[q]), {}, sizes)
        for m in range(1, len(sizes) - 1)
        for p in range(1, sizes[m + 1] + 1)
        for q in range(1, sizes[m] + 1)
    )


def _composed(sizes):
    """3.5 for k = 1, j = 1 with every node written out down to the weights and the inputs."""
    statement = STATEMENTS["3.5"]
    return composition.equal_for(statement.lhs, statement.rhs, {k: 1, j: 1}, sizes)


# ---- notebooks ------------------------------------------------------------------------------


def notebook_rows():
    """Wall-clock time of stock nbval over all that has stored outputs."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    start = time.monotonic()
    done = subprocess.run([*command, "notebooks", "solutions"], cwd=ROOT, capture_output=True)
    seconds = time.monotonic() - start
    if done.returncode:
        print(f"nbval failed after {seconds:.0f} s: run pytest notebooks solutions")
    yield Row("nbval over lessons, solutions", np.inf if done.returncode else seconds, 120.0, " s")
