"""The gradient, against three routes: the ledger's sums in plain Python, the complex step, and
the central difference. Sizes are all different, for equal ones hide transposes; n = 1 and n > 1.
"""

import math
from typing import NamedTuple

import mpmath
import numpy as np
import oracle
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from nnlib import ACTIVATIONS, LOSSES, Network, gradient_check
from nnlib.checking import METHODS, node_gradient, relative_error, weight_gradient

WITHIN = {"complex": 1e-12, "central": 1e-7}
STEP = 6e-6  # of the central difference
# Weights that feed an activation are scaled by 1 / (its typical slope), so that the gradient
# neither fades nor grows on its way down and has digits in every layer.
GAIN = {"identity": 1.0, "sigmoid": 4.0, "tanh": 1.3, "relu": 1.4, "threshold": 1}  # others: 1.5
POSITIVE = ("sigmoid", "softplus")
NAMES = list(ACTIVATIONS)
WITH_SLOPE = [name for name in NAMES if name != "threshold"]
RISING = np.linspace(-1.2, 3.0, 2001)  # z at which every g rises, past all of 0.3 to 0.7

# Every activation, once among the hidden layers and once at the output, with every loss, with and
# without biases. Threshold with log loss is left out: its p is 0 or 1, which log loss refuses.
COVERED = [
    pytest.param(g, place, loss, biases, id=f"{g}-{place}-{loss}-{'biases' if biases else 'plain'}")
    for g in NAMES
    for place in ("hidden", "output")
    for loss in LOSSES
    for biases in (False, True)
    if (g, place, loss) != ("threshold", "output", "log")
]


class Case(NamedTuple):
    net: Network
    X: np.ndarray
    y: np.ndarray
    loss: str
    dz: dict  # ∂Loss/∂z^(k) by `oracle`, (n, n_k)
    dW: dict  # ∂Loss/∂W^(k) by `oracle`, (n, n_k, n_{k-1})

    def first(self):
        """The same with the first sample alone."""
        dz, dW = ({k: a[:1] for k, a in table.items()} for table in (self.dz, self.dW))
        return self._replace(X=self.X[:1], y=self.y[:1], dz=dz, dW=dW)


def draw_case(sizes, names, loss, biases, n, seed):
    """A case on which every route has digits to show; draws that have none are drawn again."""
    rng = np.random.default_rng(seed)
    for _ in range(3000):
        net = Network(sizes, names, biases=biases, seed=int(rng.integers(2**32)))
        for k in range(2, net.L + 2):
            net.W[k] *= GAIN.get(names[k - 1], 1.5)
            if names[k - 2] in POSITIVE:  # keep z near 0 although every h is positive
                net.W[k] -= net.W[k].mean(axis=1, keepdims=True)
        X = rng.normal(size=(n, sizes[0]))
        if loss == "log" and names[-1] != "sigmoid":
            X = aim_into_unit_interval(net, X, rng)
        y = rng.choice(oracle.LABELS[loss], size=(n, sizes[-1]))
        if X is not None and moderate(net, X, y, loss) and clear_of_kinks(net, X, y, loss):
            case = Case(net, X, y, loss, *by_the_ledger(net, X, y, loss))
            if all(has_signal(c) for c in (case, case.first())):
                return case
    raise AssertionError(f"no usable draw for {sizes}, {names}, {loss}, seed {seed}")


def aim_into_unit_interval(net, X, rng):
    """Turn the last weights until the first sample predicts a p in (0.3, 0.7), and pull the other
    samples towards it until they all predict p in (0.1, 0.9). None where h^(L) is all but 0."""
    last = net.L + 1
    h = net.forward(X).h[net.L][0]
    if h @ h < 0.05:
        return None
    z = np.interp(rng.uniform(0.3, 0.7, size=net.sizes[-1]), net.g[last](RISING), RISING)
    net.W[last] += np.outer(z - net.W[last] @ h, h) / (h @ h)
    for _ in range(60):
        p = net.forward(X).h[last]
        if ((p > 0.1) & (p < 0.9)).all():
            return X
        X = X[0] + (X - X[0]) / 2
    return None


def moderate(net, X, y, loss):
    """Whether the central difference's step is small beside the curvature, and no digits are lost
    where the textbook subtracts: p - y in the squared loss, 1 - p in the log loss."""
    state = net.forward(X)
    last = net.L + 1
    gap = np.abs(state.h[last] - y)
    if loss == "squared" and ((gap > 0) & (gap < 0.01)).any():
        return False
    if loss == "log" and np.abs(state.z[last]).max() > 4:
        return False
    return max(np.abs(a).max() for layers in state for a in layers) < 8


