"""Bad input is refused where it enters: what came, what was wanted, how to mend it.

One row per message. `test_junk.py` then tries what nobody thought of.
"""

import warnings
from fractions import Fraction

import numpy as np
import pytest

from nnlib import ACTIVATIONS, LOSSES, Network, gradient_check, sgd
from nnlib.checking import node_gradient, weight_gradient

NAN, INF = float("nan"), float("inf")
TOO_LONG = 2**53 + 1


def refusal(error, call):
    """The message of the error that `call` must raise, with no warning on the way."""
    with warnings.catch_warnings(), np.errstate(over="warn", divide="warn", invalid="warn"):
        warnings.simplefilter("error")
        with pytest.raises(error) as refused:
            call()
    assert type(refused.value) is error
    return str(refused.value)


# ---- numbers: the same for X, y, W[k] and rate ----------------------------------------------

NUMBERS = [
    (TypeError, [["a", "b"]], "must hold real numbers, but its entries are text. If these are"),
    (TypeError, "ab", "convert them: np.asarray({name}).astype(float)."),
    (TypeError, [[1, None]], "must hold real numbers, but its entries are Python objects."),
    (TypeError, None, "must hold real numbers, but it is None. Did a function forget its return?"),
    (TypeError, {"a": 1}, "but it is of type dict. Give its values: list({name}.values())."),
    (TypeError, (n for n in [1]), "but it is of type generator. It gives its numbers one by one:"),
    (TypeError, {1, 2}, "must hold real numbers, but it is of type set. Give a list of numbers"),
    (TypeError, [[1j, 2]], "its entries are complex numbers. Take {name}.real, if that is what"),
    (TypeError, [[b"a"]], "must hold real numbers, but its entries are bytes."),
    (TypeError, [[Fraction(1, 2), 1]], "fractions as np.asarray({name}, dtype=float)."),
    (TypeError, np.array(["2020-01-01"], "M8[D]"), "but its entries are of type datetime64[D]."),
    (ValueError, np.ma.masked_invalid([[1, NAN]]), "has masked entries, which hold no data. Leave"),
    (ValueError, [[1, 2], [3]], "has rows of different lengths. Give every row the same number"),
    (ValueError, [[1.0, NAN]], "holds nan at position (0, 1). Every entry must be a finite number"),
    (ValueError, [[1.0], [-INF]], "holds -inf at position (1, 0). Every entry must be a finite"),
    (ValueError, INF, "holds inf. Every entry must be a finite number: remove or repair that"),
    (ValueError, [[1, TOO_LONG]], f"holds the integer {TOO_LONG}, which a float would round."),
    (ValueError, [[1, -TOO_LONG]], f"holds the integer -{TOO_LONG}, which a float would round."),
    (ValueError, [[2**63 + 1] * 2], f"holds the integer {2**63 + 1}, which a float would round."),
    (ValueError, [[10**400, 1]], f"holds the integer {10**400}, which a float would round."),
]
TAKERS = {
    "X": lambda value: Network([2, 1]).forward(value),
    "y": lambda value: Network([2, 1]).loss(np.ones((2, 2)), value),
    "W[1]": lambda value: Network([2, 1]).W.__setitem__(1, value),
    "rate": lambda value: sgd(Network([2, 1]), np.ones((2, 2)), [0, 1], rate=value),
}


@pytest.mark.parametrize(("error", "value", "words"), NUMBERS)
@pytest.mark.parametrize("name", TAKERS)
def test_what_is_not_a_finite_real_number(name, error, value, words):
    message = refusal(error, lambda: TAKERS[name](value))
    assert message.startswith(f"{name} ")
    assert words.format(name=name) in message


@pytest.mark.skipif(np.finfo(np.longdouble).max == np.finfo(float).max, reason="no longer float")
@pytest.mark.parametrize("name", TAKERS)
def test_a_longer_float_that_does_not_fit(name):
    value = np.array([[np.finfo(np.longdouble).max, 1]])
    message = refusal(ValueError, lambda: TAKERS[name](value))
    assert message.startswith(f"{name} holds inf at position (0, 0).")


def test_the_largest_whole_numbers_that_are_exact_are_taken():
    assert Network([2, 1]).forward([[2**53, -(2**53)]]).h[0].tolist() == [[2.0**53, -(2.0**53)]]


