"""What is typed as a formula: what is read, what is refused and in which words, and no Python."""

import builtins
import os
import time

import numpy as np
import pytest

from nnlib import datasets, gradient_check, sgd
from nnlib.losses import LOSSES
from nnlib.network import Network
from nnlib.symbolic import NotAFormula, above, activation, g, loss, y, z_out
from nnlib.symbolic.own import OwnLoss

PLACES = {  # what is typed: what is said, with the caret's place
    "z^2": ("A power is written with two stars", 1),
    "2z": ("write 2*z.", 1),
    "2 z": ("write 2*z.", 2),
    "zz": ("write z*z.", 0),
    "z(z + 1)": ("write z*(…)", 1),
    "2(z + 1)": ("put a star between them", 1),
    "(z + 1)(z - 1)": ("put a star between them", 7),
    "0,5*z": ("a decimal number has a dot", 1),
    "max(0; z)": ("apart by a comma", 5),
    "np.tanh(z)": ("write tanh(z) for np.tanh(z)", 2),
    "softmax(z)": ("of a whole layer", 0),
    "sin z": ("sin needs brackets round its argument: sin(z).", 0),
    "sin": ("sin(z)", 0),
    "zsin(z)": ("write z*sin.", 0),
    "|z|": ("abs(z)", 0),
    "z²": ("A power is written with two stars", 1),
    "√z": ("sqrt(z)", 0),
    "g(z) = z": ("Write only what stands to the right", 5),
    "z = 1": ("Write only what stands to the right", 2),
    "y = z": ("Write only what stands to the right", 2),
    "z > 0": ("> stands only in where", 2),
    "z if z > 0 else 0": ("where(z > 0, a, b)", 2),
    "where(z, 1, 2)": ("where begins with a condition", 7),
    "max(z)": ("max takes 2 arguments", 0),
    "exp(z, 2)": ("exp takes 1 argument, as in exp(z), but here it has 2", 0),
    "z +": ("the formula ends where", 3),
    "* z": ("a number or a letter is missing before '*'", 0),
    "z + + ": ("the formula ends where", 6),
    "(z + 1": ("this bracket is never closed", 0),
    "exp(z": ("this bracket is never closed", 3),
    "z + 1)": ("this bracket was never opened", 5),
    "z, 2": ("a comma stands only in max, min and where", 1),
    "()": ("is missing before ')'", 1),
    "max(, z)": ("is missing before ','", 4),
    "1.2.3*z": ("write 1.2*.3", 3),
    "3 4": ("a sign is missing here", 2),
    "z!": ("no factorial", 1),
    "z%2": ("Write 0.5 for 50 %", 1),
    "z//2": ("Divide with one stroke", 1),
    "z + w": ("there is no w here. The only letter is z.", 4),
    "x**2": ("The only letter is z", 0),
    "Z**2": ("Did you mean z?", 0),
    "sigmod(z)": ("Did you mean sigmoid?", 0),
    "Tanh(z)": ("Did you mean tanh?", 0),
    "tahn(z)": ("Did you mean tan?", 0),
    "exponential(z)": ("there is no exponential here", 0),
    "swish(z)": ("Write z*sigmoid(z)", 0),
    "gelu(z)": ("Write 0.5*z*(1 + tanh", 0),
    "elu(z)": ("where(z > 0, z, exp(z) - 1)", 0),
    "1j*z": ("there is no j here", 1),
    "i*z": ("there is no i here", 0),
    "oo": ("there is no oo here", 0),
    "nan": ("there is no nan here.", 0),
    "z; z": ("no sign of a formula", 1),
    "z\nz": ("write z*z", 2),
    "1/z": ("has no value at z = 0: it divides by 0", 2),
    "1/(z - 1)**2": ("at z = 1", 2),
    "1/(z**2 - z - 1)": ("at z = -0.618034", 2),
    "z/z": ("at z = 0", 2),
    "z**-1": ("at z = 0: it divides by 0", 0),
    "log(z)": ("for z up to 0", 0),
    "2 + ln(z**2)": ("at z = 0", 4),
    "sqrt(z)": ("for z below 0: the number under the root is negative", 0),
    "z**0.5": ("for z below 0", 0),
    "z**(1/3)": ("for z below 0", 0),
    "z**z": ("for z up to 0: a power with a letter in it", 0),
    "tan(z)": ("at z = 1.5708: the tangent has a pole", 0),
    "1/(1 + exp(-z)) + 1/(z - 3)": ("at z = 3", 20),
    "1/(exp(z) - 1)": ("at z = 0", 2),
    "1/step(z)": ("for z up to 0", 2),
    "1/0": ("for any z: it divides by 0", 2),
    "0**0*z": ("0 to the power 0", 0),
    "log(-1)": ("for any z", 0),
    "sqrt(-1 - z**2)": ("for any z", 0),
    "exp(exp(exp(z)))": ("is too large for a float at z = 1.88175", 0),
    "1e400": ("too large or too small for a float", 0),
}
HOSTILE = [
    "__import__('os').system('true')",
    "__import__",
    "__class__",
    "z.__class__",
    "z.real",
    "().__class__.__bases__[0].__subclasses__()",
    "[].append(z)",
    "{}",
    "eval('1')",
    "eval(z)",
    "exec(z)",
    "open(z)",
    "open('/etc/passwd').read()",
    "os.environ.clear()",
    "lambda z: z",
    "(lambda: z)()",
    "print(z)",
    "globals()",
    "getattr(z, 1)",
    "z if 1 else z",
    "[z for z in z]",
    "z := 1",
    "import os",
    "exit()",
    "f'{z}'",
    "'z'",
    '"""',
    "z\\",
    "z#",
    "@z",
    "`z`",
    "$z$",
    "sympify(z)",
    "Symbol(z)",
    "exp.__globals__(z)",
    "exp(**z)",
    "exp(*z)",
    "max(z=1)",
    "z\x00",
    "z" * 10_000,
    "1+" * 5_000 + "1",
    "(" * 10_000,
    "(" * 140 + "z" + ")" * 140,
    "-" * 290 + "z",
    "z**" * 90 + "z",
    "exp(" * 60 + "z" + ")" * 60,
    "9**9**9**9**9",
    "(1.000001**100)**100**100*z",
    "((9**100)**100)**100",
    "2**10000000*z",
    "2**-10000000*z",
    "0.1**99999999",
    "exp(exp(exp(exp(exp(9)))))",
    "1e999999999*z",
    "1e-999999999/z",
    "٣*z",
    "ｅｘｐ(z)",
    "exр(z)",  # a Cyrillic letter
    "z​",
    "",
    "   ",
    None,
    7,
    b"z",
    ["z"],
    np.array([1.0]),
]
HEAVY = [  # long, but formulas: an answer in time, whatever it is
    "+".join(f"sin({k}*z)" for k in range(1, 17)),
    "*".join(["(1+z**2)"] * 14),
    "*".join(["abs(z-1)"] * 11),
    "max(z, " * 12 + "0" + ")" * 12,
    "exp(" * 14 + "-z**2" + ")" * 14,
    "sin(" * 20 + "z" + ")" * 20,
    "tanh(" * 20 + "z" + ")" * 20,
    "(((1+z**2)**9)**9)**9",
    "(z+1)**999",
    "1/(" * 12 + "2+z**2" + ")" * 12,
    "where(z>0," * 10 + "z" + ",z**2)" * 10,
    "sqrt(1+" * 14 + "z**2" + ")" * 14,
    "sqrt(1+" * 11 + "z**2" + ")" * 11,
    "tanh(" * 12 + "z" + ")" * 12,
    "sin(1000*z)",
    "(2+sin(z))**(2+cos(z))",
    "abs(sin(z))+abs(cos(z))+abs(sin(2*z))+abs(cos(3*z))",
    "1e300*z",
    "1e-300*z",
    "(2+cos(z))/(2+sin(z))/(3+cos(2*z))/(3+sin(2*z))/(2+z**2)",
]


