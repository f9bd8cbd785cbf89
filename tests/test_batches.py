"""Mini-batches: each sample's gradient, means over some, and how far these scatter."""

import numpy as np
import pytest

from nnlib import Network
from nnlib.checking import relative_error, weight_gradient
from nnlib.props.batches import all_batches, sample_gradients, scatter, some_batches


def data(sizes, n):
    rng = np.random.default_rng(n)
    return rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("sizes", [[4, 3, 2, 1], [2, 1, 3, 2]])
def test_a_row_is_the_gradient_of_one_sample(sizes, biases):
    X, y = data(sizes, 5)
    net = Network(sizes, "tanh", biases=biases, seed=1)
    rows = sample_gradients(net, X, y)
    for t in range(5):
        alone = weight_gradient(net, X[t : t + 1], y[t : t + 1])
        wanted = np.concatenate([alone[k].ravel() for k in range(1, net.L + 2)])
        assert relative_error(rows[t], wanted) < 1e-9


@pytest.mark.parametrize("n", [2, 3, 6, 9])
def test_on_average_over_all_batches_it_is_the_mean_and_the_scatter_keeps_the_law(n):
    X, y = data([3, 2, 1], n)
    rows = sample_gradients(Network([3, 2, 1], "tanh", biases=True, seed=4), X, y)
    center = rows.mean(axis=0)
    for size in range(1, n + 1):
        means = all_batches(rows, size)
        assert relative_error(means.mean(axis=0), center) < 1e-9
        law = (n - size) / (size * (n - 1)) * scatter(rows, center)
        assert scatter(means, center) == pytest.approx(law, rel=1e-9, abs=1e-28)


def test_drawn_batches_are_without_repeats_and_come_again_with_their_seed():
    rows = np.eye(7)
    means = some_batches(rows, 3, 400, seed=5)
    assert set(np.unique(means.round(9))) == {0, round(1 / 3, 9)}
    np.testing.assert_allclose(means.sum(axis=1), 1)
    np.testing.assert_allclose(means.mean(axis=0), 1 / 7, atol=0.03)
    np.testing.assert_array_equal(means, some_batches(rows, 3, 400, seed=5))
    assert (means != some_batches(rows, 3, 400, seed=6)).any()


@pytest.mark.parametrize("take", [lambda size: all_batches(np.eye(4), size),
                                  lambda size: some_batches(np.eye(4), size, 3)])  # fmt: skip
def test_a_batch_larger_than_the_data_is_refused(take):
    with pytest.raises(ValueError, match="a batch of 5 out of 4 samples: .* Give 4 or fewer"):
        take(5)
    with pytest.raises(ValueError, match="size must be a whole number, 1 or more"):
        take(0)
