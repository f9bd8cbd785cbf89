"""An activation, a loss or a data set of one's own, from the text of a formula.

The text is read by a closed grammar (`parsing.py`), sympy derives the slope, and a formula without
a value somewhere is refused, with the place. What comes out is an `Activation`, a `Loss` or data as
any other.
"""

from decimal import Decimal

import numpy as np
from sympy import Float, I, Piecewise, Rational, Symbol, nan, oo, piecewise_fold, zoo
from sympy.core.relational import Relational
from sympy.printing.latex import LatexPrinter

from .. import inputs
from ..activations import Activation
from ..checking import slope as by_steps
from ..datasets import two_labels
from ..losses import Loss, OutsideDomain
from . import places
from .compiled import Compiled
from .errors import NotAFormula, TooLong
from .parsing import parse
from .printing import aligned
from .printing import text as words
from .reading import formula
from .rules import lines

_SEEN = 6.5  # pictures show z from -6 to 6
_CHECKED = np.concatenate([np.linspace(-8.03, 8.07, 162), [-997.3, -55.1, 41.3, 998.9]])
_LABELS = (-1.0, 0.0, 0.5, 1.0)  # for which a loss is looked at
_CLOSE = 1e-7  # slope by formula and by a complex step
_LOST = 1e-6  # a slope this small beside g may have lost digits
_LARGEST_BELOW = 12  # denominators; beyond, a number is written with decimals
_MOST_DECIMALS = 12
_MOST_PIECES = 3  # that are written as one list of cases
_LETTERS = {name: Symbol(name, real=True) for name in "zxpy"}


class _Typed:
    """A text and what it means: its tree, its `formula` of sympy's, its derivation and numbers."""

    def __init__(self, text, letters):
        self.text, self.letters = text, [_LETTERS[name] for name in letters]
        self.tree = parse(text, letters)
        self.name = " ".join(text.split())

    def derive(self):
        """Work out the slope in the first letter. Raises NotAFormula for a constant without value."""
        try:
            found = formula(self.tree, _LETTERS)
        except TooLong as error:
            raise NotAFormula(f"{error}. Write its value.", self.text, 0) from None
        if found.has(nan, zoo, oo, -oo, I):
            raise NotAFormula(f"{self.name} has no value: somewhere it divides by 0.", self.text, 0)
        if 0 < len(found.atoms(Piecewise)) <= _MOST_PIECES:
            found = piecewise_fold(found)
        self.formula, self.lines = found, lines(found, self.letters[0])
        self.slopes = [Compiled(line.doit(), self.letters) for line, _ in self.lines]
        self.slope = self.lines[-1][0]
        self.function = self._guarded(Compiled(found, self.letters), "")
        self.derivative = self._guarded(self.slopes[-1], "the slope of ")

    def _guarded(self, compiled, what):
        def function(*at):
            found = compiled(*at)
            bad = ~np.isfinite(found)
            if bad.any() and (bad := bad & np.all([np.isfinite(a) for a in at], axis=0)).any():
                raise OutsideDomain(f"{what}{self.name} {self._no_number(compiled, at, bad)}")
            return found

        function.compiled = compiled
        return function

    def _no_number(self, compiled, at, bad):
        where = np.argwhere(bad)[0]
        shown = [np.real(np.broadcast_to(a, bad.shape)[tuple(where)]) for a in at]
        said = ", ".join(f"{s} = {v:.6g}" for s, v in zip(self.letters, shown, strict=True))
        return (
            f"is too large for a float, or has no value, at {said}. "
            f"Take smaller numbers, or another formula."
        )

    def refuse(self, hole, needs_value):
        """Say where it has no value."""
        letter = self.letters[0]
        raise NotAFormula(
            f"{self.name} has no value {_between(letter, hole)}: {hole.need.says}. "
            f"{needs_value}",
            self.text,
            hole.need.at,
        )

    def check(self, *at):
        """Hold each line of the derivation against a complex step through the formula.

        Raises ArithmeticError where they differ.
        """
        f, rest = self.function.compiled, at[1:]
        with np.errstate(all="ignore"):
            steps, least = by_steps(lambda u: f(u, *rest), at[0]), _LOST * (1 + np.abs(f(*at)))
            for (line, _), compiled in zip(self.lines, self.slopes, strict=True):
                ours = compiled(*at)
                size = np.maximum(np.maximum(np.abs(steps), np.abs(ours)), least)
                seen = np.isfinite(steps) & np.isfinite(ours)
                if (off := seen & (np.abs(steps - ours) > _CLOSE * size)).any():
                    raise ArithmeticError(
                        f"the line {line} and a complex step through {self.name} differ at "
                        f"{self.letters[0]} = {at[0][off][0]:g}."
                    )