# ---- the shape of X -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n_0", "X", "came", "hint"),
    [
        (4, np.ones((5, 3)), "(5, 3)", ""),
        (4, np.ones((4, 3)), "(4, 3)", " Did you mean X.T?"),
        (4, np.ones((2, 2, 4)), "(2, 2, 4)", ""),
        (4, np.ones(3), "(3,)", ""),
        (4, 7.0, "()", ""),
        (4, [[1, 2, 3]], "(1, 3)", ""),
        (1, np.ones(5), "(5,)", " Did you mean X.reshape(-1, 1)?"),
        (1, np.ones((1, 5)), "(1, 5)", " Did you mean X.T?"),
    ],
)
def test_shape_of_x(n_0, X, came, hint):
    net = Network([n_0, 2, 1])
    wanted = (
        f"X has shape {came}, but this network has {n_0} input{'s' if n_0 > 1 else ''}: X must "
        f"have shape (n, {n_0}), one row per sample, or ({n_0},) for one sample.{hint}"
    )
    for call in (
        lambda: net.forward(X),
        lambda: net.predict(X),
        lambda: net.loss(X, [1]),
        lambda: sgd(net, X, [1]),
        lambda: gradient_check(net, X, [1]),
        lambda: weight_gradient(net, X, [1]),
        lambda: node_gradient(net, X, [1]),
    ):
        assert refusal(ValueError, call) == wanted


@pytest.mark.parametrize("X", [[], [[]], np.ones((0, 4)), np.ones((4, 0))])
def test_empty_x(X):
    message = refusal(ValueError, lambda: Network([4, 1]).forward(X))
    assert message == f"X is empty: it has shape {np.shape(X)}. Give at least one sample."


# ---- the shape and the values of y ----------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "n_out", "shape"),
    [
        (3, 1, (3,)),
        (3, 1, (3, 1)),
        (1, 1, ()),
        (1, 1, (1,)),
        (1, 1, (1, 1)),
        (1, 3, (3,)),
        (1, 3, (1, 3)),
        (3, 3, (3, 3)),
        (2, 3, (2, 3)),
    ],
)
def test_shapes_of_y_that_are_taken(n, n_out, shape):
    net, X = Network([2, n_out]), np.ones((n, 2))
    y = np.linspace(0, 1, int(np.prod(shape))).reshape(shape)
    p = net.forward(X).h[1]
    assert net.loss(X, y) == pytest.approx(((p - y.reshape(n, n_out)) ** 2).sum() / 2 / n)
    assert net.backward(net.forward(X), y).z[1].shape == (n, n_out)


@pytest.mark.parametrize(
    ("n", "n_out", "shape", "there", "wanted"),
    [
        (3, 1, (), "are 3 samples and 1 output node", "(3,)"),
        (3, 1, (1,), "are 3 samples and 1 output node", "(3,)"),
        (3, 1, (1, 3), "are 3 samples and 1 output node", "(3,)"),
        (3, 1, (4,), "are 3 samples and 1 output node", "(3,)"),
        (3, 1, (3, 2), "are 3 samples and 1 output node", "(3,)"),
        (3, 1, (0,), "are 3 samples and 1 output node", "(3,)"),
        (3, 1, (3, 1, 1), "are 3 samples and 1 output node", "(3,)"),
        (3, 3, (3,), "are 3 samples and 3 output nodes", "(3, 3)"),
        (3, 2, (3,), "are 3 samples and 2 output nodes", "(3, 2)"),
        (3, 2, (2, 3), "are 3 samples and 2 output nodes", "(3, 2)"),
        (3, 2, (2,), "are 3 samples and 2 output nodes", "(3, 2)"),
        (1, 3, (), "is 1 sample and 3 output nodes", "(1, 3)"),
        (1, 3, (3, 1), "is 1 sample and 3 output nodes", "(1, 3)"),
        (1, 1, (2,), "is 1 sample and 1 output node", "(1,)"),
    ],
)
def test_shapes_of_y_that_are_refused(n, n_out, shape, there, wanted):
    net, X, y = Network([2, n_out]), np.ones((n, 2)), np.ones(shape)
    state = net.forward(X)
    for call in (
        lambda: net.loss(X, y),
        lambda: net.backward(state, y),
        lambda: sgd(net, X, y),
        lambda: gradient_check(net, X, y),
        lambda: node_gradient(net, X, y),
    ):
        message = f"y has shape {shape}, but there {there}: y must have shape {wanted}."
        assert refusal(ValueError, call) == message


