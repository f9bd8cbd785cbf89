"""The page is short and bare, it is what trains, and a slip in any of its lines is noticed."""

import ast
import inspect

import numpy as np
import pytest

from nnlib import ACTIVATIONS, LOSSES, Activation, Loss, Network, backpropagation, datasets, sgd
from nnlib.checking import gradient_check, relative_error, slope

SOURCE = inspect.getsource(backpropagation)
FUNCTIONS = ("forward", "with_constant_node", "backward", "step")


def test_the_page_is_a_page():
    tree = ast.parse(SOURCE)
    assert len(SOURCE.splitlines()) <= 80
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == [*FUNCTIONS]
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    names += [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    assert [name for name in names if name.startswith("_")] == []
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.Raise, ast.Assert))]


@pytest.mark.parametrize("id", ["2.1", "2.2", "2.3", "3.1", "3.2d", "3.3b", "3.3c", "3.5", "3.6b"])
def test_every_equation_has_its_line(id):
    comments = [line.partition("#")[2] for line in SOURCE.splitlines()]
    assert any(id in comment for comment in comments)


def test_the_page_is_what_trains(monkeypatch):
    """Nothing else computes a gradient or moves a weight in `sgd` or `Network`."""
    calls = []
    for module, names in (
        ("nnlib.training", ("forward", "backward", "step")),
        ("nnlib.backpropagation", ("forward", "backward")),
    ):
        for name in names:
            real = getattr(backpropagation, name)
            counted = lambda *a, real=real, name=name: (calls.append(name), real(*a))[1]
            monkeypatch.setattr(f"{module}.{name}", counted)
    net = Network([2, 3, 1])
    sgd(net, *datasets.xor(8), steps=7)
    assert calls.count("step") == calls.count("backward") == 7
    calls.clear()
    net.backward(net.forward([[1.0, 2.0]]), [1.0])
    assert calls == ["forward", "backward"]


SLIPS = {  # what stands on the page: what a slip makes of it
    "W[k].T  # 2.1": "W[k][::-1].T  # 2.1",
    "g[k](z[k])": "z[k]",
    "dz[k].T @ h[k - 1] / n": "dz[k].T @ h[k - 1]",
    "h[k - 1] / n": "abs(h[k - 1]) / n",
    "range(last, 0, -1)": "range(last, 1, -1)",
    "-z[k - 1].shape[1] :]": ": z[k - 1].shape[1]]",
    "dz[k] @ nodes": "dz[k] @ abs(nodes)",
    "g[k - 1].derivative(z[k - 1])": "g[k].derivative(z[k - 1])",
    "derivative(z[k - 1])": "derivative(g[k - 1](z[k - 1]))",
    "slope_at_z(loss, g[last], z[last], y, h[last])": "loss.derivative(h[last], y)",
    "np.ones((len(h), 1)), h": "h, np.ones((len(h), 1))",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_on_the_page_is_noticed(monkeypatch, slip):
    """By the gradient check, or by prediction against a loop over the sums."""
    net = Network([2, 3, 2, 1], ["tanh", "softplus", "sigmoid"], biases=True, seed=3)
    X, y = datasets.two_moons(5)
    assert SOURCE.count(slip) == 1 and _right(net, X, y)
    page = {"__name__": backpropagation.__name__, "__package__": "nnlib"}
    exec(SOURCE.replace(slip, SLIPS[slip]), page)
    for name in FUNCTIONS:
        monkeypatch.setattr(backpropagation, name, page[name])
    assert not _right(net, X, y)


def _right(net, X, y):
    try:
        sums = [_loop(net, x) for x in X]
        return gradient_check(net, X, y).ok and relative_error(net.predict(X), sums) < 1e-12
    except (ValueError, KeyError, IndexError):
        return False


def _loop(net, h):
    for k in range(1, net.L + 2):
        z = [
            net.weight(k, i, 0) + sum(net.weight(k, i, j) * a for j, a in enumerate(h, start=1))
            for i in range(1, net.sizes[k] + 1)
        ]
        h = net.g[k](np.array(z))
    return h[0]


def test_a_row_activation_and_a_loss_over_several_outputs():
    """Softmax with cross-entropy, described from outside: the page needs no change."""

    def softmax(z):
        e = np.exp(z - z.real.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    row = Activation("softmax", "", softmax, None)
    cross_entropy = Loss(
        "cross-entropy",
        "",
        lambda p, y: -y * np.log(p),
        lambda p, y: -y / p,
        joined={"softmax": (None, lambda z, y: softmax(z) - y)},
    )
    rng = np.random.default_rng(4)
    W = {1: rng.normal(size=(4, 3)), 2: rng.normal(size=(3, 5))}
    g, X, y = (
        {1: ACTIVATIONS["tanh"], 2: row},
        rng.normal(size=(6, 2)),
        np.eye(3)[[0, 1, 2, 2, 1, 0]],
    )
    z, h = backpropagation.forward(W, g, X)
    _, dW = backpropagation.backward(W, g, cross_entropy, z, h, y)
    for k in W:
        for place in np.ndindex(W[k].shape):

            def J(weight, k=k, place=place):
                nudged = {m: M.astype(complex) for m, M in W.items()}
                nudged[k][place] = weight
                _, h = backpropagation.forward(nudged, g, X)
                return cross_entropy(h[2], y).sum() / len(X)

            assert relative_error(dW[k][place], slope(J, W[k][place])) < 1e-11


def test_another_rule_is_another_direction():
    """Momentum, as one writes it beside the page."""
    net, (X, y) = Network([2, 3, 1], seed=2), datasets.xor(12)
    W, g = {k: M.copy() for k, M in net.W.items()}, dict(net.g.items())
    velocity = {k: np.zeros_like(M) for k, M in W.items()}
    twin = {k: M.copy() for k, M in W.items()}
    last = dict.fromkeys(W, 0)
    for _ in range(5):
        z, h = backpropagation.forward(W, g, X)
        _, dW = backpropagation.backward(W, g, LOSSES["squared"], z, h, y[:, np.newaxis])
        velocity = {k: 0.9 * velocity[k] + dW[k] for k in W}
        backpropagation.step(W, velocity, 0.1)
        for k in W:
            move = 0.9 * last[k] - 0.1 * dW[k]
            twin[k], last[k] = twin[k] + move, move
            assert relative_error(W[k], twin[k]) < 1e-12
