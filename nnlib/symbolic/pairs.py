"""The output node with a loss and an activation put in: ∂Loss/∂z, proved for every z and y, and
compared with nnlib in numbers.

Between its kinks, which are the conditions in the formulas, a pair of functions is smooth. On each
such side a line is decided as a quotient of polynomials in z, y, e^z and the like. The sides are
found by looking, at many z and y.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import product
from typing import NamedTuple

import numpy as np
from mpmath import mp
from sympy import (
    And,
    Dummy,
    Expr,
    Float,
    Indexed,
    Interval,
    N,
    Piecewise,
    Reals,
    Symbol,
    Union,
    exp,
    lambdify,
    oo,
    preorder_traversal,
    solveset,
    sympify,
    true,
)
from sympy.core.relational import Relational

from ..activations import ACTIVATIONS
from ..checking import relative_error, slope
from ..inputs import choice
from ..losses import LOSSES, OutsideDomain, loss_at_z, slope_at_z
from .comparison import TOLERANCE, compare
from .derivation import Chain
from .errors import TooLong
from .exact import counted, denominators, has_value, same, spend
from .formulas import apart, entries, evaluate
from .grammar import strangers
from .printing import Sentence, latex, plain
from .proof import TOO_LONG, Proof, Refusal, differing
from .record import note
from .symbols import Loss, d, g, g_prime, loss, loss_prime, p, y, z_out

_z, _p = Dummy("z", real=True), Dummy("p", real=True)
_e_to_z = Dummy("e^z", positive=True)
# The points where sides are looked for; the first on a side stand in a counterexample.
_Y, _Z = map(
    np.ravel,
    np.meshgrid(
        [1.0, -1.0, 0.0, *np.linspace(-5.03, 5.05, 64)],
        [0.7, -0.7, 2.3, -2.3, *np.linspace(-8.03, 8.07, 162)],
        indexing="ij",
    ),
)
_ON_A_KINK = 1e-9
_TO_READ = 100  # what one symbol of a line costs, in steps
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
        of_g, of_loss = entries(activation, loss)
        self._g, self._loss = of_g.written(_z), of_loss.written(_p, y)
        self._slopes = sympify(of_g.slope(_z, _p)), sympify(of_loss.slope(_p, y))
        predictions = _numbers(self._g, [_z], _Z)
        inside = (predictions > 0) & (predictions < 1) | (not LOSSES[loss].p_in_unit_interval)
        self.bounded = not inside.all()
        self.sides = self._sides_at(_Z[inside], predictions[inside], _Y[inside])

    def __str__(self):
        return f"{self.loss} loss with {self.activation}"

    def _sides_at(self, *points):
        """The sides on which these points z, g(z), y lie."""
        parts = (self._g, self._loss, *(slope.rewrite(Piecewise) for slope in self._slopes))
        kinks = sorted(set().union(*(part.atoms(Relational) for part in parts)), key=str)
        at_points = lambda formula: _numbers(formula, [_z, _p, y], *points)
        clear = np.full(points[0].shape, True)
        for kink in kinks:
            clear &= abs(at_points(kink.lhs - kink.rhs)) > _ON_A_KINK
        holds = [at_points(kink)[clear].tolist() for kink in kinks]

        @cache
        def between_kinks(*signs):
            rules = dict(zip(kinks, map(sympify, signs), strict=True))
            return tuple(part.xreplace(rules) for part in parts)

        found = {}  # {formulas without a kink: points (z, y)}
        for z, label, *signs in zip(points[0][clear], points[2][clear], *holds, strict=True):
            found.setdefault(between_kinks(*signs), []).append((z, label))
        return [Side(*formulas, points) for formulas, points in found.items()]

    @property
    def pieces(self):
        """[(∂Loss/∂z, conditions), …]: the first whose conditions hold counts, the last has none.

        What does not occur where the loss has a value is left out.
        """
        of_g = _pieces(self._slopes[0], [side.g_slope for side in self.sides])
        of_loss = _pieces(self._slopes[1], [side.loss_slope for side in self.sides])
        at_output = lambda part: part.subs({_z: z_out, _p: g(z_out)})
        found = [
            (at_output(a * b), tuple(at_output(when) for when in when_a + when_b if when != true))
            for (a, *when_a), (b, *when_b) in product(of_g, of_loss)
        ]
        last = found[-1][0]
        while len(found) > 1 and found[-2][0] == last:
            del found[-2]
        return [*found[:-1], (last, ())]

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

    def never_0(self, denominators):
        """Whether these, in y and g(z), are certainly not 0 where the loss has a value."""
        G = g(z_out)
        inside = {G, 1 - G, G - 1} if LOSSES[self.loss].p_in_unit_interval else set()
        formula = lambda e: e.subs(G, self._g).subs(z_out, _z)
        return all(e in inside or formula(e).is_nonzero for e in denominators)

    @cached_property
    def domain(self):
        """Intervals (low, high) of z in which the loss has a value."""
        everywhere = not LOSSES[self.loss].p_in_unit_interval
        return [(-oo, oo)] if everywhere else _where_in_unit_interval(self._g)


def _numbers(formula, letters, *values):
    with np.errstate(all="ignore"):
        return np.broadcast_to(lambdify(letters, formula, "numpy")(*values), values[0].shape)


def _pieces(slope, occurring):
    """[(expression, condition)] of a slope: those that occur, the last without a condition."""
    pieces = [tuple(piece) for piece in slope.args] if isinstance(slope, Piecewise) else [(slope,)]
    kept = [piece for piece in pieces if piece[0] in occurring] or pieces
    return [*kept[:-1], kept[-1][:1]]


def _where_in_unit_interval(formula):
    """Where 0 < g(z) < 1, as intervals (low, high): as sympy solves it, or else in numbers."""
    with suppress(NotImplementedError):
        solved = solveset(formula > 0, _z, Reals) & solveset(formula < 1, _z, Reals)
        parts = solved.args if isinstance(solved, Union) else [solved] * (not solved.is_empty)
        if all(isinstance(part, Interval) for part in parts):
            return [(part.inf, part.sup) for part in parts]
    g_of = lambdify([_z], formula, "numpy")
    inside = lambda at: (g_of(at) > 0) & (g_of(at) < 1)
    near = np.linspace(-50.03, 50.07, 2003)
    holds = inside(near)
    ends = [_change(inside, *near[[at, at + 1]]) for at in np.flatnonzero(np.diff(holds))]
    ends = [-oo] * int(holds[0]) + ends + [oo] * int(holds[-1])
    return list(zip(ends[::2], ends[1::2], strict=True))


def _change(inside, low, high):
    """The place between low and high where `inside` changes, by bisection."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle) == inside(low) else (low, middle)
    return sympify(round(float(low), 12))