@pytest.mark.parametrize(
    ("loss", "y", "message"),
    [
        (
            "log",
            [0, 2],
            "y holds the label 2, but the log loss knows only 0 and 1. "
            "Recode the labels, for example y = np.where(y > 0, 1, 0).",
        ),
        (
            "log",
            [-1, 1],
            "y holds the label -1, but the log loss knows only 0 and 1. "
            "Recode the labels, for example y = np.where(y > 0, 1, 0).",
        ),
        (
            "hinge",
            [1, 0],
            "y holds the label 0, but the hinge loss knows only -1 and 1. "
            "Recode the labels, for example y = np.where(y > 0, 1, -1).",
        ),
        (
            "hinge",
            [1, 0.5],
            "y holds the label 0.5, but the hinge loss knows only -1 and 1. "
            "Recode the labels, for example y = np.where(y > 0, 1, -1).",
        ),
    ],
)
def test_labels_outside_the_domain_of_the_loss(loss, y, message):
    net, X = Network([2, 1]), np.ones((2, 2))
    for call in (
        lambda: net.loss(X, y, loss),
        lambda: net.backward(net.forward(X), y, loss),
        lambda: sgd(net, X, y, loss),
    ):
        assert refusal(ValueError, call) == message
    assert np.isfinite(net.loss(X, y, "squared"))


def test_labels_may_be_true_and_false():
    net, X = Network([2, 1]), np.ones((2, 2))
    assert net.loss(X, [True, False], "log") == net.loss(X, [1, 0], "log")


# ---- names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("sigmod", "sigmoid"),
        ("Tanh", "tanh"),
        ("ReLU", "relu"),
        ("linear", None),
        ("", None),
        (7, None),
        (None, None),
    ],
)
def test_unknown_activation(name, nearest):
    message = refusal(ValueError, lambda: Network([2, 1], name))
    assert message.startswith(f"there is no activation {name!r}.")
    assert message.endswith(f"Known: {', '.join(ACTIVATIONS)}, softmax.")
    if nearest:
        assert f" Did you mean {nearest!r}? " in message
    refusal(ValueError, lambda: Network([2, 3, 1], ["tanh", name]))


@pytest.mark.parametrize("g", [np.tanh, {"tanh": 1}, np.array(["tanh"]), LOSSES["squared"]])
def test_an_activation_is_given_by_name_or_is_one(g):
    message = refusal(ValueError, lambda: Network([2, 1], g))
    assert message.startswith("there is no activation ")
    assert message.endswith(f"Known: {', '.join(ACTIVATIONS)}, softmax.")


@pytest.mark.parametrize("g", [[], ["tanh"], ("tanh", "relu", "tanh")])
def test_too_few_or_too_many_activations(g):
    assert refusal(ValueError, lambda: Network([3, 4, 2], g)) == (
        f"g lists {len(g)} activations, but there are 2 layers with one (1 hidden and the output). "
        f"Give one name for all, or 2 names."
    )


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("square", "squared"),
        ("logg", "log"),
        ("Hinge", "hinge"),
        ("xyz", None),
        (3, None),
        (None, None),
    ],
)
def test_unknown_loss(name, nearest):
    net, X = Network([2, 1]), np.ones((2, 2))
    for call in (
        lambda: net.loss(X, [0, 1], name),
        lambda: net.backward(net.forward(X), [0, 1], name),
        lambda: sgd(net, X, [0, 1], name),
        lambda: gradient_check(net, X, [0, 1], name),
        lambda: weight_gradient(net, X, [0, 1], name),
        lambda: node_gradient(net, X, [0, 1], name),
    ):
        assert refusal(ValueError, call) == (
            f"there is no loss {name!r}."
            + (f" Did you mean {nearest!r}?" if nearest else "")
            + f" Known: {', '.join(LOSSES)}."
        )


def test_unknown_method():
    net, X = Network([2, 1]), np.ones((2, 2))
    for check in (gradient_check, weight_gradient, node_gradient):
        message = refusal(ValueError, lambda check=check: check(net, X, [0, 1], method="centre"))
        assert message == (
            "there is no method 'centre'. Did you mean 'central'? Known: complex, central."
        )


