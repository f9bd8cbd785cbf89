"""Beyond the document: softmax and cross-entropy, proved for every number K of classes.

A proof stands on these rules, and on no others. The letters i, j run from 1 to K. Definitions:
p_i = e^(z_i) / S with S = Σ_m e^(z_m), and Loss = -Σ_m y_m ln p_m. For ∂/∂z_j: sympy's own diff,
where S moves by ∂S/∂z_j = e^(z_j), its one term with z_j. A δ in a Σ picks one term of it. What is
left is a quotient of polynomials in e^(z_i), e^(z_j), S, the labels and the Σ's that remain, once
for i = j and once for i ≠ j: a finite calculation decides whether it is 0. Where the labels' sum
is needed, Σ_m y_m = 1 is named as given.
"""

from itertools import product
from typing import NamedTuple

import numpy as np
from sympy import (
    Add,
    Dummy,
    Expr,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Mul,
    Sum,
    Symbol,
    cancel,
    exp,
    expand,
    expand_log,
    lambdify,
    log,
    sympify,
    together,
)
from sympy.printing.latex import LatexPrinter

from .. import inputs
from ..activations import OUTPUTS, softmax, softmax_slopes
from ..checking import relative_error, slope
from ..losses import ROW_LOSSES, loss_at_z, slope_at_z
from .ledger import BEYOND
from .printing import aligned, text
from .record import note
from .symbols import Loss, i, j, m

__all__ = ["ForEveryK", "K", "Loss", "S", "c", "compare_classes", "d", "i", "j", "m", "p", "y", "z"]

K = Symbol("K", integer=True, positive=True)
c = Symbol("c", real=True)
S = Symbol("S", positive=True)
z, p, y = IndexedBase("z"), IndexedBase("p"), IndexedBase("y")

LABELS_ADD_UP = "the labels of a sample add up to 1"
_WRITTEN_OUT = (2, 3)  # numbers of classes for which a line is really differentiated as well
_LABELS = Dummy("labels")  # stands for Σ_m y_m
_PLACE = Dummy("place", integer=True, positive=True)  # the letter of every Σ that remains
_TOLERANCE = 1e-9


class d(Expr):
    """d(f, v): the derivative ∂f/∂v of p[i], S, Loss or a power e^(z_i), by v = z[j].

    >>> d(p[i], z[j])
    d(p[i], z[j])
    """

    def __new__(cls, f, v):
        f, v = sympify(f), sympify(v)
        if getattr(v, "base", None) != z:
            raise TypeError(f"d(f, v) is the derivative by a v = z[j], but v is {v}.")
        return super().__new__(cls, f, v)

    def _latex(self, printer):
        f, v = (printer.doprint(part) for part in self.args)
        return rf"\frac{{\partial {f}}}{{\partial {v}}}"

    def _sympyrepr(self, printer):
        """Not "d": that is the document's own derivative, where answers travel as text."""
        return f"d_of_classes({', '.join(map(printer.doprint, self.args))})"