def clear_of_kinks(net, X, y, loss):
    """Whether no step of the central difference can carry any node, or the hinge, over its kink.

    No activation is steeper than 1, and sigmoid not than 1/4, so a change of one weight or z by ε
    moves any z above by at most ε · max |h| · Π ‖W^(k)‖ · steepness of g, in the norm of the
    largest row sum.
    """
    state = net.forward(X)
    largest = max(1, *(np.abs(a).max() for layers in (net.W, state.z) for a in layers))
    reach = STEP * largest * max(1, *(np.abs(h).max() for h in state.h))
    for k in range(2, net.L + 2):
        steepest = 0.25 if net.g[k - 1].name == "sigmoid" else 1.0
        reach *= max(1, steepest * np.abs(net.W[k]).sum(axis=1).max())
    kinked = [k for k, g in net.g.items() if g.name in ("relu", "threshold")]
    gaps = [np.abs(state.z[k]).min() for k in kinked]
    if loss == "hinge" and net.g[net.L + 1].name != "threshold":  # its p does not move at all
        gaps.append(np.abs(1 - y * state.h[net.L + 1]).min())
    return min(gaps, default=np.inf) > 2 * reach


def by_the_ledger(net, X, y, loss):
    W = {k: array.tolist() for k, array in net.W.items()}
    g = {k: activation.name for k, activation in net.g.items()}
    rows = [
        oracle.backward(math, W, g, x, t, loss, net.biases)
        for x, t in zip(X.tolist(), y.tolist(), strict=True)
    ]
    return tuple({k: np.array([row[part][k] for row in rows]) for k in W} for part in (0, 1))


def has_signal(case):
    """Whether each layer's gradient is large enough beside J for the central difference, which
    subtracts two values of J, to have 7 digits. Below a threshold it must be 0 instead."""
    enough = 0.004 * case.net.loss(case.X, case.y, case.loss)
    cut = max((k for k, g in case.net.g.items() if g.name == "threshold"), default=0)
    sizes = {k: np.linalg.norm(dW.mean(axis=0)) for k, dW in case.dW.items()}
    return all(size > enough if k > cut else size == 0 for k, size in sizes.items())


def assert_gradient(case):
    net, X, y, loss = case[:4]
    grads = net.backward(net.forward(X), y, loss)
    assert list(case.dW) == [k for k, _ in grads.W.items()] == [k for k, _ in grads.z.items()]
    for k, W in net.W.items():
        assert grads.W[k].shape == W.shape
        assert relative_error(grads.z[k], case.dz[k]) < 1e-12
        assert relative_error(grads.W[k], case.dW[k].mean(axis=0)) < 1e-12
    for method, bound in WITHIN.items():
        dW = weight_gradient(net, X, y, loss, method=method)
        dz = node_gradient(net, X, y, loss, method=method)
        for k in dW:
            assert relative_error(grads.W[k], dW[k]) < bound, (method, k)
            assert relative_error(grads.z[k], dz[k]) < bound, (method, k)


@pytest.mark.parametrize(("g", "place", "loss", "biases"), COVERED)
# No shrinking: a failure names its seed, and a smaller case is no easier to read.
@settings(deadline=None, derandomize=True, database=None, max_examples=3, phases=[Phase.generate])
@given(
    widths=st.permutations(range(2, 8)),
    one_output=st.booleans(),
    others=st.lists(st.sampled_from(WITH_SLOPE), min_size=5, max_size=5),
    layer=st.integers(0, 3),
    n=st.integers(2, 4),
    seed=st.integers(0, 2**32 - 1),
)
def test_gradient(g, place, loss, biases, widths, one_output, others, layer, n, seed):
    for L in (1, 2, 3, 4):
        sizes = [*widths[: L + 1], 1 if one_output else widths[L + 1]]
        names = others[: L + 1]
        names[L if place == "output" else layer % L] = g
        case = draw_case(sizes, names, loss, biases, n, seed)
        assert_gradient(case)
        assert_gradient(case.first())


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("n_out", [1, 2])
def test_gradient_without_hidden_layers(n_out, loss, biases):
    case = draw_case([3, n_out], ["sigmoid"], loss, biases, n=4, seed=n_out)
    assert_gradient(case)
    assert_gradient(case.first())


@pytest.mark.parametrize("loss", LOSSES)
def test_gradient_with_equal_sizes_too(loss):
    assert_gradient(draw_case([3, 3, 3, 3], ["tanh", "sigmoid", "sigmoid"], loss, False, 4, seed=5))


# ---- threshold: E16 -------------------------------------------------------------------------


@pytest.mark.parametrize("layer", [1, 2, 3])
@pytest.mark.parametrize("biases", [False, True])
def test_no_gradient_passes_a_threshold(layer, biases):
    names = ["tanh", "softplus", "sigmoid"]
    names[layer - 1] = "threshold"
    net = Network([3, 5, 4, 2], names, biases=biases)
    rng = np.random.default_rng(2)
    grads = net.backward(net.forward(rng.normal(size=(6, 3))), rng.normal(size=(6, 2)))
    for k in (1, 2, 3):
        assert (grads.z[k] == 0).all() == (k <= layer)
        assert (grads.W[k] == 0).all() == (k <= layer)


