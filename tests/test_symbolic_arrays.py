"""Arrays of letters: numpy's lines are the sums for every size, and wrong lines are refused."""

import inspect
import re
from itertools import combinations

import numpy as np
import pytest
from sympy import IndexedBase, expand

from nnlib import Network, backpropagation
from nnlib.checking import node_gradient, relative_error, weight_gradient
from nnlib.symbolic import (
    Loss,
    Mean,
    Refused,
    Sum,
    W,
    d,
    g_prime,
    h,
    i,
    j,
    k,
    n,
    p,
    plain,
    samples,
    z,
)
from nnlib.symbolic.arrays import (
    BELOW_WITH_1,
    BENDS,
    SLOPES,
    WEIGHTS,
    Array,
    ArrayDerivation,
    dJ,
)
from nnlib.symbolic.batches import b, share
from nnlib.symbolic.page import page_on_letters
from nnlib.symbolic.symbols import t

NODES = WEIGHTS[:, -BENDS.shape[1] :]
OVER_T = (t, 1, samples)
dz = lambda *place: d(Loss, z(k)[place])
ways = lambda v: dz(t, p) * d(z(k)[t, p], v)
ALL = (p, 1, n(k)), OVER_T

TRUE = {
    "3.3b": (dJ(W(k)[i, j]), Sum(dz(t, i) * h(k - 1)[t, j], OVER_T) / samples),
    "its array": (dJ(W(k)[i, j]), (SLOPES.T @ BELOW_WITH_1 / samples)[i, j]),
    "a mean": (dJ(W(k)[i, j]), Mean(dz(t, i) * h(k - 1)[t, j], t, samples)),
    "all ways": (dJ(W(k)[i, j]), Sum(ways(W(k)[i, j]), *ALL) / samples),
    "turned twice": (dJ(W(k)[i, j]), ((BELOW_WITH_1.T @ SLOPES).T / samples)[i, j]),
    "a bias": (dJ(W(k)[i, 0]), Sum(dz(t, i), OVER_T) / samples),
    "its array, column 0": (dJ(W(k)[i, 0]), (SLOPES.T @ BELOW_WITH_1 / samples)[i, 0]),
    "3.5": (
        d(Loss, z(k - 1)[t, j]),
        Sum(dz(t, p) * W(k)[p, j], (p, 1, n(k))) * g_prime(z(k - 1)[t, j]),
    ),
    "its array, down": (d(Loss, z(k - 1)[t, j]), (SLOPES @ NODES * BENDS)[t, j]),
    "the edges": (
        d(Loss, z(k - 1)[t, j]),
        Sum(dz(t, i) * d(z(k)[t, i], z(k - 1)[t, j]), (i, 1, n(k))),
    ),
}
WRONG = {
    "no n": (dJ(W(k)[i, j]), (SLOPES.T @ BELOW_WITH_1)[i, j]),
    "mean of n - 1": (dJ(W(k)[i, j]), Mean(dz(t, i) * h(k - 1)[t, j], t, samples - 1)),
    "n twice": (dJ(W(k)[i, j]), (SLOPES.T @ BELOW_WITH_1 / samples**2)[i, j]),
    "nodes for samples": (dJ(W(k)[i, j]), (SLOPES.T @ BELOW_WITH_1 / n(k))[i, j]),
    "exchanged": (dJ(W(k)[i, j]), Sum(dz(t, j) * h(k - 1)[t, i], OVER_T) / samples),
    "own index": (dJ(W(k)[i, j]), Sum(dz(t, i) * h(k - 1)[t, i], OVER_T) / samples),
    "one sample": (dJ(W(k)[i, j]), dz(1, i) * h(k - 1)[1, j]),
    "a bias with an input": (dJ(W(k)[i, 0]), Sum(dz(t, i) * h(k - 1)[t, 1], OVER_T) / samples),
    "a bias as another weight": (dJ(W(k)[i, 0]), (SLOPES.T @ BELOW_WITH_1 / samples)[i, j]),
    "no slope of g": (d(Loss, z(k - 1)[t, j]), (SLOPES @ NODES)[t, j]),
    "wrong column": (
        d(Loss, z(k - 1)[t, j]),
        Sum(dz(t, i) * W(k)[i, j - 1], (i, 1, n(k))) * g_prime(z(k - 1)[t, j]),
    ),
    "one path": (d(Loss, z(k - 1)[t, j]), dz(t, 1) * W(k)[1, j] * g_prime(z(k - 1)[t, j])),
    "the first sample's": (
        d(Loss, z(k - 1)[t, j]),
        Sum(dz(1, i) * W(k)[i, j], (i, 1, n(k))) * g_prime(z(k - 1)[t, j]),
    ),
    "n or one": (dJ(W(k)[i, j]), Sum(dz(t, i) * h(k - 1)[t, j], (t, 1, samples - 1)) / samples),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_line_is_proved_for_every_n_and_size(name):
    start, line = TRUE[name]
    chain = ArrayDerivation("B4.2", start).then(line, name)
    assert "proved for every n and every size, given the chain rule" in str(chain)
    assert chain._repr_mimebundle_()[1] == {"nnlib": {"proves": "B4.2"}}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_line_is_refused(name):
    start, line = WRONG[name]
    chain = ArrayDerivation("this", start)
    with pytest.raises(Refused, match="does not follow.*written out in full differ"):
        chain.then(line, name)
    assert chain.lines == []


def test_what_numbers_alone_would_pass_is_not_called_proved(monkeypatch):
    """A line that holds in the sizes written out, and in no others: only the form knows."""
    monkeypatch.setattr("nnlib.symbolic.arrays.SIZES", ((1, 1, 1),))
    start, line = WRONG["no n"]
    with pytest.raises(Refused, match="could not be proved"):
        ArrayDerivation("this", start).then(line, "n is 1")


def test_the_rule_is_named_only_where_it_is_used():
    line = Sum(dz(t, i) * h(k - 1)[t, j], OVER_T)
    chain = ArrayDerivation("this", line).then((SLOPES.T @ BELOW_WITH_1)[i, j], "written as arrays")
    assert str(chain.proof).startswith("proved for every n and every size; written out")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: SLOPES @ BELOW_WITH_1, "columns and rows run over 1 … n_k and 1 … n."),
        (lambda: SLOPES @ WEIGHTS * BENDS, "columns run over 0 … n_{k-1} and 1 … n_{k-1}."),
        (lambda: BELOW_WITH_1.T @ SLOPES * WEIGHTS, "rows run over 0 … n_{k-1} and 1 … n_k."),
    ],
)
def test_arrays_that_do_not_fit_say_so(make, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        make()


@pytest.mark.parametrize("sizes", [(5, 3, 4), (2, 1, 3), (1, 2, 2)])
def test_an_array_of_letters_is_numpys(sizes):
    """The same line, on letters and on numbers."""
    rows, *columns = sizes
    numbers = [np.random.default_rng(c).integers(-9, 9, size=(rows, c)) for c in columns]
    bases = IndexedBase("a"), IndexedBase("c")
    values = {
        base[row + 1, column + 1]: int(value)
        for base, array in zip(bases, numbers, strict=True)
        for (row, column), value in np.ndenumerate(array)
    }
    one, other = (
        Array(((1, rows), (1, c)), lambda row, column, base=base: base[row, column])
        for base, c in zip(bases, columns, strict=True)
    )
    line = lambda x, y: (x.T @ y / 2 * (x.T @ y))[:, -2:]
    wanted, found = line(*numbers), line(one, other)
    for (row, column), value in np.ndenumerate(wanted):
        entry = found[row + 1, columns[1] - 1 + column].doit().subs(values)
        assert float(entry) == value


# ---- the page


@pytest.mark.parametrize(("sizes", "batch"), [([2, 3, 2, 1], 2), ([2, 1, 2, 2], 2), ([1, 2, 1], 3)])
def test_the_page_run_on_letters_is_the_derivative(sizes, batch):
    pairs = page_on_letters(sizes, batch)
    assert len(pairs) == sum(a * (c + 1) for c, a in zip(sizes, sizes[1:], strict=False))
    assert all(expand(found - truth) == 0 for found, truth in pairs)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (" / n  #", "  #"),
        ("W[k][:, -z[k - 1].shape[1] :]", "W[k][:, : z[k - 1].shape[1]]"),
        (" * g[k - 1].derivative(z[k - 1])", ""),
        ("dz[k].T @ h[k - 1]", "(dz[k][:1].T @ h[k - 1][:1])"),
    ],
)
def test_a_wrong_page_is_caught(right, wrong, monkeypatch):
    source = inspect.getsource(backpropagation.backward)
    assert right in source
    space = dict(vars(backpropagation))
    exec(source.replace(right, wrong), space)
    monkeypatch.setattr(backpropagation, "backward", space["backward"])
    pairs = page_on_letters([2, 2, 2, 1], 2)
    assert not all(expand(found - truth) == 0 for found, truth in pairs)


