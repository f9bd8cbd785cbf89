"""An activation of one's own: its values and slopes against mpmath, its lines, its use as a g.

The references are written a second time, in Python, and derived by mpmath's own differences: they
share neither the parser nor sympy.
"""

import time

import mpmath
import numpy as np
import pytest
from sympy import Piecewise, lambdify
from test_activations import DIGITS, SMALLEST_NORMAL

import nnlib
from nnlib import ACTIVATIONS, Diverged, Network, datasets, gradient_check, plots, sgd
from nnlib.losses import OutsideDomain
from nnlib.symbolic import NotAFormula, OwnActivation, activation
from nnlib.symbolic.typed import LETTERS

_sigmoid = lambda m, z: 1 / (1 + m.exp(-z))
_relu = lambda m, z: z if z > 0 else 0 * z
FORMULAS = {  # text: the same with mpmath's functions
    "z / (1 + exp(-z))": lambda m, z: z / (1 + m.exp(-z)),
    "1/(1 + e**-z)": _sigmoid,
    "log(1 + exp(z))": lambda m, z: m.log(1 + m.exp(z)),
    "z*tanh(log(1 + exp(z)))": lambda m, z: z * m.tanh(m.log(1 + m.exp(z))),
    "0.5*z*(1 + tanh(0.7979*(z + 0.044715*z**3)))": lambda m, z: (
        z / 2 * (1 + m.tanh(m.mpf("0.7979") * (z + m.mpf("0.044715") * z**3)))
    ),
    "max(0, z)": _relu,
    "max(0.01*z, z)": lambda m, z: z if z > 0 else z / 100,
    "where(z > 0, z, exp(z) - 1)": lambda m, z: z if z > 0 else m.exp(z) - 1,
    "where(0 < z, 1.05*z, 1.05*1.67*(exp(z) - 1))": lambda m, z: (
        m.mpf("1.05") * (z if z > 0 else m.mpf("1.67") * (m.exp(z) - 1))
    ),
    "sin(z)": lambda m, z: m.sin(z),
    "1 - cos(z)/2": lambda m, z: 1 - m.cos(z) / 2,
    "tanh(z)": lambda m, z: m.tanh(z),
    "z / (1 + abs(z))": lambda m, z: z / (1 + abs(z)),
    "atan(z)": lambda m, z: m.atan(z),
    "z**2": lambda m, z: z**2,
    "z**3 - 2*z": lambda m, z: z**3 - 2 * z,
    "abs(z)": lambda m, z: abs(z),
    "exp(-z**2)": lambda m, z: m.exp(-(z**2)),
    "z*exp(-z*z)": lambda m, z: z * m.exp(-(z**2)),
    "1/(1 + z**2)": lambda m, z: 1 / (1 + z**2),
    "z / sqrt(1 + z**2)": lambda m, z: z / m.sqrt(1 + z**2),
    "sqrt(1 + z**2)": lambda m, z: m.sqrt(1 + z**2),
    "log(cosh(z))": lambda m, z: m.log(m.cosh(z)),
    "1/cosh(z)": lambda m, z: 1 / m.cosh(z),
    "sinh(z)/cosh(z)": lambda m, z: m.tanh(z),
    "(exp(z) - exp(-z)) / (exp(z) + exp(-z))": lambda m, z: m.tanh(z),
    "exp(z) / (1 + exp(z))": _sigmoid,
    "min(1, max(0, 0.2*z + 0.5))": lambda m, z: min(m.mpf(1), max(m.mpf(0), z / 5 + m.mpf(0.5))),
    "z*min(1, max(0, z/6 + 0.5))": lambda m, z: (
        z * min(m.mpf(1), max(m.mpf(0), z / 6 + m.mpf(0.5)))
    ),
    "sigmoid(z)**2": lambda m, z: _sigmoid(m, z) ** 2,
    "z*sigmoid(1.702*z)": lambda m, z: z * _sigmoid(m, m.mpf("1.702") * z),
    "relu(z)**2": lambda m, z: _relu(m, z) ** 2,
    "z + sin(z)**2": lambda m, z: z + m.sin(z) ** 2,
    "sign(z)*ln(1 + abs(z))": lambda m, z: m.sign(z) * m.log(1 + abs(z)),
    "exp(-abs(z))": lambda m, z: m.exp(-abs(z)),
    "(1 + z**2)**0.25": lambda m, z: (1 + z**2) ** m.mpf(0.25),
    "2**(-z**2/100)": lambda m, z: m.mpf(2) ** (-(z**2) / 100),
    "exp(-exp(-z))": lambda m, z: m.exp(-m.exp(-z)),
    "1 - exp(-exp(z))": lambda m, z: 1 - m.exp(-m.exp(z)),
    "1 + tanh(2*z)": lambda m, z: 1 + m.tanh(2 * z),
    "3 - 3*sigmoid(z)": lambda m, z: 3 - 3 * _sigmoid(m, z),
    "softplus(z) - softplus(-z)": lambda m, z: z + 0 * m.exp(0),
    "7/2": lambda m, z: m.mpf(3.5) + 0 * z,
    "step(z)": lambda m, z: m.mpf(1) if z > 0 else 0 * z,
}
_sizes = [0.2, 0.7, 1.1, 2.3, 2.6, 3.3, 6.1, 12.0, 20.5, 37.0, 50.0, 120.0, 300.0]
_sizes = np.array([*_sizes, 354.5, 709.9, 745.3, 1000.0])
POINTS = np.concatenate([-_sizes[::-1], _sizes])


