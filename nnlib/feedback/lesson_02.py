"""The tasks of the exercise for lesson 02: forward propagation."""

import numpy as np

from ..network import Network
from .tasks import NumericTask, ShapeTask, SymbolicTask


def _shapes():
    net, n = Network([5, 3, 2, 1]), 10
    state = net.forward(np.zeros((n, 5)))
    return {
        "W1": net.W[1].shape,
        "W2": net.W[2].shape,
        "W3": net.W[3].shape,
        "z2": state.z[2].shape,
        "h0": state.h[0].shape,
    }


def _node():
    from ..symbolic import z

    return z(1)[2]


def _node_mistakes():
    from ..symbolic import W, g, x, z

    three = range(1, 4)
    return {
        "own-index": lambda: sum(W(1)[2, j] * x[2] for j in three),
        "extra-activation": lambda: g(z(1)[2]),
        "sum-of-activations": lambda: sum(g(W(1)[2, j] * x[j]) for j in three),
        "mean": lambda: sum(W(1)[2, j] * x[j] for j in three) / 3,
    }


def _layer(W, h, g):
    """z_i = Σ_j W_ij h_j and h_i = g(z_i), as the document writes them."""
    rows, columns = W.shape
    z = np.array([sum(W[i, j] * h[j] for j in range(columns)) for i in range(rows)])
    return z, g(z)


def _layer_cases():
    rng = np.random.default_rng(2)
    return [
        (rng.normal(size=(r, c)), rng.normal(size=c), np.tanh) for r, c in ((3, 2), (2, 5), (4, 4))
    ]


_LAYER_MISTAKES = {
    "transposed": lambda W, h, g: _pair(W.T @ h if W.shape[0] == W.shape[1] else W @ h, g),
    "no-activation": lambda W, h, g: (W @ h, W @ h),
    "extra-activation": lambda W, h, g: (g(W @ h), g(W @ h)),
    "sum-of-activations": lambda W, h, g: (W @ h, g(W * h).sum(axis=1)),
    "mean": lambda W, h, g: _pair(W @ h / len(h), g),
}


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


def _predict_cases():
    rng = np.random.default_rng(3)
    shapes = ([2, 4, 3, 1], [5, 2, 3, 1], [3, 3, 3, 1])
    return [
        (
            {k: rng.normal(size=(s[k], s[k - 1])) for k in (1, 2, 3)},
            rng.normal(size=(n, s[0])),
            np.tanh,
        )
        for s, n in zip(shapes, (6, 4, 5), strict=True)
    ]


def _through(W, X, steps):
    h = X
    for k, g in zip(sorted(W), steps, strict=True):
        h = g(h @ W[k].T)
    return h[:, 0]


def _same(z):
    return z


_PREDICT_MISTAKES = {
    "no-activation": lambda W, X, g: _through(W, X, (_same, _same, _same)),
    "no-output-activation": lambda W, X, g: _through(W, X, (g, g, _same)),
    "sum-of-activations": lambda W, X, g: (g((g(g(X @ W[1].T) @ W[2].T)) * W[3])).sum(axis=1),
}


TASKS = (
    ShapeTask("02.shapes", "Task 1, which shape", "lesson 02, 'The shape of W'", _shapes),
    SymbolicTask(
        "02.node",
        "Task 2, one node in symbols",
        "lesson 02, 'One node'",
        (3, 2, 1),
        _node,
        _node_mistakes,
    ),
    NumericTask(
        "02.layer",
        "Task 3, one layer in numpy",
        "lesson 02, 'One layer'",
        _layer,
        _layer_cases,
        _LAYER_MISTAKES,
    ),
    NumericTask(
        "02.predict",
        "Task 4, the whole forward pass",
        "lesson 02, 'The whole network'",
        _predict,
        _predict_cases,
        _PREDICT_MISTAKES,
    ),
)
