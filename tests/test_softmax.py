"""Softmax with cross-entropy: against 50 digits, the complex step, PyTorch and the log loss."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from nnlib import LOSSES, Network, gradient_check, sgd
from nnlib.activations import ACTIVATIONS, OUTPUTS, softmax, softmax_slopes
from nnlib.checking import slope, weight_gradient
from nnlib.losses import ROW_LOSSES, loss_at_z, slope_at_z
from tools.torch_reference import CASES, STORE, case

SOFTMAX, CROSS_ENTROPY = OUTPUTS["softmax"], ROW_LOSSES["cross-entropy"]
ROWS = [
    [0.0, 0.0],
    [1.5, -2.0, 0.25],
    [1000.0, -1000.0, 999.0],
    [-1000.0, -1000.0, -1000.0, -1000.0],
    [40.0, 0.0],
    [-3.0, 1000.0, 1000.0],
    [700.0, 710.0, -800.0, 5.0, 709.5],
]
every_row = pytest.mark.parametrize("row", ROWS, ids=str)


@pytest.fixture(autouse=True)
def fifty_digits():
    with mp.workdps(50):
        yield


def exact_shares(row):
    powers = [mpmath.exp(mp.mpf(z)) for z in row]
    return [power / mpmath.fsum(powers) for power in powers]


def close(ours, exact, size):
    """Whether a number is right to 1e-12 of the size of its terms, down to where floats end."""
    return abs(mp.mpf(float(ours)) - exact) <= mp.mpf("1e-12") * size + mp.mpf("1e-300")


@every_row
def test_its_shares_and_slopes_are_right(row):
    p = exact_shares(row)
    ours, slopes = softmax(np.array([row]))[0], softmax_slopes(np.array([row]))[0]
    for i, share in enumerate(p):
        assert close(ours[i], share, share)
        for j, other in enumerate(p):
            assert close(slopes[i, j], share * ((i == j) - other), share)


@every_row
def test_the_loss_and_its_slope_are_right_for_every_class(row):
    p, z = exact_shares(row), np.array([row])
    for c in range(len(row)):
        y = np.eye(len(row))[[c]]
        wanted = -mpmath.log(p[c])
        size = max(1, max(abs(mp.mpf(a) - mp.mpf(row[c])) for a in row))
        assert close(loss_at_z(CROSS_ENTROPY, SOFTMAX, z, y).sum(), wanted, size)
        ours = slope_at_z(CROSS_ENTROPY, SOFTMAX, z, y)[0]
        for j in range(len(row)):
            assert close(ours[j], p[j] - (j == c), max(p[j], 1 - p[c]))


@every_row
def test_a_small_loss_keeps_its_digits(row):
    """Where the class's share rounds to 1, the loss does not round to 0."""
    c = int(np.argmax(row))
    rest = mpmath.fsum(mpmath.exp(mp.mpf(a) - mp.mpf(row[c])) for a in row) - 1
    y = np.eye(len(row))[[c]]
    assert close(
        loss_at_z(CROSS_ENTROPY, SOFTMAX, np.array([row]), y).sum(), mpmath.log(1 + rest), rest
    )


@every_row
def test_a_number_added_to_all_changes_nothing(row):
    moved = softmax(np.array([row]) + 3.0)
    np.testing.assert_allclose(moved, softmax(np.array([row])), rtol=1e-12)


def test_its_slopes_by_the_complex_step():
    z = np.array([0.3, -1.2, 2.0, 0.7])
    for j in range(4):

        def share(value, j=j):
            row = z.astype(type(value))
            row[j] = value
            return softmax(row[np.newaxis])[0]

        np.testing.assert_allclose(
            softmax_slopes(z[np.newaxis])[0][:, j], slope(share, z[j]), rtol=1e-12
        )


