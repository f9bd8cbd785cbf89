"""The tasks of the exercise for lesson 02: forward propagation."""

from functools import reduce

import numpy as np

from ..activations import ACTIVATIONS
from ..network import Network
from ..symbolic import Sum, W, g, h, i, j, n, x, z
from .breaking import CatchTask
from .formula import FormulaTask
from .numeric import Case, NumericTask
from .settings import on_arrays, setting
from .table import TableTask

SIZES, N = [5, 3, 2, 1], 10


def _shapes():
    net = Network(SIZES)
    state = net.forward(np.zeros((N, SIZES[0])))
    weights = {f"W{k}": W.shape for k, W in net.W.items()}
    return weights | {"z2": state.z[2].shape, "h0": state.h[0].shape}


def _turned(*names):
    return lambda: {name: shape[::-1] for name, shape in _shapes().items() if name in names}


_three = range(1, 4)
_sigmoid = ACTIVATIONS["sigmoid"].function


def _layer(W, h, g):
    """z_i = Σ_j W_ij h_j and h_i = g(z_i), as the document writes them."""
    rows, columns = W.shape
    z = np.array([sum(W[i, j] * h[j] for j in range(columns)) for i in range(rows)])
    return z, g(z)


def _layers():
    rng = np.random.default_rng(2)
    cases = []
    for (r, c), name in (((3, 2), "tanh"), ((2, 5), "sigmoid"), ((4, 4), "softplus")):
        call = rng.normal(size=(r, c)), rng.normal(size=c), on_arrays(ACTIVATIONS[name].function)
        cases.append(Case(call, _layer(*call)))
    return cases


def _pair(z, g):
    return z, g(z)


def _predict(W, X, g):
    """h(x; W) for each row of X, one layer after the other: 2.1, 2.2, 2.3."""
    return np.array([_one(W, x, g) for x in X])


def _one(W, x, g):
    h = x
    for k in sorted(W):
        h = _layer(W[k], h, g)[1]
    return h[0]


def _networks():
    seen = [
        setting([2, 4, 3, 1], 6),
        setting([5, 2, 1], 4, "sigmoid"),
        setting([3, 3, 3, 1], 5, "softplus"),
    ]
    return [Case((s.W, s.X, s.g), _predict(s.W, s.X, s.g)) for s in seen]


def _through(W, X, hidden, output, use=lambda W: W.T):
    h = X
    for k in sorted(W):
        h = (output if k == max(W) else hidden)(h @ use(W[k]))
    return h[:, 0]


def _reached(W, h):
    """z_i = Σ_j W_ij h_j."""
    if W.shape[1] != len(h):
        raise ValueError("W has one column for each entry of h")
    return _layer(W, h, _same)[0]


def _leaks():
    W, h = np.array([[1.0, -2.0, 3.0], [0.5, 1.0, -4.0]]), np.array([1.0, 2.0, -1.0])
    return {
        "transposed": ([[1.0, -2.0], [-2.0, 0.5]], [3.0, -1.0]),
        "own-index": (W, [2.0, 2.0, 2.0]),
        "signs-ignored": (np.abs(W), -h),
        "never-negative": (W, [3.0, 0.5, 0.1]),
        "last-missing": (W, [1.0, 2.0, 0.0]),
    }


def _same(z):
    return z


