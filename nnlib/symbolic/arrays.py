"""Arrays whose sizes are letters: a line of numpy, run on them, is its sums.

Rows and columns have the document's numbers: samples t = 1 … n, nodes 1 … n_k, and 0 for the
constant node. What is used beside the sums: sympy's diff of 2.2, and the chain rule for several
ways: J depends on W^(k) only through the z^(k) of all samples, and what sample t costs depends on
z^(k-1) only through its own z^(k).
"""

from itertools import product
from typing import NamedTuple

from sympy import Add, Dummy, Expr, KroneckerDelta, Mul, Sum, expand

from .derivation import Chain
from .general import SEVERAL_WAYS
from .printing import Sentence, plain
from .proof import Refusal
from .symbols import Loss, Mean, W, d, family, g, g_prime, h, i, j, k, layer, n, samples, t, z

ROWS, ABOVE, BELOW = (1, samples), (1, n(k)), (1, n(k - 1))  # of samples, and nodes of two layers
_WITH_0 = (0, n(k - 1))
# What the sizes n, n_k and n_(k-1) are where a line is written out in full: unequal, and 1.
SIZES = ((2, 3, 4), (3, 1, 2), (1, 2, 1))


class Array:
    """An array of which the formula of an entry is known: `entry(row, column)`.

    `axes` are two pairs (first, last), what rows and columns are numbered from and to. `.T`, `@`,
    `*`, `/` and `[:, -m:]` mean what they mean in numpy; a pair of numbers gives the entry. Raises
    ValueError for arrays that do not fit.

    >>> print(plain((SLOPES.T @ BELOW_WITH_1 / samples)[i, 0]))
    1/n Σ_{t=1}^n ∂Loss/∂z_ti^(k)
    """

    def __init__(self, axes, entry):
        self.axes, self.entry = axes, entry

    @property
    def T(self):
        return Array(self.axes[::-1], lambda row, column: self.entry(column, row))

    @property
    def shape(self):
        return tuple(last - first + 1 for first, last in self.axes)

    def __matmul__(self, other):
        _same_axis(self.axes[1], other.axes[0], "columns and rows", "@")
        return Array(
            (self.axes[0], other.axes[1]), lambda row, column: self._sum(other, row, column)
        )

    def _sum(self, other, row, column):
        first, last = self.axes[1]
        letter = {ROWS: t, ABOVE: i}.get((first, last)) or Dummy("p", integer=True, positive=True)
        term = lambda at: self.entry(row, at) * other.entry(at, column)
        return (term(0) if first == 0 else 0) + Sum(term(letter), (letter, 1, last))

    def __mul__(self, other):
        for axis, other_axis, name in zip(self.axes, other.axes, ("rows", "columns"), strict=True):
            _same_axis(axis, other_axis, name, "*")
        return Array(self.axes, lambda *place: self.entry(*place) * other.entry(*place))

    def __truediv__(self, number):
        return Array(self.axes, lambda *place: _divided(self.entry(*place), number))

    def __getitem__(self, place):
        row, column = place
        if not isinstance(column, slice):
            return self.entry(row, column)
        last = self.axes[1][1]
        return Array((self.axes[0], (last + 1 + column.start, last)), self.entry)


def _divided(entry, number):
    """entry / number, as a `Mean` where it is one."""
    if number == samples and isinstance(entry, Sum) and entry.limits == ((t, *ROWS),):
        return Mean(entry.function, t, samples)
    return entry / number


def _same_axis(one, other, name, sign):
    if one != other:
        ranges = " and ".join(f"{first} … {plain(last)}" for first, last in (one, other))
        raise ValueError(f"these do not fit for {sign}: their {name} run over {ranges}.")


# The arrays of one layer, named as on the page: dz[k], W[k], h[k - 1] and g'(z[k - 1]).
SLOPES = Array((ROWS, ABOVE), lambda t, i: d(Loss, z(k)[t, i]))
WEIGHTS = Array((ABOVE, _WITH_0), lambda i, j: W(k)[i, j])
BELOW_WITH_1 = Array((ROWS, _WITH_0), lambda t, j: 1 if j == 0 else h(k - 1)[t, j])
BENDS = Array((ROWS, BELOW), lambda t, j: g_prime(z(k - 1)[t, j]))


class dJ(Expr):
    """dJ(W(k)[i, j]): the slope ∂J/∂W_ij^(k) of the mean loss."""

    is_commutative = True

    def _latex(self, printer):
        return rf"\frac{{\partial J}}{{\partial {printer.doprint(self.args[0])}}}"

    def _plain(self, printer):
        return f"∂J/∂{printer.doprint(self.args[0])}"


class ArrayProof(NamedTuple):
    """That a line holds for every number of samples and every size; `given` the rule it stands on.

    >>> print(ArrayProof(True))
    proved for every n and every size, given the chain rule for several ways; written out in full
    for 3 choices of them
    """

    given: bool

    def __str__(self):
        rule = f", given {SEVERAL_WAYS}" * self.given
        return (
            f"proved for every n and every size{rule}; written out in full for {len(SIZES)} "
            f"choices of them"
        )

    def sentence(self):
        badge = str(self)
        return f"{badge[0].upper()}{badge[1:]}."