@pytest.mark.parametrize("tolerance", ["tight", None, [1e-7, 1e-7], NAN])
def test_tolerance(tolerance):
    check = lambda: gradient_check(Network([2, 1]), np.ones((2, 2)), [0, 1], tolerance=tolerance)
    if tolerance is None:
        assert check().tolerance == 1e-12
    else:
        with pytest.raises((ValueError, TypeError), match="^tolerance "):
            check()


# ---- layers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [[4], [], 4, None, (3,)])
def test_fewer_than_two_layers(sizes):
    assert refusal(ValueError, lambda: Network(sizes)) == (
        f"sizes must list the nodes of at least two layers, but it is {sizes!r}. "
        f"Write, for example, sizes=[4, 2, 1]: 4 inputs, 2 hidden nodes, 1 output."
    )


@pytest.mark.parametrize(
    "bad", [0, -1, 2.0, 2.5, "2", True, None, NAN, [2], np.timedelta64(2, "s")]
)
@pytest.mark.parametrize("k", [0, 1, 2])
def test_a_size_that_is_no_size(bad, k):
    sizes = [4, 3, 2]
    sizes[k] = bad
    assert refusal(ValueError, lambda: Network(sizes)) == (
        f"layer {k} must have a whole number of nodes, 1 or more, but sizes[{k}] is {bad!r}."
    )


@pytest.mark.parametrize("sizes", [[10**5, 10**5], [10**30, 2], [3, 2**40, 2**40, 1]])
def test_more_weights_than_fit_into_memory(sizes):
    message = refusal(ValueError, lambda: Network(sizes))
    assert message.startswith(f"sizes {sizes} asks for ")
    assert message.endswith("Give smaller layers.")


def test_text_is_no_list_of_sizes():
    message = refusal(ValueError, lambda: Network("421"))
    assert message.startswith("layer 0 must have a whole number of nodes")


def test_numpy_integers_are_sizes():
    assert Network(np.array([4, 2, 1])).sizes == (4, 2, 1)
    assert all(type(n) is int for n in Network(np.array([4, 2, 1])).sizes)


@pytest.mark.parametrize("biases", [1, 0, "no", None, [True], np.array([True, False])])
def test_biases_are_true_or_false(biases):
    message = refusal(TypeError, lambda: Network([2, 1], biases=biases))
    assert message == f"biases must be True or False, but it is {biases!r}."


@pytest.mark.parametrize("k", [0, -1, 3, "1", None, 1.5, slice(1, 2), (1, 0), [1]])
def test_layers_that_do_not_exist(k):
    net = Network([4, 3, 2])
    state = net.forward(np.ones(4))
    grads = net.backward(state, [0.0, 1.0])
    hint = " The input's values are h[0]." if k == 0 else ""
    for name, layers, ending in [
        ("W", net.W, hint),
        ("z", state.z, hint),
        ("∂J/∂W", grads.W, ""),
        ("∂Loss/∂z", grads.z, ""),
    ]:
        message = refusal(IndexError, lambda layers=layers: layers[k])
        assert message == f"{name}[{k!r}] does not exist: k runs from 1 to 2.{ending}"
    if k != 0:
        message = refusal(IndexError, lambda: state.h[k])
        assert message == f"h[{k!r}] does not exist: k runs from 0 to 2."
    assert "does not exist" in refusal(IndexError, lambda: net.W.__setitem__(k, [[1.0]]))


def test_layers_number_from_the_input():
    net = Network([4, 3, 2])
    assert len(net.W) == 2 and [k for k, _ in net.W.items()] == [1, 2]
    assert [W.shape for W in net.W] == [(3, 4), (2, 3)]
    assert net.W[np.int64(2)] is net.W[2]