TASKS = (
    TableTask(
        id="02.shapes",
        title="Task 1, which shape",
        read="The shape of W",
        measured=_shapes,
        kind=tuple,
        mistakes={
            "transposed": _turned("W1", "W2", "W3"),
            "samples-in-columns": _turned("z2", "h0"),
            "wrong-layer": lambda: {"W1": (2, 3), "W2": (1, 2)},
            "samples-ignored": [
                lambda: {"z2": (2,), "h0": (5,)},
                lambda: {"z2": (1, 2), "h0": (1, 5)},
            ],
            "samples-in-weights": lambda: {"W1": (N, 5), "W2": (N, 3), "W3": (N, 2)},
            "column-for-bias": lambda: {"W1": (3, 6), "W2": (2, 4), "W3": (1, 3)},
            "other-layer": [
                lambda: {"z2": (N, 3), "h0": (N, 3)},
                lambda: {"z2": (N, 1), "h0": (N, 1)},
            ],
        },
    ),
    FormulaTask(
        id="02.node",
        title="Task 2, one node in symbols",
        read="One node",
        asked=z(1)[2],
        sizes=(3, 4, 1),  # unequal: a Σ over the wrong layer shows
        mistakes={
            "own-index": sum(W(1)[2, c] * x[2] for c in _three),
            "transposed": sum(W(1)[c, 2] * x[c] for c in _three),
            "wrong-layer": sum(W(2)[1, c] * x[c] for c in _three),
            "weights-ignored": sum(x[c] for c in _three),
            "extra-activation": g(z(1)[2]),
            "sum-of-activations": sum(g(W(1)[2, c] * x[c]) for c in _three),
            "mean": sum(W(1)[2, c] * x[c] for c in _three) / 3,
        },
        also_right=lambda: [
            Sum(W(1)[2, j] * x[j], (j, 1, 3)),
            Sum(W(1)[2, j] * h(0)[j], (j, 1, n(0))),
            x[3] * W(1)[2, 3] + x[1] * W(1)[2, 1] + x[2] * W(1)[2, 2],
            Sum(x[i] * W(1)[2, i], (i, 1, 2)) + W(1)[2, 3] * x[3],
        ],
    ),
    NumericTask(
        id="02.layer",
        title="Task 3, one layer in numpy",
        read="One layer",
        cases=_layers,
        mistakes={
            "transposed": lambda W, h, g: _pair(W.T @ h, g),
            "own-index": lambda W, h, g: _pair(W.sum(axis=1) * h[: len(W)], g),
            "no-activation": lambda W, h, g: (W @ h, W @ h),
            "extra-activation": lambda W, h, g: (g(W @ h), g(g(W @ h))),
            "sum-of-activations": lambda W, h, g: (W @ h, g(W * h).sum(axis=1)),
            "names-exchanged": lambda W, h, g: (g(W @ h), W @ h),
            "mean": lambda W, h, g: _pair(W @ h / len(h), g),
            "sigmoid-assumed": lambda W, h, g: _pair(W @ h, _sigmoid),
            "tanh-assumed": lambda W, h, g: _pair(W @ h, np.tanh),
            "g-of-weights": lambda W, h, g: _pair(g(W) @ h, g),
            "g-of-inputs": [
                lambda W, h, g: (W @ h, g(h)),
                lambda W, h, g: _pair(W @ g(h), g),
            ],
            "overwritten": lambda W, h, g: _pair(W[:, -1] * h[-1], g),
        },
        also_right=lambda: [
            lambda W, h, g: (W.dot(h), g(W.dot(h))),
            lambda W, h, g: [np.einsum("ij,j->i", W, h), g(np.einsum("j,ij->i", h, W))],
            lambda W, h, g: ((W * h).sum(axis=1), g((W * h).sum(axis=1))),
            lambda W, h, g: (h @ W.T, np.array([g(row @ h) for row in W])),
            lambda W, h, g: np.array([W @ h, g(W @ h)]),
        ],
    ),
    NumericTask(
        id="02.predict",
        title="Task 4, the whole forward pass",
        read="The whole network",
        cases=_networks,
        mistakes={
            "no-activation": lambda W, X, g: _through(W, X, _same, _same),
            "no-output-activation": lambda W, X, g: _through(W, X, g, _same),
            "input-activated": lambda W, X, g: _through(W, g(X), g, g),
            "mean": lambda W, X, g: _through(W, X, g, g, lambda W: W.T / W.shape[1]),
            "signs-ignored": lambda W, X, g: _through(W, X, g, g, lambda W: np.abs(W).T),
            "sigmoid-assumed": lambda W, X, g: _through(W, X, _sigmoid, _sigmoid),
            "tanh-assumed": lambda W, X, g: _through(W, X, np.tanh, np.tanh),
            "only-at-the-end": lambda W, X, g: _through(W, X, _same, g),
            "extra-activation": lambda W, X, g: g(_through(W, X, g, g)),
            "two-layers": lambda W, X, g: g(g(X @ W[1].T) @ W[2].T)[:, 0],
            "last-layer-missing": lambda W, X, g: reduce(
                lambda h, k: g(h @ W[k].T), range(1, len(W)), X
            )[:, 0],
            "first-sample": lambda W, X, g: _through(W, X, g, g)[:1],
        },
        also_right=lambda: [
            lambda W, X, g: [reduce(lambda h, k: g(np.dot(W[k], h)), W, x).item() for x in X],
        ],
    ),
    CatchTask(
        id="02.inputs",
        title="Task 5, break it",
        read="One node",
        definition=_reached,
        shapes={"W": 2, "h": 1},
        rows="one row per node in W, one entry per column of W in h,",
        fit="h needs one entry for each column of W",
        mistakes={
            "transposed": lambda W, h: W.T @ h,
            "own-index": lambda W, h: W.sum(axis=1) * h[: len(W)],
            "signs-ignored": lambda W, h: np.abs(W) @ h,
            "never-negative": lambda W, h: np.abs(W @ h),
            "last-missing": lambda W, h: W[:, :-1] @ h[:-1],
        },
        called={
            "transposed": ("number 1", "Has your W as many columns as rows?"),
            "own-index": ("number 2", "Are the entries of your h all the same?"),
            "signs-ignored": ("number 3", "Has your W a negative weight that counts?"),
            "never-negative": ("number 4", "Is an entry of W h negative?"),
            "last-missing": ("number 5", "Has your last input a say?"),
        },
        leaks=_leaks,
        also_right=lambda: [
            ([[1, -2, 3], [0.5, 1, -4]], [1, 2, -1]),
            [np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([-1.0, 2.0])],
        ],
    ),
)
