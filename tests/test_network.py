"""Forward propagation is the ledger's sums, biases are the constant node, and nothing hides."""

import math

import mpmath
import numpy as np
import oracle
import pytest

from nnlib import ACTIVATIONS, Network, State, student_network, student_sample

NAMES = list(ACTIVATIONS)


def lists(net):
    """The weights and names of a network as `oracle` takes them."""
    W = {k: array.tolist() for k, array in net.W.items()}
    return W, {k: g.name for k, g in net.g.items()}


def data(n, n_0, n_out=1, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, n_0)), rng.integers(0, 2, size=(n, n_out)).astype(float)


# ---- forward is what the ledger says --------------------------------------------------------


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("sizes", [[3, 1], [4, 2, 3], [5, 3, 4, 2], [3, 5, 2, 4, 1]])
@pytest.mark.parametrize("g", NAMES)
def test_forward_is_the_sums_of_the_ledger(g, sizes, biases):
    net = Network(sizes, g, biases=biases, seed=3)
    X, _ = data(6, sizes[0])
    state = net.forward(X)
    for t, x in enumerate(X.tolist()):
        z, h = oracle.forward(math, *lists(net), x, biases)
        for k in z:
            np.testing.assert_allclose(state.z[k][t], z[k], rtol=1e-12, atol=1e-15)
        for k in h:
            np.testing.assert_allclose(state.h[k][t], h[k], rtol=1e-12, atol=1e-15)


def test_one_activation_per_layer():
    names = ["relu", "softplus", "identity", "sigmoid"]
    net = Network([3, 5, 2, 4, 1], names)
    X, _ = data(4, 3)
    state = net.forward(X)
    for k, name in enumerate(names, start=1):
        assert net.g[k].name == name
        assert (state.h[k] == ACTIVATIONS[name](state.z[k])).all()


def test_shapes_and_numbers_of_layers():
    net = Network([4, 3, 2, 5])
    state = net.forward(np.ones((7, 4)))
    assert net.L == 2 and net.sizes == (4, 3, 2, 5) and not net.biases
    assert [W.shape for W in net.W] == [(3, 4), (2, 3), (5, 2)]
    assert {k: z.shape for k, z in state.z.items()} == {1: (7, 3), 2: (7, 2), 3: (7, 5)}
    assert [h.shape for h in state.h] == [(7, 4), (7, 3), (7, 2), (7, 5)]
    assert repr(net) == "Network([4, 3, 2, 5], g='sigmoid', biases=False)"
    assert repr(net.W) == "<W[1]: (3, 4), W[2]: (2, 3), W[3]: (5, 2)>"


def test_one_sample_is_a_batch_of_one():
    net = Network([3, 4, 2])
    x = np.array([0.3, -1.0, 2.0])
    assert (net.forward(x).h[2] == net.forward([x]).h[2]).all()
    assert net.predict(x).shape == (1, 2)
    assert Network([3, 1]).predict(x).shape == (1,)


@pytest.mark.parametrize("kind", [list, np.float32, np.int8, bool, np.float16, ">f8"])
def test_every_kind_of_real_number_is_read_as_float(kind):
    X = np.array([[1, 0, 1], [0, 0, 1]])
    given = X.tolist() if kind is list else X.astype(kind)
    net = Network([3, 2, 1], "tanh")
    assert (net.predict(given) == net.predict(X.astype(float))).all()
    assert net.forward(given).h[0].dtype == float


def test_whole_numbers_as_weights_do_not_truncate_what_follows():
    net = Network([2, 1], "identity")
    net.W[1] = [[1, 2]]
    net.W[1][0, 0] += 0.5
    assert net.W[1].tolist() == [[1.5, 2.0]]
    assert net.predict([[1, 1]]).tolist() == [3.5]


def test_predict_and_loss_are_the_definition():
    net = Network([3, 4, 2], "softplus", seed=2)
    X, y = data(5, 3, n_out=2)
    p = net.predict(X)
    assert (p == net.forward(X).h[2]).all()
    J = net.loss(X, y)
    assert type(J) is float
    np.testing.assert_allclose(J, ((p - y) ** 2 / 2).sum() / 5, rtol=1e-14)


