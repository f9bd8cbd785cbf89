"""Memory: a gradient holds little more than what it is made of, training no more with each step."""

import tracemalloc

import numpy as np
import pytest

from nnlib import Network, datasets, sgd


def peak(work):
    """The most bytes that `work` holds at once, what it returns included."""
    tracemalloc.start()
    try:
        kept = work()  # noqa: F841 - what is returned counts too
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_gradient_holds_little_more_than_weights_and_nodes():
    sizes, n = [300, 200, 100, 1], 250
    rng = np.random.default_rng(0)
    net, X, y = Network(sizes, "tanh"), rng.normal(size=(n, 300)), rng.normal(size=n)
    state = net.forward(X)
    weights = sum(W.nbytes for W in net.W)
    nodes = sum(array.nbytes for layers in state for array in layers)
    assert weights + peak(lambda: net.backward(net.forward(X), y)) < 2.5 * (weights + nodes)


@pytest.mark.parametrize("batch", [1, 10, 200])
def test_memory_does_not_grow_with_the_number_of_steps(batch):
    X, y = datasets.two_moons(200)
    held = lambda steps: peak(lambda: sgd(Network([2, 8, 1]), X, y, steps=steps, batch=batch))
    held(500)  # what is made only once is made now
    assert held(5000) < 1.1 * held(500)
