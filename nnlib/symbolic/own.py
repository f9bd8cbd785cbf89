"""An activation, a loss or a data set of one's own, from the text of a formula.

The text is read by a closed grammar (`parsing.py`), sympy derives the slope, and a formula without
a value somewhere is refused, with the place. What comes out is an `Activation`, a `Loss` or data as
any other.
"""

import numpy as np
from sympy.core.relational import Relational

from .. import inputs
from ..activations import Activation
from ..datasets import two_labels
from ..losses import Loss
from . import places
from .compiled import Compiled
from .derived import Derived
from .errors import NotAFormula
from .typed import Typed, said

_SEEN = 6.5  # pictures show z from -6 to 6
_CHECKED = np.concatenate([np.linspace(-8.03, 8.07, 162), [-997.3, -55.1, 41.3, 998.9]])
_LABELS = (-1.0, 0.0, 0.5, 1.0)  # for which a loss is looked at


# --- an activation --------------------------------------------------------------------------------


class OwnActivation(Derived, Activation):
    """An `Activation` from a formula, as `activation` gives it; see also `Derived`.

    `kinks` are the places where g or its slope jumps; between the two `finite` ends g and g' are
    numbers that a float can hold.
    """

    names = latex_names = "g(z)", "g'(z)"

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
    typed = Typed(text, ("z",))
    if hole := places.hole(typed.tree, "z"):
        typed.refuse(hole, "An activation needs a value for every z.")
    typed.derive()
    finite = _finite(typed)
    made = OwnActivation.of(typed)
    made.finite = finite
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
                f"{what}{typed.name} {why} at z = {said(at)}. An activation needs a value and a "
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
        what = "it jumps, so there is no slope" if kink.jump else what
        found.append(f"At z = {said(kink.at)} {what}; {kink.taken:.3g} is taken.")
    if len(kinks) > 3:
        found.append(f"There are {len(kinks) - 3} more such places.")
    return found


def _on_ends(low, high):
    if low == -np.inf and high == np.inf:
        return []
    inside = f"z from {said(low)} to {said(high)}"
    inside = f"z up to {said(high)}" if low == -np.inf else inside
    inside = f"z from {said(low)} on" if high == np.inf else inside
    return [f"A float holds it for {inside}; beyond, it is refused."]


# --- a loss ---------------------------------------------------------------------------------------


class OwnLoss(Derived, Loss):
    """A `Loss` from a formula in p and y, as `loss` gives it; see also `Derived`."""

    names = "Loss(p, y)", "∂Loss/∂p"
    latex_names = r"\mathrm{Loss}(p, y)", r"\frac{\partial\mathrm{Loss}}{\partial p}"

    def remarks(self):
        said = ["The stroke in (…)' is the derivative in p: y stays as it is."]
        if self.p_in_unit_interval:
            said.append("It has no value for some p: predictions must lie between 0 and 1.")
        return said if len(self.lines) > 1 else said[1:]


def loss(text):
    """A loss from a formula in p (the prediction) and y (the label): an `OwnLoss`.

    The grammar and the errors are those of `activation`. Where it has a value only for p between 0
    and 1, predictions outside are refused; other places without a value are refused here.

    >>> print(loss("log(cosh(p - y))")(np.array([1000.0]), np.array([0.0])).round(2))
    [999.31]
    """
    typed = Typed(text, ("p", "y"))
    unit = [_only_in_unit_interval(typed, label) for label in _LABELS]
    typed.derive()
    in_unit = any(unit)
    at = np.linspace(0.013, 0.987, 40) if in_unit else _CHECKED[:-4] + 0.0037
    for label in _LABELS:
        typed.check(at, np.full(at.shape, label))
    return OwnLoss.of(typed, p_in_unit_interval=in_unit)


def _only_in_unit_interval(typed, label):
    """Whether a loss has values for 0 < p < 1 alone; refused for any other hole."""
    hole = places.hole(typed.tree, "p", {"y": label})
    if not hole:
        return False
    outside = hole.high <= 0 or hole.low >= 1
    if not outside:
        typed.refuse(hole, f"That is for y = {said(label)}. A loss needs a value for every p.")
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
    typed = Typed(text, ("x",))
    if (hole := places.hole(typed.tree, "x")) and hole.low <= 2 and hole.high >= -2:
        typed.refuse(hole, "A curve needs a height for every x from -2 to 2.")
    count, noise = inputs.count(n, "n"), inputs.scalar(noise, "noise")
    rng = np.random.default_rng(inputs.count(seed, "seed", 0))
    up = np.arange(count) % 2 == 1
    x_1 = rng.uniform(-2, 2, count)
    height = typed.understand().function(x_1)
    x_2 = height + np.where(up, 1, -1) * rng.uniform(0.1, 1, count)
    X = np.column_stack([x_1, x_2]) + noise * rng.normal(size=(count, 2))
    return X, two_labels(up, labels)
