"""Every size: a normal form in which the sizes n_k, the layer k and the depth L stay letters.

What is used: the definitions 2.1-2.3, sympy's diff of one layer (whose KroneckerDelta picks one
term of a Σ, once the letter is known to lie in the Σ's range), and the chain rule: Loss depends
on layer K only through layer K + 1. Nothing else; what this cannot decide is not claimed.
"""

from itertools import count, groupby, permutations, product

from sympy import Add, Dummy, Integer, KroneckerDelta, Mul, Sum, Symbol, default_sort_key, expand

from .errors import Undecided
from .exact import bounded, denominators, expanded, one_form, same, spend
from .grammar import ranges_of, strangers, unclear
from .symbols import L, Loss, W, d, family, g, g_prime, h, layer, n, node, z

SEVERAL_WAYS = "the chain rule for several ways"


def equal_for_every_size(lhs, rhs):
    """Whether lhs = rhs follows for every size, L and k for which both sides exist.

    False means: not shown. That a line is false is shown by `examine`, with a counterexample.

    >>> from nnlib.symbolic import W, d, h, i, j, k, z
    >>> equal_for_every_size(d(z(k)[i], W(k)[i, j]), h(k - 1)[j])
    True
    """
    return given_for_every_size(lhs, rhs) is not None


@bounded
def given_for_every_size(lhs, rhs):
    """What the proof of lhs = rhs for every size takes as given, a tuple; None without a proof.

    >>> from nnlib.symbolic import STATEMENTS
    >>> line = STATEMENTS["3.5"]
    >>> given_for_every_size(line.lhs, line.rhs)
    ('the chain rule for several ways',)
    """
    if strangers(lhs, rhs) or unclear(lhs, rhs):
        return None
    try:
        if expanded(lhs - rhs) == 0:
            return ()
        form = _NormalForm(ranges_of(lhs) | ranges_of(rhs), _loss_layers(lhs, rhs))
        difference = expanded(form(lhs) - form(rhs))
        difference = expanded(Add(*map(_settled, Add.make_args(difference))))
        shown = difference == 0 or denominators(difference) and _all_vanish(difference)
        return tuple(form.given) if shown else None
    except Undecided:
        return None


def _all_vanish(difference):
    """Whether what stands under each Σ adds up to 0, as a quotient of polynomials."""
    under = {}
    for term in Add.make_args(difference):
        total = next((f for f in Mul.make_args(term) if isinstance(f, Sum)), None)
        inside, limits = (total.function, total.limits) if total else (1, None)
        rest = term / total if total else term
        under[limits] = under.get(limits, 0) + rest * inside
    return all(same(e, 0) for e in under.values())


def is_definition(lhs, rhs):
    """Whether lhs = rhs is the definition of z, 2.1 to 2.3, or of h = g(z), read either way.

    >>> from nnlib.symbolic import i, k
    >>> is_definition(h(k)[i], g(z(k)[i]))
    True
    """
    return any(_defines(*sides) for sides in ((lhs, rhs), (rhs, lhs)))


def _defines(short, long):
    if family(short) == "h":
        return long == g(z(layer(short))[short.indices])
    if family(short) != "z" or not isinstance(long, Sum) or len(long.limits) > 1:
        return False
    K, ((letter, *limits),) = layer(short), long.limits
    term = W(K)[short.indices[0], letter] * h(K - 1)[letter]
    return long.function == term and limits == [1, n(K - 1)] and letter not in short.free_symbols


def _loss_layers(*sides):
    """The layers at which the expression speaks of ∂Loss: where lower ones must be lifted to."""
    found = set()
    for derivative in set().union(*(side.atoms(d) for side in sides)):
        v = node(derivative.v)
        if derivative.f == Loss and family(v):
            lifted = family(v) == "h" and layer(v) != L + 1
            found.add(layer(v) + int(lifted))
    return found


def _settled(term):
    """δ_ab f(b) written as δ_ab f(a), so that a term has one form."""
    for delta in term.atoms(KroneckerDelta) & set(Mul.make_args(term)):
        kept, letter = sorted(delta.args, key=lambda a: (isinstance(a, Symbol), str(a)))
        term = delta * (term / delta).subs(letter, kept)
    return term


def _above(a, b):
    """a - b where that is a known whole number, else None."""
    gap = expand(a - b)
    return int(gap) if gap.is_Integer else None