@pytest.mark.parametrize(
    ("biases", "values", "came", "hint"),
    [
        (False, np.ones((4, 3)), "(4, 3)", " Did you mean its transpose, .T?"),
        (False, np.ones((2, 4)), "(2, 4)", ""),
        (False, np.ones(12), "(12,)", ""),
        (False, 1.0, "()", ""),
        (True, np.ones((3, 4)), "(3, 4)", ""),
        (True, np.ones((5, 3)), "(5, 3)", " Did you mean its transpose, .T?"),
    ],
)
def test_shape_of_weights(biases, values, came, hint):
    net = Network([4, 3, 2], biases=biases)
    assert refusal(ValueError, lambda: net.W.__setitem__(1, values)) == (
        f"W[1] has shape {(3, 4 + biases)} here, one row per node of layer 1 and one column per "
        f"node of layer 0 (its constant node included, where there are biases), but the new values "
        f"have shape {came}.{hint}"
    )


# ---- the state ------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [None, np.ones((3, 4)), "state", ({}, {}), 3])
def test_a_state_is_what_forward_returned(wrong):
    kind = type(wrong).__name__
    assert refusal(TypeError, lambda: Network([4, 2, 1]).backward(wrong, [1])) == (
        f"backward wants the state that forward returned, but got {kind}. "
        f"Write state = net.forward(X), then net.backward(state, y)."
    )


@pytest.mark.parametrize(
    ("other", "z", "h"),
    [
        (Network([4, 3, 1]), [3, 1], [4, 3, 1]),
        (Network([5, 2, 1]), [2, 1], [5, 2, 1]),
        (Network([4, 2, 2]), [2, 2], [4, 2, 2]),
        (Network([4, 2, 1, 1]), [2, 1, 1], [4, 2, 1, 1]),
        (Network([4, 1]), [1], [4, 1]),
        (Network([4, 2, 1], biases=True), [2, 1], [5, 3, 1]),
        (Network([3, 1, 1], biases=True), [1, 1], [4, 2, 1]),
    ],
)
def test_a_state_of_another_network(other, z, h):
    net = Network([4, 2, 1])
    state = other.forward(np.ones((3, other.sizes[0])))
    y = np.ones((3, other.sizes[-1]))
    assert refusal(ValueError, lambda: net.backward(state, y)) == (
        f"this state is another network's: its z[k] have {z} columns and its h[k] {h}, but here "
        f"they have [2, 1] and [4, 2, 1]. "
        f"Call backward on the network whose forward made the state."
    )


def test_a_state_of_a_network_of_the_same_shape_cannot_be_told_apart():
    """It is a matter of shapes only: after training, an older state still fits."""
    net, X = Network([4, 2, 1]), np.ones((3, 4))
    assert np.isfinite(
        net.backward(Network([4, 2, 1], "tanh", seed=9).forward(X), [0, 1, 1]).W[1]
    ).all()


# ---- training -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [-1, 0.5, "a", None, True, [1], np.random.default_rng(0)])
def test_a_seed_is_a_whole_number(seed):
    message = f"seed must be a whole number, 0 or more, but it is {seed!r}."
    assert refusal(ValueError, lambda: Network([2, 1], seed=seed)) == message
    train = lambda: sgd(Network([2, 1]), np.ones((3, 2)), [0, 1, 1], seed=seed)
    assert refusal(ValueError, train) == message


@pytest.mark.parametrize("value", [0, -3, 2.0, "10", None, True, [5], NAN])
@pytest.mark.parametrize("name", ["steps", "batch"])
def test_steps_and_batch_are_whole_numbers(name, value):
    net, X = Network([2, 1]), np.ones((3, 2))
    message = refusal(ValueError, lambda: sgd(net, X, [0, 1, 1], **{name: value}))
    assert message == f"{name} must be a whole number, 1 or more, but it is {value!r}."


def test_a_batch_larger_than_the_data():
    message = refusal(ValueError, lambda: sgd(Network([2, 1]), np.ones((3, 2)), [0, 1, 1], batch=4))
    assert message == "batch is 4, but there are only 3 samples. Give a batch of 3 or fewer."


@pytest.mark.parametrize("rate", [[0.1], [0.1, 0.2], np.ones((1, 1))])
def test_a_rate_is_one_number(rate):
    assert refusal(ValueError, lambda: sgd(Network([2, 1]), np.ones(2), 1, rate=rate)) == (
        f"rate must be one number, or a function of the step, but it has shape {np.shape(rate)}."
    )


