"""What may stand in a line: the document's symbols, exact numbers, and sums over nodes; and which
letter counts the nodes of which layer: the shapes of a formula, read from its indices.
"""

from itertools import chain

from sympy import (
    Add,
    Dummy,
    Expr,
    IndexedBase,
    KroneckerDelta,
    Mul,
    Number,
    NumberSymbol,
    Pow,
    Rational,
    Sum,
    Symbol,
    SympifyError,
    exp,
    expand,
    log,
    sympify,
    tanh,
    zoo,
)
from sympy.core.function import FunctionClass

from .errors import WrongForm
from .printing import Sentence
from .symbols import (
    BASES,
    A,
    L,
    Layered,
    Loss,
    W,
    d,
    family,
    g,
    g_prime,
    h,
    i,
    j,
    k,
    layer,
    loss,
    loss_prime,
    m,
    n,
    p,
    y,
    z,
)

_AS_TYPED = {family.letter: f"{family.letter}(k){family.indices}" for family in (W, z, h, A)}
_KNOWN = (L, Loss, i, j, k, m, p, y)
_OWN_NAMES = {symbol.name for symbol in _KNOWN}
_TAKEN = {base.name for base in BASES} | {"x", "g", "d", "n", "J", "loss"}
_LONGEST, _HIGHEST = 10**30, 100  # a number, a power
_COMBINED = {Add, Mul, Pow, d, g, g_prime, loss, loss_prime, KroneckerDelta, exp, log, tanh}


def expression(value):
    """`value` as a sympy expression.

    Raises WrongForm, a TypeError, for text, lists, truth values, equations and the like, for a
    function without its argument, and for numbers too long to write.

    >>> expression(1)
    1
    """
    try:
        found = sympify(value, strict=True)
    except SympifyError:
        found = value
    if said := unapplied(found) if isinstance(found, (Expr, FunctionClass)) else "":
        raise WrongForm(f"{said}.")
    if not isinstance(found, Expr):
        raise WrongForm(
            f"a line must be one expression in W, z, h, x, g, d, Loss and numbers, such as "
            f"W(k)[i, j] * h(k - 1)[j], but this is {_named(found)}."
        )
    if any(max(abs(number.p), number.q) > _LONGEST for number in found.atoms(Rational)):
        raise WrongForm("a line must not hold a number of more than 30 digits, but this one does.")
    return found


def _named(value):
    kind = type(value).__name__
    compared = kind in ("Equality", "BooleanFalse", "BooleanTrue")
    return f"{value} (of type {kind}){': give its right side alone' * compared}"


def unapplied(e):
    """A sentence on a function that stands in `e` without its argument, such as n for n(0); or "".

    >>> unapplied(Sum(W(1)[i, j], (j, 1, n)))
    'n needs its layer: n(0) counts the inputs, n(k + 1) the nodes of layer k + 1'
    """
    if bare := _bare_functions(e):
        name = min(function.__name__ for function in bare)
        layers = "its layer: n(0) counts the inputs, n(k + 1) the nodes of layer k + 1"
        how = layers if name == "n" else f"its argument: {name}(…)"
        return f"{name} needs {how}"
    return ""


def _bare_functions(e):
    if isinstance(e, type):
        return {e}
    return set().union(*map(_bare_functions, e.args))


def strangers(*sides):
    """Sentences on what in these expressions is not the document's notation.

    >>> from nnlib.symbolic import W, h, k
    >>> print(*strangers(W(k)[i, j] * 0.5, h(k)[i + 1]), sep="; ")  # doctest: +ELLIPSIS
    0.5 is rounded: divide by 2; the index of h_{i+1}^(k) must be ...
    """
    letters = {a for side in sides for a in _counting(side)}
    found = chain(*(_strangers(side, letters) for side in sides), _namesakes(letters))
    return _each_once(found)


def _namesakes(letters):
    names = [letter.name for letter in letters if letter.name not in _OWN_NAMES]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Sentence(f"two different letters are called {name}: make it once and use it")


