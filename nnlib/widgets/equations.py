"""The document's equation for one place of a network: in general, and written out there."""

from functools import lru_cache
from typing import NamedTuple

from nnlib.symbolic import STATEMENTS, L, Sum, i, j, k, latex, n, z, z_out
from nnlib.symbolic.printing import factors_in_order, plain


class Place(NamedTuple):
    """What is looked at: `kind` "z" is z_i^(k), "dz" is ∂Loss/∂z_i^(k), and "dW" is
    ∂Loss/∂W_ij^(k); only the last one has a `j`."""

    kind: str
    k: int
    i: int
    j: int = 0


class Equation(NamedTuple):
    """The ledger equation `id` at a place. `general` is its LaTeX as in the document, `left` and
    `right` are its LaTeX there and `plain` its plain text; `variable` is the LaTeX of the z or W
    that it is about. `terms` is what its right side adds up: lists of factors, from the output to
    the input."""

    id: str
    general: str
    left: str
    right: str
    plain: str
    variable: str
    terms: tuple


@lru_cache(maxsize=1024)
def equation(place, sizes, biases):
    """The `Equation` for a `Place` in a network of these sizes with one output node.

    >>> found = equation(Place("dW", 1, 2, 3), (4, 2, 1), False)
    >>> found.id, found.plain
    ('3.3c', '∂Loss/∂W_23^(1) = ∂Loss/∂z_2^(1) · x_3')
    """
    last = len(sizes) - 1
    statement = STATEMENTS[_id(place, last)]
    letters = {k: place.k, L: last - 1, **_letters(statement.id, place)}
    right = _from_constant(statement.rhs) if biases else statement.rhs
    left_here, here = (_at(side, letters, sizes) for side in (statement.lhs, right))
    left, shown = (side.xreplace({z(last)[1]: z_out}) for side in (left_here, here))
    return Equation(
        statement.id,
        f"{latex(statement.lhs)} = {latex(right)}",
        latex(left),
        latex(shown),
        f"{plain(left)} = {plain(shown)}",
        latex(left if place.kind == "z" else left.v),
        tuple(tuple(factors_in_order(term)[1]) for term in _terms(here)),
    )


def _id(place, last):
    if place.kind == "z":
        return "2.3" if place.k == last else "2.1" if place.k == 1 else "2.2"
    if place.kind == "dz":
        return "3.1" if place.k == last else "3.4e" if place.k == last - 1 else "3.5"
    return "3.2d" if place.k == last else "3.3c" if place.k == 1 else "3.3b"


def _letters(id, place):
    """What the letters i and j of an equation stand for: each equation has its own use of them."""
    if id == "3.5":
        return {j: place.i}
    return {i: place.i} if place.kind != "dW" else {i: place.i, j: place.j}


def _from_constant(side):
    """A Σ over j begins at the constant node 0 where there are biases."""
    return side.replace(
        lambda e: isinstance(e, Sum) and e.variables == [j],
        lambda e: Sum(e.function, (j, 0, e.limits[0][2])),
    )


def _at(side, letters, sizes):
    fixed = side.subs(letters)
    return fixed.replace(n, lambda layer: sizes[int(layer)] if layer.is_Integer else n(layer))


def _terms(side):
    if not isinstance(side, Sum):
        return [side]
    (letter, first, most) = side.limits[0]
    return [side.function.subs(letter, value) for value in range(first, most + 1)]