@pytest.mark.parametrize("name", ["dz[k].T @ h[k - 1] / n", "h[k - 1] @ W[k].T", "dz[k] @ nodes *"])
def test_the_lines_of_the_lesson_are_those_of_the_page(name):
    assert name in inspect.getsource(backpropagation)


@pytest.mark.parametrize("sizes", [[4, 3, 2, 1], [2, 1, 1, 3], [3, 5, 2]])
def test_three_ways_in_numbers(sizes):
    """Formula, nnlib and forward passes, for biases and weights."""
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(6, sizes[0])), rng.normal(size=(6, sizes[-1]))
    net = Network(sizes, "tanh", biases=True, seed=2)
    state = net.forward(X)
    grads = net.backward(state, y)
    by_nodes, by_weights = node_gradient(net, X, y), weight_gradient(net, X, y)
    for layer in range(1, net.L + 2):
        sums = np.zeros(net.W[layer].shape)
        for sample in range(6):
            for row, column in np.ndindex(sums.shape):
                entering = state.h[layer - 1][sample, column]
                sums[row, column] += by_nodes[layer][sample, row] * entering / 6
        for other in (grads.W[layer], by_weights[layer]):
            assert relative_error(sums, other) < 1e-9
            assert relative_error(by_nodes[layer].mean(axis=0), other[:, 0]) < 1e-9


# ---- batches


@pytest.mark.parametrize("together", [1, 2, 3])
def test_the_share_is_what_counting_gives(together):
    for number in range(together, 7):
        for size in range(1, number + 1):
            batches = list(combinations(range(number), size))
            with_them = [batch for batch in batches if set(range(together)) <= set(batch)]
            formula = share(together).subs({samples: number, b: size})
            assert formula == 0 and not with_them or formula * len(batches) == len(with_them)


def test_the_mean_and_the_scatter_of_all_batches_follow_from_the_shares():
    assert (share(1) / b - 1 / samples).simplify() == 0
    law = (share(1) * samples - share(2) * samples) / b**2
    assert (law - (samples - b) / (b * (samples - 1))).simplify() == 0
    assert plain(share(1)) == "b / n"
