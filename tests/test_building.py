"""Networks that lessons 01 and 01b build by hand: steps, stairs, swapped and turned nodes."""

import numpy as np
import pytest

from nnlib import Network
from nnlib.props.stairs import staircase, step
from nnlib.props.symmetry import swapped, turned

X = np.random.default_rng(3).normal(size=(7, 3))


@pytest.mark.parametrize(("at", "steepness"), [(1.5, 20.0), (-0.25, 300.0)])
def test_a_step_is_half_way_up_where_it_stands(at, steepness):
    there, before, after = step(at, steepness).predict([[at], [at - 1], [at + 1]])
    assert abs(there - 0.5) < 1e-12 and before < 1e-8 and after > 1 - 1e-8


@pytest.mark.parametrize("steepness", [0.0, -2.0])
def test_a_step_that_does_not_climb_is_refused(steepness):
    with pytest.raises(ValueError, match="a step up needs one above 0"):
        step(1.0, steepness)


@pytest.mark.parametrize(("low", "high"), [(-2.0, 2.0), (1.0, 1.5)])
def test_stairs_follow_a_curve_from_end_to_end(low, high):
    places = np.linspace(low, high, 301)
    errors = [
        abs(staircase(np.exp, n, low, high).predict(places[:, np.newaxis]) - np.exp(places)).max()
        for n in (8, 16, 32)
    ]
    assert 1.7 < errors[0] / errors[1] < 2.3 and 1.7 < errors[1] / errors[2] < 2.3
    assert errors[2] < (np.exp(high) - np.exp(low)) / 16


def test_stairs_need_a_step():
    with pytest.raises(ValueError, match="nodes"):
        staircase(np.cos, 0)


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("g", ["sigmoid", "tanh"])
def test_swapped_nodes_take_their_edges_along(g, biases):
    net = Network([3, 4, 2], g, biases=biases, seed=2)
    kept, other = net.copy(), swapped(net, 2, 4)
    assert np.allclose(other.predict(X), net.predict(X), rtol=1e-12)
    hidden, before = (one.forward(X).h[1][:, int(biases) :] for one in (other, net))
    assert np.allclose(hidden, before[:, [0, 3, 2, 1]], rtol=1e-12)
    assert not np.allclose(hidden, before)
    assert all(np.array_equal(net.W[k], kept.W[k]) for k in (1, 2))


def test_a_turned_node_is_1_minus_itself():
    net = Network([3, 4, 2], biases=True, seed=2)
    other = turned(net, 3)
    assert np.allclose(other.predict(X), net.predict(X), rtol=1e-12)
    hidden, before = (one.forward(X).h[1] for one in (other, net))
    assert np.allclose(hidden[:, 3], 1 - before[:, 3], rtol=1e-12)
    assert np.array_equal(hidden[:, [0, 1, 2, 4]], before[:, [0, 1, 2, 4]])


@pytest.mark.parametrize("options", [{"g": "tanh", "biases": True}, {"biases": False}])
def test_what_cannot_be_turned_is_refused(options):
    with pytest.raises(ValueError, match="only a sigmoid node of a network with biases"):
        turned(Network([3, 4, 1], **options))