class ArrayDerivation(Chain):
    """A chain of lines about one entry of an array, for every number of samples and every size.

    `id` is what the ledger calls it. A line may hold what this file's arrays hold, `dJ`, and
    derivatives `d(Loss, z(k)[t, i])`, `d(z(k)[t, i], …)` of sample t. In `start`, i is a node of
    layer k, j one of layer k - 1, and t a sample.

    >>> bias = ArrayDerivation("B4.1", dJ(W(k)[i, 0]))
    >>> bias.then((SLOPES.T @ BELOW_WITH_1 / samples)[i, 0], "dz[k].T @ h[k - 1] / n, column 0")
    B4.1: 1 line, proved for every n and every size, given the chain rule for several ways;
    written out in full for 3 choices of them
    """

    complete = True

    def __init__(self, id, start):
        super().__init__(start)
        self.id = id

    def verdict(self, line):
        """An `ArrayProof` that `line` equals the last line so far, or a `Refusal`."""
        before, after = _unfolded(self.rhs), _unfolded(line)
        letters = [a for a in _RANGES if a in before.free_symbols | after.free_symbols]
        for sizes in SIZES:
            numbers = dict(zip((samples, n(k), n(k - 1)), sizes, strict=True))
            written = expand(before - after).subs(numbers).doit()
            ranges = [range(1, _RANGES[a][1].subs(numbers) + 1) for a in letters]
            for values in product(*ranges):
                case = dict(zip(letters, values, strict=True))
                if expand(written.subs(case)) != 0:
                    return Refusal(self.rhs, line, counterexample=_differ(sizes, case))
        if _form(before) != _form(after):
            return Refusal(self.rhs, line)
        return ArrayProof(_needs_the_rule(self.rhs) != _needs_the_rule(line))

    @property
    def proof(self):
        return ArrayProof(any(proof.given for *_, proof in self.lines))


def _differ(sizes, case):
    where = "".join(f", {letter} = {value}" for letter, value in case.items())
    shape = "With {} samples, {} nodes above and {} below".format(*sizes)
    return Sentence(f"{shape}{where}, the two sides written out in full differ")


# --- derivatives taken ----------------------------------------------------------------------------

_RANGES = {t: ROWS, i: ABOVE, j: BELOW}


def _needs_the_rule(e):
    return e.has(dJ) or any(map(_is_below, e.atoms(d)))


def _is_below(e):
    return isinstance(e, d) and e.f == Loss and layer(e.v) == k - 1


def _unfolded(e):
    """`e` with its derivatives taken: what is left are those of Loss by the nodes of layer k."""
    e = e.replace(lambda part: isinstance(part, dJ), _by_all_z)
    e = e.replace(Mean, lambda f, letter, count: Sum(f, (letter, 1, count)) / count)
    e = e.replace(_is_below, _by_own_z)
    return e.replace(lambda part: isinstance(part, d) and part.f != Loss, _taken)


def _by_all_z(slope):
    """∂J/∂W by the chain rule: through every node of layer k in every sample."""
    sample, node = _letter(), _letter()
    through = d(Loss, z(k)[sample, node]) * d(z(k)[sample, node], slope.args[0])
    return Sum(through, (node, *ABOVE), (sample, *ROWS)) / samples


def _by_own_z(slope):
    """∂Loss/∂z^(k-1) by the chain rule: through every node of layer k in the same sample."""
    sample, node = slope.v.indices[0], _letter()
    through = d(Loss, z(k)[sample, node]) * d(z(k)[sample, node], slope.v)
    return Sum(through, (node, *ABOVE))


def _taken(derivative):
    """∂z_ti/∂v, by 2.2: really differentiated."""
    z_ti, v = derivative.args
    row = (BELOW_WITH_1 @ WEIGHTS.T)[z_ti.indices]
    if family(v) == "z":
        row = row.replace(lambda e: family(e) == "h", lambda e: g(z(k - 1)[e.indices]))
    return row.diff(v)


def _letter():
    return Dummy("q", integer=True, positive=True)


# --- one form for equal ones ----------------------------------------------------------------------


def _form(e):
    """Each term as one Σ whose δ's are carried out, its letters named by what they run over."""
    return Add(*(_named(*_picked(*_merged(term))) for term in Add.make_args(_apart(e))))


def _apart(e):
    """`e` multiplied out, inside its sums too."""
    if isinstance(e, Sum):
        terms = Add.make_args(_apart(e.function))
        return Add(*(Sum(term, *e.limits) for term in terms))
    if isinstance(e, (Add, Mul)):
        return expand(e.func(*map(_apart, e.args)))
    return e


def _merged(term):
    """A term without its Σ's, and what their letters run over: {letter: (first, last)}."""
    inside, ranges = Mul(*term.args) if isinstance(term, Mul) else term, {}
    while sums := [f for f in Mul.make_args(inside) if isinstance(f, Sum)]:
        fresh = {letter: _letter() for letter in sums[0].variables}
        ranges |= {fresh[letter]: tuple(ends) for letter, *ends in sums[0].limits}
        inside = inside / sums[0] * sums[0].function.subs(fresh)
    return inside, ranges


def _picked(inside, ranges):
    """The one term of a Σ that a δ leaves, if the δ's other letter runs over the same numbers."""
    for delta in [f for f in Mul.make_args(inside) if isinstance(f, KroneckerDelta)]:
        for letter, other in (delta.args, delta.args[::-1]):
            known = ranges.get(other, _RANGES.get(other))
            if letter in ranges and ranges[letter] == known:
                del ranges[letter]
                return _picked((inside / delta).subs(letter, other), ranges)
    return inside, ranges


def _named(inside, ranges):
    if len(set(ranges.values())) < len(ranges):
        return inside  # two letters over the same numbers: no form is known for them
    names = {letter: _PLACES[ends] for letter, ends in ranges.items()}
    return Mul(inside.subs(names), *(Sum(1, (_PLACES[ends], *ends)) for ends in ranges.values()))


_PLACES = {ends: _letter() for ends in (ROWS, ABOVE, BELOW)}
