"""The gradient check can fail: every classic mistake in backpropagation is reported as not ok."""

import numpy as np
import pytest

import nnlib.backpropagation
from nnlib import ACTIVATIONS, LOSSES, Gradients, Network, gradient_check
from nnlib.checking import METHODS
from nnlib.losses import slope_at_z

# Equal sizes, so that a wrong layer or a transpose fits and only the numbers can tell.
SIZES = [3, 3, 3, 3]


def data(n=4, loss="squared"):
    rng = np.random.default_rng(8)
    X, y = rng.normal(size=(n, 3)), rng.integers(0, 2, size=(n, 3)).astype(float)
    return X, 2 * y - 1 if loss == "hinge" else y


def network(biases=False):
    return Network(SIZES, ["tanh", "softplus", "sigmoid"], biases=biases, seed=6)


class Backward:
    """Backpropagation cut into the pieces in which one errs; a mutant replaces one piece."""

    def output_slope(self, net, state, y, loss):
        return slope_at_z(loss, net.g[net.L + 1], state.z[net.L + 1], y)

    def weight_gradient(self, dz, h, n):
        return dz.T @ h / n

    def inputs_of(self, state, k):
        return state.h[k - 1]

    def passed_down(self, dz, W):
        return dz @ W

    def weights_above(self, net, k):
        return net.W[k + 1][:, net.biases :]

    def slope(self, net, state, k):
        return net.g[k].derivative(state.z[k])

    def __call__(self, net, state, y, loss="squared"):
        loss, n, last = LOSSES[loss], len(y), net.L + 1
        dz = {last: self.output_slope(net, state, y, loss)}
        for k in range(last - 1, 0, -1):
            passed = self.passed_down(dz[k + 1], self.weights_above(net, k))
            dz[k] = passed * self.slope(net, state, k)
        dW = {k: self.weight_gradient(dz[k], self.inputs_of(state, k), n) for k in dz}
        return Gradients(dz, dW)


def install(monkeypatch, pieces):
    """Let every network use a `Backward` with these pieces replaced."""
    wrong = Backward()
    for name, piece in pieces.items():
        assert hasattr(wrong, name)
        setattr(wrong, name, piece)
    monkeypatch.setattr(Network, "backward", lambda *arguments: wrong(*arguments))


def output_slope_without_activation(net, state, y, loss):
    return loss.derivative(state.h[net.L + 1], y)


def output_slope_at_h(net, state, y, loss):
    p = state.h[net.L + 1]
    return loss.derivative(p, y) * net.g[net.L + 1].derivative(p)


MUTANTS = {
    "g' missing": {"slope": lambda net, state, k: 1.0},
    "g'(h) for g'(z)": {
        "slope": lambda net, state, k: net.g[k].derivative(state.h[k][:, net.biases :])
    },
    "g for g'": {"slope": lambda net, state, k: net.g[k](state.z[k])},
    "g' of the layer above": {"slope": lambda net, state, k: net.g[k + 1].derivative(state.z[k])},
    "z of the layer above": {"slope": lambda net, state, k: net.g[k].derivative(state.z[k + 1])},
    "W^(k) for W^(k+1)": {"weights_above": lambda net, k: net.W[k][:, net.biases :]},
    "W missing": {"weights_above": lambda net, k: np.eye(3)},
    "W transposed": {"passed_down": lambda dz, W: dz @ W.T},
    "sum over i missing": {"passed_down": lambda dz, W: dz * np.diag(W)},
    "sum over the wrong index": {"passed_down": lambda dz, W: dz * W.sum(axis=1)},
    "dW transposed": {"weight_gradient": lambda dz, h, n: (dz.T @ h / n).T},
    "1/n missing": {"weight_gradient": lambda dz, h, n: dz.T @ h},
    "1/n twice": {"weight_gradient": lambda dz, h, n: dz.T @ h / n**2},
    "sign of dW": {"weight_gradient": lambda dz, h, n: -dz.T @ h / n},
    "factor 2": {"weight_gradient": lambda dz, h, n: 2 * dz.T @ h / n},
    "factor 1/2": {"weight_gradient": lambda dz, h, n: dz.T @ h / n / 2},
    "wrong by 1e-6": {"weight_gradient": lambda dz, h, n: dz.T @ h / n * (1 + 1e-6)},
    "one sample's h for all": {"weight_gradient": lambda dz, h, n: dz.T @ h[[0] * n] / n},
    "h^(k) for h^(k-1)": {"inputs_of": lambda state, k: state.h[min(k, len(state.h) - 2)]},
    "z for h": {"inputs_of": lambda state, k: state.z[k - 1] if k > 1 else state.h[0]},
    "x for every h": {"inputs_of": lambda state, k: state.h[0]},
    "g' missing at the output": {"output_slope": output_slope_without_activation},
    "g'(h) at the output": {"output_slope": output_slope_at_h},
    "sign at the output": {
        "output_slope": lambda net, state, y, loss: -slope_at_z(loss, net.g[3], state.z[3], y)
    },
    "label forgotten": {
        "output_slope": lambda net, state, y, loss: slope_at_z(loss, net.g[3], state.z[3], 0 * y)
    },
}
BIAS_MUTANTS = {
    "last column taken for the constant": {"weights_above": lambda net, k: net.W[k + 1][:, :-1]},
    "no gradient for the constant": {
        "weight_gradient": lambda dz, h, n: dz.T @ (h * [0, 1, 1, 1]) / n
    },
    "constant at the end": {"weight_gradient": lambda dz, h, n: dz.T @ np.roll(h, -1, axis=1) / n},
}
DOES_NOT_FIT = ("dW transposed", "z for h")  # the constant node makes W and h wider
WITH_BIASES = {name: m for name, m in MUTANTS.items() if name not in DOES_NOT_FIT} | BIAS_MUTANTS


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("biases", [False, True])
def test_without_a_mistake_the_pieces_are_backpropagation(monkeypatch, biases, loss, method):
    net, (X, y) = network(biases), data(loss=loss)
    real = net.backward(net.forward(X), y, loss)
    install(monkeypatch, {})
    pieces = net.backward(net.forward(X), y, loss)
    for k in (1, 2, 3):
        np.testing.assert_allclose(pieces.W[k], real.W[k], rtol=1e-14)
        np.testing.assert_allclose(pieces.z[k], real.z[k], rtol=1e-14)
    assert gradient_check(net, X, y, loss, method=method).ok


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("mistake", MUTANTS)
def test_every_mistake_is_reported(monkeypatch, mistake, loss, method):
    install(monkeypatch, MUTANTS[mistake])
    report = gradient_check(network(), *data(loss=loss), loss, method=method)
    assert not report.ok
    assert "DIFFERS" in repr(report)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("mistake", WITH_BIASES)