def test_log_loss_refuses_a_threshold_at_the_output():
    net = Network([3, 2, 1], ["tanh", "threshold"])
    state = net.forward(np.ones((2, 3)))
    for refused in (
        lambda: net.backward(state, [0, 1], "log"),
        lambda: net.loss(np.ones((2, 3)), [0, 1], "log"),
        lambda: gradient_check(net, np.ones((2, 3)), [0, 1], "log"),
    ):
        with pytest.raises(ValueError, match="strictly between 0 and 1, but g = threshold gave p"):
            refused()


# ---- far out --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1.0, 30.0, 300.0, 1e3])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("g", WITH_SLOPE)
def test_gradient_where_z_is_large(g, loss, size):
    """Against the ledger's sums with 1000 digits, with z up to ±1e3 in the hidden layer."""
    net = Network([2, 3, 2], [g, "sigmoid"])
    net.W[1] = size * np.array([[1.0, -0.25], [-0.75, 0.5], [0.5, 1.0]])
    net.W[2] = np.array([[0.5, -0.25, 0.75], [-0.25, 0.75, 0.5]]) / (1 if g == "tanh" else size)
    X = np.array([[1.0, 0.0], [0.0, -1.0], [-0.5, 0.25]])
    y = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    y = 2 * y - 1 if loss == "hinge" else y
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        grads = net.backward(net.forward(X), y, loss)
    W = {k: [[mpmath.mpf(w) for w in row] for row in array.tolist()] for k, array in net.W.items()}
    names = {k: activation.name for k, activation in net.g.items()}
    with mpmath.workdps(1000):
        rows = [
            oracle.backward(mpmath, W, names, [mpmath.mpf(a) for a in x], t, loss)
            for x, t in zip(X.tolist(), y.tolist(), strict=True)
        ]
    for k in W:
        dz = np.array([[float(a) for a in row[0][k]] for row in rows])
        dW = np.array([[[float(a) for a in line] for line in row[1][k]] for row in rows])
        np.testing.assert_allclose(grads.z[k], dz, rtol=1e-12, atol=1e-300)
        assert relative_error(grads.W[k], dW.mean(axis=0)) < 1e-12


# ---- the check itself -----------------------------------------------------------------------


def test_relative_error():
    a = np.array([[3.0, 4.0], [0.0, 0.0]])
    assert relative_error(a, a) == 0 == relative_error(0 * a, 0 * a)
    assert relative_error(a, 0 * a) == 1 == relative_error(0 * a, a)
    assert relative_error(a, -a) == 2
    assert relative_error(a, 1.25 * a) == pytest.approx(0.2, rel=1e-14)
    # Neither tiny nor huge entries hide a difference: their squares are no floats.
    for size in (1e-200, 1e200):
        assert relative_error(size * a, 2 * size * a) == pytest.approx(0.5, rel=1e-14)


@pytest.mark.parametrize("method", METHODS)
def test_the_check_says_that_all_agrees(method):
    report = gradient_check(Network([3, 4, 2, 1]), np.eye(3), [0, 1, 1], "log", method=method)
    assert report.ok and report.method == method and report.tolerance == WITHIN[method]
    assert list(report.errors) == [1, 2, 3]
    assert max(report.errors.values()) < WITHIN[method]
    assert repr(report).count("agrees") == 3


def test_the_check_takes_another_tolerance():
    net = Network([3, 4, 2, 1])
    report = gradient_check(net, np.eye(3), [0, 1, 1], method="central", tolerance=1e-16)
    assert not report.ok and "DIFFERS by" in repr(report)


@pytest.mark.parametrize("method", METHODS)
def test_the_independent_routes_never_ask_for_a_derivative(monkeypatch, method):
    """What is checked and what checks it share only the forward pass."""
    net = Network([3, 4, 2], ["tanh", "sigmoid"], biases=True)
    X, y = np.eye(3), np.ones((3, 2))
    expected = weight_gradient(net, X, y, method=method)

    def refuse(*arguments):
        raise AssertionError("a derivative was used")

    monkeypatch.setattr(Network, "backward", refuse)
    for table in (ACTIVATIONS, LOSSES):
        for name, entry in table.items():
            monkeypatch.setitem(table, name, entry._replace(derivative=refuse))
    blind = Network([3, 4, 2], ["tanh", "sigmoid"], biases=True)
    for k, dW in weight_gradient(blind, X, y, method=method).items():
        assert (dW == expected[k]).all()
    node_gradient(blind, X, y, method=method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("biases", [False, True])
def test_the_check_leaves_the_network_alone(method, biases):
    net = Network([3, 4, 1], biases=biases)
    before = [W.copy() for W in net.W]
    gradient_check(net, np.eye(3), [0, 1, 1], method=method)
    assert all(np.array_equal(W, old) for W, old in zip(net.W, before, strict=True))