@pytest.fixture(autouse=True)
def no_python(monkeypatch):
    """While a formula is read, Python's own ways to evaluate a text raise an error that no test
    expects."""
    import sympy.parsing.sympy_parser as parser

    activation("sin(z)")  # sympy loads parts of itself at first

    def forbidden(*args, **kwargs):
        raise AssertionError(f"evaluated: {args}")

    for name in ("eval", "open", "input"):
        monkeypatch.setattr(builtins, name, forbidden)
    monkeypatch.setattr(parser, "parse_expr", forbidden)
    monkeypatch.setattr(os, "system", forbidden)


def refused(text, of=activation):
    """The refusal, within 2 s of the processor's time, whatever else the machine does."""
    start = time.process_time()
    with pytest.raises(NotAFormula) as caught:
        of(text)
    assert time.process_time() - start < 2
    return caught.value


@pytest.mark.parametrize("text", PLACES)
def test_a_slip_is_said_with_its_place(text):
    said, place = PLACES[text]
    error = refused(text)
    assert said in str(error)
    assert error.place == place
    shown, caret = str(error).splitlines()[-2:]
    assert shown[4:] == text.replace("\n", " ") and caret.index("^") == 4 + place
    assert error.sentence[-1] in ".?" and len(error.sentence) < 300


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:30])
def test_nothing_hostile_is_evaluated(text):
    for of in (activation, above) if isinstance(text, str) else (activation,):
        error = refused(text, of)
        assert len(str(error)) < 700 and error.sentence.endswith((".", "?"))


