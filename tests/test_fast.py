"""The fast steps of `nnlib.fast` against the simple form: `forward`, `backward` and 3.6b."""

import itertools

import numpy as np
import oracle
import pytest
from test_activations import GRID

from nnlib import ACTIVATIONS, LOSSES, Diverged, Network, datasets, sgd
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


# ---- the activations ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_in_place(name):
    g, fast_g = ACTIVATIONS[name], IN_PLACE[name]
    h, spare, d = np.empty_like(GRID), np.empty_like(GRID), np.full_like(GRID, -2.0)
    with np.errstate(over="ignore"):
        fast_g.write(GRID.copy(), h)
    np.testing.assert_allclose(h, g(GRID), rtol=1e-14, atol=np.finfo(float).tiny)
    fast_g.times_slope(d, h, spare)
    # To within one rounding of h, see InPlace; no slope is larger than 1.
    np.testing.assert_allclose(d, -2.0 * g.derivative(GRID), rtol=1e-12, atol=5e-16)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "threshold"])
def test_nan_is_not_swallowed(name):
    h = np.empty(1)
    IN_PLACE[name].write(np.array([np.nan]), h)
    assert np.isnan(h).all()


# ---- far out, and whole runs ----------------------------------------------------------------


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize(
    ("names", "loss"),
    [
        (["sigmoid", "sigmoid"], "log"),
        (["sigmoid", "sigmoid"], "squared"),
        (["tanh", "tanh"], "squared"),
        (["softplus", "sigmoid"], "log"),
    ],
)
@pytest.mark.parametrize("batch", BATCHES)
def test_same_numbers_where_nodes_are_saturated(names, loss, biases, batch):
    """With z up to ±1e3: overflow on the way is no error, and the rounding of h does not show."""
    net = Network([3, 5, 1], names, biases=biases, seed=2)
    X, y = data(1, loss)
    X[:3] *= 1000.0
    one, other = net.copy(), net.copy()
    simply(one, X, y, loss, drawn(batch))
    fast(other, X, y, loss, drawn(batch))
    for k, W in one.W.items():
        assert relative_error(W, other.W[k]) < 1e-12


@pytest.mark.parametrize("batch", [1, 8, 60])
def test_a_whole_run_is_the_simple_form_on_the_same_draws(batch):
    X, y = datasets.two_moons(60)
    trained, by_hand = (Network([2, 6, 4, 1], ["tanh", "tanh", "sigmoid"], seed=4) for _ in "ab")
    history = sgd(trained, X, y, "log", rate=RATE, steps=1234, batch=batch, seed=9)
    rng = np.random.default_rng(9)
    for _ in range(1234):
        if batch == 1:
            rows = rng.integers(60, size=1)
        else:
            rows = slice(None) if batch == 60 else rng.choice(60, size=batch, replace=False)
        simply(by_hand, X, y[:, np.newaxis], "log", [rows])
    for k, W in by_hand.W.items():
        assert relative_error(W, trained.W[k]) < 1e-12
    assert history.J[-1] == pytest.approx(by_hand.loss(X, y, "log"), rel=1e-12)


@pytest.mark.parametrize("g", ["identity", "relu", "softplus"])
def test_a_diverging_run_ends_where_the_simple_form_does(g):
    X, y = datasets.xor(20)
    net = Network([2, 4, 1], [g, "identity"], seed=1)
    by_hand, last = net.copy(), 0
    with pytest.raises(Diverged) as refused:
        sgd(net, X, y, rate=20.0, steps=100, batch=20)
    with np.errstate(all="ignore"):
        for t in range(1, 101):
            gradients = by_hand._backward(by_hand._forward(X), y[:, np.newaxis], LOSSES["squared"])
            for k, dW in gradients.W.items():
                by_hand.W[k][...] -= 20.0 * dW
            state = by_hand._forward(X)
            J = by_hand._loss(state, y[:, np.newaxis], LOSSES["squared"])
            if not all(np.isfinite(a).all() for a in (J, *state.z)):
                break
            last = t
    assert 0 < last == refused.value.history.step[-1]


def test_the_weights_stay_the_same_arrays():
    net = Network([2, 3, 1])
    before = list(net.W)
    sgd(net, *datasets.xor(20), steps=5)
    assert all(a is b for a, b in zip(net.W, before, strict=True))


def test_the_weights_are_set_at_every_record():
    """A rate function is asked between two steps; what it sees is at most one record old."""
    net, seen = Network([2, 3, 1]), []

    def rate(t):
        seen.append(net.W[1][0, 0])
        return 0.5

    sgd(net, *datasets.xor(20), steps=300, rate=rate)
    assert len(set(seen)) == 100