class Side(NamedTuple):
    """A pair between kinks: smooth formulas of g and Loss in z, p and y, their slopes as written,
    and `points` (z, y) where they hold.
    """

    g: Expr
    loss: Expr
    g_slope: Expr
    loss_slope: Expr
    points: list

    @property
    def written_slope(self):
        return (self.loss_slope * self.g_slope).subs(_p, self.g)

    def smooth(self, line):
        """`line`, an expression in y and what stands at the output node, in z and y alone."""
        slope = self.g.diff(_z)
        known = {
            d(Loss, z_out): self.loss.subs(_p, self.g).diff(_z),
            d(Loss, g(z_out)): self.loss.diff(_p).subs(_p, self.g),
            d(g(z_out), z_out): slope,
            g_prime(z_out): slope,
            loss(g(z_out), y): self.loss.subs(_p, self.g),
            loss_prime(g(z_out), y): self.loss.diff(_p).subs(_p, self.g),
        }
        return line.subs(known).subs(g(z_out), self.g).subs(z_out, _z)

    def exact(self, line):
        """`smooth` with e^z as a letter, and e^(2z) as its square."""
        with_exp = self.smooth(line).rewrite(exp)
        power = lambda of: _e_to_z ** (of / _z) if (of / _z).is_Integer else exp(of)
        return with_exp.replace(exp, power)

    def equal(self, a, b):
        """Whether two lines are the same quotient of polynomials in z, y, e^z and the like."""
        return same(self.exact(a), self.exact(b))

    def difference(self, a, b):
        """A `Sentence` on a point where two lines differ; None if none was found."""
        values = lambdify([_z, y], [self.smooth(a), self.smooth(b)], "mpmath")
        for z, label in self.points[:: len(self.points) // 10 + 1]:
            if found := apart(lambda: values(mp.mpf(z), mp.mpf(label))):  # noqa: B023
                return Sentence(f"z = {z:.4g}, y = {label:.4g}: {differing(*found)}")
        return None


# --- a derivation for one pair ----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PairProof(Proof):
    """How a line about the output node was proved: for every z and y, in `cases` sides of kinks.

    >>> print(PairProof(every_size=True, cases=2, sizes=(), bounded=True))
    proved for every z and y that the loss allows, on each side of every kink
    """

    bounded: bool

    def __str__(self):
        allowed = " that the loss allows" * self.bounded
        where = ", wherever no denominator is 0" * self.divides
        kinks = ", on each side of every kink" * (self.cases > 1)
        return f"proved for every z and y{allowed}{where}{kinks}"


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
        refuse = partial(Refusal, self.rhs, line, given=f" for {self.id}")
        if foreign := strangers(line) or _not_of_the_output(line):
            return refuse(strangers=tuple(foreign))
        try:
            with counted():
                spend(_TO_READ * len(list(preorder_traversal(line))))
                return self._proof(line) or self._counterexample(line, refuse)
        except TooLong:
            return refuse(obstacle=TOO_LONG)

    def _proof(self, line):
        """A `PairProof`, or None."""
        sides = self.pair.sides
        if not all(has_value(side.exact(line)) and side.equal(self.rhs, line) for side in sides):
            return None
        return PairProof(
            every_size=True,
            cases=len(sides),
            sizes=(),
            bounded=self.pair.bounded,
            divides=not self.pair.never_0(denominators(line)),
        )

    def _counterexample(self, line, refuse):
        for place, side in enumerate(self.pair.sides):
            if not has_value(side.exact(line)):
                return refuse(missing=Sentence("The right side divides by 0"))
            if found := side.difference(self.rhs, line):
                start = "They differ beyond a kink: for" if place else "For"
                return refuse(counterexample=Sentence(f"{start} {found}"))
        return refuse()

    def compare(self, net, X, y):
        """The first line against the last in numbers, with this loss and a network of this g."""
        if {function.name for function in net.g} != {self.pair.activation}:
            raise ValueError(
                f"this derivation is for g = {self.pair.activation}, but the network is {net!r}. "
                f"Make one with g={self.pair.activation!r}."
            )
        return compare(self, net, X, y, self.pair.loss)


def _not_of_the_output(line):
    """Sentences on what is neither y nor z nor a function or a derivative at the output node."""
    known = d(Loss, z_out), d(Loss, g(z_out)), d(g(z_out), z_out), loss_prime(g(z_out), y)
    rest = line.subs(dict.fromkeys((*known, loss(g(z_out), y)), 1))
    rest = rest.subs({g(z_out): 1, g_prime(z_out): 1}).subs({z_out: 1, y: 1})
    foreign = rest.atoms(Indexed, d, g, g_prime, loss, loss_prime) or rest.atoms(Symbol)
    said = "{} is not y, z, g(z), g'(z) or a derivative of 3.1"
    hint = {p: ": for p = g(z) write g(z_out)"}
    return [Sentence(said + hint.get(part, ""), part) for part in sorted(foreign, key=str)]


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
    written = (latex(N(end, 4) if end.has(Float) else end) for end in (low, high))
    below, above = (re.sub(r" |\\left|\\right", "", end) for end in written)
    if (low, high) == (-oo, oo):
        return "every $z$"
    if high == oo:
        return f"$z > {below}$"
    return f"$z < {above}$" if low == -oo else f"${below} < z < {above}$"


class PairTable(NamedTuple):
    """A `Row` for every pair. Displayed, a table."""

    rows: tuple

    def without(self, activation):
        """The table without the pairs of one activation, which a reader is to find; compared they
        were. Raises ValueError for an unknown name.

        >>> PairTable((compared("squared", "tanh"), compared("squared", "relu"))).without("tanh")
        squared loss with relu: g(z) - y if z > 0, else 0; nnlib agrees at 120 points
        """
        choice(activation, ACTIVATIONS, "activation")
        return PairTable(tuple(row for row in self.rows if row.pair.activation != activation))

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