def _between(letter, hole):
    low, high = hole.low, hole.high
    up_to, from_on = ("below", "above") if hole.need.must == "0 or more" else ("up to", "from")
    if low == high:
        return f"at {letter} = {_said(low)}"
    if low == -np.inf:
        return f"for any {letter}" if high == np.inf else f"for {letter} {up_to} {_said(high)}"
    if high == np.inf:
        return f"for {letter} {from_on} {_said(low)}{' on' * (from_on == 'from')}"
    return f"for {letter} from {_said(low)} to {_said(high)}"


def _said(number):
    """A number in a sentence.

    >>> _said(-0.5), _said(1.5707963267948966)
    ('-0.5', '1.5708')
    """
    return f"{number + 0.0:.6g}"


class _Printer(LatexPrinter):
    """A derivative that is still to be worked out as (…)', in brackets: what follows is outside."""

    def _print_Derivative(self, e):
        return rf"\left({self._print(e.expr)}\right)'"


def _latex(e):
    """The formula with 0.044715 for 8943/200000.

    >>> print(_latex(Rational(1, 100) * _LETTERS["z"]))
    0.01 z
    """
    decimals = {}
    for number in e.atoms(Rational):
        if number.q > _LARGEST_BELOW and 10**_MOST_DECIMALS % number.q == 0:
            written = f"{Decimal(number.p) / Decimal(number.q):f}"
            decimals[number] = Float(written, len(written))
    return _Printer({"ln_notation": True}).doprint(e.xreplace(decimals))


# --- an activation --------------------------------------------------------------------------------


class OwnActivation(Activation):
    """An `Activation` from a formula. Displayed, it derives g' before the reader's eyes.

    `written` is g and `slope` g', expressions of sympy's in z; `lines` are the derivation, pairs
    (line, reason); `kinks` are where the slope or g jumps; between the two `finite` ends g and g'
    are numbers that a float can hold.
    """

    @property
    def flat(self):
        """Whether the slope is 0 wherever there is one: then nothing is learned through it."""
        return bool((self.derivative(_CHECKED[:-4]) == 0).all())

    def remarks(self):
        """Sentences on what is special about it."""
        found = _on_kinks(self.kinks) + _on_ends(*self.finite)
        if self.flat:
            found.append("Its slope is 0 wherever it has one: nothing is learned through it.")
        return found

    def __repr__(self):
        return "\n".join([f"g(z) = {self.name}", f"g'(z) = {self.slope}", *self.remarks()])

    def _repr_latex_(self):
        return _shown("g(z)", "g'(z)", self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), "text/latex": self._repr_latex_()}


def activation(text):
    """An activation from a formula in z: an `OwnActivation`, which any network takes as its g.

    A formula has numbers, z, pi, e, + - * / ** ( ) and the functions exp, log, sqrt, abs, sign,
    step, max, min, where, sin, cos, tan, atan, sinh, cosh, tanh, sigmoid, relu, softplus. Raises
    NotAFormula, with the place in the text, for anything else, and for a formula without a value
    or a slope somewhere. Numbers too large for a float are refused where they arise.

    >>> print(activation("z / (1 + exp(-z))")(np.array([0.0, 1000.0])))
    [   0. 1000.]
    >>> activation("1/z")
    Traceback (most recent call last):
    nnlib.symbolic.errors.NotAFormula: 1/z has no value at z = 0: it divides by 0. An activation
    needs a value for every z.
        1/z
          ^
    """
    typed = _Typed(text, ("z",))
    if hole := places.hole(typed.tree, "z"):
        typed.refuse(hole, "An activation needs a value for every z.")
    typed.derive()
    finite = _finite(typed)
    made = OwnActivation(typed.name, _latex(typed.formula), typed.function, typed.derivative)
    made.written, made.slope, made.lines, made.finite = typed.formula, typed.slope, typed.lines, finite
    made.kinks = _kinks_of(typed, finite)
    typed.check(_away_from(made.kinks))
    return made


def _finite(typed):
    """The ends between which g and g' are finite; refused where they are too near to 0."""
    ends = []
    for what, f in (("", typed.function), ("the slope of ", typed.derivative)):
        low, high = places.first_not_finite(f.compiled)
        if max(low, -high) > -_SEEN:
            at = high if high < -low else low
            grows = np.isfinite(typed.function.compiled(np.array([at]))).all() and what
            why = "is infinite or has no value" if grows else "is too large for a float"
            raise NotAFormula(
                f"{what}{typed.name} {why} at z = {_said(at)}. An activation needs a value and a "
                f"slope at least for z from -6 to 6.",
                typed.text,
                0,
            )
        ends.append((low, high))
    return max(low for low, _ in ends), min(high for _, high in ends)


def _kinks_of(typed, finite):
    relations = typed.formula.atoms(Relational)
    switches = [Compiled(r.lhs - r.rhs, typed.letters) for r in sorted(relations, key=str)]
    found = places.kinks(switches, typed.function.compiled, typed.derivative.compiled)
    return [kink for kink in found if finite[0] < kink.at < finite[1]]


def _away_from(kinks):
    near = [np.abs(_CHECKED - kink.at) > 1e-3 for kink in kinks]
    return _CHECKED[np.all(near, axis=0)] if near else _CHECKED


