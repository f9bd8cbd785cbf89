"""What the tree of a formula means: a formula of sympy's, or a value that does not overflow.

The values are those of the formula as it was typed: sympy would make 1 of z/z, which has no value
at 0.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
from sympy import (
    Abs,
    E,
    Ge,
    Gt,
    Le,
    Lt,
    Mul,
    Piecewise,
    Rational,
    S,
    atan,
    cos,
    cosh,
    exp,
    log,
    pi,
    sin,
    sinh,
    sqrt,
    sympify,
    tan,
    tanh,
)

from . import wide
from .compiled import WIDE
from .errors import TooLong
from .wide import Wide

_TINY = np.nextafter(0, 1)  # for a number that is not 0, but too small for a float
_LONGEST_NUMBER = 2000  # bits of a numerator or a denominator
_MOST_PIECES = 4  # in each other
_RELATIONS = {">": Gt, ">=": Ge, "<": Lt, "<=": Le}


# --- in sympy -------------------------------------------------------------------------------------


def formula(node, letters, side=None):
    """The tree as an expression of sympy's; `letters` is {name: symbol}. Numbers stay exact.

    `side` is {name: number}, a point off every kink: then the formula is the smooth one that holds
    there; without it, what is written in pieces is a Piecewise. Raises TooLong for a power of
    numbers with too many digits, and for many pieces within pieces.

    >>> from sympy import Symbol
    >>> from .parsing import parse
    >>> tree, letters = parse("0.5*z**2 + abs(z)", ("z",)), {"z": Symbol("z")}
    >>> formula(tree, letters, {"z": -3.0})
    z**2/2 - z
    """
    if node.kind == "number":
        return Rational(node.text)
    if node.kind == "constant":
        return {"pi": pi, "e": E}[node.text]
    if node.kind == "letter":
        return letters[node.text]
    parts = [formula(part, letters, side) for part in node.parts]
    if node.kind == "**":
        _refuse_long_powers(*parts)
    if side and node.kind in (*_SIDES, "where"):
        return _on_side(node, parts, side)
    if node.kind in _PIECES:
        _refuse_deep_pieces(parts)
    found = (_SYMPY | _PIECES)[node.kind](*parts)
    return found if side else found.replace(Abs, _abs)


def _on_side(node, parts, side):
    if node.kind == "where":
        return parts[1] if value(node.parts[0], side) else parts[2]
    return sympify(_SIDES[node.kind](_sign(node, side), *parts))


def _sign(node, at):
    """The sign that decides which side holds: of the argument, or of the difference of two."""
    return np.sign(value(_decider(node), at).m)


def _decider(node):
    return node.parts[0] if len(node.parts) == 1 else node._replace(kind="-")


def deciders(node):
    """Trees whose sign decides between formulas: where one is 0 or jumps, there may be a kink."""
    for part in node.parts:
        yield from deciders(part)
    if node.kind in _SIDES or node.kind in _RELATIONS:
        yield _decider(node)


def _refuse_long_powers(base, power):
    """Numbers are exact, and 9**9**9 has 369 million digits."""
    if base.is_Rational and power.is_Rational:
        length = max(abs(base.p), base.q).bit_length() * abs(power)
        if length > _LONGEST_NUMBER:
            raise TooLong("a power of numbers is too long a number")


def _refuse_deep_pieces(parts):
    """In each other they double: a formula with many would never be written."""
    if sum(len(part.atoms(Piecewise)) for part in parts) > _MOST_PIECES:
        raise TooLong("this has too many max, min, abs and the like in each other")


def _pieces(*pieces):
    return Piecewise(*pieces, evaluate=False)


def _abs(u):
    return _pieces((u, _by(Gt, u, S.Zero)), (-u, True))


def _by(relation, a, b):
    return relation(a, b, evaluate=False)


_PIECES = {
    "abs": _abs,
    "sign": lambda u: _pieces((1, _by(Gt, u, S.Zero)), (-1, _by(Lt, u, S.Zero)), (0, True)),
    "step": lambda u: _pieces((1, _by(Gt, u, S.Zero)), (0, True)),
    "relu": lambda u: _pieces((u, _by(Gt, u, S.Zero)), (0, True)),
    "max": lambda a, b: _pieces((b, _by(Gt, b, a)), (a, True)),
    "min": lambda a, b: _pieces((b, _by(Lt, b, a)), (a, True)),
    "where": lambda condition, a, b: _pieces((a, condition), (b, True)),
    **{sign: partial(_by, relation) for sign, relation in _RELATIONS.items()},
}
_SIDES = {  # of a sign s and the arguments: what holds on that side
    "abs": lambda s, u: u if s > 0 else -u,
    "sign": lambda s, u: int(s),
    "step": lambda s, u: int(s > 0),
    "relu": lambda s, u: u if s > 0 else 0,
    "max": lambda s, a, b: a if s > 0 else b,
    "min": lambda s, a, b: b if s > 0 else a,
}
_SYMPY = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "neg": lambda a: Mul(-1, a),
    "exp": exp, "log": log, "sqrt": sqrt, "sin": sin, "cos": cos, "tan": tan, "atan": atan,
    "sinh": sinh, "cosh": cosh, "tanh": tanh,
    "sigmoid": lambda u: 1 / (1 + exp(-u)),
    "softplus": lambda u: log(1 + exp(u)),
}  # fmt: skip


# --- in numbers -----------------------------------------------------------------------------------


def value(node, leaves):
    """The tree's value as a `Wide` number, where `leaves` is {name: array}.

    Where it has none, it is nan or infinite: see `needs`.
    """
    if node.kind == "number":
        return Wide.of(float(node.text))
    if node.kind == "constant":
        return Wide.of({"pi": np.pi, "e": np.e}[node.text])
    if node.kind == "letter":
        return Wide.of(leaves[node.text])
    parts = [value(part, leaves) for part in node.parts]
    if node.kind == "**" and whole(node.parts[1]) is not None:
        n = whole(node.parts[1])
        raised = wide.power(parts[0], abs(n)) if n else Wide.of(1.0)
        return wide.reciprocal(raised) if n < 0 else raised
    return _VALUES[node.kind](*parts)


def needed(need, leaves):
    """The value of what a need speaks of, in floats; 1 where it is not needed."""
    shape = np.broadcast_shapes(*map(np.shape, leaves.values()))
    wide = value(need.of, leaves)
    found = wide.float()
    found = np.where((found == 0) & (wide.m != 0), np.sign(wide.m) * _TINY, found)
    found = np.broadcast_to(found, shape)
    for condition, truth in need.within:
        found = np.where(value(condition, leaves) == truth, found, 1.0)
    return found


def whole(node):
    """The whole number that a tree is, or None."""
    if node.kind == "neg":
        inner = whole(node.parts[0])
        return None if inner is None else -inner
    if node.kind == "number" and float(node.text).is_integer() and float(node.text) < 1000:
        return int(float(node.text))
    return None


def _less(a, b):
    return WIDE["greater"](b, a)


def _choose(condition):
    return lambda a, b: wide.choose(condition(a, b), a, b)


def _sign_of(u):
    return Wide.of(np.sign(u.m))


_ONE, _ZERO = Wide.of(1.0), Wide.of(0.0)
_VALUES = {name: WIDE[name] for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "atan")}
_VALUES |= {name: WIDE[name] for name in ("sinh", "cosh", "tanh")}
_VALUES |= {
    "+": Wide.plus,
    "-": lambda a, b: a.plus(wide.minus(b)),
    "*": Wide.times,
    "/": lambda a, b: a.times(wide.reciprocal(b)),
    "**": lambda a, b: wide.choose(a.m == 0, _ZERO, wide.exp(b.times(wide.log(a)))),
    "neg": wide.minus,
    ">": WIDE["greater"],
    ">=": WIDE["at_least"],
    "<": _less,
    "<=": lambda a, b: WIDE["at_least"](b, a),
    "abs": lambda u: Wide(np.abs(u.m), u.e),
    "sign": _sign_of,
    "step": lambda u: Wide.of(1.0 * (u.m > 0)),
    "relu": lambda u: wide.choose(u.m > 0, u, _ZERO),
    "max": _choose(WIDE["greater"]),
    "min": _choose(_less),
    "where": wide.choose,
    "sigmoid": lambda u: wide.reciprocal(_ONE.plus(wide.exp(wide.minus(u)))),
    "softplus": lambda u: wide.log1p(wide.exp(u)),
}


class Need(NamedTuple):
    """What a part of a formula needs for a value: `of` must be "not 0", "0 or more",
    "above 0" or "finite".

    It `says` why, and stands `at` a place of the text. It is needed only where each of the pairs
    (condition, truth) in `within` holds: on its side of a `where`.
    """

    of: object
    must: str
    says: str
    at: int
    within: tuple = ()


def needs(node):
    """Every `Need` in a tree, the innermost first."""
    for place, part in enumerate(node.parts):
        for need in needs(part):
            if node.kind == "where" and place:
                need = need._replace(within=(*need.within, (node.parts[0], place == 1)))
            yield need
    if not node.parts:
        return
    above, below = node.parts[0], node.parts[-1]
    if node.kind == "/":
        yield Need(below, "not 0", "it divides by 0", below.at[0])
    elif node.kind == "log":
        yield Need(above, "above 0", "the number in the logarithm is not above 0", node.at[0])
    elif node.kind == "sqrt":
        yield Need(above, "0 or more", "the number under the root is negative", node.at[0])
    elif node.kind == "tan":
        cosine = node._replace(kind="cos")
        yield Need(cosine, "not 0", "the tangent has a pole", node.at[0])
    elif node.kind == "**":
        yield from _needs_of_power(node, above, below)
    if _is_number(node) and node.kind not in _RELATIONS:
        yield Need(node, "finite", "it is too large for a float, or no number", node.at[0])


def _needs_of_power(node, base, power):
    n = whole(power)
    if n is not None:
        if n <= 0:
            yield Need(base, "not 0", "it divides by 0" if n else "0 to the power 0", base.at[0])
    elif power.kind == "number" or power.kind == "/" and _is_number(power):
        says = "a power that is no whole number needs a base of 0 or more"
        yield Need(base, "0 or more", says, base.at[0])
    else:
        says = "a power with a letter in it needs a base above 0"
        yield Need(base, "above 0", says, base.at[0])


def _is_number(node):
    return (
        node.kind in ("number", "constant") or bool(node.parts) and all(map(_is_number, node.parts))
    )
