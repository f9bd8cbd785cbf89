"""Random lines in the document's symbols, and random steps: true ones, and the usual mistakes.

i is a node of layer k, j a node of layer k - 1; a Σ has a letter of its own for its layer.
"""

from sympy import Add, Indexed, Integer, KroneckerDelta, Mul, Sum, Symbol

from nnlib.symbolic import L, Loss, W, d, g, g_prime, h, i, j, k, n, z
from nnlib.symbolic.errors import WrongForm
from nnlib.symbolic.symbols import family, layer, node

LAYERS = (k - 1, k, k, k + 1, L, L + 1)
FAMILIES = {"W": W, "z": z, "h": h}


class Writer:
    """Writes lines by the choices of `rng`, a random.Random."""

    def __init__(self, rng):
        self.rng, self.letters = rng, {i: k, j: k - 1}

    def pair(self):
        """A line, and what some steps made of it. Not always equal."""
        lhs = rhs = self.line()
        for _ in range(self.rng.randint(1, 3)):
            parts = list(dict.fromkeys(_parts(rhs)))
            if parts:
                part = self.rng.choice(parts)
                step = self.true_step if self.rng.random() < 0.8 else self.false_step
                rhs = _replaced(rhs, part, step(part))
        return lhs, rhs

    def line(self, depth=0):
        return Add(*(self._product(depth) for _ in range(self.rng.choice((1, 1, 2)))))

    def _product(self, depth):
        factors = [self._factor(depth) for _ in range(self.rng.randint(1, 3))]
        if depth < 2 and self.rng.random() < 0.5:
            K = self.rng.choice(LAYERS[:-1])
            q = self._letter(K)
            factors.append(Sum(self._product(depth + 1), (q, 1, n(K))))
            del self.letters[q]
        return Mul(*factors)

    def _letter(self, K):
        q = Symbol(f"q{len(self.letters)}", integer=True, positive=True)
        self.letters[q] = K
        return q

    def _node(self, K):
        """A letter that counts the nodes of layer K, or 1."""
        fitting = [letter for letter, counted in self.letters.items() if counted == K]
        return self.rng.choice(fitting) if fitting and self.rng.random() < 0.9 else Integer(1)

    def _factor(self, depth):
        if depth < 2 and self.rng.random() < 0.15:
            return self.rng.choice((g, g_prime))(self.line(depth + 1))
        K = self.rng.choice(LAYERS)
        a, b, below = self._node(K), self._node(K), self._node(K - 1)
        weight, lower = W(K)[a, below], K - 1
        factors = [weight, h(K)[a], z(K)[a], g_prime(z(K)[a])]
        factors += [d(Loss, v) for v in (z(K)[a], h(K)[a], weight)]
        factors += [d(z(K)[a], v) for v in (weight, z(K)[b], h(lower)[below], z(lower)[below])]
        factors += [d(h(K)[a], z(K)[b]), d(z(K)[a], z(K - 2)[self._node(K - 2)])]
        return self.rng.choice(factors)

    def true_step(self, e):
        """One equation of the ledger applied to `e`, or `e` itself where none is known here."""
        if isinstance(e, d):
            return self._loss_step(node(e.v)) if e.f == Loss else self._node_step(node(e.f), e)
        if isinstance(e, g_prime):
            u = e.args[0]
            return d(h(layer(u))[u.indices], u) if family(u) == "z" else e
        K, a = layer(e), e.indices[0]
        if family(e) == "z":
            q = self._letter(K - 1)
            return Sum(W(K)[a, q] * h(K - 1)[q], (q, 1, n(K - 1)))
        return g(z(K)[a]) if family(e) == "h" else e

    def _loss_step(self, v):
        K, a = layer(v), v.indices[0]
        if family(v) == "W":
            return d(Loss, z(K)[a]) * h(K - 1)[v.indices[1]]
        if K == L + 1:
            return d(Loss, h(K)[a]) * (g_prime(v) if family(v) == "z" else 1)
        q = self._letter(K + 1)
        passed = Sum(d(Loss, z(K + 1)[q]) * W(K + 1)[q, a], (q, 1, n(K + 1)))
        return passed * (g_prime(v) if family(v) == "z" else 1)

    def _node_step(self, f, e):
        v, a = node(e.v), f.indices[0]
        gap = layer(f) - layer(v)
        if family(v) == "W" and gap == 0:
            return KroneckerDelta(a, v.indices[0]) * h(layer(v) - 1)[v.indices[1]]
        if family(f) == "h" and family(v) == "z" and gap == 0:
            return KroneckerDelta(a, v.indices[0]) * g_prime(v)
        if family(f) == "z" and family(v) in "zh" and gap == 1:
            slope = g_prime(v) if family(v) == "z" else 1
            return W(layer(f))[a, v.indices[0]] * slope
        if family(f) == "z" and family(v) == "z" and gap == 2:
            between = z(layer(v) + 1)[self._letter(layer(v) + 1)]
            limits = (between.indices[0], 1, n(layer(between)))
            return Sum(d(f, between) * d(between, v), limits)
        return e

    def false_step(self, e):
        """A usual mistake: a factor 2, a sign, a factor lost, g'(h), a transpose, a wrong layer."""
        if not e.atoms(Indexed):
            return -e
        atom = self.rng.choice(sorted(e.atoms(Indexed), key=str))
        K, indices = layer(atom), list(atom.indices)
        place = self.rng.randrange(len(indices))
        indices[place] = self.rng.choice((i, j, Integer(1)))
        others = [atom.base[tuple(reversed(atom.indices))], atom.base[tuple(indices)]]
        others += [FAMILIES[family(atom)](K + gap)[atom.indices] for gap in (-1, 1)]
        wrong = [2 * e, -e, Integer(1), g(e)]
        for other in others:
            try:
                wrong.append(e.xreplace({atom: other}))
            except WrongForm:
                continue
        if isinstance(e, g_prime):
            wrong.append(g_prime(g(e.args[0])))
        return self.rng.choice(wrong)


def _parts(e):
    """What a step can be applied to: d(f, v) as a whole, entries, and g'."""
    if isinstance(e, d) or family(e):
        yield e
        return
    if isinstance(e, g_prime):
        yield e
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