class _NormalForm:
    def __init__(self, ranges, loss_layers):
        self.ranges = dict(ranges)
        self.loss_layers = loss_layers
        self.numbers = count()
        self.given = {}

    def __call__(self, e):
        spend(100)
        e = node(e)
        if isinstance(e, d):
            return self._derivative(node(e.f), node(e.v))
        if isinstance(e, Sum):
            return self._sum_over(e)
        if family(e) or not e.args:
            return e
        return expanded(node(e.func(*(self(a) for a in e.args))))

    # --- derivatives -------------------------------------------------------------------------

    def _derivative(self, f, v):
        if f == Loss:
            return self._loss_derivative(v)
        return self(self._down_to(f, v).diff(v))

    def _loss_derivative(self, v):
        K, kind = layer(v), family(v)
        if kind == "W":
            return self._chain_rule(K, v)
        if K == L + 1:
            top = d(Loss, h(K)[v.indices])
            return top if kind == "h" else top * g_prime(v)  # 3.1
        if kind == "h" or any((_above(H, K) or 0) > 0 for H in self.loss_layers):
            return self._chain_rule(K + 1, v)
        return d(Loss, v)

    def _chain_rule(self, K, v):
        """∂Loss/∂v = Σ_q ∂Loss/∂z_q^(K) · ∂z_q^(K)/∂v: v reaches Loss only through layer K."""
        if n(K) != 1:
            self.given[SEVERAL_WAYS] = None
        q = self._new_letter(n(K))
        return self(Sum(d(Loss, z(K)[q]) * d(z(K)[q], v), (q, 1, n(K))))

    def _down_to(self, e, v):
        """e written out by 2.1-2.3 until it is a formula in nodes or weights like v."""
        gap = _above(layer(e), layer(v))
        if gap is None:
            raise Undecided(f"{e} and {v} are an unknown number of layers apart")
        if e.base == v.base or gap < 0 or (gap == 0 and family(e) == "z" and family(v) == "h"):
            return e
        K, i = layer(e), e.indices[0]
        if family(e) == "h":
            return g(self._down_to(z(K)[i], v))
        q = self._new_letter(n(K - 1))
        return Sum(W(K)[i, q] * self._down_to(h(K - 1)[q], v), (q, 1, n(K - 1)))

    # --- sums --------------------------------------------------------------------------------

    def _new_letter(self, last):
        letter = Dummy(f"q{next(self.numbers)}", integer=True, positive=True)
        self.ranges[letter] = last
        return letter

    def _sum_over(self, total):
        """The normal form of a Σ. The outermost letter is named first: it is fixed further in."""
        *inner, (letter, first, last) = total.limits
        if first != 1 or last.is_negative:
            raise Undecided(f"a sum must run from 1 upward, not from {first} to {last}")
        body = Sum(total.function, *inner) if inner else total.function
        if last.is_Integer:
            spend(100 * int(last))
            return Add(*(self(body.subs(letter, value)) for value in range(1, last + 1)))
        fresh = self._new_letter(last)
        return self._sum(self(body.subs(letter, fresh)), fresh, last)

    def _sum(self, e, q, last):
        e = one_form(e) if denominators(e) else e
        return Add(*(self._sum_term(term, q, last) for term in Add.make_args(expanded(e))))

    def _sum_term(self, term, q, last):
        outside = [f for f in Mul.make_args(term) if q not in f.free_symbols]
        inside = [f for f in Mul.make_args(term) if q in f.free_symbols]
        for delta in inside:
            picked = self._picked(delta, q, last)
            if picked is not None:
                inside.remove(delta)
                return self(Mul(*outside, *inside).subs(q, picked))
        return Mul(*outside) * self._folded(Mul(*inside), q, last)

    def _picked(self, factor, q, last):
        """What a KroneckerDelta sets q to, if that certainly lies in 1 … last."""
        if not isinstance(factor, KroneckerDelta) or q not in factor.args:
            return None
        other = factor.args[1] if factor.args[0] == q else factor.args[0]
        first = other == 1 and last.func == n  # every layer has a node 1; n - 1 may be 0
        return other if first or self.ranges.get(other) == last else None

    def _folded(self, inside, q, last):
        """Σ_q W(K)[i, q] h(K - 1)[q] is z(K)[i]; any other Σ gets letters named by their place."""
        if inside == 1 and (last.is_Symbol or n in (last.func, (last + 1).func)):
            return last
        for factor in Mul.make_args(inside):
            if family(factor) == "W" and factor.indices[1] == q:
                K = layer(factor)
                if last == n(K - 1) and inside == factor * h(K - 1)[q]:
                    return z(K)[factor.indices[0]]
        return _renamed(inside, (q, last))


def _renamed(inside, *limits):
    """One Σ over all letters, inner sums merged in, letters named by their place."""
    limits = list(limits)
    factors = []
    for factor in Mul.make_args(inside):
        if isinstance(factor, Sum):
            fresh = {letter: Dummy() for letter in factor.variables}
            limits += [(fresh[letter], last) for letter, _, last in factor.limits]
            factor = factor.function.subs(fresh)
        factors.append(factor)
    merged = Mul(*factors)
    return min((_named(merged, order) for order in _orders(limits)), key=default_sort_key)


def _orders(limits):
    """The limits sorted by their range; letters with the same range in every order."""
    limits = sorted(limits, key=lambda limit: str(limit[1]))
    alike = [list(group) for _, group in groupby(limits, key=lambda limit: limit[1])]
    return (sum(orders, ()) for orders in product(*map(permutations, alike)))


def _named(function, limits):
    """Letters 1, 2, … in this order, counted from what sums inside g or a power have taken."""
    taken = max((_PLACES.index(a) for s in function.atoms(Sum) for a in s.variables), default=-1)
    if taken + len(limits) >= len(_PLACES):
        raise Undecided("more sums inside each other than there are names for letters")
    names = dict(zip((letter for letter, _ in limits), _PLACES[taken + 1 :], strict=False))
    function = function.subs(names)
    return Sum(function, *((names[letter], Integer(1), last) for letter, last in limits))


_PLACES = [Dummy(f"place{number}", integer=True, positive=True) for number in range(9)]
