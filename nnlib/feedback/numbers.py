"""The value of any expression of the course in a few random networks.

An answer that differs here differs; what a student wrote is found by changing it and looking again.
Of g and Loss nothing is known but that they have slopes, unless they are named.
"""

from functools import lru_cache

import numpy as np
from sympy import Add, Dummy, Integer, Mul, Pow, Sum, Symbol, lambdify, nan, oo, zoo

from ..symbolic import (
    L,
    Loss,
    NoSuchNode,
    Undecided,
    d,
    g,
    g_prime,
    i,
    j,
    k,
    loss,
    loss_prime,
    m,
    n,
    p,
    with_functions,
)
from ..symbolic.symbols import family, layer, node, y
from .typed import typed
from .verdict import Complaint

DRAWS, STEP = 8, 1e-30
MOST_TERMS = 1000  # of one Σ; the course's layers have a handful of nodes

_COURSE = {L, i, j, k, m, p, y}  # any other letter is the task's own, as η
# Any g and any Loss: their slopes follow from no simple formula in their values.
_ANY = {
    g: lambda u: 0.5 + 0.3 * np.sin(u + 0.4),  # between 0 and 1, for the log loss
    g_prime: lambda u: 0.3 * np.cos(u + 0.4),
    loss: lambda p, label: np.sin(p + 0.7 * label) + 0.3 * p**2,
    loss_prime: lambda p, label: np.cos(p + 0.7 * label) + 0.6 * p,
}


@lru_cache
def numbers(sizes, activation=None, loss_name=None):
    """The `Numbers` of these sizes, with g and Loss as named; None stands for any."""
    return Numbers(sizes, activation, loss_name)


class Numbers:
    """Random weights, inputs and labels for a network of `sizes`: `DRAWS` draws at once."""

    def __init__(self, sizes, activation=None, loss_name=None):
        rng = np.random.default_rng(17)
        draw = lambda *shape: rng.choice([-1, 1], shape) * rng.uniform(0.4, 1.6, shape)
        self.sizes, self.last = sizes, len(sizes) - 1
        self.W = {k: draw(DRAWS, sizes[k], sizes[k - 1]) for k in range(1, len(sizes))}
        self.functions = _functions(activation, loss_name)
        self.y = rng.uniform(0.2, 0.8, DRAWS)  # not 0 or 1: y² is not y
        self.z, self.h = self._onward(0, draw(DRAWS, sizes[0]))
        self._letters, self._memo = {}, {}

    def _onward(self, k, h, W=None):
        """z and h of the layers above k, and h of k itself, by layer."""
        z, hs = {}, {k: h}
        for above in range(k + 1, self.last + 1):
            z[above] = np.einsum("sij,sj->si", (W or self.W)[above], hs[above - 1])
            hs[above] = self.functions[g](z[above])
        return z, hs

    def over(self, expression, cases):
        """Its values, an array (cases, draws); NaN in the row of a case where it does not exist.

        Raises Undecided where a letter has no value, Complaint for a Σ that runs too far.
        """
        rows = []
        for case in cases:
            try:
                rows.append(self.value(expression, self._at(case)) * np.ones(DRAWS))
            except NoSuchNode:
                rows.append(np.full(DRAWS, np.nan))
        return np.array(rows)

    def _at(self, case):
        return (*case.items(), (L, Integer(self.last - 1)))

    def why_not(self, expression, case):
        """Why an expression does not exist in a case, or ""."""
        try:
            self.value(expression, self._at(case))
        except NoSuchNode as error:
            return str(error)
        return ""

    def value(self, e, letters):
        """The values of e, an array (draws,); `letters` are pairs (letter, number)."""
        key = e, letters
        if key not in self._memo:
            with np.errstate(all="ignore"):
                self._memo[key] = self._value(e, letters)
        return self._memo[key]

    def _value(self, e, letters):
        if e in (nan, oo, -oo, zoo):  # something is divided by 0
            return np.float64(np.nan)
        if e.is_Integer or e.is_Rational or e.is_NumberSymbol:
            return np.float64(float(e))
        if isinstance(e, d):
            return self._slope(e, letters)
        if family(e):
            return self._entry(*self._place(e, letters))
        if isinstance(e, n):
            return self._size(e.args[0].subs(dict(letters)))
        if isinstance(e, Sum):
            return self._sum(e, letters)
        if e == y:
            return self.y
        if e == Loss:
            return self._apply(loss, self.h[self.last][:, 0], self.y)
        if isinstance(e, Symbol):
            return self._letter(e, letters)
        parts = [self.value(a, letters) for a in e.args]
        if isinstance(e, Add):
            return sum(parts)
        if isinstance(e, Mul):
            return np.prod(np.broadcast_arrays(*parts), axis=0)
        if isinstance(e, Pow):
            return np.power(parts[0] + 0j * (not e.exp.is_Integer), parts[1]).real
        if e.func in self.functions:
            return self._apply(e.func, *parts)
        return _numpy(e.func, len(e.args))(*parts)

    def _apply(self, function, *arguments):
        return self.functions[function](*arguments)

    def _letter(self, e, letters):
        found = dict(letters).get(e)
        if found is not None:
            return np.float64(found)
        if e in _COURSE:
            raise Undecided(f"{e} has no value")
        if e not in self._letters:  # a letter of the task's own, as η
            rng = np.random.default_rng(len(self._letters) + 3)
            self._letters[e] = rng.uniform(0.3, 1.7, DRAWS)
        return self._letters[e]

    def _size(self, at):
        if not (at.is_Integer and 0 <= at <= self.last):
            raise NoSuchNode(f"n({at}) does not exist: the layers are 0 to {self.last}")
        return np.float64(self.sizes[int(at)])

    def _sum(self, e, letters):
        *outer, (letter, first, last) = e.limits
        inner = Sum(e.function, *outer) if outer else e.function
        first, last = (int(self.value(a, letters)) for a in (first, last))
        if last - first >= MOST_TERMS:
            raise Complaint(
                f"This Σ has {last - first + 1} terms; it runs over the nodes of a layer."
            )
        inside = ((*letters, (letter, Integer(at))) for at in range(first, last + 1))
        return sum((self.value(inner, found) for found in inside), np.zeros(DRAWS))

    def _place(self, e, letters):
        """The family, layer and indices of an entry, all numbers and within the network."""
        fixed = e.subs(dict(letters)) if letters else e
        k = layer(fixed)
        if not all(a.is_Integer for a in (k, *fixed.indices)):
            raise Undecided(f"{typed(e)} has no value")
        kind, k, indices = family(e), int(k), [int(a) for a in fixed.indices]
        first = 0 if kind == "h" else 1
        if not first <= k <= self.last:
            layers = f"{kind} has the layers {first} to {self.last}"
            raise NoSuchNode(f"{typed(fixed)} does not exist: {layers}")
        for a, at in zip(indices, (k, k - 1), strict=False):
            if not 1 <= a <= self.sizes[at]:
                has = f"layer {at} has {self.sizes[at]} node{'s' * (self.sizes[at] > 1)}"
                raise NoSuchNode(f"{typed(fixed)} does not exist: {has}")
        return kind, k, [a - 1 for a in indices]

    def _entry(self, kind, k, indices):
        array = {"W": self.W, "z": self.z, "h": self.h}[kind][k]
        return array[(slice(None), *indices)]

    def _slope(self, e, letters):
        """∂f/∂v by an imaginary step of v and a forward pass from its layer on."""
        kind, k, indices = self._place(node(e.v), letters)
        nudged = {"W": self.W, "z": self.z, "h": self.h}[kind][k].astype(complex)
        nudged[(slice(None), *indices)] += 1j * STEP
        if kind == "W":
            z, h = self._onward(k - 1, self.h[k - 1], {**self.W, k: nudged})
        else:
            z, h = self._onward(k, self.functions[g](nudged) if kind == "z" else nudged)
        if kind == "z":
            z[k] = nudged
        if e.f == Loss:
            found = self._apply(loss, h[self.last][:, 0], self.y)
        else:
            what, at, (place,) = self._place(node(e.f), letters)
            found = {"z": z, "h": h}[what].get(at, np.zeros((DRAWS, self.sizes[at])))[:, place]
        return np.imag(found * np.ones(DRAWS)) / STEP


