"""The rows of the benchmark about one step of training, and about one gradient."""

import importlib.util
import subprocess
import sys

import numpy as np

from tools import bench_hand as hand
from tools import bench_peers as peers
from tools.bench_timing import Row, in_turn
from tools.notebook import ROOT

PEERS = {  # name: (the module that must be there, what makes its steps)
    "PyTorch": ("torch", peers.pytorch),
    "autograd": ("autograd", peers.autograd),
    "scikit-learn": ("sklearn", peers.scikit_learn),
}


def installed():
    return {
        name: make for name, (module, make) in PEERS.items() if importlib.util.find_spec(module)
    }


def missing():
    return [name for name in PEERS if name not in installed()]


def rows():
    yield from small(peers.job([4, 2, 1], 200, batch=1))
    yield from middle(peers.job([2, 16, 16, 1], 200, batch=200))
    yield from large(peers.job([784, 256, 128, 10], 256, batch=256))


def small(job):
    mine = {"nnlib": peers.nnlib_sgd, "hand": hand.by_hand_one_sample}
    times = _timed(job, mine, seconds=0.4, rounds=9)  # long runs: the 101 records of J are few
    name = "one step, 4-2-1, one sample, inside sgd"
    yield Row(f"{name}: hand-unrolled", 1e6 * times.median("hand"), unit=" µs")
    yield Row(f"{name} / hand-unrolled", times.ratio("nnlib", "hand"), 1.25)
    yield from _others(name, times, {"PyTorch": (10, True)})
    yield from _one_gradient("4-2-1, n = 1", job, bar=3.0)


def middle(job):
    times = _timed(job, {"nnlib": peers.nnlib_steps, "hand": hand.by_hand})
    name = "one step, 2-16-16-1, n = 200"
    yield Row(f"{name}: hand-unrolled", 1e6 * times.median("hand"), unit=" µs")
    yield Row(f"{name} / hand-unrolled", times.ratio("nnlib", "hand"), 1.15)
    yield from _others(name, times, {"PyTorch": (4, True)})


def large(job):
    mine = {"nnlib": peers.nnlib_steps, "hand": hand.by_hand, "floor": hand.floor}
    times = _timed(job, mine, seconds=0.1)
    name = "one step, 784-256-128-10, n = 256"
    yield Row(f"{name}: products alone", 1e3 * times.median("floor"), unit=" ms")
    yield Row(f"{name} / products alone", times.ratio("nnlib", "floor"), 1.10)
    yield Row(f"{name} / hand-unrolled", times.ratio("nnlib", "hand"))
    yield from _others(name, times, {"autograd": (1.0, False), "PyTorch": (1.25, False)})
    yield from _one_gradient("784-256-128-10, n = 256", job, bar=1.2)


def _timed(job, mine, **options):
    """`Times` of all, after a check that all train the same network to the same weights."""
    made = {name: make(job) for name, make in {**mine, **installed()}.items()}
    check_agreement(made)
    return in_turn({name: run for name, (run, _) in made.items()}, **options)


def check_agreement(made, steps=20):
    ends = {}
    for name, (run, weights) in made.items():
        if weights:
            run(steps)
            ends[name] = [W.copy() for W in weights()]
    first, *others = ends
    for name in others:
        for a, b in zip(ends[first], ends[name], strict=True):
            if not np.allclose(a, b, rtol=1e-9, atol=1e-12):
                raise AssertionError(f"{name} does not train the same network as {first}")


def _others(name, times, bars):
    """Rows against the peers; a bar is (value, whether to be that much faster, or no slower)."""
    for peer in installed():
        value, faster = bars.get(peer, (None, True))
        if faster:
            text, measured = f"{name}: faster than {peer}", times.ratio(peer, "nnlib")
        else:
            text, measured = f"{name} / {peer}", times.ratio("nnlib", peer)
        yield Row(text, measured, value, least=faster)


def _one_gradient(name, job, bar):
    """Rows on `forward` and `backward`, called as from a notebook: all arrays are new ones."""
    fresh = _in_a_new_process(job)
    np.ones(4_000_000)  # once 32 MB were freed, glibc keeps what is freed, and pages stay mapped
    times = gradient_times(job)
    what = f"forward + backward, {name}"
    yield Row(f"{what}: nnlib", 1e6 * times.median("nnlib"), unit=" µs")
    yield Row(f"{what}, with checks / step by hand", times.ratio("nnlib", "hand"), bar)
    yield Row(f"{what}: the same where freed memory is unmapped", fresh)


def gradient_times(job):
    net = job.network()
    make = hand.by_hand_one_sample if net.L == 1 else hand.by_hand
    X, y = (job.X[0], job.y[0]) if job.batch == 1 else (job.X, job.y)

    def run(steps):
        for _ in range(steps):
            net.backward(net.forward(X), y, "log")

    return in_turn({"nnlib": run, "hand": make(job)[0]}, seconds=0.1)


def _in_a_new_process(job):
    """The ratio in a process that has freed no large array yet: glibc unmaps what is freed."""
    made = f"bench_peers.job({list(job.sizes)}, {len(job.X)}, {job.batch})"
    code = f"from tools import bench_peers, bench_steps as b; t = b.gradient_times({made}); "
    command = [sys.executable, "-c", code + "print(t.ratio('nnlib', 'hand'))"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)
