"""The cost J: its equation, its printed form, and its three routes in numbers."""

import numpy as np
import pytest

from nnlib import Network
from nnlib.symbolic import COST, Mean, compare_cost, g, i, latex, loss, samples, y, z_out
from nnlib.symbolic.record import proved_so_far
from nnlib.symbolic.symbols import sample_loss, t

X = np.random.default_rng(5).normal(size=(5, 2))
LABELS = {
    "squared": [0.3, -1.0, 2.0, 0.0, 1.0],
    "log": [0.0, 1.0, 1.0, 0.0, 1.0],
    "hinge": [-1.0, 1.0, 1.0, -1.0, 1.0],
}


def network(activation="sigmoid"):
    return Network([2, 4, 3, 1], activation, seed=3)


def test_the_equation_as_the_document_means_it():
    assert latex(COST.lhs) == "J(W)"
    assert latex(COST.rhs) == (
        r"\frac{1}{n} \sum_{t=1}^{n} \mathrm{Loss}(h(x^{(t)}; W),\, y^{(t)})"
    )
    assert str(COST.rhs) == "1/n Σ_{t=1}^n Loss(h(x^(t); W), y^(t))"


def test_a_mean_of_what_does_not_change_is_that():
    """Erratum E6, for every n."""
    one = loss(g(z_out), y)
    assert Mean(one, i, samples).doit() == one
    assert COST.rhs.doit() != sample_loss(t)


def test_a_mean_written_out():
    three = [sample_loss(number) / 3 for number in (1, 2, 3)]
    assert COST.rhs.subs(samples, 3).doit() == sum(three)


@pytest.mark.parametrize(
    ("name", "activation"),
    [(name, g) for name in LABELS for g in ("sigmoid", "tanh", "softplus") if name != "log"]
    + [("log", "sigmoid")],  # the log loss wants predictions between 0 and 1
)
def test_three_routes_to_j(name, activation):
    agreement = compare_cost(network(activation), X, LABELS[name], name)
    assert agreement.routes == ("formula", "nnlib", "one at a time")
    assert (agreement.id, agreement.samples, agreement.network) == ("3.0", 5, "2-4-3-1")
    assert agreement.worst < 1e-12
    assert "3.0" in proved_so_far().here


@pytest.mark.parametrize("wrong", [lambda J: 2 * J, lambda J: J + 1e-8, lambda J: np.nan])
def test_a_wrong_cost_is_refused(monkeypatch, wrong):
    right = Network.loss
    monkeypatch.setattr(Network, "loss", lambda self, *a: wrong(right(self, *a)))
    with pytest.raises(ArithmeticError, match="3.0: the routes to J differ by"):
        compare_cost(network(), X, LABELS["squared"])


def test_a_wrong_prediction_is_refused(monkeypatch):
    right = Network.predict
    monkeypatch.setattr(Network, "predict", lambda self, x: right(self, x) * (1 + 1e-6))
    with pytest.raises(ArithmeticError, match="differ"):
        compare_cost(network(), X, LABELS["squared"])


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="there is no loss 'squred'. Did you mean 'squared'"):
        compare_cost(network(), X, LABELS["squared"], "squred")
    with pytest.raises(ValueError, match="y has shape"):
        compare_cost(network(), X, [1.0, 2.0])
