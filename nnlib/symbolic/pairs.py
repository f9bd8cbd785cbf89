"""The output node with a loss and an activation put in: ∂Loss/∂z, proved for every z and y, and
compared with nnlib in numbers.

Between its kinks, which are the conditions in the formulas, a pair of functions is smooth. On each
such side a line is decided as a quotient of polynomials in z, y, e^z and the like, by sympy's
`cancel`. The sides are found by looking, at many z and y.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from sympy import (
    And,
    Dummy,
    Expr,
    FiniteSet,
    Float,
    Indexed,
    N,
    Piecewise,
    Reals,
    Symbol,
    cancel,
    exp,
    lambdify,
    nsolve,
    oo,
    solveset,
    sympify,
    true,
)
from sympy.core.relational import Relational

from ..activations import ACTIVATIONS
from ..checking import relative_error, slope
from ..losses import LOSSES, OutsideDomain, loss_at_z, slope_at_z
from .comparison import TOLERANCE, compare
from .derivation import Chain
from .formulas import entries, evaluate
from .grammar import strangers
from .printing import Sentence, latex, plain
from .proof import Proof, Refusal
from .record import note
from .symbols import Loss, d, g, g_prime, loss, loss_prime, y, z_out

# Where sides are looked for; the first that lie on a side stand in a counterexample.
_LABELS = np.array([1.0, -1.0, 0.0, *np.linspace(-5.03, 5.05, 64)])
_PLACES = np.array([0.7, -0.7, 2.3, -2.3, *np.linspace(-8.03, 8.07, 162)])
_ON_A_KINK = 1e-9
_ANY_LABELS = (-2.0, 0.5, 1.0)  # for the comparison, where a loss takes every number


class Pair:
    """A loss with an activation: `sides` of their kinks, and the slope ∂Loss/∂z as one writes it.

    Only the sides on which the loss has a value are there; `bounded` says whether that is not
    everywhere. Raises ValueError for unknown names, and for a function without a formula.

    >>> pair = Pair("hinge", "relu")
    >>> print(pair, len(pair.sides), pair.slope(plain), sep="; ")
    hinge loss with relu; 3; -y if z > 0 and y · g(z) < 1, else 0
    """

    def __init__(self, loss, activation):
        self.loss, self.activation = loss, activation
        self._g, self._loss = entries(activation, loss)
        self._z, self._p = z, p = Dummy("z", real=True), Dummy("p", real=True)
        self._labels, self._at = map(np.ravel, np.meshgrid(_LABELS, _PLACES, indexing="ij"))
        self._predictions = _numbers(self._g.written(z), [z], self._at)
        self._slopes = [sympify(self._g.slope(z, p)), sympify(self._loss.slope(p, y))]
        self._inside = np.full(self._at.shape, True)
        if LOSSES[loss].p_in_unit_interval:
            self._inside = (self._predictions > 0) & (self._predictions < 1)
        self.bounded = not self._inside.all()

    def __str__(self):
        return f"{self.loss} loss with {self.activation}"

    def _everywhere(self, formula):
        letters = [self._z, self._p, y]
        return _numbers(formula, letters, self._at, self._predictions, self._labels)

    @cached_property
    def sides(self):
        z, p = self._z, self._p
        parts = (self._g.written(z), self._loss.written(p, y))
        parts += tuple(part.rewrite(Piecewise) for part in self._slopes)
        kinks = sorted(set().union(*(part.atoms(Relational) for part in parts)), key=str)
        clear = self._inside.copy()  # of every kink
        for kink in kinks:
            clear &= abs(self._everywhere(kink.lhs - kink.rhs)) > _ON_A_KINK
        columns = [self._everywhere(kink)[clear].tolist() for kink in [*kinks, true]]
        at = {}  # {what holds there of every kink: points}
        for z_t, y_t, *holds in zip(self._at[clear], self._labels[clear], *columns, strict=True):
            at.setdefault(tuple(holds), []).append((z_t, y_t))
        smooth = {}  # {formulas without a kink: points}
        for holds, points in at.items():
            known = dict(zip(kinks, map(sympify, holds), strict=False))
            smooth.setdefault(tuple(part.xreplace(known) for part in parts), []).extend(points)
        return [Side(z, p, *formulas, points) for formulas, points in smooth.items()]

    @property
    def pieces(self):
        """[(∂Loss/∂z, conditions), …]: the first whose conditions hold counts, the last has none.

        What does not occur where the loss has a value is left out.
        """
        written = {self._z: z_out, self._p: g(z_out)}
        found = [
            (a * b, tuple(part for part in (when_a, when_b) if part != true))
            for a, when_a in self._occurring(self._slopes[0].subs(written), self._slopes[0])
            for b, when_b in self._occurring(self._slopes[1].subs(written), self._slopes[1])
        ]
        last = found[-1][0]
        while len(found) > 1 and found[-2][0] == last:
            del found[-2]
        return [*found[:-1], (last, ())]

    def _occurring(self, shown, written):
        if not isinstance(written, Piecewise):
            return [(shown, true)]
        number = Piecewise(*((place, when) for place, (_, when) in enumerate(written.args)))
        occurring = np.unique(self._everywhere(number)[self._inside])
        kept = [tuple(shown.args[int(place)]) for place in occurring]
        return [*kept[:-1], (kept[-1][0], true)]

    def slope(self, write):
        """∂Loss/∂z in one line, each formula turned into text by `write`."""
        *special, (rest, _) = self.pieces
        said = [f"{write(e)} if {' and '.join(map(write, when))}" for e, when in special]
        other = "0" if said and rest == 0 else write(rest)
        return ", ".join([*said, f"else {other}" if said else other])

    def prove(self):
        """Prove the written slope on each side, or raise ArithmeticError."""
        for side in self.sides:
            if not side.equal(d(Loss, z_out), side.written_slope):
                raise ArithmeticError(f"for {self}, ∂Loss/∂z is not {self.slope(plain)}.")
        return self

    @cached_property
    def domain(self):
        """Intervals (low, high) in which the loss has a value: where 0 < g(z) < 1, if it must be.

        Ends are sympy's where it can solve g(z) = 0 and g(z) = 1, else floats.
        """
        if not LOSSES[self.loss].p_in_unit_interval:
            return [(-oo, oo)]
        formula, z = self._g.written(self._z), self._z
        kinks = [kink.lhs - kink.rhs for kink in formula.atoms(Relational)]
        ends = {end for e in (formula, formula - 1, *kinks) for end in _ends(e, z)}
        found = []
        for low, high in pairwise([-oo, *sorted(ends), oo]):
            start = low if low > -oo else min(high, 1) - 2
            middle = (start + (high if high < oo else start + 2)) / 2
            if 0 < formula.subs(z, middle).evalf() < 1:
                joined = found.pop()[0] if found and found[-1][1] == low else low
                found.append((joined, high))
        return found


def _numbers(formula, letters, *values):
    with np.errstate(all="ignore"):
        return np.broadcast_to(lambdify(letters, formula, "numpy")(*values), values[0].shape)


def _ends(e, z):
    """The ends of where e is 0: as sympy solves it, or else in numbers."""
    with suppress(NotImplementedError):
        ends = solveset(e, z, Reals).boundary
        if ends.is_empty or isinstance(ends, FiniteSet):
            return list(ends)
    grid = np.linspace(-50.03, 50.07, 2003)
    values = _numbers(e, [z], grid)
    changes = np.flatnonzero(values[:-1] * values[1:] < 0)
    return [nsolve(e, z, tuple(grid[[at, at + 1]]), solver="bisect") for at in changes]


class Side(NamedTuple):
    """A pair between kinks: smooth formulas of g and Loss in z, p and y, their slopes as written,
    and `points` (z, y) where they hold.
    """

    z: Symbol
    p: Symbol
    g: Expr
    loss: Expr
    g_slope: Expr
    loss_slope: Expr
    points: list

    @property
    def written_slope(self):
        return (self.loss_slope * self.g_slope).subs(self.p, self.g)

    def smooth(self, line):
        """`line`, an expression in y and what stands at the output node, in z and y alone."""
        dg = self.g.diff(self.z)
        known = {
            d(Loss, z_out): self.loss.subs(self.p, self.g).diff(self.z),
            d(Loss, g(z_out)): self.loss.diff(self.p).subs(self.p, self.g),
            d(g(z_out), z_out): dg,
            g_prime(z_out): dg,
        }
        return line.subs(known).subs(g(z_out), self.g).subs(z_out, self.z)

    def equal(self, a, b):
        """Whether two lines are the same quotient of polynomials in z, y, e^z and the like."""
        return cancel((self.smooth(a) - self.smooth(b)).rewrite(exp)) == 0

    def difference(self, a, b):
        """(z, y, a's value, b's value) at a point where they differ; None if none was found."""
        values = lambdify([self.z, y], [self.smooth(a), self.smooth(b)], "math")
        for point in self.points[:: len(self.points) // 10 + 1]:
            with suppress(ArithmeticError, ValueError, TypeError):  # no real value at this point
                left, right = map(float, values(*point))
                if abs(left - right) > TOLERANCE * max(abs(left), abs(right)):
                    return *point, left, right
        return None


# --- a derivation for one pair ----------------------------------------------------------------


@dataclass(frozen=True)
class PairProof(Proof):
    """How a line about the output node was proved: for every z and y, in `cases` sides of kinks.

    >>> print(PairProof(every_size=True, cases=2, sizes=(), bounded=True))
    for every z and y that the loss allows, on each side of every kink
    """

    bounded: bool

    def __str__(self):
        allowed = " that the loss allows" if self.bounded else ""
        return f"for every z and y{allowed}" + ", on each side of every kink" * (self.cases > 1)


class PairDerivation(Chain):
    """A chain ∂Loss/∂z = e1 = e2 = … for one loss and one activation of nnlib.

    A line may hold y, g(z_out), g_prime(z_out), z_out and the derivatives of `3.1`. It is proved
    equal to the line before for every z and y, or refused. Raises ValueError for the log loss of
    a threshold, which has no value. Source: ledger `3.1`.

    >>> from nnlib.symbolic import g, y, z_out
    >>> PairDerivation("log", "sigmoid").then(g(z_out) - y, "the rest cancels")
    log loss with sigmoid: 1 line, proved for every z and y
    """

    first = last = 0  # it speaks of no layer k

    def __init__(self, loss, activation):
        super().__init__(d(Loss, z_out))
        self.pair = Pair(loss, activation)
        self.id = str(self.pair)
        if not self.pair.sides:
            raise ValueError(f"the {self.id} has no value for any z. Choose another loss or g.")

    def verdict(self, line):
        """A `PairProof` that `line` equals the last line so far, or a `Refusal`."""
        refuse = partial(Refusal, self.rhs, line)
        if foreign := strangers(line) or _not_of_the_output(line):
            return refuse(strangers=tuple(foreign))
        for place, side in enumerate(self.pair.sides):
            if not side.equal(self.rhs, line):
                found = _at_a_point(side.difference(self.rhs, line), beyond_a_kink=place > 0)
                return refuse(counterexample=found, given=f" for {self.id}")
        return PairProof(True, len(self.pair.sides), (), self.pair.bounded)

    def compare(self, net, X, y):
        """The first line against the last in numbers, with this loss and a network of this g."""
        if {function.name for function in net.g} != {self.pair.activation}:
            raise ValueError(
                f"this derivation is for g = {self.pair.activation}, but the network is {net!r}. "
                f"Make one with g={self.pair.activation!r}."
            )
        return compare(self, net, X, y, self.pair.loss)


def _at_a_point(difference, beyond_a_kink):
    if difference is None:
        return None
    z, label, left, right = difference
    start = "They differ beyond a kink: for" if beyond_a_kink else "For"
    return Sentence(f"{start} z = {z:.4g}, y = {label:.4g}: left {left:.4g}, right {right:.4g}")


def _not_of_the_output(line):
    """Sentences on what is neither y nor z nor a function or a derivative at the output node."""
    known = dict.fromkeys((d(Loss, z_out), d(Loss, g(z_out)), d(g(z_out), z_out)), 0)
    rest = line.subs(known).subs({g(z_out): 0, g_prime(z_out): 0}).subs({z_out: 0, y: 0})
    foreign = rest.atoms(Indexed, d, g, g_prime, loss, loss_prime) or rest.atoms(Symbol)
    said = "{} is not y, z, g(z), g'(z) or a derivative of 3.1"
    return [Sentence(said, part) for part in sorted(foreign, key=str)]


# --- the table of all pairs -------------------------------------------------------------------


class Row(NamedTuple):
    """A `Pair` whose slope nnlib gave at `agrees` points, while it refused the `refuses` points
    where the loss has no value.
    """

    pair: Pair
    agrees: int
    refuses: int

    def verdict(self):
        """How the comparison with nnlib went."""
        agrees = f"agrees at {self.agrees} points" if self.agrees else ""
        refuses = f"refuses {self.refuses} points" if self.refuses else ""
        return ", ".join(filter(None, (agrees, refuses)))

    def __str__(self):
        value = self.pair.slope(plain) if self.agrees else "no value"
        return f"{self.pair}: {value}; nnlib {self.verdict()}"

    def markdown(self):
        value = self.pair.slope(_tall) if self.agrees else "–"
        domain = " or ".join(_interval(*ends) for ends in self.pair.domain) or "no $z$"
        cells = (self.pair.loss, self.pair.activation, value, domain, self.verdict())
        return f"| {' | '.join(cells)} |"


def _tall(part):
    """LaTeX for a line of a table, where a fraction would be too small to read."""
    return f"${latex(part)}$".replace(r"\frac", r"\dfrac")


def _interval(low, high):
    below, above = (latex(N(end, 4) if end.has(Float) else end) for end in (low, high))
    if (low, high) == (-oo, oo):
        return "every $z$"
    if high == oo:
        return f"$z > {below}$"
    return f"$z < {above}$".replace("e - 1", "e-1") if low == -oo else f"${below} < z < {above}$"


class PairTable(NamedTuple):
    """A `Row` for every pair. Displayed, a table."""

    rows: tuple

    def __repr__(self):
        return "\n".join(map(str, self.rows))

    def _repr_markdown_(self):
        head = (
            r"| Loss | $g$ | $\partial \mathrm{Loss} / \partial z$ | Loss has a value for | nnlib |"
        )
        return "\n".join([head, "|:--|:--|:--|:--|:--|", *(row.markdown() for row in self.rows)])

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": repr(self), "text/markdown": self._repr_markdown_()}
        return bundle, {"nnlib": {"compares": "3.1"}}


def every_pair():
    """∂Loss/∂z for each loss with each activation of nnlib: a `PairTable`.

    Each formula is proved by sympy, then compared with `slope_at_z` and with a complex step
    through `loss_at_z`. Raises ArithmeticError where two of them differ by more than a relative
    1e-9, or where nnlib refuses other points than those without a loss; ValueError for a function
    without a formula. Source: ledger `3.1`.
    """
    table = PairTable(tuple(compared(loss, g) for loss in LOSSES for g in ACTIVATIONS))
    note("3.1", f"for {len(table.rows)} pairs of Loss and g: formula = nnlib = complex step")
    return table


def compared(loss, activation):
    """The `Row` of one pair, proved and compared; errors as for `every_pair`.

    >>> print(compared("log", "tanh"))
    log loss with tanh: (g(z) - y) · (1 + g(z)) / g(z); nnlib agrees at 42 points, refuses 42 points
    """
    pair = Pair(loss, activation).prove()
    domain = [tuple(map(float, ends)) for ends in pair.domain] or [(0.0, 0.0)]
    ends = [end for interval in domain for end in interval if abs(end) < oo]
    # off every kink, and close to both ends of the domain
    places = [*np.linspace(-4, 4, 40), *(end + step for end in ends for step in (-1e-6, 1e-6))]
    labels = [float(label) for label in LOSSES[loss].labels or _ANY_LABELS]
    z, y_values = map(np.ravel, np.meshgrid(places, labels))
    inside = np.any([(low < z) & (z < high) for low, high in domain], axis=0)
    refused = np.array([_refuses(pair, *point) for point in zip(z, y_values, strict=True)])
    if (refused == inside).any():
        raise ArithmeticError(f"{pair}: nnlib has another domain.")
    _compare(pair, z[inside], y_values[inside])
    return Row(pair, int(inside.sum()), int(refused.sum()))


def _refuses(pair, z, label):
    functions = LOSSES[pair.loss], ACTIVATIONS[pair.activation]
    try:
        slope_at_z(*functions, np.array([z]), np.array([label]))
    except OutsideDomain:
        return True
    return False


def _compare(pair, z, labels):
    """The written slope against both other routes, point by point, or ArithmeticError."""
    functions = LOSSES[pair.loss], ACTIVATIONS[pair.activation]
    whole = Piecewise(*((e, And(*when)) for e, when in pair.pieces))
    wanted = evaluate(whole, {z_out: z, y: labels}, pair.activation, pair.loss)
    routes = {
        "nnlib": slope_at_z(*functions, z, labels),
        "complex step": slope(lambda u: loss_at_z(*functions, u, labels), z),
    }
    for name, found in routes.items():
        for a, b, place in zip(np.broadcast_to(wanted, z.shape), found, z, strict=True):
            if relative_error(a, b) > TOLERANCE:
                raise ArithmeticError(f"{pair}: {name} differs at {place:g}.")