def test_there_are_forty_hostile_ones():
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("text", HEAVY, ids=lambda text: text[:30])
def test_nothing_hangs(text):
    start = time.process_time()
    try:
        made = activation(text)
        made.derivation()
    except NotAFormula:
        pass
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2*3 - 4/8", 6.5),
        ("2**3**2", 512),
        ("-2**2", -4),
        ("(-2)**2", 4),
        ("2**-1", 0.5),
        ("6/3/2", 1),
        ("8 - 3 - 2", 3),
        ("--z", 0.5),
        ("+z", 0.5),
        ("2*-z", -1),
        (".5 + 1. + 1e-1 + 2E+1", 21.6),
        ("pi - π", 0),
        ("e**2 - exp(2)", 0),
        ("ln(e) + arctan(0)", 1),
        ("z−0.25", 0.25),
        ("2·z×3÷4", 0.75),
        ("min(z, 2) + maximum(z, 2)", 2.5),
        ("where(z >= 0.5, 1, 2) + where(z <= 0.4, 10, 20)", 21),
        ("where(z < 1, log(z + 1), 0) + where(z > 0, 0, sqrt(-z))", None),
        ("threshold(z) + sign(-z)", 0),
        ("  z\t*  z ", 0.25),
    ],
)
def test_what_a_formula_means(text, value):
    if value is None:  # the logarithm has no value for z < -1, where it is asked for
        assert "for z up to -1" in str(refused(text))
    else:
        assert activation(text)(np.array([0.5]))[0] == pytest.approx(value, rel=1e-14, abs=1e-14)


def test_what_is_not_asked_for_needs_no_value():
    made = activation("where(z > 0, log(1 + z), where(z < -1, sqrt(-1 - z)**3, 0))")
    assert made(np.array([-5.0, 0.0, np.e - 1])) == pytest.approx([8, 0, 1])


# --- a loss ---------------------------------------------------------------------------------------

