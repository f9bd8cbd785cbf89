"""What may stand in a line: the document's symbols, exact numbers, and sums over nodes."""

from sympy import (
    Add,
    Expr,
    Function,
    IndexedBase,
    Mul,
    Number,
    NumberSymbol,
    Pow,
    Sum,
    Symbol,
    SympifyError,
    sympify,
    zoo,
)
from sympy.core.function import AppliedUndef

from .errors import WrongForm
from .plain import Sentence
from .symbols import L, Layered, Loss, d, family, i, j, k, layer, m, n, p, y

_KNOWN = (L, Loss, i, j, k, m, p, y)
_OWN_NAMES = {symbol.name for symbol in _KNOWN}


def expression(value):
    """`value` as a sympy expression.

    Raises WrongForm, a TypeError, for text, lists, truth values, equations and the like.

    >>> expression(1)
    1
    """
    try:
        found = sympify(value, strict=True)
    except SympifyError:
        found = value
    if not isinstance(found, Expr):
        raise WrongForm(
            f"a line must be one expression in W, z, h, x, g, d, Loss and numbers, such as "
            f"W(k)[i, j] * h(k - 1)[j], but this is {_named(found)}."
        )
    return found


def _named(value):
    kind = type(value).__name__
    hint = ": give its right side alone" if kind == "Equality" else ""
    return f"{value} (of type {kind}){hint}"


def strangers(*sides):
    """Sentences on what in these expressions is not the document's notation.

    >>> from nnlib.symbolic import W, h, k
    >>> print(*strangers(W(k)[i, j] * 0.5, h(k)[i + 1]), sep="; ")  # doctest: +ELLIPSIS
    0.5 is rounded: write a fraction, such as Rational(1, 2); the index of h_{i+1}^(k) must be ...
    """
    letters = {a for side in sides for a in _counting(side)}
    found = [sentence for side in sides for sentence in _strangers(side, letters)]
    return list({str(sentence): sentence for sentence in found}.values())


def _counting(e):
    """The letters that stand as an index, or that a Σ runs over."""
    for part in _parts(e):
        if family(part):
            yield from (a for a in part.indices if isinstance(a, Symbol))
        if isinstance(part, Sum):
            yield from part.variables


def _parts(e):
    yield e
    for argument in () if family(e) else e.args:
        yield from _parts(argument)


def _strangers(e, letters):
    if family(e):
        yield from _in_entry(e)
    elif isinstance(e, n):
        yield from _in_layer(e, e.args[0])
    elif isinstance(e, Symbol):
        yield from _in_symbol(e, letters)
    elif isinstance(e, Sum):
        yield from _strangers(e.function, letters)
        for letter, first, last in e.limits:
            yield from _in_limits(letter, first)
            yield from _strangers(last, letters)
    elif isinstance(e, Number) or e is zoo:
        yield from _in_number(e)
    elif isinstance(e, IndexedBase) and isinstance(e.label, Layered):
        yield Sentence("{} stands without its indices", e)
    elif isinstance(e, (Add, Mul, Pow, d, Function)) and not isinstance(e, (AppliedUndef, Layered)):
        for argument in e.args:
            yield from _strangers(argument, letters)
    elif not isinstance(e, NumberSymbol):
        yield Sentence("{} is not one of the document's symbols", e)


def _in_entry(e):
    wanted = 2 if family(e) in "WA" else 1
    if len(e.indices) != wanted:
        came = f"{len(e.indices)} instead of {wanted}"
        yield Sentence(f"{{}} has the wrong number of indices: {came}", e)
    yield from _in_layer(e, layer(e))
    for index in e.indices:
        if index in (k, L):
            yield Sentence("{} numbers the layers, so it cannot count nodes", index)
        elif isinstance(index, Symbol):
            yield from _in_symbol(index, {index})
        elif not index.is_Integer:
            yield Sentence("the index of {} must be a letter or a whole number", e)


def _in_layer(e, number):
    strange = number.free_symbols - {k, L}
    for letter in strange:
        yield from _in_symbol(letter, {letter})
    if strange or not number.is_integer:
        yield Sentence("the layer of {} must be written with k, L and whole numbers", e)


def _in_symbol(e, letters):
    if e not in _KNOWN and e.name in _OWN_NAMES:
        yield Sentence(f"{e} is a symbol of your own: take the {e} of nnlib.symbolic")
    elif e not in _KNOWN and e not in letters:
        yield Sentence("{} is not one of the document's symbols", e)


def _in_limits(letter, first):
    if letter in (k, L):
        yield Sentence("{} numbers the layers, so no Σ can run over it", letter)
    if letter in (y, Loss):
        yield Sentence("{} counts no nodes, so no Σ can run over it", letter)
    if not (first.is_Integer and first >= 1):
        yield Sentence("the Σ over {} must start at 1, 2, …, not at {}", letter, first)


def _in_number(e):
    if not e.is_finite:
        yield Sentence("{} is not a number to calculate with", e)
    elif not e.is_Rational:
        yield Sentence(f"{float(e)} is rounded: write a fraction, such as Rational(1, 2)")
