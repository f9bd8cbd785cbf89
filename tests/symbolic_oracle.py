"""The value of an expression at numbers, by walking its tree: no sympy calculus, no nnlib algebra.

A derivative d(f, v) is an imaginary step in v through a forward pass of plain Python lists. g and
Loss are smooth functions that share no identity with a usual activation or loss.
"""

import cmath
import random
from functools import cache
from itertools import product
from math import prod

from sympy import Add, KroneckerDelta, Mul, Pow, Sum, Symbol

from nnlib.symbolic import L, Loss, d, g, g_prime, i, j, k, loss, loss_prime, m, n, y
from nnlib.symbolic.symbols import family, layer

STEP = 1e-30


def G(u):
    return cmath.sin(u + 0.3) + 0.1 * u * u


def LOSS(p, label):
    return cmath.exp(0.3 * p * label) + 0.2 * p * p * p


def slope(f, u):
    return f(u + 1j * STEP).imag / STEP


RULES = {
    g: lambda u: G(u).real,
    g_prime: lambda u: slope(G, u),
    loss: lambda p, label: LOSS(p, label).real,
    loss_prime: lambda p, label: slope(lambda q: LOSS(q, label), p),
    Add: lambda *terms: sum(terms),
    Mul: lambda *factors: prod(factors),
    Pow: lambda a, b: a**b,
    KroneckerDelta: lambda a, b: float(a == b),
}


class Missing(Exception):
    """The expression speaks of a node that this network does not have."""


class Net:
    """Random weights, input and label for layers of these sizes (the last must be 1)."""

    def __init__(self, sizes, seed=0):
        rng = random.Random(seed)
        number = lambda: rng.choice((-1, 1)) * rng.uniform(0.2, 1.0)
        row = lambda length: [number() for _ in range(length)]
        self.sizes, self.L = sizes, len(sizes) - 2
        self.W = {K: [row(sizes[K - 1]) for _ in range(sizes[K])] for K in range(1, len(sizes))}
        self.x, self.y = row(sizes[0]), number()
        self.forward = cache(self._forward)

    def _forward(self, nudged=(None, None, None)):
        """{("z" or "h", layer): list, "Loss": number}; one entry may gain an imaginary step."""
        kind, place, indices = nudged
        step = lambda name, K: [
            1j * STEP * ((name, K, (a + 1,)) == nudged) for a in range(self.sizes[K])
        ]
        values = {("h", 0): _plus(self.x, step("h", 0))}
        for K in self.W:
            rows = [list(row) for row in self.W[K]]
            if (kind, place) == ("W", K):
                rows[indices[0] - 1][indices[1] - 1] += 1j * STEP
            sums = [sum(map(prod, zip(row, values["h", K - 1], strict=True))) for row in rows]
            values["z", K] = _plus(sums, step("z", K))
            values["h", K] = _plus(map(G, values["z", K]), step("h", K))
        return values | {"Loss": LOSS(values["h", self.L + 1][0], self.y)}

    def nodes(self, K):
        if not 0 <= K < len(self.sizes):
            raise Missing(f"layer {K}")
        return self.sizes[K]

    def value(self, e, letters):
        """The number that `e` is, where `letters` gives a whole number to k and to each index."""
        if family(e) == "W":
            _, K, (a, b) = self._entry(e, letters)
            return self.W[K][a - 1][b - 1]
        if isinstance(e, d):
            return self._read(e.f, self._entry(e.v, letters), letters).imag / STEP
        if family(e) or e == Loss:
            return self._read(e, (None, None, None), letters).real
        if isinstance(e, Sum):
            return self._sum(e, letters)
        if isinstance(e, n):
            return self.nodes(int(self.value(e.args[0], letters)))
        if isinstance(e, Symbol):
            return ({L: self.L, y: self.y} | letters)[e]
        if e.func in RULES:
            return RULES[e.func](*(self.value(a, letters) for a in e.args))
        return int(e) if e.is_Integer else float(e)

    def _read(self, f, nudged, letters):
        if f == Loss:
            return complex(self.forward(nudged)["Loss"])
        kind, K, (a,) = self._entry(f, letters)
        return complex(self.forward(nudged)[kind, K][a - 1])

    def _entry(self, e, letters):
        """("W", 2, (1, 3)) for W(2)[1, 3], and likewise for z, h and g(z), which is h."""
        if isinstance(e, g):
            _, K, indices = self._entry(e.args[0], letters)
            return "h", K, indices
        kind, K = family(e), int(self.value(layer(e), letters))
        indices = tuple(int(self.value(a, letters)) for a in e.indices)
        bounds = [self.nodes(K)] + ([self.nodes(K - 1)] if kind == "W" else [])
        inside = all(1 <= a <= last for a, last in zip(indices, bounds, strict=True))
        if (kind != "h") > K or not inside:
            raise Missing(f"{kind}({K}){list(indices)}")
        return kind, K, indices

    def _sum(self, e, letters):
        *inner, (letter, first, last) = e.limits
        body = Sum(e.function, *inner) if inner else e.function
        numbers = range(int(first), int(self.value(last, letters)) + 1)
        return sum(self.value(body, letters | {letter: number}) for number in numbers)

    def cases(self, *letters):
        """{k, i, j, …: numbers}: every k, node i of layer k, node j of layer k - 1; others 1, 2."""
        for number in range(1, self.L + 1):
            nodes = [range(1, self.sizes[number] + 1), range(1, self.sizes[number - 1] + 1)]
            for values in product([number], *nodes, *([(1, 2)] * len(letters))):
                yield dict(zip((k, i, j, *letters), values, strict=True))

    def disagreement(self, lhs, rhs):
        """The first case in which lhs and rhs differ, as text; None if there is none."""
        for letters in self.cases(*({m} & (lhs.free_symbols | rhs.free_symbols))):
            try:
                left, right = self.value(lhs, letters), self.value(rhs, letters)
            except Missing:
                continue
            if abs(left - right) > 1e-9 * max(abs(left), abs(right), 1e-6):
                return f"{self.sizes}, {letters}: {left} and {right}"
        return None


def _plus(a, b):
    return [u + v for u, v in zip(a, b, strict=True)]
