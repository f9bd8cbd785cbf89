"""These sizes: every node written out down to the weights and the inputs, then sympy's diff."""

from functools import lru_cache
from itertools import product
from math import prod

from sympy import Add, Integer, Sum, Symbol, cse, nan, sympify, zoo

from ..inputs import sizes as layer_sizes
from .errors import NoSuchNode, NoValue, Undecided
from .exact import bounded, same, spend
from .grammar import index_bounds, ranges_of
from .printing import Sentence, plain
from .symbols import L, Loss, W, d, family, g, h, k, layer, loss, n, node, y, z

# What it costs, in steps: one way from a node to the output, one edge into a node, one case.
_TO_DIFFERENTIATE, _TO_ADD, _TO_LIST = 200, 30, 10


@bounded
def composed(expression, sizes):
    """`expression` with every z, h, Loss and Σ written out for a network of these sizes.

    `sizes` is [n_0, …, n_{L+1}] with n_{L+1} = 1, as in the document. What is left are W(k)[i, j],
    the inputs h(0)[j], y, and the atoms g, g', Loss and Loss'. Each d(f, v) is taken by sympy.
    Raises NoSuchNode for an index outside its layer, Undecided for a letter without a value, or its
    kinds NoValue for 1/0 and TooLong for sizes or sums that are too large; ValueError for unfit
    sizes. Source: ledger `2.1`-`2.3`.

    >>> from nnlib.symbolic import W, z, composed
    >>> composed(z(1)[2], sizes=[2, 3, 1])
    W(1)[2, 1]*h(0)[1] + W(1)[2, 2]*h(0)[2]
    """
    return written_out(expression, {}, layer_sizes(sizes))


def operations(expression, sizes, *, once=False):
    """How many +, ·, g and the like `expression` takes, written out for a network of these sizes.

    With `once`, each piece that recurs is computed once and kept. Errors as for `composed`.

    >>> slope = d(Loss, W(1)[1, 1])
    >>> operations(slope, [1, 1, 1]), operations(slope, [1, 1, 1], once=True)
    (25, 16)
    """
    pieces, rest = cse(composed(expression, sizes)) if once else ([], [composed(expression, sizes)])
    return sum(part.count_ops() for part in [*(piece for _, piece in pieces), *rest])


@lru_cache(maxsize=8)
def _composer(sizes):
    """One for each network: what it has written out once serves the next line."""
    return _Composer(sizes)


class _Composer:
    def __init__(self, sizes):
        self.sizes = sizes
        if self.sizes[-1] != 1:
            raise ValueError(
                f"the document has one output node, but sizes = {list(sizes)} ends in {sizes[-1]}. "
                f"Give sizes that end in 1, such as [4, 2, 1]."
            )
        self.output = h(len(self.sizes) - 1)[1]
        self.memo = {}

    def __call__(self, expression, hold=None):
        """Write out `expression`; nodes of the base `hold`, z(k) or h(k), stay as they are."""
        key = expression, hold
        if key not in self.memo:
            self.memo[key] = _finite(self._write_out(expression, hold))
        return self.memo[key]

    def _write_out(self, e, hold):
        spend(1)
        e = self._node(e)
        if e == Loss:
            return loss(self(self.output, hold), y)
        if isinstance(e, d):
            return self._differentiate(e)
        kind = family(e)
        if kind:
            self._refuse_strangers(e, kind)
        if kind in ("W", "A") or kind and e.base == hold:
            return e
        if kind == "h":
            return e if layer(e) == 0 else g(self(z(layer(e))[e.indices], hold))
        if kind == "z":
            K, i = layer(e), e.indices[0]
            below = range(1, self.sizes[K - 1] + 1)
            spend(_TO_ADD * len(below))
            return Add(*(W(K)[i, j] * self(h(K - 1)[j], hold) for j in below))
        if isinstance(e, Symbol) and e != y:
            raise Undecided(f"{e} has no value")
        return e.func(*(self(a, hold) for a in e.args)) if e.args else e

    def _differentiate(self, derivative):
        f, v = self._node(derivative.f), self._node(derivative.v)
        for atom in (v, f) if f != Loss else (v,):
            self._refuse_strangers(atom, family(atom))
        K = int(layer(v))
        # What lies below v does not depend on it: it is written out afterward.
        held, lowest = (h(K - 1), K - 1) if family(v) == "W" else (v.base, K)
        highest = len(self.sizes) if f == Loss else int(layer(f))
        spend(_TO_DIFFERENTIATE * prod(self.sizes[lowest:highest]))
        return self(self(f, held).diff(v))

    def _node(self, e):
        """e, with g(z(k)[i]) read as h(k)[i]. There is no g(z(0)[i]), though h(0)[i] is x_i."""
        if isinstance(e, g) and family(e.args[0]) == "z":
            self._refuse_strangers(e.args[0], "z")
        return node(e)

    def _refuse_strangers(self, atom, kind):
        m = layer(atom)
        if not (m.is_Integer and all(a.is_Integer for a in atom.indices)):
            raise Undecided(f"{plain(atom)} still has a letter in it that has no value")
        if len(atom.indices) != (2 if kind in "WA" else 1):
            raise Undecided(f"{plain(atom)} does not have the indices of a {kind}")
        first = 0 if kind in "hA" else 1
        if not first <= m < len(self.sizes):
            layers = f"{first} to {len(self.sizes) - 1}"
            raise NoSuchNode(Sentence(f"{{}} does not exist: {kind} has layers {layers}", atom))
        for index, nodes in index_bounds(atom):
            bound = self.sizes[nodes.args[0]]
            if not 1 <= index <= bound:
                numbers = f"the nodes 1 to {bound}" if bound > 1 else "node 1"
                place = f"layer {nodes.args[0]} has only {numbers}"
                raise NoSuchNode(Sentence(f"{{}} does not exist: {place}", atom))