def _on_kinks(kinks):
    found = []
    for kink in kinks[:3]:
        what = f"it has a kink: the slope is {kink.before:.3g} before it, {kink.after:.3g} after it"
        what = "its slope grows without end" if kink.steep else what
        what = "it jumps, so there is no slope" if kink.jump else what
        found.append(f"At z = {_said(kink.at)} {what}; {kink.taken:.3g} is taken.")
    if len(kinks) > 3:
        found.append(f"There are {len(kinks) - 3} more such places.")
    return found


def _on_ends(low, high):
    if low == -np.inf and high == np.inf:
        return []
    inside = f"z from {_said(low)} to {_said(high)}"
    inside = f"z up to {_said(high)}" if low == -np.inf else inside
    inside = f"z from {_said(low)} on" if high == np.inf else inside
    return [f"A float holds it for {inside}; beyond, it is refused."]


def _shown(name, slope_name, own):
    rows = [rf"{name} &= {_latex(own.written)}"]
    rows += [
        rf"{slope_name if row == 0 else ''} &= {_latex(line)} && \checkmark\ {words(reason)}"
        for row, (line, reason) in enumerate(own.lines)
    ]
    return "\n\n".join([aligned(*rows), *own.remarks()])


# --- a loss ---------------------------------------------------------------------------------------


class OwnLoss(Loss):
    """A `Loss` from a formula. Displayed, it derives ∂Loss/∂p before the reader's eyes.

    `written`, `slope` and `lines` are as for an `OwnActivation`, in p and y.
    """

    def remarks(self):
        """Sentences on what is special about it."""
        if self.p_in_unit_interval:
            return ["It has a value for p between 0 and 1 only."]
        return []

    __repr__ = lambda self: f"Loss(p, y) = {self.name}\n∂Loss/∂p = {self.slope}"

    def _repr_latex_(self):
        names = r"\mathrm{Loss}(p, y)", r"\frac{\partial\mathrm{Loss}}{\partial p}"
        return _shown(*names, self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), "text/latex": self._repr_latex_()}


def loss(text):
    """A loss from a formula in p (the prediction) and y (the label): an `OwnLoss`.

    The grammar and the errors are those of `activation`. Where it has a value only for p between 0
    and 1, predictions outside are refused; other places without a value are refused here.

    >>> print(loss("log(cosh(p - y))")(np.array([1000.0]), np.array([0.0])).round(2))
    [999.31]
    """
    typed = _Typed(text, ("p", "y"))
    unit = [_only_in_unit_interval(typed, label) for label in _LABELS]
    typed.derive()
    in_unit = any(unit)
    at = np.linspace(0.013, 0.987, 40) if in_unit else _CHECKED[:-4] + 0.0037
    for label in _LABELS:
        typed.check(at, np.full(at.shape, label))
    made = OwnLoss(
        typed.name, _latex(typed.formula), typed.function, typed.derivative,
        p_in_unit_interval=in_unit,
    )  # fmt: skip
    made.written, made.slope, made.lines = typed.formula, typed.slope, typed.lines
    return made


def _only_in_unit_interval(typed, label):
    """Whether a loss has values for 0 < p < 1 alone; refused for any other hole."""
    hole = places.hole(typed.tree, "p", {"y": label})
    if not hole:
        return False
    outside = hole.high <= 0 or hole.low >= 1
    if not outside:
        typed.refuse(hole, f"That is for y = {_said(label)}. A loss needs a value for every p.")
    return True


# --- a data set -----------------------------------------------------------------------------------


def above(text, n=100, *, noise=0.0, seed=0, labels=(0, 1)):
    """Points below a curve x_2 = f(x_1), with the first label, and above it: X (n, 2), y (n,).

    `text` is a formula in x, as for `activation`; x_1 runs from -2 to 2. The points keep a
    distance of 0.1 to 1 from the curve, straight up or down; `noise` moves them after that.

    >>> X, y = above("sin(3*x)", 6)
    >>> [bool(up) for up in X[:, 1] > np.sin(3 * X[:, 0])], y
    ([False, True, False, True, False, True], array([0., 1., 0., 1., 0., 1.]))
    """
    typed = _Typed(text, ("x",))
    if hole := places.hole(typed.tree, "x"):
        if hole.low <= 2 and hole.high >= -2:
            typed.refuse(hole, "A curve needs a height for every x from -2 to 2.")
    count, noise = inputs.count(n, "n"), inputs.scalar(noise, "noise")
    rng = np.random.default_rng(inputs.count(seed, "seed", 0))
    up = np.arange(count) % 2 == 1
    x_1 = rng.uniform(-2, 2, count)
    height = Compiled(formula(typed.tree, _LETTERS), typed.letters)(x_1)
    x_2 = height + np.where(up, 1, -1) * rng.uniform(0.1, 1, count)
    X = np.column_stack([x_1, x_2]) + noise * rng.normal(size=(count, 2))
    return X, two_labels(up, labels)