@pytest.mark.parametrize("name", oracle.LOSS)
def test_loss_is_the_mean_of_the_sum_over_outputs(name):
    net = Network([3, 4, 2], ["tanh", "sigmoid"], seed=2)
    X, y = data(5, 3, n_out=2)
    if name == "hinge":
        y = 2 * y - 1
    rows = zip(X.tolist(), y.tolist(), strict=True)
    mean = sum(oracle.loss(math, *lists(net), x, t, name) for x, t in rows) / 5
    assert net.loss(X, y, name) == pytest.approx(mean, rel=1e-13)


# ---- the student network, worked by hand ----------------------------------------------------

# The label is 1, so with the squared loss every term can be written down.
BY_HAND = {
    "h_1": 0.88079707797788,  # g(2), 2 = 0.8·1.5 + 0.6·1 + 0.2·0.5 + 0.1·1
    "h_2": 0.7310585786300,  # g(1), 1 = 0.2·1.5 - 0.2·1 + 0.8·0.5 + 0.5·1
    "z": 1.1582466594951,  # 0.9 h_1 + 0.5 h_2
    "p": 0.76101397776915,  # g(z)
    "Loss": 0.028557159410862,  # ½ (p - 1)²
    "dz": -0.043464794954096,  # (p - 1) p (1 - p)
    "dz_1": -0.0041071721949529,  # dz · 0.9 · h_1 (1 - h_1)
    "dz_2": -0.0042728486819347,  # dz · 0.5 · h_2 (1 - h_2)
}


def test_the_numbers_by_hand_are_those_of_mpmath():
    with mpmath.workdps(40):
        n = dict.fromkeys(BY_HAND)
        n["h_1"], n["h_2"] = 1 / (1 + mpmath.exp(-2)), 1 / (1 + mpmath.exp(-1))
        n["z"] = n["h_1"] * 9 / 10 + n["h_2"] / 2
        n["p"] = 1 / (1 + mpmath.exp(-n["z"]))
        n["Loss"] = (n["p"] - 1) ** 2 / 2
        n["dz"] = (n["p"] - 1) * n["p"] * (1 - n["p"])
        n["dz_1"] = n["dz"] * 9 / 10 * n["h_1"] * (1 - n["h_1"])
        n["dz_2"] = n["dz"] / 2 * n["h_2"] * (1 - n["h_2"])
        for name, value in n.items():
            assert float(value) == pytest.approx(BY_HAND[name], rel=1e-12)


def test_the_student_network_by_hand():
    net, (x, y) = student_network(), student_sample()
    state = net.forward(x)
    grads = net.backward(state, y)
    n = {name: pytest.approx(value, rel=1e-12) for name, value in BY_HAND.items()}
    assert state.z[1][0].tolist() == pytest.approx([2.0, 1.0], rel=1e-14)
    assert state.h[1][0].tolist() == [n["h_1"], n["h_2"]]
    assert (state.z[2].item(), state.h[2].item(), net.loss(x, y)) == (n["z"], n["p"], n["Loss"])
    assert grads.z[2].item() == n["dz"]
    assert grads.z[1][0].tolist() == [n["dz_1"], n["dz_2"]]
    for j, h_j in enumerate([BY_HAND["h_1"], BY_HAND["h_2"]]):
        assert grads.W[2][0, j] == pytest.approx(BY_HAND["dz"] * h_j, rel=1e-12)
    for i, dz_i in enumerate([BY_HAND["dz_1"], BY_HAND["dz_2"]]):
        for j, x_j in enumerate([1.5, 1.0, -0.5, 1.0]):
            assert grads.W[1][i, j] == pytest.approx(dz_i * x_j, rel=1e-12)


# ---- biases ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [[3, 1], [4, 2, 3], [3, 5, 2, 4, 1]])
def test_with_biases_every_h_but_the_last_has_a_column_of_ones(sizes):
    net = Network(sizes, "tanh", biases=True)
    state = net.forward(data(4, sizes[0])[0])
    for k, n_k in enumerate(sizes[:-1]):
        assert state.h[k].shape == (4, n_k + 1)
        assert (state.h[k][:, 0] == 1).all()
        assert net.W[k + 1].shape == (sizes[k + 1], n_k + 1)
        assert state.z[k + 1].shape == (4, sizes[k + 1])
    assert state.h[net.L + 1].shape == (4, sizes[-1])


def test_column_0_holds_the_biases():
    net = Network([2, 1], "identity", biases=True)
    net.W[1] = [[10.0, 2.0, 3.0]]
    assert net.predict([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]).tolist() == [10.0, 12.0, 13.0]