@pytest.fixture(scope="module", params=FORMULAS)
def typed(request):
    return activation(request.param), FORMULAS[request.param]


def worst(found, exact):
    """The largest relative error; below the normal floats, beside the smallest of them."""
    with mpmath.workdps(DIGITS):
        return max(
            float(abs(mpmath.mpf(float(a)) - b) / max(abs(b), mpmath.mpf(SMALLEST_NORMAL)))
            for a, b in zip(found, exact, strict=True)
        )


def test_there_are_forty():
    assert len(FORMULAS) >= 40


def test_values_and_slopes_are_those_of_mpmath(typed):
    g, exact = typed
    with mpmath.workdps(DIGITS):
        at = [mpmath.mpf(float(z)) for z in POINTS]
        f = lambda z: mpmath.mpf(exact(mpmath, z))
        values = [f(z) for z in at]
        step = mpmath.mpf(10) ** (-DIGITS // 3)
        slopes = [(f(z + step) - f(z - step)) / (2 * step) for z in at]
    assert worst(g(POINTS), values) < 1e-12
    assert worst(g.derivative(POINTS), slopes) < 1e-12


def test_a_complex_step_through_it_gives_the_slope(typed):
    g, _ = typed
    z = POINTS[np.abs(POINTS) < 60]
    stepped = np.imag(g(z + 1e-30j)) / 1e-30
    np.testing.assert_allclose(stepped, g.derivative(z), rtol=1e-11, atol=1e-14)


def test_each_line_of_the_derivation_is_the_slope(typed):
    g, exact = typed
    letter, at = LETTERS["z"], [mpmath.mpf(z) for z in ("-2.3", "-0.7", "0.4", "1.9")]
    for line, reason in g.lines:
        assert reason
        line = lambdify([letter], line.doit(), "mpmath")
        with mpmath.workdps(40):
            for z in at:
                wanted = mpmath.diff(lambda u: mpmath.mpf(exact(mpmath, u)), z)
                assert abs(line(z) - wanted) <= mpmath.mpf(10) ** -15 * max(1, abs(wanted))


def test_it_keeps_shapes_and_takes_plain_numbers(typed):
    g, _ = typed
    z = np.linspace(-2, 2, 24).reshape(2, 3, 4)
    before = z.copy()
    for f in (g, g.derivative):
        assert f(z).shape == z.shape and f(z).dtype == float and not np.shares_memory(f(z), z)
        assert f(0.5) == f(np.array([0.5]))[0]
        assert f(np.array([[0.5]])).shape == (1, 1)
    assert (z == before).all()


def test_a_network_takes_it_as_any_other(typed):
    g, _ = typed
    X, y = datasets.xor(12)
    net = Network([2, 3, 2, 1], g=[g, g, "sigmoid"], biases=True, seed=3)
    assert gradient_check(net, X, y).ok
    assert net.copy().g[1] is g and g.name in repr(net)
    assert plots.activation(g).alt.startswith(f"Activation {g.name} over z:")


# --- what is the same as a known one --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [("1/(1+exp(-z))", "sigmoid"), ("max(0,z)", "relu"), ("tanh(z)", "tanh"), ("z", "identity")]
    + [("log(1+exp(z))", "softplus"), ("step(z)", "threshold")],
)
def test_training_with_it_is_training_with_the_known_one(text, name):
    X, y = datasets.two_moons(30)
    nets = [Network([2, 4, 3, 1], g, biases=True, seed=2) for g in (activation(text), name)]
    first, second = (sgd(net, X, y, steps=200, rate=0.2, batch=30) for net in nets)
    np.testing.assert_allclose(first.J, second.J, rtol=1e-9)
    for a, b in zip(*(net.W for net in nets), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-7, atol=1e-9)