@pytest.mark.parametrize(
    ("error", "value", "words"),
    [
        (TypeError, None, "must hold real numbers, but it is None. Did a function forget"),
        (TypeError, "fast", "must hold real numbers, but its entries are text."),
        (ValueError, [0.1, 0.2], "must be one number, but it has shape (2,)."),
        (ValueError, NAN, "holds nan. Every entry must be a finite number"),
    ],
)
def test_a_function_for_the_rate_returns_one_number(error, value, words):
    net = Network([2, 1])
    rate = lambda t: value if t == 3 else 0.1
    message = refusal(error, lambda: sgd(net, np.ones((2, 2)), [0, 1], rate=rate))
    assert message.startswith("rate(3) ") and words in message


def test_refused_training_leaves_the_weights():
    net = Network([2, 1])
    before = net.W[1].copy()
    for options in ({"rate": NAN}, {"batch": 9}, {"steps": 0}, {"loss": "mse"}):
        with pytest.raises(ValueError):
            sgd(net, np.ones((3, 2)), [0, 1, 1], **options)
    assert np.array_equal(net.W[1], before)


# ---- overflow -------------------------------------------------------------------------------

MEND = (
    " overflowed: the weights, inputs or labels are too large. "
    "Scale the data, or start again from smaller weights."
)


@pytest.mark.parametrize("g", ["identity", "relu", "softplus", "sigmoid", "tanh", "threshold"])
def test_an_overflow_anywhere_in_forward_is_not_hidden(g):
    """inf - inf is NaN, which relu and threshold would turn into 0."""
    net = Network([2, 1, 1], g)
    net.W[1] = [[1e200, -1e200]]
    for call in (
        lambda: net.forward([1e200, 1e200]),
        lambda: net.predict([1e200, 1e200]),
        lambda: net.loss([1e200, 1e200], 1),
        lambda: weight_gradient(net, [1e200, 1e200], 1),
    ):
        assert refusal(ValueError, call) == "z" + MEND


def test_an_overflow_in_the_loss_or_in_the_gradient():
    net = Network([1, 1], "identity")
    net.W[1] = [[1.0]]
    assert refusal(ValueError, lambda: net.loss([1e200], 0)) == "the loss" + MEND
    state = net.forward([1e200])
    assert refusal(ValueError, lambda: net.backward(state, 0)) == "the gradient" + MEND
    assert refusal(ValueError, lambda: net.loss([1.0], -1.7e308)) == "the loss" + MEND
    # J overflows where its gradient does not: there is nothing to compare with.
    net = Network([1, 1, 1], "identity")
    net.W[1], net.W[2] = [[1.0]], [[1e200]]
    for check in (weight_gradient, node_gradient):
        message = refusal(ValueError, lambda check=check: check(net, [1.0], 0, method="central"))
        assert message == "the loss" + MEND


# ---- the network itself ---------------------------------------------------------------------


@pytest.mark.parametrize("call", [sgd, gradient_check, weight_gradient, node_gradient])
def test_what_is_no_network(call):
    assert refusal(TypeError, lambda: call(5, np.ones((2, 2)), [0, 1])) == (
        "net must be a Network, but it is of type int. "
        "Write, for example, net = nnlib.Network([4, 2, 1])."
    )


def test_a_layer_is_not_deleted():
    net = Network([2, 1])
    with pytest.raises(TypeError, match=r"^W\[1\] cannot be deleted: every layer keeps its own\.$"):
        del net.W[1]


def test_a_weight_that_is_no_number_is_named():
    net, X = Network([2, 3, 1]), np.ones((2, 2))
    state = net.forward(X)
    net.W[1][2, 1] = NAN
    for call in (
        lambda: net.forward(X),
        lambda: net.loss(X, [0, 1]),
        lambda: sgd(net, X, [0, 1]),
        lambda: gradient_check(net, X, [0, 1]),
    ):
        assert refusal(ValueError, call) == (
            "W[1] holds nan at position (2, 1). Every entry must be a finite number: remove or "
            "repair that entry."
        )
    net.W[1][2, 1], net.W[2][0, 0] = 0.0, INF
    assert "W[2] holds inf at position (0, 0)" in refusal(
        ValueError, lambda: net.backward(state, [0, 1])
    )


def test_a_tolerance_below_zero():
    message = refusal(
        ValueError, lambda: gradient_check(Network([2, 1]), [[1, 2]], [1], tolerance=-1)
    )
    assert message == "tolerance is -1, but it must be 0 or more."
