"""Every loss with every activation: ∂Loss/∂z proved, and compared with nnlib in numbers."""

from math import e, inf, log
from typing import NamedTuple

import numpy as np
from sympy import And, Expr, Piecewise

from ..activations import ACTIVATIONS
from ..checking import relative_error
from ..losses import LOSSES, OutsideDomain, loss_at_z, slope_at_z
from .comparison import STEP, TOLERANCE
from .formulas import evaluate
from .pairs import slope
from .plain import plain
from .printing import latex
from .record import note
from .symbols import g, y, z_out

# Where these do not hold, the slope is 0.
CONDITIONS = {"relu": z_out > 0, "hinge": y * g(z_out) < 1}
EVERYWHERE = ("every $z$", -inf, inf)
# The log loss needs 0 < g(z) < 1: where that is so, in words and as an interval.
UNIT_INTERVAL = {
    "identity": ("$0 < z < 1$", 0, 1),
    "sigmoid": EVERYWHERE,
    "tanh": ("$z > 0$", 0, inf),
    "relu": ("$0 < z < 1$", 0, 1),
    "softplus": (r"$z < \ln(e-1)$", -inf, log(e - 1)),
    "threshold": ("no $z$", 0, 0),
}
LABELS = {"squared": (-2.0, 0.5, 1.0), "log": (0.0, 1.0), "hinge": (-1.0, 1.0)}


class Pair(NamedTuple):
    """One loss with one activation: ∂Loss/∂z is `slope` where all `conditions` hold, else 0.

    `domain` says where Loss has a value. nnlib gave that slope at `agrees` points, and refused
    the `refuses` points outside the domain.
    """

    loss: str
    activation: str
    slope: Expr
    conditions: tuple
    domain: str
    agrees: int
    refuses: int

    def formula(self, write):
        """∂Loss/∂z in one line, each formula turned into text by `write`."""
        said = " and ".join(write(condition) for condition in self.conditions)
        return write(self.slope) + (f" if {said}, else 0" if said else "")

    def verdict(self):
        """How the comparison with nnlib went."""
        agrees = f"agrees at {self.agrees} points" if self.agrees else ""
        refuses = f"refuses {self.refuses} points" if self.refuses else ""
        return ", ".join(filter(None, (agrees, refuses)))

    def __str__(self):
        value = self.formula(plain) if self.agrees else "no value"
        return f"{self.loss} loss with {self.activation}: {value}; nnlib {self.verdict()}"

    def row(self):
        value = self.formula(_tall) if self.agrees else "–"
        return f"| {self.loss} | {self.activation} | {value} | {self.domain} | {self.verdict()} |"


def _tall(part):
    """LaTeX for a line of a table, where a fraction would be too small to read."""
    return f"${latex(part)}$".replace(r"\frac", r"\dfrac")


class PairTable(NamedTuple):
    """Every `Pair`. Displayed, a table."""

    pairs: tuple

    def __repr__(self):
        return "\n".join(map(str, self.pairs))

    def _repr_markdown_(self):
        head = (
            r"| Loss | $g$ | $\partial \mathrm{Loss} / \partial z$ | Loss has a value for | nnlib |"
        )
        return "\n".join([head, "|:--|:--|:--|:--|:--|", *(pair.row() for pair in self.pairs)])

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": repr(self), "text/markdown": self._repr_markdown_()}
        return bundle, {"nnlib": {"compares": "3.1"}}


def every_pair():
    """∂Loss/∂z for each loss with each activation of nnlib: a `PairTable`.

    Each formula is proved by sympy, then compared with `slope_at_z` and with a complex step
    through `loss_at_z`. Raises ArithmeticError where two of them differ by more than a relative
    1e-9, or where nnlib refuses other points than those without a loss. Source: ledger `3.1`.
    """
    table = PairTable(tuple(pair(loss, g) for loss in LOSSES for g in ACTIVATIONS))
    note("3.1", f"for {len(table.pairs)} pairs of Loss and g: formula = nnlib = complex step")
    return table


def pair(loss, activation):
    """One `Pair`, proved and compared; errors as for `every_pair`.

    >>> print(pair("log", "tanh"))
    log loss with tanh: (g(z) - y) · (1 + g(z)) / g(z); nnlib agrees at 42 points, refuses 42 points
    """
    found = slope(loss, activation)
    domain, low, high = UNIT_INTERVAL[activation] if loss == "log" else EVERYWHERE
    conditions = tuple(
        CONDITIONS[name]
        for name in (activation, loss)
        if name in CONDITIONS and found != 0 and not (name == "relu" and low >= 0)
    )
    z, labels = (points.ravel() for points in np.meshgrid(_points(low, high), LABELS[loss]))
    inside = (low < z) & (z < high)
    refused = np.array(
        [_refuses(loss, activation, *point) for point in zip(z, labels, strict=True)]
    )
    if (refused == inside).any():
        raise ArithmeticError(f"{loss} loss with {activation}: nnlib has another domain.")
    whole = Piecewise((found, And(*conditions)), (0, True))
    _compare(whole, loss, activation, z[inside], labels[inside])
    return Pair(loss, activation, found, conditions, domain, int(inside.sum()), int(refused.sum()))


def _points(low, high):
    """z off every kink, and close to both ends of the domain."""
    ends = [end + step for end in (low, high) if abs(end) < inf for step in (-1e-6, 1e-6)]
    return [*np.linspace(-4, 4, 40), *ends]


def _refuses(loss, activation, z, label):
    try:
        slope_at_z(LOSSES[loss], ACTIVATIONS[activation], np.array([z]), np.array([label]))
    except OutsideDomain:
        return True
    return False


def _compare(formula, loss, activation, z, labels):
    """The formula against both other routes, point by point, or ArithmeticError."""
    pair = LOSSES[loss], ACTIVATIONS[activation]
    wanted = np.broadcast_to(evaluate(formula, {z_out: z, y: labels}, activation, loss), z.shape)
    routes = {
        "nnlib": slope_at_z(*pair, z, labels),
        "complex step": np.imag(loss_at_z(*pair, z + 1j * STEP, labels)) / STEP,
    }
    for name, found in routes.items():
        for a, b, place in zip(wanted, found, z, strict=True):
            if relative_error(a, b) > TOLERANCE:
                raise ArithmeticError(
                    f"{loss} loss with {activation}: {name} differs at {place:g}."
                )
