"""SGD does what 3.6b says, the same way each time, and a run that diverges says so."""

import re
import warnings

import numpy as np
import oracle
import pytest

import nnlib
from nnlib import ACTIVATIONS, Diverged, Network, datasets, sgd
from nnlib.checking import weight_gradient
from nnlib.props import student


def network(g="tanh", seed=0, sizes=(2, 4, 3, 1), biases=False):
    return Network(list(sizes), g, biases=biases, seed=seed)


def bits(net, history):
    return [W.tobytes() for W in net.W] + [history.J.tobytes(), history.step.tobytes()]


def run(seed=0, **options):
    net = network()
    return bits(net, sgd(net, *datasets.xor(20), seed=seed, steps=60, **options))


# ---- the rule -------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 6])
@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("loss", oracle.LOSS)
@pytest.mark.parametrize("g", ACTIVATIONS)
def test_a_batch_as_large_as_the_data_is_gradient_descent(g, loss, biases, n):
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(n, 2)), rng.choice((-1.0, 1.0) if loss == "hinge" else (0.0, 1.0), n)
    names = [g, "tanh", "sigmoid" if loss == "log" else g]
    trained, by_hand = (network(names, biases=biases, seed=2) for _ in range(2))
    history = sgd(trained, X, y, loss, rate=0.3, steps=5, batch=n)
    J = [by_hand.loss(X, y, loss)]
    for _ in range(5):
        grads = by_hand.backward(by_hand.forward(X), y, loss)
        for k, dW in grads.W.items():
            by_hand.W[k] = by_hand.W[k] - 0.3 * dW
        J.append(by_hand.loss(X, y, loss))
    for k, W in by_hand.W.items():
        np.testing.assert_allclose(trained.W[k], W, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(history.J, J, rtol=1e-12, atol=1e-14 * J[0])


def test_one_step_is_3_6b_with_the_gradient_at_the_old_weights():
    """All layers step together: no layer sees another's new weights."""
    net, X, y = network(sizes=(2, 3, 1)), np.array([[0.5, -1.0]]), np.array([1.0])
    old = net.copy()
    grads = old.backward(old.forward(X), y)
    sgd(net, X, y, rate=0.25, steps=1)
    for k, W in old.W.items():
        np.testing.assert_allclose(net.W[k], W - 0.25 * grads.W[k], rtol=1e-15)


def test_one_step_is_one_sample_of_the_data():
    X, y = datasets.xor(12)
    ends = []
    for x, label in zip(X, y, strict=True):
        net = network()
        sgd(net, x, label, rate=0.5, steps=1)
        ends.append(net.W[1])
    drawn = set()
    for seed in range(120):
        net = network()
        sgd(net, X, y, rate=0.5, steps=1, seed=seed)
        same = [t for t, end in enumerate(ends) if np.allclose(net.W[1], end, rtol=1e-12)]
        assert len(same) == 1
        drawn.update(same)
    assert drawn == set(range(12))


@pytest.mark.parametrize("batch", [2, 7, 9])
def test_a_batch_does_not_repeat_a_sample(batch):
    """Sample t is the t-th row of the unit matrix, so one step from W = 0 shows who was drawn."""
    drawn = set()
    for seed in range(60):
        net = Network([10, 1], "identity")
        net.W[1] = np.zeros((1, 10))
        sgd(net, np.eye(10), np.ones(10), rate=1.0, steps=1, batch=batch, seed=seed)
        moved = np.flatnonzero(net.W[1])
        assert len(moved) == batch
        np.testing.assert_allclose(net.W[1][0, moved], 1 / batch, rtol=1e-14)
        drawn.update(moved.tolist())
    assert drawn == set(range(10))


def test_the_rate_may_depend_on_the_step_and_is_asked_once_a_step():
    asked = []

    def rate(t):
        asked.append(t)
        return 0.5 / (1 + t)

    X, y = datasets.xor(8)
    net, by_hand = network(), network()
    sgd(net, X, y, rate=rate, steps=4, batch=8)
    assert asked == [0, 1, 2, 3]
    for t in range(4):
        sgd(by_hand, X, y, rate=0.5 / (1 + t), steps=1, batch=8)
    assert all(np.array_equal(a, b) for a, b in zip(net.W, by_hand.W, strict=True))


def test_a_negative_rate_climbs():
    """Erratum E13: with + in place of - the loss rises."""
    X, y = datasets.xor(20)
    down = sgd(network(), X, y, rate=0.05, steps=50, batch=20)
    up = sgd(network(), X, y, rate=-0.05, steps=50, batch=20)
    assert (np.diff(down.J) < 0).all()
    assert (np.diff(up.J) > 0).all()


def test_rate_0_changes_nothing():
    net, before = network(), network()
    sgd(net, *datasets.xor(20), rate=0.0, steps=10)
    assert all(np.array_equal(a, b) for a, b in zip(net.W, before.W, strict=True))


def test_a_threshold_does_not_learn():
    """Erratum E16: below a threshold nothing moves."""
    net = network(["threshold", "threshold", "sigmoid"])
    first, second = net.W[1].copy(), net.W[2].copy()
    sgd(net, *datasets.xor(20), steps=50, rate=1.0)
    assert np.array_equal(net.W[1], first) and np.array_equal(net.W[2], second)


@pytest.mark.parametrize(
    ("make", "loss", "labels"),
    [
        (student.students, "log", (0, 1)),
        (datasets.xor, "squared", (0, 1)),
        (datasets.two_moons, "log", (0, 1)),
        (datasets.circles, "hinge", (-1, 1)),
    ],
)
def test_it_learns(make, loss, labels):
    X, y = make(120, labels=labels)
    if make is student.students:
        X = student.standardize(X)
    output = "identity" if loss == "hinge" else "sigmoid"
    net = Network([X.shape[1], 8, 1], ["tanh", output], biases=True, seed=1)
    history = sgd(net, X, y, loss, rate=0.1, steps=3000, batch=4)
    p = net.predict(X)
    assert history.J[-1] < 0.5 * history.J[0]
    assert ((p > sum(labels) / 2) == (y == labels[1])).mean() > 0.9


# ---- weight decay ---------------------------------------------------------------------------


@pytest.mark.parametrize("biases", [False, True])
def test_weight_decay_goes_down_the_loss_with_the_penalty(biases):
    """Against an independent derivative: the complex step through J, and through λ/2 · ΣW²."""
    X, y = datasets.two_moons(9)
    net = network(biases=biases)
    old, slope = net.copy(), weight_gradient(net, X, y)
    sgd(net, X, y, rate=0.3, steps=1, batch=9, weight_decay=0.7)
    for k, W in old.W.items():
        penalty = [
            np.imag(0.7 / 2 * ((W + 1e-30j * one.reshape(W.shape)) ** 2).sum()) / 1e-30
            for one in np.eye(W.size)
        ]
        wanted = W - 0.3 * (slope[k] + np.reshape(penalty, W.shape))
        np.testing.assert_allclose(net.W[k], wanted, rtol=1e-12)


def test_where_the_loss_is_flat_the_weights_only_shrink():
    net = network(["threshold", "threshold", "threshold"])
    before = net.copy()
    sgd(net, *datasets.xor(20), rate=0.5, steps=10, weight_decay=0.1)
    for k, W in before.W.items():
        np.testing.assert_allclose(net.W[k], W * 0.95**10, rtol=1e-13)


def test_no_weight_decay_is_the_run_without_it():
    assert run(weight_decay=0.0) == run(weight_decay=0) == run()
    assert run(weight_decay=0.01)[0] != run()[0]


def test_the_history_holds_the_loss_without_the_penalty():
    net, (X, y) = network(), datasets.xor(20)
    before = net.loss(X, y)
    history = sgd(net, X, y, steps=60, weight_decay=0.5)
    assert history.J[0] == before and history.J[-1] == net.loss(X, y)


@pytest.mark.parametrize(
    ("bad", "error", "said"),
    [
        (-0.1, ValueError, r"weight_decay is -0\.1, but it must be 0 or more"),
        (np.nan, ValueError, "weight_decay holds nan"),
        ([0.1, 0.2], ValueError, r"weight_decay must be one number, but it has shape \(2,\)"),
        ("0.1", TypeError, "weight_decay must hold real numbers"),
    ],
)
def test_a_bad_weight_decay_is_refused(bad, error, said):
    with pytest.raises(error, match=said):
        sgd(network(), *datasets.xor(20), weight_decay=bad)


# ---- reproducible ---------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 5, 20])
def test_the_same_seed_gives_the_same_bits(batch):
    assert run(seed=3, batch=batch) == run(seed=3, batch=batch)


@pytest.mark.parametrize("batch", [1, 5])
def test_another_seed_gives_another_run(batch):
    assert run(seed=3, batch=batch)[0] != run(seed=4, batch=batch)[0]


def test_the_global_random_state_is_neither_used_nor_changed():
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first = run()
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    np.random.seed(2)  # noqa: NPY002
    assert run() == first


def test_the_data_are_left_alone():
    X, y = datasets.xor(20)
    X_before, y_before = X.copy(), y.copy()
    sgd(network(), X, y, steps=20)
    assert np.array_equal(X, X_before) and np.array_equal(y, y_before)


# ---- the history ----------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 2, 7, 99, 100, 101, 199, 250, 1000])
def test_history(steps):
    X, y = datasets.xor(8)
    net = network()
    before = net.loss(X, y)
    history = sgd(net, X, y, steps=steps)
    assert history.step.shape == history.J.shape
    assert history.step[0] == 0 and history.step[-1] == steps
    assert (np.diff(history.step) > 0).all()
    assert len(history.step) == steps + 1 if steps <= 100 else 50 < len(history.step) <= 102
    assert history.J[0] == before
    assert history.J[-1] == net.loss(X, y)
    assert repr(history) == f"<{steps} steps: J from {before:.4g} to {history.J[-1]:.4g}>"


# ---- divergence -----------------------------------------------------------------------------


def diverge(net, X, y, *arguments, **options):
    """The refusal of a run that must diverge, with no warning on the way."""
    with warnings.catch_warnings(), np.errstate(over="warn", divide="warn", invalid="warn"):
        warnings.simplefilter("error")
        with pytest.raises(Diverged) as refused:
            sgd(net, X, y, *arguments, **options)
    error = refused.value
    assert all(np.isfinite(W).all() for W in net.W)
    assert len(error.history.step) == len(error.history.J) >= 1
    assert np.isfinite(error.history.J).all()
    assert error.history.J[-1] == net.loss(X, y, *arguments)
    return error


@pytest.mark.parametrize("batch", [1, 20])
@pytest.mark.parametrize("g", ["identity", "relu", "softplus"])
def test_a_run_that_diverges_says_so(g, batch):
    X, y = datasets.xor(20)
    net = network([g, g, "identity"], biases=True)
    error = diverge(net, X, y, rate=50.0, steps=2000, batch=batch)
    last = error.history.step[-1]
    found = re.match(r"the run diverged between steps (\d+) and (\d+), at rate 50\.", str(error))
    assert found and int(found[1]) == last < int(found[2]) <= last + 20
    assert "Try a rate ten times smaller, or scale the inputs." in str(error)
    assert f"The weights are back where they were after step {last}." in str(error)
    assert isinstance(error, ArithmeticError)
    assert error.history.step[0] == 0


def test_the_history_of_a_diverging_run_is_kept():
    X, y = datasets.xor(20)
    rates = lambda t: 0.01 if t < 700 else 1e6
    error = diverge(network("identity"), X, y, rate=rates, steps=1000)
    assert len(error.history.step) > 65 and 690 <= error.history.step[-1] < 720
    assert "rate 1e+06" in str(error)


def test_the_weights_are_those_of_the_last_record():
    X, y = datasets.xor(20)
    net, again = (network("identity", sizes=(2, 1)) for _ in range(2))
    last = int(diverge(net, X, y, rate=8.0, steps=2000).history.step[-1])
    assert last > 100
    sgd(again, X, y, rate=8.0, steps=last)
    assert all(np.array_equal(a, b) for a, b in zip(net.W, again.W, strict=True))


def test_relu_does_not_hide_weights_that_are_no_longer_finite():
    """relu turns z = -inf into 0, so that J stays finite while a weight is not."""
    net = Network([1, 1, 1], ["relu", "identity"])
    net.W[1], net.W[2] = [[1e-140]], [[1e10]]
    error = diverge(net, [[1e150]], [0.0], rate=1e130, steps=3)
    assert str(error).endswith("The reason: z or the loss is no longer a finite number.")
    assert net.W[1].tolist() == [[1e-140]]


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e308])
def test_a_rate_that_ruins_the_weights_is_reported(bad):
    X, y = datasets.xor(20)
    if np.isfinite(bad):
        assert "at rate 1e+308" in str(diverge(network("softplus"), X, y, rate=bad, steps=50))
    else:
        with pytest.raises(ValueError, match=r"rate\(3\) holds (nan|inf)\. Every entry must be"):
            sgd(network(), X, y, rate=lambda t: bad if t == 3 else 0.1)


def test_leaving_the_domain_of_the_loss_is_a_diverged_run_too():
    net = Network([1, 1], "identity")
    net.W[1] = [[0.5]]
    X, y = np.array([[1.0], [0.9]]), np.array([0.0, 1.0])
    error = diverge(net, X, y, "log", rate=0.6, steps=50)
    assert "The reason: the log loss needs every prediction strictly between 0 and 1" in str(error)
    assert 0 < net.W[1].item() < 1


def test_a_loss_that_is_not_finite_from_the_start_is_refused():
    net = Network([1, 1], "identity")
    net.W[1] = [[1e200]]
    with pytest.raises(ValueError, match="before the first step, z or the loss overflowed"):
        sgd(net, [[1.0]], [0.0])
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        sgd(net, [[1.0]], [0.0], "log")


def test_the_public_names():
    assert nnlib.sgd is sgd and nnlib.Diverged is Diverged
