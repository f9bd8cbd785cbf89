"""Pairs of lines in the whole grammar, some equal and some not, and what numbers say of each.

i is a node of layer k, j of layer k - 1, m of layer L; a Σ takes any letter that is not in use. The
numbers come from `symbolic_oracle`, on networks down to one node in each layer.
"""

import random
from itertools import product

from symbolic_oracle import Missing, Net
from sympy import Add, Integer, KroneckerDelta, Mul, Rational, Sum, expand, symbols

from nnlib.symbolic import L, Loss, W, d, g, g_prime, h, i, j, k, m, n, p, y, z
from nnlib.symbolic.symbols import family, layer, node

LAYERS = (k - 1, k, k, k + 1, L, L + 1)
OWN = symbols("q r s t u", integer=True, positive=True)
SMALL = [
    Net(sizes, seed)
    for seed, sizes in enumerate(
        [(1, 1, 1), (2, 1, 1), (1, 2, 1), (2, 3, 1), (1, 1, 1, 1), (2, 1, 3, 1), (3, 2, 1, 1)]
        + [(1, 2, 2, 1), (2, 3, 2, 2, 1), (1, 1, 2, 1, 1)]
    )
]


class Search:
    """Lines by the choices of a random.Random; a Σ, g or power stands in at most `depth` others."""

    def __init__(self, seed, depth=2):
        self.rng, self.depth = random.Random(seed), depth
        self.letters = {i: k, j: k - 1} | ({m: L} if self.rng.random() < 0.3 else {})

    def chance(self, share):
        return self.rng.random() < share

    # --- a line -----------------------------------------------------------------------------

    def line(self, depth=0):
        return Add(*(self.product(depth) for _ in range(self.rng.choice((1, 1, 2)))))

    def product(self, depth):
        factors = [self.factor(depth) for _ in range(self.rng.randint(1, self.depth))]
        if depth < self.depth and self.chance(0.55):
            factors.append(self.total(depth))
        return Mul(*factors)

    def total(self, depth):
        K = self.rng.choice(LAYERS[:-1])
        q = self.new_letter(K)
        e = Sum(self.product(depth + 1) * self.chosen_with(q, K), (q, 1, self.last(K)))
        del self.letters[q]
        return e

    def last(self, K):
        return self.rng.choice([n(K)] * 6 + [n(K) - 1] * 3 + [Integer(1), Integer(2)])

    def chosen_with(self, q, K):
        other = self.rng.choice([*self.letters, Integer(1)])
        return self.rng.choice([h(K)[q], z(K)[q], d(Loss, z(K)[q]), KroneckerDelta(q, other), 1])

    def new_letter(self, K):
        free = [letter for letter in (m, p, *OWN) if letter not in self.letters]
        letter = self.rng.choice(free[:3])
        self.letters[letter] = K
        return letter

    def index(self, K):
        fitting = [letter for letter, counted in self.letters.items() if counted == K]
        return self.rng.choice(fitting) if fitting and self.chance(0.9) else Integer(1)

    def factor(self, depth):
        kind = self.rng.random()
        if depth < self.depth and kind < 0.12:
            return self.rng.choice((g, g_prime))(self.line(depth + 1))
        if depth < self.depth and kind < 0.2:
            return self.line(depth + 1) ** self.rng.choice((2, 2, 3, -1, -1, -2))
        if kind < 0.32:
            letters = [*self.letters, Integer(1)]
            delta = KroneckerDelta(self.rng.choice(letters), self.rng.choice(letters))
            numbers = Integer(-2), Rational(1, 3), n(self.rng.choice(LAYERS[:-1]))
            return self.rng.choice([delta, y, *numbers])
        return self.entry()

    def entry(self):
        K = self.rng.choice(LAYERS)
        a, b, below = self.index(K), self.index(K), self.index(K - 1)
        weight, lower = W(K)[a, below], K - 1
        some = [weight, h(K)[a], z(K)[a], g_prime(z(K)[a]), h(K)[a], z(K)[a]]
        some += [d(Loss, v) for v in (z(K)[a], h(K)[a], weight)]
        some += [d(z(K)[a], v) for v in (weight, z(K)[b], h(lower)[below], z(lower)[below])]
        some += [d(h(K)[a], z(K)[b]), d(h(K)[a], weight), d(z(lower)[below], z(K)[a])]
        return self.rng.choice(some)

    # --- what becomes of it -----------------------------------------------------------------

    def pair(self):
        lhs = rhs = self.line()
        for _ in range(self.rng.randint(1, 3)):
            rhs = self.true_step(rhs)
        if self.chance(0.4):
            rhs = self.false_step(rhs)
        return (rhs, lhs) if self.chance(0.3) else (lhs, rhs)

    def true_step(self, e):
        step = self.rng.choice(
            (self.by_ledger,) * 4 + (self.by_algebra, self.by_delta, self.by_sum)
        )
        return step(e)

    def part(self, e, wanted):
        """A part of `e` that is `wanted`, None where there is none."""
        found = [part for part in dict.fromkeys(_parts(e)) if wanted(part)]
        return self.rng.choice(found) if found else None

    def by_ledger(self, e):
        part = self.part(e, lambda a: family(a) in ("z", "h") or isinstance(a, (d, g_prime)))
        return e if part is None else _replaced(e, part, self.worked_out(part))

    def worked_out(self, e):
        if isinstance(e, d):
            return self.loss_worked_out(node(e.v)) if e.f == Loss else self.slope_worked_out(e)
        if isinstance(e, g_prime):
            u = e.args[0]
            return d(h(layer(u))[u.indices], u) if family(u) == "z" else e
        K, a = layer(e), e.indices[0]
        if family(e) == "z":
            q = self.new_letter(K - 1)
            return Sum(W(K)[a, q] * h(K - 1)[q], (q, 1, n(K - 1)))
        return g(z(K)[a]) if family(e) == "h" else e

    def loss_worked_out(self, v):
        K, a = layer(v), v.indices[0]
        slope = g_prime(v) if family(v) == "z" else 1
        if family(v) == "W":
            return d(Loss, z(K)[a]) * h(K - 1)[v.indices[1]]
        if K == L + 1:
            return d(Loss, h(K)[a]) * slope
        q = self.new_letter(K + 1)
        return Sum(d(Loss, z(K + 1)[q]) * W(K + 1)[q, a] * slope, (q, 1, n(K + 1)))

    def slope_worked_out(self, e):
        f, v = node(e.f), node(e.v)
        a, b, gap = f.indices[0], v.indices[0], layer(f) - layer(v)
        slope = g_prime(z(layer(f))[a]) if family(f) == "h" else 1
        if family(v) == "W" and gap == 0:
            return KroneckerDelta(a, b) * slope * h(layer(v) - 1)[v.indices[1]]
        if family(f) == "h" and family(v) == "z" and gap == 0:
            return KroneckerDelta(a, b) * slope
        if family(f) == "z" and family(v) in ("z", "h") and gap == 1:
            return W(layer(f))[a, b] * (g_prime(v) if family(v) == "z" else 1)
        return Integer(0) if gap.is_negative else e

    def by_algebra(self, e):
        part = self.part(e, family)
        if part is None:
            return expand(e)
        b = self.rng.choice([h(k)[i], z(k)[i], y])
        return self.rng.choice(
            [
                expand(e),
                e.xreplace({part: part * b / (b + part) + part**2 / (b + part)}),
                _replaced(e, part, (part**2 - b**2) / (part + b) + b),
                e + b - 2 * b / 2,
                e * (b**2 - 1) / (b - 1) / (b + 1),
                e / 2 + e * Rational(1, 2),
            ]
            if not e.has(d)
            else [expand(e), e / 2 + e * Rational(1, 2), e * (b**2 - 1) / (b - 1) / (b + 1)]
        )

    def by_delta(self, e):
        """f(a) = Σ_q δ_aq f(q); now and then over too few q."""
        part = self.part(e, lambda a: family(a) in ("z", "h"))
        if part is None:
            return e
        K, a = layer(part), part.indices[0]
        q = self.new_letter(K)
        last = n(K) - 1 if self.chance(0.2) else n(K)
        return _replaced(e, part, Sum(KroneckerDelta(a, q) * part.base[q], (q, 1, last)))

    def by_sum(self, e):
        """A Σ with another letter, a factor taken out of it, its first term apart, a Σ of 1."""
        part = self.part(e, lambda a: isinstance(a, Sum))
        if part is None:
            K = self.rng.choice(LAYERS[:-1])
            q, last = self.new_letter(K), self.rng.choice([n(K), n(K) - 1])
            return (
                e * Sum(1, (q, 1, last)) / last
                if last == n(K)
                else e * Sum(1, (q, 1, last)) - (e * last) + e
            )
        (letter, first, last), *others = part.limits
        q = self.new_letter(None)
        renamed = Sum(part.function.subs(letter, q), (q, first, last), *others)
        apart = part.function.subs(letter, 1) + Sum(part.function, (letter, 2, last))
        within = Sum(expand(part.function), *part.limits)
        choices = [renamed, renamed, within]
        if not others and last.func == n:
            choices.append(apart)
        return _replaced(e, part, self.rng.choice(choices))

    def false_step(self, e):
        sums = self.part(e, lambda a: isinstance(a, Sum))
        if sums is not None and self.chance(0.5):
            (letter, first, last), *others = sums.limits
            other = self.rng.choice([last - 1, n(k), n(k - 1), n(k + 1), Integer(1)])
            return _replaced(e, sums, Sum(sums.function, (letter, first, other), *others))
        part = self.part(e, lambda a: family(a) or isinstance(a, (d, g_prime)))
        if part is None:
            return e + 1
        atom = part if family(part) else node(part.args[-1])
        if not family(atom):
            return 2 * e
        K, indices = layer(atom), list(atom.indices)
        indices[self.rng.randrange(len(indices))] = self.rng.choice((i, j, Integer(1)))
        same_kind = {"W": W, "z": z, "h": h}[family(atom)]
        wrong = [2 * part, -part, part**2, part + 1, Integer(1), Integer(0), g(part)]
        wrong += [part.xreplace({atom: other}) for other in (
            atom.base[tuple(reversed(atom.indices))], atom.base[tuple(indices)],
            same_kind(K - 1)[atom.indices], same_kind(K + 1)[atom.indices])]  # fmt: skip
        return _replaced(e, part, self.rng.choice(wrong))