def test_an_activation_in_two_lines_of_python_is_taken_too():
    square = nnlib.Activation("square", "z^2", lambda z: z**2, lambda z: 2 * z)
    X, y = datasets.xor(8)
    net = Network([2, 3, 1], [square, "tanh"], seed=1)
    assert gradient_check(net, X, y).ok and repr(net).startswith("Network([2, 3, 1], g=['square'")
    wrong = square._replace(derivative=lambda z: z)
    assert not gradient_check(Network([2, 3, 1], [wrong, "tanh"], seed=1), X, y).ok


# --- kinks, ends, flatness ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinks"),
    [
        ("max(0, z)", [(0, 0, 1, 0, False)]),
        ("max(z, 0)", [(0, 0, 1, 0, False)]),
        ("relu(2*z - 3)", [(1.5, 0, 2, 0, False)]),
        ("abs(z)", [(0, -1, 1, -1, False)]),
        ("sqrt(z**2)", [(0, -1, 1, -1, False)]),
        ("step(z - 0.3)", [(0.3, 0, 0, 0, True)]),
        ("where(z > 0, z, exp(z) - 1)", []),
        ("relu(z)**2", []),
        ("min(1, max(-1, z))", [(1, 1, 0, 1, False), (-1, 0, 1, 0, False)]),
        ("abs(abs(z) - 2)", [(0, 1, -1, 1, False), (2, -1, 1, -1, False), (-2, -1, 1, -1, False)]),
    ],
)
def test_kinks(text, kinks):
    found = activation(text).kinks
    assert [(k.at, k.before, k.after, k.taken, k.jump) for k in found] == [
        (pytest.approx(at, abs=1e-9), pytest.approx(a, abs=1e-5), pytest.approx(b, abs=1e-5), c, j)
        for at, a, b, c, j in kinks
    ]


def test_a_kink_is_said():
    said = repr(activation("max(0.1*z, z)"))
    assert "At z = 0 it has a kink: the slope is 0.1 before it, 1 after it; 0.1 is taken." in said
    with pytest.raises(NotAFormula, match="the slope of .* is infinite or has no value at z = 0"):
        activation("sqrt(abs(z))")
    assert "At z = 0 it jumps, so there is no slope; 0 is taken." in repr(activation("sign(z)"))


@pytest.mark.parametrize("text", ["5", "step(z)", "sign(z - 1)", "0*z", "z - z"])
def test_where_no_slope_is_that_is_said(text):
    g = activation(text)
    assert g.flat and "nothing is learned through it" in repr(g)
    X, y = datasets.xor(8)
    net = Network([2, 3, 1], [g, "identity"], seed=1)
    before = net.copy()
    sgd(net, X, y, steps=20)
    assert (
        (net.W[1] == before.W[1]).all() and (net.W[2] != before.W[2]).any() or text in "0*z z - z"
    )


