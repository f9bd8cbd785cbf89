"""The output node with a loss and an activation put in: ∂Loss/∂z, proved for every z and y.

With E for e^z, and one more letter for ln(1 + e^z), both sides of a line are quotients of
polynomials, and sympy's `cancel` decides exactly whether their difference is 0. Where a function
has a kink (relu, threshold, hinge), this is done on each side of it.
"""

from itertools import product

from sympy import (
    Dummy,
    Heaviside,
    Indexed,
    Integer,
    Max,
    Symbol,
    cancel,
    exp,
    log,
    nan,
    sympify,
)

from ..inputs import choice
from .derivation import Derivation
from .errors import Refused
from .formulas import ACTIVATION_FORMULAS, LOSS_FORMULAS
from .grammar import expression, strangers
from .plain import Sentence, plain
from .symbols import Loss, d, g, g_prime, loss_prime, y, z_out
from .symbols import loss as loss_of

_p = g(z_out)
# The slopes as one writes them; beyond a kink they are 0. `slope` proves each product of two.
LOSS_SLOPES = {"squared": _p - y, "log": (_p - y) / (_p * (1 - _p)), "hinge": -y}
ACTIVATION_SLOPES = {
    "identity": Integer(1),
    "sigmoid": _p * (1 - _p),
    "tanh": (1 - _p) * (1 + _p),
    "relu": Integer(1),
    "softplus": 1 / (1 + exp(-z_out)),
    "threshold": Integer(0),
}


class _Side:
    """One side of every kink: the sign of z, and whether the hinge's gap 1 - y g(z) is positive."""

    def __init__(self, loss, activation, sign, gap):
        self.loss, self.gap, self.live = LOSS_FORMULAS[loss], gap, gap and sign != "negative"
        self.z = Dummy("z", **{sign: True})
        self.g = sympify(ACTIVATION_FORMULAS[activation](self.z))
        self.E, self.ln = Dummy("E", positive=True), Dummy("ln", positive=True)

    def quotient(self, line):
        """`line` as a quotient of polynomials in E, the logarithm, z and y."""
        p = Dummy("p", real=True)
        slope = self.g.diff(self.z)
        derivatives = {
            d(Loss, z_out): self.loss(self.g, y).diff(self.z),
            d(Loss, g(z_out)): self.loss(p, y).diff(p).subs(p, self.g),
            d(g(z_out), z_out): slope,
            g_prime(z_out): slope,
        }
        written_out = line.subs(derivatives).subs(g(z_out), self.g).subs(z_out, self.z)
        smooth = written_out.replace(Heaviside, lambda *_: Integer(self.gap))
        smooth = smooth.replace(Max, lambda zero, gap: gap * self.gap)
        return smooth.rewrite(exp).subs(exp(self.z), self.E).subs(log(1 + self.E), self.ln)

    def equal(self, a, b):
        return cancel(self.quotient(a) - self.quotient(b)) == 0

    def value(self, line, z, label):
        """`line` in numbers."""
        letters = {self.z: z, y: label, self.E: exp(z), self.ln: log(1 + exp(z))}
        return float(self.quotient(line).subs(letters))


def _sides(loss, activation):
    """Every side of a kink on which the loss has a value."""
    choice(loss, LOSS_FORMULAS, "loss")
    choice(activation, ACTIVATION_FORMULAS, "activation")
    signs = ("positive", "negative") if activation in ("relu", "threshold") else ("real",)
    gaps = (True, False) if loss == "hinge" else (True,)
    found = [_Side(loss, activation, *side) for side in product(signs, gaps)]
    return [side for side in found if not (loss == "log" and side.g in (0, 1))]


class PairDerivation(Derivation):
    """A chain ∂Loss/∂z = e1 = e2 = … for one loss and one activation of nnlib.

    A line may hold y, g(z_out), g_prime(z_out), z_out and the derivatives of `3.1`. It is proved
    equal to the line before for every z and y, or refused. Raises ValueError for the log loss of
    a threshold, which has no value. Source: ledger `3.1`.

    >>> from nnlib.symbolic import g, y, z_out
    >>> PairDerivation("log", "sigmoid").then(g(z_out) - y, "the rest cancels")
    log loss with sigmoid: 1 line, proved for every z and y
    """

    def __init__(self, loss, activation):
        super().__init__(d(Loss, z_out))
        self.loss, self.activation = loss, activation
        self._sides = _sides(loss, activation)
        if not self._sides:
            raise ValueError(f"the {self.id} has no value for any z. Choose another loss or g.")

    id = property(lambda self: f"{self.loss} loss with {self.activation}")

    @property
    def proof(self):
        bounded = self.loss == "log" and self.activation != "sigmoid"
        allowed = " that the loss allows" if bounded else ""
        kinks = ", on each side of every kink" if len(self._sides) > 1 else ""
        return f"for every z and y{allowed}{kinks}"

    def then(self, line, reason):
        """Add `= line`, proved equal to the line before. Returns the derivation itself.

        Raises Refused where it does not follow, WrongForm where it is no expression.
        """
        line = expression(line)
        if foreign := strangers(line) or _not_of_the_output(line):
            raise Refused(
                f"{plain(self.rhs)} = {plain(line)} does not follow. "
                f"This cannot stand there: {'; '.join(map(str, foreign))}."
            )
        if not all(side.equal(self.rhs, line) for side in self._sides):
            raise Refused(
                f"{plain(self.rhs)} = {plain(line)} does not follow for {self.id}. "
                + self._counterexample(line)
            )
        self.lines.append((line, reason, self.proof))
        return self

    def _counterexample(self, line):
        label = -1 if self.loss == "hinge" else 1  # at -1 the hinge has its gap
        left, right = (self._sides[0].value(side, 0.7, label) for side in (self.rhs, line))
        if left == right:
            return "They differ beyond a kink."
        return f"For z = 0.7, y = {label}: left {left:.4g}, right {right:.4g}."


def _not_of_the_output(line):
    """Sentences on what is neither y nor z nor a function or a derivative at the output node."""
    known = dict.fromkeys((d(Loss, z_out), d(Loss, g(z_out)), d(g(z_out), z_out)), 0)
    rest = line.subs(known).subs({g(z_out): 0, g_prime(z_out): 0}).subs({z_out: 0, y: 0})
    foreign = rest.atoms(Indexed, d, g, g_prime, loss_of, loss_prime) or rest.atoms(Symbol)
    said = "{} is not y, z, g(z), g'(z) or a derivative of 3.1"
    return [Sentence(said, part) for part in sorted(foreign, key=str)]


def slope(loss, activation):
    """∂Loss/∂z for this pair, in g(z), z and y; where a kink's flat side gives 0, the other side's.

    It is `nan` for the log loss of a threshold, which has no value. Raises ArithmeticError where
    sympy's derivative of the formulas is another. Source: ledger `3.1`.

    >>> from nnlib.symbolic.plain import plain
    >>> plain(slope("squared", "sigmoid"))
    '(g(z) - y) · g(z) · (1 - g(z))'
    """
    sides = _sides(loss, activation)
    if not sides:
        return nan
    found = LOSS_SLOPES[loss] * ACTIVATION_SLOPES[activation]
    if not all(s.equal(d(Loss, z_out), found if s.live else Integer(0)) for s in sides):
        raise ArithmeticError(f"for {loss} loss with {activation}, ∂Loss/∂z is not {plain(found)}.")
    return found
