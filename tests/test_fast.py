"""The fast steps of `nnlib.fast` against the simple form: `forward`, `backward` and 3.6b."""

import itertools

import numpy as np
import oracle
import pytest

from nnlib import ACTIVATIONS, LOSSES, Network, datasets, sgd
from nnlib.checking import relative_error
from nnlib.fast import IN_PLACE, Steps

SAMPLES, STEPS, RATE = 9, 60, 0.01
BATCHES = (1, 4, SAMPLES)
DECAYS = (0.0, 0.3)


def simply(net, X, y, loss, batches, weight_decay=0.0):
    """Train `net` by the simple form, on the rows of each of `batches` in turn."""
    for rows in batches:
        gradients = net.backward(net.forward(X[rows]), y[rows], loss)
        for k, dW in gradients.W.items():
            net.W[k] = net.W[k] - RATE * (dW + weight_decay * net.W[k])


def fast(net, X, y, loss, batches, weight_decay=0.0):
    X = np.concatenate([np.ones((len(X), 1)), X], axis=1) if net.biases else X
    steps = Steps(net, LOSSES[loss], len(batches[0]), weight_decay)
    with np.errstate(all="ignore"):
        steps.take([RATE] * len(batches), [(X[rows], y[rows]) for rows in batches])


def drawn(batch, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.permutation(SAMPLES)[:batch] for _ in range(STEPS)]


def data(n_out, loss, seed=5):
    rng = np.random.default_rng(seed)
    X = rng.uniform(0.2, 1.5, size=(SAMPLES, 3))  # positive, so that a positive W keeps p > 0
    return X, rng.choice(oracle.LABELS[loss], size=(SAMPLES, n_out))


def assert_same(net, X, y, loss):
    """Both ways end at the same weights, for every size of a batch, with and without decay."""
    for batch, decay in itertools.product(BATCHES, DECAYS):
        one, other = net.copy(), net.copy()
        simply(one, X, y, loss, drawn(batch), decay)
        fast(other, X, y, loss, drawn(batch), decay)
        for k, W in one.W.items():
            assert relative_error(W, other.W[k]) < 1e-12, (batch, decay, k)
            learns = decay or "threshold" not in [net.g[m].name for m in range(k, net.L + 2)]
            assert (relative_error(W, net.W[k]) > 1e-4) == bool(learns), (batch, decay, k)


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("n_out", [1, 2])
@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("g", ACTIVATIONS)
def test_every_activation_of_a_hidden_layer(g, place, n_out, biases):
    names = ["tanh", "tanh", "identity"]
    names[place - 1] = g
    net = Network([3, 5, 4, n_out], names, biases=biases, seed=3)
    assert_same(net, *data(n_out, "squared"), "squared")


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("n_out", [1, 2])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("g", ACTIVATIONS)
def test_every_activation_of_the_output_with_every_loss(g, loss, n_out, biases):
    net, (X, y) = Network([3, 5, n_out], ["sigmoid", g], biases=biases, seed=3), data(n_out, loss)
    if (g, loss) == ("threshold", "log"):
        with pytest.raises(ValueError, match="strictly between 0 and 1"):
            fast(net, X, y, loss, drawn(1))
        return
    if loss == "log" and g != "sigmoid":  # start where 0 < p < 1, and let both classes pull
        net.W[2] = np.full_like(net.W[2], 0.15 if g != "softplus" else -0.1)
        y[::2], y[1::2] = 0.0, 1.0
    if g == "relu":
        net.W[2] = np.abs(net.W[2])
    assert_same(net, X, y, loss)