def _each_once(sentences):
    return list({str(sentence): sentence for sentence in sentences}.values())


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
    elif type(e) is n:
        yield from _in_layer(e, e.args[0])
    elif isinstance(e, Symbol):
        yield from _in_symbol(e, letters)
    elif type(e) is Sum:
        yield from _strangers(e.function, letters)
        for limit in e.limits:
            yield from _in_limits(letters, *limit)
    elif isinstance(e, Number) or e is zoo:
        yield from _in_number(e)
    elif isinstance(e, IndexedBase) and isinstance(e.label, Layered):
        wanted = _AS_TYPED.get(str(e.label.args[0]), "W(k)[i, j]")
        yield Sentence(f"{{}} stands without its indices: write {wanted}", e)
    elif isinstance(e, Pow) and e.exp.is_Integer and abs(e.exp) > _HIGHEST:
        yield Sentence("{} is too high a power: {} is the highest", e, sympify(_HIGHEST))
    elif type(e) in _COMBINED:
        for argument in e.args:
            yield from _strangers(argument, letters)
    elif not isinstance(e, NumberSymbol):
        yield Sentence("{} is not one of the document's symbols", e)


def _in_entry(e):
    if e.base.label.args[0] not in BASES:
        yield Sentence("{} is not one of the document's symbols", e)
        return
    wanted = 2 if family(e) in "WA" else 1
    if len(e.indices) != wanted:
        came = f"{len(e.indices)} instead of {wanted}, as in {_AS_TYPED[family(e)]}"
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
    if e in _KNOWN:
        return
    if e.name in _OWN_NAMES:
        yield Sentence(f"{e} is a symbol of your own: take the {e} of nnlib.symbolic")
    elif e.name in _TAKEN:
        yield Sentence(f"{e} has a meaning already: take another letter")
    elif e not in letters:
        yield Sentence("{} is not one of the document's symbols", e)
    elif type(e) not in (Symbol, Dummy) or e.assumptions0.items() - i.assumptions0.items():
        made = f'symbols("{e}", integer=True, positive=True)'
        yield Sentence(f"{e} counts nodes, so make it by {made}")


def _in_limits(letters, letter, *ends):
    if letter in (k, L):
        yield Sentence("{} numbers the layers, so no Σ can run over it", letter)
    elif letter in (y, Loss):
        yield Sentence("{} counts no nodes, so no Σ can run over it", letter)
    else:
        yield from _in_symbol(letter, letters)
    if len(ends) != 2:
        yield Sentence("the Σ over {} needs its first and its last value", letter)
        return
    first, last = ends
    if not (first.is_Integer and first >= 1):
        yield Sentence("the Σ over {} must start at 1, 2, …, not at {}", letter, first)
    yield from _strangers(last, letters)


def _in_number(e):
    if not e.is_finite:
        yield Sentence("{} is not a number to calculate with", e)
    elif not e.is_Rational:
        yield Sentence(f"{float(e)} is rounded: {_exactly(float(e))}")


def _exactly(number):
    """What to do in place of a float: the fraction that one would round to it, if there is one."""
    fraction = Rational(number).limit_denominator(1000)
    if abs(float(fraction) - number) > 1e-15 * abs(number):
        return "write a fraction, such as z(k)[i] / 2"
    if fraction.q == 1:
        return f"write {fraction}"
    times = "" if fraction.p == 1 else f"multiply by {fraction.p}, and "
    return f"{times}divide by {fraction.q}"


# --- the ranges of letters ------------------------------------------------------------------------


def ranges_of(expression):
    """{letter: its last value} for the free index letters, in order of first appearance.

    In W(k)[i, j], i runs to n(k) and j to n(k - 1). Of a letter with two ranges, the first counts;
    `complaints` tells of the second.

    >>> from nnlib.symbolic import W, i, j, k
    >>> ranges_of(W(k)[i, j])
    {i: n(k), j: n(k - 1)}
    """
    found = {}
    for letter, bound in _uses(expression, frozenset()):
        found.setdefault(letter, bound)
    return found


def complaints(lhs, rhs):
    """What is odd about the letters of lhs = rhs, a list of `Sentence`; [] where they fit.

    >>> from nnlib.symbolic import W, h, i, j, k, z
    >>> print(*complaints(z(k)[i], W(k)[i, j] * h(k - 1)[j]))
    j is free on the right but not on the left
    """
    return _each_once([*_unclear(lhs, rhs), *_odd(lhs, rhs), *_countless(lhs, rhs)])


def unclear(lhs, rhs):
    """The `complaints` that leave open what lhs = rhs says, so that it cannot be proved.

    A letter on the right alone is none: the line then speaks of all its values.

    >>> from nnlib.symbolic import h, i, k
    >>> print(*unclear(h(k)[i], h(k - 1)[i]))
    i runs to n_k in one place, to n_{k-1} in another
    """
    return _each_once([*_unclear(lhs, rhs), *_countless(lhs, rhs)])