class ForEveryK:
    """A chain lhs = e1 = e2 = … about K classes, each line proved equal to the one before.

    `lhs` and the lines are written with p[i], y[i], z[i], S, Loss, d(f, z[j]), `exp`, `log`, `Sum`
    over m from 1 to K, and `KroneckerDelta`. With `classes=2` the chain is for two classes only.
    `id` is the ledger's number of what it proves, when its last line is reached.

    >>> chain = ForEveryK(d(p[i], z[j]))
    >>> chain.then(p[i] * (KroneckerDelta(i, j) - p[j]), "all at once")
    this: 1 line, proved for every number K of classes; really differentiated for K = 2 and 3
    """

    def __init__(self, lhs, id="this", *, classes=None):
        self.lhs, self.lines, self.classes, self.given = sympify(lhs), [], classes, ()
        if id != "this":
            inputs.choice(id, dict.fromkeys(BEYOND), "equation beyond the document")
        self.id = id

    @property
    def rhs(self):
        """The last line so far."""
        return self.lines[-1][0] if self.lines else self.lhs

    def then(self, line, reason):
        """Add `= line`, proved equal to the line before. Returns the chain itself.

        Raises ValueError where it does not follow, with numbers in which it fails: then the chain
        stays as it was.

        >>> ForEveryK(d(p[i], z[j])).then(p[i] * (1 - p[j]), "a sigmoid each")
        Traceback (most recent call last):
        ValueError: it does not follow: for K = 2, i = 1, j = 2 the sides are -0.2217 and 0.4465.
        """
        line = sympify(line)
        given = given_for_every_k(self.rhs, line, self.classes)
        self.given = self.given or given
        self.lines.append((line, reason))
        if self.id != "this":
            note(self.id, self.badge)
        return self

    @property
    def badge(self):
        """What the chain is proved for, and on what it stands."""
        given = f", given that {self.given[0]}" if self.given else ""
        if self.classes:
            return f"proved for K = {self.classes}{given}"
        sizes = " and ".join(map(str, _WRITTEN_OUT))
        whole = f"proved for every number K of classes{given}"
        taken = any(e.has(d) for e in (self.lhs, *(line for line, _ in self.lines)))
        return f"{whole}; {'really differentiated' if taken else 'written out'} for K = {sizes}"

    def __repr__(self):
        count = f"{len(self.lines)} line{'s' * (len(self.lines) > 1)}"
        return f"{self.id}: {count}, {self.badge}"

    def _repr_latex_(self):
        rows = [
            rf"{'' if row else latex(self.lhs)} &= {latex(line)} && \checkmark\ {text(reason)}"
            for row, (line, reason) in enumerate(self.lines)
        ]
        return f"{aligned(*rows)}\n{self.badge[0].upper()}{self.badge[1:]}."

    def _repr_mimebundle_(self, include=None, exclude=None):
        said = {} if self.id == "this" else {"nnlib": {"proves": self.id}}
        return {"text/plain": repr(self), "text/latex": self._repr_latex_()}, said


# --- the proof --------------------------------------------------------------------------------


def given_for_every_k(left, right, classes=None):
    """What the proof of left = right takes as given, a tuple. Errors as for `ForEveryK.then`.

    >>> given_for_every_k(Sum(p[m], (m, 1, K)), 1), given_for_every_k(Sum(y[m], (m, 1, K)), 1)
    ((), ('the labels of a sample add up to 1',))
    """
    left, right = sympify(left), sympify(right)
    found = _difference(left, right, classes, i, j)
    if not _vanishes(found.subs(_LABELS, 1)):
        raise ValueError(f"it does not follow{_counterexample(left, right, classes)}.")
    for size, a, b in _cases(classes, left, right):
        if not _vanishes(_difference(left, right, size, a, b).subs(_LABELS, 1)):
            raise ValueError(f"it does not follow for K = {size}, i = {a}, j = {b}.")
    return () if _vanishes(found) else (LABELS_ADD_UP,)


def _difference(left, right, classes, a, b):
    """left - right in the normal form; with `classes` a number, each Σ is written out."""
    return _normal(left, classes, a, b) - _normal(right, classes, a, b)


def _normal(e, classes, a, b):
    e = _unfolded(sympify(e).subs({i: a, j: b}), classes)
    if classes:
        e = e.doit()
        e = e.subs(y[classes], _LABELS - Add(*(y[at] for at in range(1, classes))))
    e = e.replace(log, _log)
    return _settled(expand(e))


def _unfolded(e, classes):
    """e without p, Loss and d: by their definitions, and by really taking each derivative."""
    e = e.subs(K, classes) if classes else e
    e = e.replace(lambda part: part == Loss, lambda _: _loss(classes))
    e = e.replace(d, lambda f, v: _derivative(_unfolded(f, classes), v, classes))
    e = e.replace(lambda part: getattr(part, "base", None) == p, lambda part: _share(part, classes))
    return e.subs(S, _total(classes))


def _total(classes):
    """S, or the powers that it adds up."""
    return Add(*(exp(z[at]) for at in range(1, classes + 1))) if classes else S


def _share(part, classes):
    return exp(z[part.indices[0]]) / _total(classes)


def _loss(classes):
    letter = Dummy(integer=True, positive=True)  # no m of a Σ around it
    return -Sum(y[letter] * log(p[letter]), (letter, 1, classes or K))


def _derivative(f, v, classes):
    """∂f/∂v. With all terms written out, this is sympy's diff; else S moves by its one term."""
    if classes:
        return f.doit().diff(v)
    return f.diff(v) + f.diff(S) * exp(v)


def _log(inside):
    """ln of a product or a quotient as a sum; the inside is positive, since every power is."""
    inside = inside if inside.has(Sum) else cancel(together(expand(inside)))
    return expand_log(log(inside), force=True)