def test_two_classes_are_the_sigmoid_of_the_difference():
    z = np.array([[0.5, -1.0], [30.0, -20.0], [-400.0, 400.0]])
    y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    difference = z[:, :1] - z[:, 1:]
    log = LOSSES["log"], ACTIVATIONS["sigmoid"], difference, y[:, :1]
    ours = CROSS_ENTROPY, SOFTMAX, z, y
    np.testing.assert_allclose(softmax(z)[:, :1], ACTIVATIONS["sigmoid"](difference), rtol=1e-13)
    np.testing.assert_allclose(loss_at_z(*ours).sum(axis=1), loss_at_z(*log)[:, 0], rtol=1e-13)
    np.testing.assert_allclose(slope_at_z(*ours)[:, :1], slope_at_z(*log), rtol=1e-13)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_the_gradient_by_the_complex_step(seed):
    """Biases or none, one hidden layer or three, layers of one node, n > 1."""
    rng = np.random.default_rng(seed)
    sizes = [*rng.integers(1, 5, size=rng.integers(1, 5)).tolist(), int(rng.integers(2, 6))]
    net = Network(
        sizes, ["tanh"] * (len(sizes) - 2) + ["softmax"], biases=bool(seed % 2), seed=seed
    )
    X, y = rng.normal(size=(4, sizes[0])), rng.integers(sizes[-1], size=4)
    ours = net.backward(net.forward(X), y, "cross-entropy").W
    for k, other in weight_gradient(net, X, y, "cross-entropy").items():
        assert abs(ours[k] - other).max() <= 1e-11 * max(abs(other).max(), 1e-300)


@pytest.mark.parametrize("first", range(0, CASES, 30))
def test_pytorch_gives_the_same_gradient(first):
    """Stored by `tools.torch_reference`, with its version."""
    with np.load(STORE) as stored:
        assert str(stored["made_with"]).startswith("PyTorch ")
        for number in range(first, first + 30):
            net, X, y, loss = case(number)
            ours = net.backward(net.forward(X), y, loss).W
            for k, W in net.W.items():
                theirs = stored[f"{number}/{k}"]
                assert theirs.shape == W.shape
                assert abs(ours[k] - theirs).max() <= 1e-9 * max(abs(theirs).max(), 1e-300)


def test_labels_may_be_class_numbers_or_one_hot():
    net = Network([2, 3, 4], ["tanh", "softmax"], biases=True)
    X, y = np.arange(6.0).reshape(3, 2), [3, 0, 2]
    assert net.loss(X, y, "cross-entropy") == net.loss(X, np.eye(4)[y], "cross-entropy")
    assert net.loss(X[0], 3, "cross-entropy") == net.loss(X[:1], [3], "cross-entropy")
    assert net.loss(X[0], [0, 0, 0, 1], "cross-entropy") == net.loss(X[0], 3, "cross-entropy")
    assert net.predict(X).shape == (3, 4)
    np.testing.assert_allclose(net.predict(X).sum(axis=1), 1, rtol=1e-14)
    assert gradient_check(net.copy(), X, y, "cross-entropy").ok
    history = sgd(net, X, y, "cross-entropy", rate=0.5, steps=300, batch=3)
    assert history.J[-1] < 0.5 * history.J[0]


X = np.zeros((3, 2))
THREE = Network([2, 3], ["softmax"])


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: Network([2, 1], ["softmax"]), "softmax of one node is always 1. Give the output"),
        (lambda: Network([2, 3, 2], "softmax"), "a hidden node has one z of its own"),
        (lambda: Network([2, 3], ["softmaxx"]), "Did you mean 'softmax'"),
        (lambda: THREE.loss(X, [0, 1, 2]), "'squared' does not go with g = 'softmax'"),
        (lambda: Network([2, 3]).loss(X, [0, 1, 2], "cross-entropy"), "does not go with g = 'sigm"),
        (lambda: THREE.loss(X, [0, 1, 3], "cross-entropy"), "the class 3, but 3 output nodes are"),
        (lambda: THREE.loss(X, [0, -1, 2], "cross-entropy"), "the class -1, but"),
        (lambda: THREE.loss(X, [0, 0.5, 2], "cross-entropy"), "the class 0.5, but"),
        (lambda: THREE.loss(X, np.zeros((3, 3)), "cross-entropy"), "row 0 of y is .* no class"),
        (lambda: THREE.loss(X, np.eye(3) / 2, "cross-entropy"), "row 0 of y is .* no class"),
        (lambda: THREE.loss(X, np.ones((3, 3)), "cross-entropy"), "row 0 of y is .* no class"),
        (lambda: THREE.loss(X, [0, 1], "cross-entropy"), r"y has shape \(2,\), but there are 3"),
        (lambda: sgd(THREE, X, [1, 1, 1], "cross-entropy"), "every label is the class 1"),
        (lambda: sgd(THREE, X, [0, 1, 2], "cross-entropy", batch=4), "batch is 4, but there are"),
    ],
)
def test_what_cannot_be_is_refused(act, said):
    with pytest.raises(ValueError, match=said):
        act()