def _functions(activation, loss_name):
    if activation is None and loss_name is None:
        return _ANY
    known = with_functions_of(activation or "tanh", loss_name or "squared")
    chosen = dict(_ANY)
    if activation:
        chosen |= {g: known[g], g_prime: known[g_prime]}
    if loss_name:
        chosen |= {loss: known[loss], loss_prime: known[loss_prime]}
    return chosen


@lru_cache
def with_functions_of(activation, loss_name):
    """{g: …, g_prime: …, loss: …, loss_prime: …} as numpy functions, from sympy's formulas."""
    a, b = Dummy(real=True), Dummy(real=True)
    letters = {g: (a,), g_prime: (a,), loss: (a, b), loss_prime: (a, b)}
    return {
        function: lambdify(at, with_functions(function(*at), activation, loss_name), "numpy")
        for function, at in letters.items()
    }


@lru_cache
def _numpy(function, places):
    letters = [Dummy() for _ in range(places)]
    return lambdify(letters, function(*letters), "numpy")


def alike(a, b):
    """Whether two arrays of `Numbers.over` are the same: NaN in the same rows, equal elsewhere."""
    there = ~np.isnan(b).all(axis=1)
    if not there.any() or (np.isnan(a).all(axis=1) == there).any():
        return False
    a, b = a[there], b[there]
    return bool(np.all(np.abs(a - b) <= 1e-9 * np.maximum(np.abs(a), np.abs(b)) + 1e-300))


def ratio(a, b):
    """The one number that a is times b, or None."""
    with np.errstate(all="ignore"):
        found = np.ravel(a / b)
    if not np.isfinite(found).all() or not np.ptp(found) <= 1e-9 * np.abs(found).max():
        return None
    return float(np.median(found)) or None