def _settled(e):
    """Each Σ of e, the inner ones first: taken apart, what its letter is not in taken out."""
    known = {Sum(exp(z[_PLACE]), (_PLACE, 1, K)): S, Sum(y[_PLACE], (_PLACE, 1, K)): _LABELS}
    while found := [total for total in e.atoms(Sum) if not _plain(total)]:
        inner = {total: _taken_apart(total) for total in found if not total.function.has(Sum)}
        outer = {total: _taken_apart(total) for total in found if not inner}
        e = expand(e.xreplace(inner or outer).xreplace(known))
    return expand(e.xreplace(known))


def _plain(total):
    known = list(total.variables) == [_PLACE] and total.limits[0][1:] == (1, K)
    return known and not total.function.is_Add and _is_inside(total.function)


def _is_inside(function):
    picks = any(_PLACE in delta.args for delta in function.atoms(KroneckerDelta))
    return not picks and all(_in_letter(factor) for factor in Mul.make_args(function))


def _in_letter(factor):
    return _PLACE in factor.free_symbols


def _taken_apart(total):
    ((letter, first, last),) = total.limits
    if (first, last) != (1, K):
        raise ValueError(f"a Σ must run from 1 to K, not from {first} to {last}.")
    terms = Add.make_args(expand(total.function.subs(letter, _PLACE)))
    return Add(*(_summed(term) for term in terms))


def _summed(term):
    """Σ over _PLACE of one product: the term that a δ picks, or its outside times a plain Σ."""
    factors = Mul.make_args(term)
    for delta in factors:
        if isinstance(delta, KroneckerDelta) and _PLACE in delta.args:
            (picked,) = set(delta.args) - {_PLACE}
            return (term / delta).subs(_PLACE, picked)
    inside = Mul(*filter(_in_letter, factors))
    return term / inside * (K if inside == 1 else Sum(inside, (_PLACE, 1, K)))


def _vanishes(e):
    """Whether e is 0 for i = j and for i ≠ j, as a quotient of polynomials in its atoms."""
    if not (e.has(i) and e.has(j)):
        return _is_0(e)
    return _is_0(e.subs(KroneckerDelta(i, j), 0)) and _is_0(_settled(expand(e.subs(j, i))))


def _is_0(e):
    powers = {exp(entry): Dummy(positive=True) for entry in e.atoms(type(z[1])) if entry.base == z}
    return cancel(together(expand(e).subs(powers))) == 0


def _cases(classes, *sides):
    """The whole numbers (K, i, j) for which a line is written out; i, j only where they occur."""
    letters = set().union(*(side.free_symbols for side in sides))
    for size in (classes,) if classes else _WRITTEN_OUT:
        ranges = [range(1, size + 1) if letter in letters else (1,) for letter in (i, j)]
        yield from ((size, Integer(a), Integer(b)) for a, b in product(*ranges))


def _counterexample(left, right, classes):
    for size, a, b in _cases(classes, left, right):
        row = np.array([[0.7 * at * (-1) ** at for at in range(size)]])
        first, second = (
            float(value(side, size, a, b, row, np.eye(size)[-1:])[0]) for side in (left, right)
        )
        if abs(first - second) > 1e-6 * max(abs(first), abs(second)):
            letters = ((letter, at) for letter, at in ((i, a), (j, b)))
            used = [f", {letter} = {at}" for letter, at in letters if (left - right).has(letter)]
            return f": for K = {size}{''.join(used)} the sides are {first:.4f} and {second:.4f}"
    return ", or it could not be shown: take a smaller step"


# --- in numbers -------------------------------------------------------------------------------


def value(e, classes, a, b, Z, labels):
    """The expression in numbers for i = a, j = b, for each row of Z and of labels (n, K).

    >>> value(p[1], 2, 1, 1, np.zeros((1, 2)), np.eye(2)[:1])
    array([0.5])
    """
    written = _unfolded(sympify(e).subs({i: a, j: b}), classes).doit()
    entries = [base[at] for base in (z, y) for at in range(1, classes + 1)]
    letters = [Dummy() for _ in (*entries, c)]
    named = written.subs(dict(zip((*entries, c), letters, strict=True)))
    function = lambdify(letters, named, "numpy")
    return function(*np.transpose(Z), *np.transpose(labels), 0.3) * np.ones(len(Z))