def weights(sizes):
    """Every weight W(k)[i, j] of a network of these sizes, layer by layer.

    >>> weights([2, 1, 1])
    [W(1)[1, 1], W(1)[1, 2], W(2)[1, 1]]
    """
    return [
        W(K)[i, j]
        for K in range(1, len(sizes))
        for i in range(1, sizes[K] + 1)
        for j in range(1, sizes[K - 1] + 1)
    ]


def instance(expression, values, sizes):
    """`expression` with letters replaced by `values` and every Σ written out for `sizes`.

    A Σ without a term is 0.
    """
    return _at(expression, {**values, L: Integer(len(sizes) - 2)}, sizes, lambda atom: atom)


def written_out(expression, values, sizes):
    """`composed`, with letters replaced by `values`.

    Part by part: 0 times what does not exist does not exist, and sympy would take it for 0.
    """
    hidden = Integer(len(sizes) - 2)
    return _at(expression, {**values, L: hidden}, sizes, _composer(tuple(sizes)))


def _at(e, values, sizes, of_atom):
    """`e` at these values of its letters, with `of_atom(a)` for each node, weight and ∂f/∂v."""
    if not e.args:
        return values[e] if e in values else of_atom(e)
    spend(3)
    if isinstance(e, Sum):
        return _added_up(e, values, sizes, of_atom)
    is_atom = family(e) or isinstance(e, d)
    inside = (lambda atom: atom) if is_atom else of_atom
    fixed = _finite(e.func(*(_at(part, values, sizes, inside) for part in e.args)))
    if isinstance(fixed, n):
        return _nodes(fixed.args[0], sizes)
    return of_atom(fixed) if is_atom else fixed


def _finite(e):
    """`e`, or NoValue where it is 1/0: at once, since sympy takes 0 g(1/0) for 0."""
    if e in (zoo, nan):
        raise NoValue("it divides by 0")
    return e


def _added_up(total, values, sizes, of_atom):
    *inner, (letter, first, last) = total.limits
    last = _at(last, values, sizes, lambda atom: atom)
    if not last.is_Integer:
        raise Undecided(f"{plain(last)}, the last value of {letter}, is not known")
    numbers = range(int(first), int(last) + 1)
    spend(len(numbers))
    body = Sum(total.function, *inner) if inner else total.function
    cases = (values | {letter: Integer(number)} for number in numbers)
    return Add(*(_at(body, case, sizes, of_atom) for case in cases))


def _nodes(m, sizes):
    if not m.is_Integer:
        return n(m)
    if not 0 <= m < len(sizes):
        place = f"there is no layer {m}, only 0 to {len(sizes) - 1}"
        raise NoSuchNode(Sentence(f"n_{m} does not exist: {place}"))
    return Integer(sizes[int(m)])


def instances(lhs, sizes, first=1, last=None):
    """Every way to give `lhs` a layer k and indices, as dicts {letter: number}.

    k runs from `first` to `last` (default: the last hidden layer).
    """
    hidden = len(sizes) - 2
    last = hidden if last is None else int(sympify(last).subs(L, hidden))
    layers = range(first, last + 1) if lhs.has(k) else [None]
    bounds = ranges_of(lhs)
    for number in layers:
        chosen = {} if number is None else {k: Integer(number)}
        runs = [range(1, _last(bound, chosen, sizes) + 1) for bound in bounds.values()]
        for indices in product(*runs):
            spend(_TO_LIST)
            yield chosen | {a: Integer(v) for a, v in zip(bounds, indices, strict=True)}


def _last(bound, values, sizes):
    """The last value of a letter; 1 where it counts the nodes of a layer that does not exist."""
    try:
        return int(instance(bound, values, sizes))
    except NoSuchNode:
        return 1


def in_words(case):
    """A case of `instances` in words: " at k = 1, i = 2"."""
    return " at " * bool(case) + ", ".join(f"{letter} = {value}" for letter, value in case.items())


def equal_for(lhs, rhs, values, sizes):
    """Whether the two sides are equal, wherever both have a value, once written out for `sizes`.

    Raises NoValue where one divides by 0, and what `composed` raises.
    """
    return same(written_out(lhs, values, sizes), written_out(rhs, values, sizes))
