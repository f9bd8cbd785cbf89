"""Which letter counts the nodes of which layer: the shapes of a formula, read from its indices."""

from sympy import KroneckerDelta, Sum, Symbol

from .plain import Sentence
from .symbols import BASES, L, Loss, d, family, k, layer, n, y


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
    """What is wrong with the letters of lhs = rhs, a list of `Sentence`; [] where they fit.

    >>> from nnlib.symbolic import W, h, i, j, k, z
    >>> print(*complaints(z(k)[i], W(k)[i, j] * h(k - 1)[j]))
    j is free on the right but not on the left
    """
    said = [*_two_meanings(lhs, rhs)]
    known = ranges_of(lhs)
    for side in (lhs, rhs):
        for letter, bound in _uses(side, frozenset()):
            was = known.setdefault(letter, bound)
            if was != bound:
                said.append(
                    Sentence("{} runs to {} in one place, to {} in another", letter, was, bound)
                )
            if bound == 1:
                said.append(Sentence("layer L+1 has one node, so {} can only be 1 there", letter))
        said += _wrong_sums(side)
    said += [
        Sentence("{} is free on the right but not on the left", letter)
        for letter in sorted(_free(rhs) - _free(lhs), key=str)
    ]
    said += [
        Sentence("{} stands for a number here, but counts no nodes", letter)
        for letter in sorted(_free(lhs) - ranges_of(lhs).keys() - {k}, key=str)
    ]
    return list({str(sentence): sentence for sentence in said}.values())


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
    """In Σ_m δ_jm …, the term m = j is picked: the free letter j counts as far as m."""
    for letter, _, last in total.limits:
        for delta in total.function.atoms(KroneckerDelta):
            others = set(delta.args) - {letter}
            if len(others) == 1 and isinstance(*others, Symbol) and not others & bound_letters:
                yield *others, last


def _wrong_sums(e):
    """Sums whose letter is used as if it ran further or less far than the sum says.

    A number for the last value is right or wrong by the sizes: that is left to the numbers.
    """
    said = []
    for total in e.atoms(Sum):
        for letter, _, last in total.limits:
            for used, bound in _uses(total.function, frozenset()):
                if used == letter and bound != last and not last.is_Integer:
                    said.append(
                        Sentence("the Σ over {0} runs to {1}, but {0} to {2}", letter, last, bound)
                    )
    return said