def test_every_mistake_is_reported_with_biases(monkeypatch, mistake, method):
    install(monkeypatch, WITH_BIASES[mistake])
    assert not gradient_check(network(biases=True), *data(), method=method).ok


@pytest.mark.parametrize("mistake", ["1/n missing", "1/n twice", "one sample's h for all"])
def test_one_sample_hides_some_mistakes(monkeypatch, mistake):
    """Why every gradient is checked with n > 1 as well."""
    install(monkeypatch, MUTANTS[mistake])
    assert gradient_check(network(), *data(n=1)).ok


# ---- wrong formulas in nnlib's own tables ---------------------------------------------------

WRONG_SLOPES = {
    "missing": lambda g: lambda z: np.ones_like(z),
    "taken at h": lambda g: lambda z: g.derivative(g(z)),
    "the value": lambda g: g.function,
    "sign": lambda g: lambda z: -g.derivative(z),
    "factor 2": lambda g: lambda z: 2 * g.derivative(z),
}
# What is no mistake at all: identity's slope is 1 everywhere, and relu's is the same at h as at z.
NO_MISTAKE = {("identity", "missing"), ("identity", "taken at h"), ("relu", "taken at h")}


@pytest.mark.parametrize("mistake", WRONG_SLOPES)
@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "threshold"])
def test_a_wrong_slope_of_an_activation_is_reported(monkeypatch, name, mistake):
    g = ACTIVATIONS[name]
    monkeypatch.setitem(ACTIVATIONS, name, g._replace(derivative=WRONG_SLOPES[mistake](g)))
    net = Network(SIZES, [name, name, "sigmoid"], seed=6)
    assert gradient_check(net, *data()).ok == ((name, mistake) in NO_MISTAKE)


@pytest.mark.parametrize("mistake", ["sign", "factor 2", "label turned", "zero"])
@pytest.mark.parametrize("name", LOSSES)
def test_a_wrong_slope_of_a_loss_is_reported(monkeypatch, name, mistake):
    loss = LOSSES[name]
    wrong = {
        "sign": lambda p, y: -loss.derivative(p, y),
        "factor 2": lambda p, y: 2 * loss.derivative(p, y),
        "label turned": lambda p, y: loss.derivative(p, -y if name == "hinge" else 1 - y),
        "zero": lambda p, y: 0 * p,
    }[mistake]
    monkeypatch.setitem(LOSSES, name, loss._replace(derivative=wrong))
    # Not sigmoid, which with log loss does not use the loss's own slope.
    net = Network([3, 3, 3], ["sigmoid", "softplus"], seed=6)
    for k in (1, 2):
        net.W[k] -= 1.0  # small predictions, inside log loss's domain
    X, y = data(loss=name)
    assert not gradient_check(net, X, y, name).ok


def test_a_wrong_shortcut_for_sigmoid_with_log_loss_is_reported(monkeypatch):
    X, y = data()
    assert gradient_check(network(), X, y, "log").ok
    monkeypatch.setattr(
        nnlib.backpropagation,
        "slope_at_z",
        lambda loss, g, z, y, p: slope_at_z(loss, g, z, y) * g.derivative(z),
    )
    assert not gradient_check(network(), X, y, "log").ok