def test_overflow_is_refused_with_the_place():
    g = activation("exp(z)")
    assert g.finite == (-np.inf, pytest.approx(709.7827, abs=1e-3))
    assert "A float holds it for z up to 709.783; beyond, it is refused." in repr(g)
    assert np.isfinite(g(np.array([-1e3, 709.0]))).all()
    with pytest.raises(OutsideDomain, match=r"exp\(z\) is too large .* at z = 800"):
        g(np.array([1.0, 800.0, 900.0]))
    with pytest.raises(OutsideDomain, match=r"the slope of exp\(z\) is too large .* at z = 800"):
        g.derivative(np.array([800.0]))
    assert np.isnan(g(np.array([np.nan]))).all()  # what is none already is not refused here
    X, y = datasets.xor(8)
    with pytest.raises(ValueError, match=r"exp\(z\) is too large for a float"):
        Network([2, 3, 1], g).forward(1e4 * X)
    with pytest.raises(Diverged, match=r"exp\(z\) is too large for a float"):
        sgd(Network([2, 3, 3, 1], g, seed=2), X, y, rate=2.0)


def test_displayed_it_derives_the_slope():
    data = activation("z / (1 + exp(-z))")._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/markdown"}
    said = data["text/markdown"]
    assert r"g'(z) &= \frac{- z \left(e^{- z}\right)' + 1 + e^{- z}}" in said
    assert said.count(r"\checkmark") == 2 and "quotient rule" in said and "chain rule" in said
    assert "8943" not in repr(activation("0.044715*z"))
    long = activation("z*tanh(0.7979*z + 0.044715*z**3)").derivation()
    assert (
        r"u &= 0.044715 z^{3} + 0.7979 z" in long
        and r"z \left(\tanh{\left(u \right)}\right)'" in long
    )


def test_a_false_line_is_caught(monkeypatch):
    from nnlib.symbolic import typed

    true = typed.lines
    monkeypatch.setattr(typed, "lines", lambda f, z: [*true(f, z), (true(f, z)[-1][0] + z, "no")])
    with pytest.raises(ArithmeticError, match="and a complex step through sin"):
        activation("sin(z)")


def test_it_is_quick():
    texts = list(FORMULAS)
    activation(texts[0])
    start = time.process_time()
    for text in texts:
        activation(text)
    assert (time.process_time() - start) / len(texts) < 0.15


# --- the widgets of others take it ----------------------------------------------------------------


def test_the_widgets_take_it():
    from nnlib import widgets

    g, (X, y) = activation("z*sigmoid(z)"), datasets.xor(12)
    curves = widgets.explore_activation(g)
    assert curves.picture.alt.startswith("Activation z*sigmoid(z) at z = 1: g(z) = 0.731")
    curves.g.value = "tanh"
    curves.g.value = g
    assert curves.picture.alt.startswith("Activation z*sigmoid(z) at") and not curves.image.alert
    net = Network([2, 3, 1], [g, "sigmoid"], biases=True, seed=1)
    explored = widgets.explore_weights(net, (X, y))
    explored.choices[1].value = 4
    assert explored.net.g[1] is g and explored.net.sizes == (2, 4, 1)
    explored.choices["g"].value = "relu"
    next(b for b in explored.buttons if b.description == "reset").click()
    assert explored.net.g[1] is g and explored.net.sizes == (2, 3, 1)
    assert not explored.image.alert
    assert widgets.train(net, (X, y)).picture.alt.startswith("J goes from")
    assert widgets.valley(net, (X, y)).picture.alt.startswith("J over")


def test_no_known_one_is_changed():
    assert all(type(g) is nnlib.Activation for g in ACTIVATIONS.values())
    assert isinstance(activation("z"), OwnActivation) and "z" not in ACTIVATIONS
    assert activation("z").written == LETTERS["z"] and not activation("z").written.has(Piecewise)
    with pytest.raises(NotAFormula):
        activation(ACTIVATIONS["tanh"])