def _unclear(lhs, rhs):
    yield from _two_meanings(lhs, rhs)
    known = ranges_of(lhs)
    for side in (lhs, rhs):
        for letter, bound in _uses(side, frozenset()):
            was = known.setdefault(letter, bound)
            if was != bound:
                yield Sentence("{} runs to {} in one place, to {} in another", letter, was, bound)
            if bound == 1:
                yield Sentence("layer L+1 has one node, so {} can only be 1 there", letter)
        yield from (sentence for sentence, short in _wrong_sums(side) if not short)


def _odd(lhs, rhs):
    for side in (lhs, rhs):
        yield from (sentence for sentence, short in _wrong_sums(side) if short)
    for letter in sorted((_free(rhs) - _free(lhs)) & _counted(lhs, rhs), key=str):
        yield Sentence("{} is free on the right but not on the left", letter)


def countless(lhs, rhs):
    """The free letters of lhs = rhs that count no nodes, in the order of the alphabet."""
    return sorted((_free(lhs) | _free(rhs)) - _counted(lhs, rhs), key=str)


def _countless(lhs, rhs):
    for letter in countless(lhs, rhs):
        yield Sentence("{} stands for a number here, but counts no nodes", letter)


def _counted(lhs, rhs):
    return ranges_of(lhs).keys() | ranges_of(rhs).keys() | {k}


def _free(expression):
    """The letters of an expression that no Σ runs over: of indices, and the layer k."""
    letters = {letter for letter in expression.free_symbols if isinstance(letter, Symbol)}
    return letters - BASES - {L, Loss, y}


def _two_meanings(lhs, rhs):
    """Letters that a Σ runs over and that mean something else beside it or inside it."""
    free = _free(lhs) | _free(rhs)
    for total in sorted(lhs.atoms(Sum) | rhs.atoms(Sum), key=str):
        inner = [letter for s in total.function.atoms(Sum) for letter in s.variables]
        for place, letter in enumerate(total.variables):
            if letter in free:
                yield Sentence("{} is free, so the Σ over {} needs another letter", letter, letter)
            if letter in inner or letter in total.variables[:place]:
                yield Sentence("a Σ over {} stands inside a Σ over {}", letter, letter)


def index_bounds(atom):
    """Pairs (index, last value) of W(k)[i, j], A(k)[i, j], z(k)[i] or h(k)[i]."""
    starts_in = {"W": [layer(atom) - 1], "A": [0]}.get(family(atom), [])
    return zip(atom.indices, map(n, [layer(atom), *starts_in]), strict=True)


def _uses(e, bound_letters):
    """Pairs (letter, last value) for each use of a free index letter."""
    if family(e):
        for index, last in index_bounds(e):
            if isinstance(index, Symbol) and index not in bound_letters:
                yield index, last
    elif isinstance(e, Sum):
        yield from _uses(e.function, bound_letters | set(e.bound_symbols))
        yield from _picked(e, bound_letters)
    else:
        # v before f: the letters of a derivative are those of what it is taken by.
        for argument in reversed(e.args) if isinstance(e, d) else e.args:
            yield from _uses(argument, bound_letters)


def _picked(total, bound_letters):
    """In Σ_m δ_jm …, the term m = j is picked: the free letter j counts as far as m.

    Where the Σ may be empty, j would count nothing, and a line with it would say nothing.
    """
    for letter, _, last in total.limits:
        if not (last.func == n or last.is_Integer and last.is_positive):
            continue
        for delta, bound in _deltas(total.function, bound_letters | set(total.variables)):
            others = set(delta.args) - {letter}
            if letter in delta.args and isinstance(*others, Symbol) and not others & bound:
                yield *others, last


def _deltas(e, bound_letters):
    """Pairs (δ, the letters that a Σ around it runs over)."""
    if isinstance(e, KroneckerDelta):
        yield e, bound_letters
    inner = bound_letters | set(e.variables) if isinstance(e, Sum) else bound_letters
    for part in () if family(e) else e.args:
        yield from _deltas(part, inner)


def _wrong_sums(e):
    """Pairs (sentence, short): a Σ whose letter is used as if it ran further, or less far.

    `short` says that the Σ certainly stops at or before the last node. A number for the last value
    is right or wrong by the sizes: that is left to the numbers.
    """
    for total in e.atoms(Sum):
        for letter, _, last in total.limits:
            for used, bound in _uses(total.function, frozenset()):
                if used == letter and bound != last and not last.is_Integer:
                    said = Sentence(
                        "the Σ over {0} runs to {1}, but {0} to {2}", letter, last, bound
                    )
                    yield said, bool(expand(bound - last).is_positive)