DATA = datasets.xor(12)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("(p - y)**2/2", "squared"),
        ("-y*log(p) - (1 - y)*log(1 - p)", "log"),
        ("max(0, 1 - y*p)", "hinge"),
        ("relu(1 - p*y)", "hinge"),
    ],
)
def test_a_loss_like_a_known_one(text, known):
    own, known = loss(text), LOSSES[known]
    assert isinstance(own, OwnLoss) and own.p_in_unit_interval == known.p_in_unit_interval
    p, labels = np.meshgrid(np.linspace(0.011, 0.993, 40), known.labels or (-1.0, 0.3, 1.0))
    np.testing.assert_allclose(own(p, labels), known(p, labels), rtol=1e-12)
    np.testing.assert_allclose(own.derivative(p, labels), known.derivative(p, labels), rtol=1e-12)


@pytest.mark.parametrize(
    "text",
    ["log(cosh(p - y))", "abs(p - y)**3", "sqrt(1 + (p - y)**2) - 1", "exp(-y*p)", "(p - y)**4"]
    + ["where(abs(p - y) < 1, (p - y)**2/2, abs(p - y) - 0.5)", "-y*log(p) - (1 - y)*log(1 - p)"],
)
def test_a_network_learns_from_it(text):
    own, (X, labels) = loss(text), DATA
    net = Network([2, 3, 2, 1], "sigmoid", biases=True, seed=4)
    assert gradient_check(net, X, labels, own).ok
    history = sgd(net, X, labels, own, rate=0.3, steps=300, batch=12)
    assert history.J[-1] < history.J[0]


def test_a_loss_is_safe_far_out():
    own = loss("log(cosh(p - y))")
    p = np.array([-1000.0, 1000.0])
    np.testing.assert_allclose(own(p, np.zeros(2)), 1000 - np.log(2), rtol=1e-14)
    np.testing.assert_allclose(own.derivative(p, np.zeros(2)), [-1, 1], rtol=1e-14)
    assert "refused" not in repr(own) and r"\ln{\left(\cosh" in own.derivation()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1/(p - y)", "at p = 0.5: it divides by 0. That is for y = 0.5"),
        ("log(p - y)", "That is for y ="),
        ("sqrt(p*y)", "That is for y = -1"),
        ("p - z", "The only letters are p and y"),
        ("p^2", "A power is written with two stars"),
    ],
)
def test_a_loss_without_a_value_is_refused(text, said):
    assert said in str(refused(text, loss))


def test_a_prediction_outside_is_refused_where_it_arises():
    own, (X, labels) = loss("-y*log(p) - (1 - y)*log(1 - p)"), DATA
    with pytest.raises(ValueError, match="needs every prediction strictly between 0 and 1"):
        Network([2, 3, 1], "identity", seed=1).loss(X, labels, own)


def test_loss_of_two_symbols_is_still_the_atom():
    assert str(loss(g(z_out), y)) == "loss(g(z(L + 1)[1]), y)"


# --- a data set -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["sin(3*x)", "x**3 - x", "abs(x)", "0", "exp(x)/2"])
def test_points_above_a_curve_and_below_it(text):
    X, labels = above(text, 51, seed=3, labels=(-1, 1))
    f = activation(text.replace("exp", "#").replace("x", "z").replace("#", "exp"))
    over = X[:, 1] - f(X[:, 0])
    assert X.shape == (51, 2) and (np.abs(X[:, 0]) <= 2).all()
    assert (np.sign(over) == labels).all() and (np.abs(over) >= 0.1 - 1e-12).all()
    assert (labels == 1).sum() == 25 and np.ptp(X[:, 0]) > 3
    again, other = above(text, 51, seed=3)[0], above(text, 51, seed=4)[0]
    assert (again == X).all() and (other != X).any()
    noisy = above(text, 51, seed=3, noise=0.1)[0]
    assert 0.05 < np.std(noisy - X) < 0.2


def test_a_curve_with_a_hole_is_refused_where_it_matters():
    assert "at x = 0: it divides by 0. A curve needs a height" in str(refused("1/x", above))
    assert above("1/(x - 5)", 4)[0].shape == (4, 2)
    assert "The only letter is x" in str(refused("sin(z)", above))
    with pytest.raises(ValueError, match="n must be a whole number"):
        above("x", 0)
