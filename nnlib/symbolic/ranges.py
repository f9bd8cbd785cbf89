"""Which letter counts the nodes of which layer: the shapes of a formula, read from its indices."""

from sympy import Sum, Symbol

from .symbols import L, d, family, layer, n


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
    """What is wrong with the letters of lhs = rhs, as sentences; [] where they fit.

    >>> from nnlib.symbolic import W, h, i, j, k, z
    >>> complaints(z(k)[i], W(k)[i, j] * h(k - 1)[j])
    ['j is free on the right but not on the left']
    """
    said = []
    known = ranges_of(lhs)
    for side in (lhs, rhs):
        for letter, bound in _uses(side, frozenset()):
            if known.setdefault(letter, bound) != bound:
                said.append(f"{letter} runs to {known[letter]} in one place, to {bound} in another")
            if bound == 1:
                said.append(f"layer L+1 has one node, so {letter} can only be 1 there")
        said += _wrong_sums(side)
    said += [
        f"{letter} is free on the right but not on the left"
        for letter in sorted(rhs.free_symbols - lhs.free_symbols, key=str)
        if isinstance(letter, Symbol) and letter in _letters(rhs)
    ]
    return list(dict.fromkeys(said))


def _letters(expression):
    """The index letters and layer letters of an expression."""
    used = {letter for letter, _ in _uses(expression, frozenset())}
    layers = {letter for a in _atoms(expression) for letter in layer(a).free_symbols}
    return (used | layers) - {L}


def _atoms(expression):
    if family(expression):
        yield expression
    for argument in expression.args if not family(expression) else ():
        yield from _atoms(argument)


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
    else:
        # v before f: the letters of a derivative are those of what it is taken by.
        for argument in reversed(e.args) if isinstance(e, d) else e.args:
            yield from _uses(argument, bound_letters)


def _wrong_sums(e):
    """Sums whose letter is used as if it ran further or less far than the sum says."""
    said = []
    for total in e.atoms(Sum):
        for letter, _, last in total.limits:
            for used, bound in _uses(total.function, frozenset()):
                if used == letter and bound != last:
                    said.append(f"Σ over {letter} runs to {last}, but {letter} counts to {bound}")
    return said
