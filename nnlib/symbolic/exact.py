"""Whether two expressions are equal, decided exactly and in a bounded number of steps.

An expression is a quotient of polynomials in letters: one letter for each different node, weight,
Σ, power or function in it. Steps are counted before they are taken, by the number of terms that
are multiplied: no clock and no thread is needed, so it works in a browser too.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from math import comb, prod

from sympy import QQ, Add, Expr, Mul, Pow, Symbol, exp, expand, log, nan, oo, ring, sympify, zoo

from .errors import NoValue, TooLong
from .symbols import family

STEPS = 300_000  # for one line: a few seconds
_TO_EXPAND = 100  # what one term costs `expand`, in steps of the ring

_left = ContextVar("steps left", default=None)


@contextmanager
def counted():
    """In this block, `STEPS` steps may be taken; the next one raises TooLong."""
    before = _left.set([STEPS])
    try:
        yield
    finally:
        _left.reset(before)


def bounded(decide):
    """A function that may take `STEPS` steps; called inside another such, it takes its steps."""

    @wraps(decide)
    def stopped(*args, **kwargs):
        if _left.get() is not None:
            return decide(*args, **kwargs)
        with counted():
            return decide(*args, **kwargs)

    return stopped


def spend(steps):
    """Count steps that are about to be taken. Raises TooLong where too many were."""
    left = _left.get()
    if left is not None:
        left[0] -= steps
        if left[0] < 0:
            raise TooLong("deciding this takes too many steps")


# --- multiplied out -------------------------------------------------------------------------------


def expanded(e):
    """`e` multiplied out. Raises TooLong before it begins, where it would take too long.

    >>> from nnlib.symbolic import h
    >>> expanded(h(1)[1] * (h(1)[1] + 2))
    h(1)[1]**2 + 2*h(1)[1]
    """
    spend(_TO_EXPAND * _terms(e)[1])
    return expand(e)


def _terms(e):
    """How many terms `e` has once multiplied out, and how many are written on the way there."""
    if not e.args or family(e):
        return 1, 0
    if isinstance(e, Pow):
        terms, steps = _terms(e.base)
        power = abs(e.exp.as_coeff_Add()[0])
        if not power.is_Integer or terms == 1:
            return 1, steps + 1
        many = comb(terms + int(power) - 1, int(power))
        return (1 if _is_below(e) else many), steps + many
    parts = [_terms(part) for part in e.args]
    steps = sum(steps for _, steps in parts)
    if isinstance(e, Add):
        return sum(terms for terms, _ in parts), steps
    if isinstance(e, Mul):
        many = prod(terms for terms, _ in parts)
        return many, steps + many
    return 1, steps + 1


def powers_apart(e):
    """`e` with h^(m+1) as h^m h, exp(a + b) as exp(a) exp(b), and so on."""
    if any(not power.exp.is_Integer for power in e.atoms(Pow)) or e.has(exp, log):
        return expand(e, mul=False, multinomial=False)
    return e


def _is_below(power):
    return power.exp.could_extract_minus_sign()


def denominators(e):
    """What `e` divides by, each without its exponent."""
    return [power.base for power in e.atoms(Pow) if _is_below(power)]


# --- quotients of polynomials ---------------------------------------------------------------------


def same(left, right):
    """Whether two expressions are equal wherever both have a value.

    Raises NoValue where one of them divides by 0.

    >>> from nnlib.symbolic import h, z
    >>> a, b = h(1)[1], z(1)[1]
    >>> same(a / (a + b) + b / (a + b), 1)
    True
    """
    left, right = sympify(left), sympify(right)
    quotient = _Quotients(left, right)
    (a, b), (c, d) = quotient(left), quotient(right)
    return _times(a, d) == _times(c, b)


def has_value(e):
    """Whether no denominator in `e` is 0 whatever the numbers.

    >>> from nnlib.symbolic import y
    >>> has_value(1 / (y * (y + 1) - y**2 - y))
    False
    """
    try:
        quotient = _Quotients(e)
        return all(quotient(base)[0] != 0 for base in _divisors(e))
    except NoValue:
        return False


class _Quotients:
    """Called with an expression made of the same letters: its (numerator, denominator)."""

    def __init__(self, *expressions):
        forms = {}
        for e in expressions:
            for part in _parts(e):
                if part not in forms:
                    forms[part] = _in_one_form(part)
        letters = list(dict.fromkeys(forms.values()))
        self.ring = _ring(len(letters))
        generators = dict(zip(letters, self.ring.gens, strict=False))
        self.found = {part: (generators[form], self.ring.one) for part, form in forms.items()}
        self.letters = letters

    def __call__(self, e):
        if e not in self.found:
            self.found[e] = self._quotient(e)
        return self.found[e]

    def _quotient(self, e):
        if e.is_Rational:
            return self.ring.ground_new(QQ(e.p, e.q)), self.ring.one
        if isinstance(e, Pow):
            above, below = self(e.base)
            power = abs(int(e.exp))
            if e.exp > 0:
                return _power(above, power), _power(below, power)
            if not above:
                raise NoValue("it divides by 0")
            return _power(below, power), _power(above, power)
        above, below = self(e.args[0])
        for part in e.args[1:]:
            a, b = self(part)
            if isinstance(e, Mul):
                above, below = _times(above, a), _times(below, b)
            elif b == below:
                above += a
            else:
                above, below = _times(above, b) + _times(a, below), _times(below, b)
        return above, below

    def expression(self, polynomial):
        return polynomial.as_expr(*self.letters) if self.letters else polynomial.as_expr()


def _times(a, b):
    spend(len(a) * len(b))
    return a * b


def _power(a, n):
    spend(comb(len(a) + n - 1, n) if a else 1)
    return a**n


@lru_cache
def _ring(size):
    """The polynomials in so many letters, in one where there is none."""
    return ring([Symbol(f"t{place}") for place in range(max(size, 1))], QQ)[0]


def _is_arithmetic(e):
    return e.is_Rational or isinstance(e, (Add, Mul)) or isinstance(e, Pow) and e.exp.is_Integer


def _parts(e):
    """What `_is_arithmetic` combines: nodes, weights, functions, sums over nodes, …"""
    if e in (nan, zoo, oo, -oo):
        raise NoValue("it divides by 0")
    if not _is_arithmetic(e):
        yield e
    else:
        for part in e.args[: 1 if isinstance(e, Pow) else None]:
            yield from _parts(part)


def _divisors(e):
    """What `e` divides by, outside its functions."""
    if _is_arithmetic(e):
        if isinstance(e, Pow) and _is_below(e):
            yield e.base
        for part in e.args:
            yield from _divisors(part)


@lru_cache(maxsize=20_000)
def _in_one_form(e):
    """A function or a power with equal arguments written in the same way."""
    if not e.args or family(e):
        return e
    return e.func(*(one_form(part) if isinstance(part, Expr) else part for part in e.args))


def one_form(e):
    """`e` as one quotient in lowest terms, multiplied out: equal ones are written the same.

    >>> from nnlib.symbolic import y
    >>> one_form((y**2 - 1) / (y - 1))
    y + 1
    """
    quotient = _Quotients(e)
    above, below = quotient(e)
    if below != 1:
        spend(10 * len(above) * len(below))
        above, below = above.cancel(below)
    spend(_TO_EXPAND * (len(above) + len(below)))
    above, below = quotient.expression(above), quotient.expression(below)
    return -above / -below if below.could_extract_minus_sign() else above / below