class InNumbers(NamedTuple):
    """One equation in numbers: the routes that agree, for which K, over how many rows.

    >>> InNumbers("B5.1", ("formula", "nnlib"), (2, 3), 5)
    In numbers, 2 and 3 classes, 5 rows each: formula = nnlib, to a relative 1e-9
    """

    id: str
    routes: tuple
    sizes: tuple
    rows: int

    def __repr__(self):
        sizes = ", ".join(map(str, self.sizes[:-1])) + f" and {self.sizes[-1]}"
        same = " = ".join(self.routes)
        return f"In numbers, {sizes} classes, {self.rows} rows each: {same}, to a relative 1e-9"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self)}, {"nnlib": {"compares": self.id}}


def compare_classes(chain, sizes=(2, 3, 5), rows=4):
    """The last line of a chain for B5.1 or B5.2, `nnlib` and the complex step: `InNumbers`.

    Raises ArithmeticError where two routes differ by more than a relative 1e-9, and ValueError for
    another chain.

    >>> chain = ForEveryK(d(Loss, z[j]), "B5.2").then(p[j] - y[j], "all at once")
    >>> compare_classes(chain, (2, 3))
    In numbers, 2 and 3 classes, 4 rows each: formula = nnlib = complex step, to a relative 1e-9
    """
    known = {"B5.1": _share_slopes, "B5.2": _loss_slopes}
    found = inputs.choice(chain.id, known, "equation with a slope")
    rng = np.random.default_rng(5)
    for size in sizes:
        Z, classes = rng.normal(size=(rows, size)), rng.integers(size, size=rows)
        labels = np.eye(size)[classes]
        routes = found(chain.rhs, Z, labels)
        first, *others = routes.values()
        for name, other in zip(list(routes)[1:], others, strict=True):
            if relative_error(first, other) > _TOLERANCE:
                raise ArithmeticError(f"{chain.id}, K = {size}: the formula and {name} differ.")
    note(chain.id, "in numbers")
    return InNumbers(chain.id, tuple(routes), tuple(sizes), rows)


def _stepped(function, Z):
    """∂function/∂z_j of each row of Z, by an imaginary step of each entry."""
    found = []
    for at in range(Z.shape[1]):

        def moved(entry, at=at):
            changed = Z.astype(complex)
            changed[:, at] = entry
            return function(changed).T

        found.append(slope(moved, Z[:, at]).T)
    return np.stack(found, axis=-1)


def _formula(e, Z, labels, letters):
    """The values of a formula in j (n, K), or in i and j (n, K, K), for each row of Z."""
    size = Z.shape[1]
    numbers = range(1, size + 1)
    firsts = numbers if i in letters else (1,)
    found = [[value(e, size, a, b, Z, labels) for b in numbers] for a in firsts]
    return np.moveaxis(np.squeeze(found, axis=0) if i not in letters else found, -1, 0)


def _share_slopes(e, Z, labels):
    return {
        "formula": _formula(e, Z, labels, (i, j)),
        "nnlib": softmax_slopes(Z),
        "complex step": _stepped(softmax, Z),
    }


def _loss_slopes(e, Z, labels):
    pair = ROW_LOSSES["cross-entropy"], OUTPUTS["softmax"]
    whole = lambda Z: loss_at_z(*pair, Z, labels).sum(axis=1)
    return {
        "formula": _formula(e, Z, labels, (j,)),
        "nnlib": slope_at_z(*pair, Z, labels),
        "complex step": _stepped(whole, Z),
    }


# --- how it is printed ------------------------------------------------------------------------


class _Printer(LatexPrinter):
    """Single factors before brackets and Σ, and no braces round p: p_i (δ_ij - p_j)."""

    def _print_Symbol(self, e, **how):
        return r"\mathrm{Loss}" if e == Loss else super()._print_Symbol(e, **how)

    def _print_Indexed(self, e):
        return f"{e.base.label}_{{{''.join(map(str, e.indices))}}}"

    def _print_Mul(self, e):
        factors = list(Mul.make_args(e))
        if any(factor.is_Pow and factor.exp.is_negative for factor in factors) or len(factors) < 2:
            return super()._print_Mul(e)
        factors.sort(key=lambda f: (not f.is_Number, f.is_Add, f.has(Sum), f.has(log), str(f)))
        sign = "- " if factors[0] == -1 else ""
        factors = factors[1:] if sign else factors
        return sign + " \\, ".join(
            rf"\left({self._print(f)}\right)" if f.is_Add else self._print(f) for f in factors
        )


def latex(e):
    """The expression as LaTeX.

    >>> latex(p[i] * (1 - p[j]))
    'p_{i} \\\\, \\\\left(1 - p_{j}\\\\right)'
    """
    return _Printer({"ln_notation": True}).doprint(e)