def _parts(e):
    yield e
    if family(e) or isinstance(e, d):
        return
    for part in [e.function] if isinstance(e, Sum) else e.args:
        yield from _parts(part)


def _replaced(e, old, new):
    if e == old:
        return new
    if isinstance(e, d) or family(e) or not e.args:
        return e
    if isinstance(e, Sum):
        return Sum(_replaced(e.function, old, new), *e.limits)
    return e.func(*(_replaced(part, old, new) for part in e.args))


# --- what numbers say ---------------------------------------------------------------------------


def cases(net, *sides):
    """{letter: number} in every way: k a hidden layer, each letter up to the largest layer."""
    free = set().union(*(side.free_symbols for side in sides))
    letters = sorted((a for a in free if a in (i, j, m, p, *OWN)), key=str)
    numbers = range(1, max(net.sizes) + 1)
    for K in range(1, net.L + 1) if k in free else [1]:
        for values in product(numbers, repeat=len(letters)):
            yield {k: K} | dict(zip(letters, values, strict=True))


def found_by_numbers(lhs, rhs, nets=SMALL):
    """("differ", where), ("missing", where) if the right side lacks a value that the left has, or
    ("equal", how many cases).
    """
    missing, count = None, 0
    for net in nets:
        for letters in cases(net, lhs, rhs):
            left = _value(net, lhs, letters)
            if left is None:
                continue
            right = _value(net, rhs, letters)
            if right is None:  # it lacks a node, or a letter of its own runs too far
                if rhs.free_symbols - lhs.free_symbols - {k, L, y}:
                    continue
                missing = missing or f"{net.sizes}, {letters}"
            elif abs(left - right) > 1e-7 * max(abs(left), abs(right), 1e-4):
                return "differ", f"{net.sizes}, {letters}: {left} and {right}"
            count += right is not None
    return ("missing", missing) if missing else ("equal", count)


def _value(net, e, letters):
    try:
        value = net.value(e, letters)
    except (Missing, ZeroDivisionError, OverflowError, TypeError):  # a TypeError: 1/0, kept as zoo
        return None
    return value if abs(value) < 1e9 else None