def test_one_layer_with_biases_is_a_network_without_them_fed_with_x_0_equal_to_1():
    X, y = data(6, 3, n_out=2)
    with_biases = Network([3, 2], "sigmoid", biases=True, seed=4)
    without = Network([4, 2], "sigmoid", seed=4)
    without.W[1] = with_biases.W[1]
    X_0 = np.insert(X, 0, 1.0, axis=1)
    assert (with_biases.predict(X) == without.predict(X_0)).all()
    a = with_biases.backward(with_biases.forward(X), y)
    b = without.backward(without.forward(X_0), y)
    assert (a.W[1] == b.W[1]).all() and (a.z[1] == b.z[1]).all()


def test_deep_biases_are_constant_nodes_carried_by_a_network_without_biases():
    # With g = identity a node that copies x_0 = 1 carries the constant to the next layer.
    X, y = data(6, 3)
    small = Network([3, 4, 2, 1], "identity", biases=True, seed=5)
    large = Network([4, 5, 3, 1], "identity")
    for k in (1, 2):
        large.W[k] = np.vstack([np.eye(1, small.W[k].shape[1]), small.W[k]])
    large.W[3] = small.W[3]
    X_0 = np.insert(X, 0, 1.0, axis=1)
    np.testing.assert_allclose(small.predict(X), large.predict(X_0), rtol=1e-13)
    a = small.backward(small.forward(X), y).W
    b = large.backward(large.forward(X_0), y).W
    np.testing.assert_allclose(a[1], b[1][1:], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(a[2], b[2][1:], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(a[3], b[3], rtol=1e-12, atol=1e-15)


def test_without_biases_x_equal_to_0_gives_the_same_prediction_whatever_the_first_weights():
    predictions = {Network([3, 2, 1], "tanh", seed=s).predict([0, 0, 0]).item() for s in range(5)}
    assert predictions == {0.0}
    moved = {
        Network([3, 2, 1], "tanh", seed=s, biases=True).predict([0, 0, 0]).item() for s in range(5)
    }
    assert len(moved) == 5


# ---- weights --------------------------------------------------------------------------------


def test_the_seed_decides_the_weights():
    for a, b, c in zip(*(Network([4, 3, 2], seed=s).W for s in (1, 1, 2)), strict=True):
        assert (a == b).all() and (a != c).all()


def test_the_weights_have_variance_1_over_the_number_of_columns():
    W = Network([400, 300], seed=0, biases=True).W[1]
    assert W.var() * 401 == pytest.approx(1, rel=0.02)
    assert abs(W.mean()) < 4 / math.sqrt(401 * W.size)


def test_setting_weights_copies():
    net, values = Network([3, 2, 1]), np.ones((2, 3))
    net.W[1] = values
    values[0, 0] = 99
    assert net.W[1].tolist() == [[1, 1, 1], [1, 1, 1]]
    other = Network([3, 2, 1])
    other.W[1] = net.W[1]
    other.W[1][0, 0] = 99
    assert net.W[1][0, 0] == 1


def test_weights_can_be_changed_in_place():
    net = Network([3, 2, 1])
    before = net.W[1].copy()
    net.W[1] -= 0.5
    assert (net.W[1] == before - 0.5).all()
    assert net.forward([1, 0, 0]).z[1].tolist() == [net.W[1][:, 0].tolist()]


def test_refused_weights_leave_the_old_ones():
    net = Network([3, 2, 1])
    before = net.W[1].copy()
    for bad in (np.full((2, 3), np.nan), np.ones((3, 2))):
        with pytest.raises(ValueError):
            net.W[1] = bad
    assert (net.W[1] == before).all()


# ---- nothing hides --------------------------------------------------------------------------


def arrays_of(net, state, grads):
    groups = (net.W, state.z, state.h, grads.z, grads.W)
    return [array for group in groups for array in group]


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("g", NAMES)
def test_forward_and_backward_twice_give_the_same_and_change_nothing(g, biases):
    net = Network([3, 4, 2], g, biases=biases)
    X, y = data(5, 3, n_out=2)
    X_before, y_before = X.copy(), y.copy()
    state = net.forward(X)
    grads = net.backward(state, y)
    before = [array.copy() for array in arrays_of(net, state, grads)]
    state_2 = net.forward(X)
    net.forward(2 * X)
    net.backward(net.forward(3 * X), 1 - y)
    grads_2 = net.backward(state, y)
    for array, old in zip(arrays_of(net, state, grads), before, strict=True):
        assert (array == old).all()
    for array, old in zip(arrays_of(net, state_2, grads_2), before, strict=True):
        assert (array == old).all()
    assert np.array_equal(X, X_before) and np.array_equal(y, y_before)


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("g", NAMES)
def test_no_two_results_share_memory(g, biases):
    net, X = Network([3, 4, 2], g, biases=biases), data(5, 3, n_out=2)[0]
    y = data(5, 3, n_out=2)[1]
    state = net.forward(X)
    arrays = [X, y, *arrays_of(net, state, net.backward(state, y)), net.predict(X)]
    for i, a in enumerate(arrays):
        assert not any(np.shares_memory(a, b) for b in arrays[:i])


@pytest.mark.parametrize("biases", [False, True])
def test_changing_x_later_does_not_change_the_state(biases):
    net, (X, y) = Network([3, 2, 1], biases=biases), data(4, 3)
    state = net.forward(X)
    expected = net.backward(state, y)
    X[:] = 99
    assert not (state.h[0] == 99).any()
    assert (net.backward(state, y).W[1] == expected.W[1]).all()


def test_two_networks_and_a_copy_share_nothing():
    net = Network([3, 2, 1], ["tanh", "sigmoid"], biases=True, seed=7)
    twin, same_seed = net.copy(), Network([3, 2, 1], ["tanh", "sigmoid"], biases=True, seed=7)
    assert repr(twin) == repr(net)
    for other in (twin, same_seed):
        for k, W in net.W.items():
            assert (other.W[k] == W).all() and not np.shares_memory(other.W[k], W)
        other.W[1] = np.zeros((2, 4))
        assert not (net.W[1] == 0).any()


def test_state_and_gradients_unpack_by_name():
    net = Network([3, 2, 1])
    state = net.forward([1, 2, 3])
    z, h = state
    assert isinstance(state, State) and z is state.z and h is state.h
    assert net.backward(state, 1.0)._fields == ("z", "W")


@pytest.mark.parametrize("biases", [False, True])
def test_a_weight_by_its_name_on_paper(biases):
    net = Network([2, 3, 1], biases=biases)
    for k, i, j in [(1, 3, 2), (2, 1, 3), *([(1, 2, 0), (2, 1, 0)] if biases else [])]:
        net.set_weight(k, i, j, 0.25 * k + i + 10 * j)
        assert net.weight(k, i, j) == 0.25 * k + i + 10 * j
        assert net.W[k][i - 1, j if biases else j - 1] == net.weight(k, i, j)


@pytest.mark.parametrize(
    "place", [(0, 1, 1), (3, 1, 1), (1, 0, 1), (1, 4, 1), (1, 1, 0), (1, 1, 3), (2, 1, -1)]
)
def test_a_weight_that_does_not_exist(place):
    net = Network([2, 3, 1])
    for call in (lambda: net.weight(*place), lambda: net.set_weight(*place, 1.0)):
        with pytest.raises(
            (ValueError, IndexError), match=r"^(no weight W|Network.* has no node|W\[)"
        ):
            call()


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("k", [1, 2, 3])
def test_forward_from_a_layer_is_the_rest_of_forward(biases, k):
    net = Network([2, 3, 4, 1], ["tanh", "softplus", "sigmoid"], biases=biases, seed=2)
    whole = net.forward([[0.3, -1.2], [2.0, 0.5]])
    rest = net.forward_from(k, whole.z[k])
    assert [m for m, _ in rest.z.items()] == list(range(k, 4))
    for m in range(k, 4):
        np.testing.assert_array_equal(rest.z[m], whole.z[m])
        np.testing.assert_array_equal(rest.h[m], whole.h[m])
    assert net.forward_from(k, whole.z[k] + 1e-30j).z[3].dtype == complex


@pytest.mark.parametrize("k, z", [(0, np.ones((1, 2))), (4, np.ones((1, 1))), (1, np.ones((1, 2)))])
def test_forward_from_a_layer_of_another_shape(k, z):
    with pytest.raises(ValueError, match="^z of layer k = . has shape"):
        Network([2, 3, 4, 1]).forward_from(k, z)
