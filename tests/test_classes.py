"""Softmax and cross-entropy for every K: true lines are proved, false ones refused."""

import numpy as np
import pytest
from sympy import Integer, KroneckerDelta, Sum, exp, log

from nnlib.symbolic.classes import (
    LABELS_ADD_UP,
    ForEveryK,
    K,
    Loss,
    S,
    c,
    compare_classes,
    d,
    given_for_every_k,
    i,
    j,
    latex,
    m,
    p,
    value,
    y,
    z,
)

delta = KroneckerDelta(i, j)
SHARE, LOSS = d(p[i], z[j]), d(Loss, z[j])


def over_m(e):
    return Sum(e, (m, 1, K))


TRUE = [
    (SHARE, p[i] * (delta - p[j])),
    (SHARE, p[j] * (delta - p[i])),
    (SHARE, delta * p[j] - exp(z[i]) * exp(z[j]) / S**2),
    (SHARE, d(exp(z[i]), z[j]) / S - exp(z[i]) / S**2 * d(S, z[j])),
    (d(S, z[j]), exp(z[j])),
    (d(log(S), z[j]), p[j]),
    (d(log(p[i]), z[j]), delta - p[j]),
    (delta * p[i], delta * p[j]),
    (delta * delta, delta),
    (over_m(p[m]), Integer(1)),
    (over_m(d(p[m], z[j])), Integer(0)),
    (over_m(p[m] * KroneckerDelta(m, j)), p[j]),
    (over_m(exp(z[m] + c)), exp(c) * S),
    (exp(z[i] + c) / over_m(exp(z[m] + c)), p[i]),
    (over_m(d(Loss, z[m])), Integer(0)),
    (LOSS, -over_m(y[m] / p[m] * d(p[m], z[j]))),
    (LOSS, -over_m(y[m] * (KroneckerDelta(m, j) - p[j]))),
    (LOSS, p[j] * over_m(y[m]) - y[j]),
    (Loss, -over_m(y[m] * log(p[m]))),
    (over_m(y[m] * over_m(exp(z[m]))), S * over_m(y[m])),
    (over_m(z[m] * over_m(y[m] * z[m])), over_m(z[m]) * over_m(y[m] * z[m])),
]
GIVEN = [
    (LOSS, p[j] - y[j]),
    (over_m(y[m]), Integer(1)),
    (Loss, log(S) - over_m(y[m] * z[m])),
]
FALSE = [
    (SHARE, p[i] * (1 - p[i])),
    (SHARE, delta * p[i] * (1 - p[i])),
    (SHARE, p[i] * (delta - p[i])),
    (SHARE, p[j] * (delta - p[j])),
    (SHARE, p[i] * (delta + p[j])),
    (SHARE, -p[i] * p[j]),
    (SHARE, p[i] * (KroneckerDelta(i, 1) - p[j])),
    (d(S, z[j]), S),
    (d(log(p[i]), z[j]), delta - p[i]),
    (LOSS, y[j] - p[j]),
    (LOSS, p[j]),
    (LOSS, (p[j] - y[j]) / K),
    (LOSS, -y[j] * (1 - p[j])),
    (LOSS, -y[j] / p[j]),
    (over_m(p[m]), K),
    (p[i], exp(z[i])),
    (p[i], z[i] / over_m(z[m])),
    (p[i], exp(c) * p[i]),
    (Loss, -log(p[1])),
    (Loss, log(S) + over_m(y[m] * z[m])),
]


@pytest.mark.parametrize(("left", "right"), TRUE, ids=str)
def test_what_is_true_is_proved_and_takes_nothing_as_given(left, right):
    assert given_for_every_k(left, right) == () == given_for_every_k(right, left)


@pytest.mark.parametrize(("left", "right"), GIVEN, ids=str)
def test_what_needs_the_labels_says_so(left, right):
    assert given_for_every_k(left, right) == (LABELS_ADD_UP,)


@pytest.mark.parametrize(("left", "right"), FALSE, ids=str)
def test_what_is_false_is_refused_with_numbers(left, right):
    with pytest.raises(ValueError, match=r"it does not follow: for K = \d.* the sides are"):
        given_for_every_k(left, right)


@pytest.mark.parametrize(("left", "right"), [*TRUE, *GIVEN], ids=str)
def test_the_proved_lines_hold_in_numbers_for_other_sizes(left, right):
    rng = np.random.default_rng(1)
    for classes in (1, 2, 5):
        Z, labels = rng.normal(size=(3, classes)), np.eye(classes)[rng.integers(classes, size=3)]
        for a, b in {(1, 1), (classes, 1), (1, classes), (classes, classes)}:
            sides = [value(side, classes, a, b, Z, labels) for side in (left, right)]
            np.testing.assert_allclose(*sides, rtol=1e-9, atol=1e-12)


def test_a_chain_stays_as_it_was_when_a_line_is_refused():
    chain = ForEveryK(SHARE, "B5.1")
    with pytest.raises(ValueError, match="i = 1, j = 2"):
        chain.then(p[i] * (1 - p[i]), "a sigmoid")
    assert chain.lines == [] and chain.rhs == SHARE
    chain.then(p[i] * (delta - p[j]), "all")
    assert chain._repr_mimebundle_()[1] == {"nnlib": {"proves": "B5.1"}}
    assert LABELS_ADD_UP not in chain.badge and "really differentiated" in chain.badge


def test_the_badge_names_what_is_given_once_a_line_needs_it():
    chain = ForEveryK(LOSS, "B5.2").then(p[j] * over_m(y[m]) - y[j], "δ")
    assert LABELS_ADD_UP not in chain.badge
    assert f"given that {LABELS_ADD_UP}" in chain.then(p[j] - y[j], "labels").badge


def test_two_classes_are_the_sigmoid_with_the_log_loss():
    two = ForEveryK(p[1], "B5.3", classes=2).then(1 / (1 + exp(z[2] - z[1])), "sigmoid")
    assert two.badge == "proved for K = 2"
    log_loss = -y[1] * log(p[1]) - (1 - y[1]) * log(1 - p[1])
    assert ForEveryK(Loss, classes=2).then(log_loss, "log loss").given == (LABELS_ADD_UP,)
    with pytest.raises(ValueError, match="for K = 2"):
        ForEveryK(p[1], classes=2).then(1 / (1 + exp(z[1] - z[2])), "the wrong way round")
    with pytest.raises(ValueError, match="for K = 3"):
        given_for_every_k(p[1], 1 / (1 + exp(z[2] - z[1])))


def test_a_formula_that_is_wrong_in_numbers_is_noticed():
    chain = ForEveryK(SHARE, "B5.1").then(p[i] * (delta - p[j]), "all")
    chain.lines.append((p[i] * delta, "not proved"))
    with pytest.raises(ArithmeticError, match="the formula and nnlib differ"):
        compare_classes(chain, (2, 3))


def test_what_does_not_belong_is_refused():
    with pytest.raises(ValueError, match="from 1 to K"):
        given_for_every_k(Sum(p[m], (m, 2, K)), Integer(1))
    with pytest.raises(TypeError, match=r"by a v = z\[j\], but v is p"):
        d(Loss, p[j])
    with pytest.raises(ValueError, match="B5.4"):
        ForEveryK(SHARE, "B5.4")


def test_the_notation_is_that_of_the_lesson():
    assert latex(p[i] * (delta - p[j])) == r"p_{i} \, \left(\delta_{i j} - p_{j}\right)"
    assert latex(LOSS) == r"\frac{\partial \mathrm{Loss}}{\partial z_{j}}"
