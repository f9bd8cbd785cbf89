"""Numbers with a far larger exponent than a float's: e^1000 and e^(-100000) are such numbers.

A float overflows at 1.8e308, so that e^z / (1 + e^z) at z = 1000 comes out as nan. Here a number is
m · 2^e with both parts floats, and only the result has to fit into a float.
"""

import numpy as np

_LEAST = -1e300  # the exponent of 0
_FARTHEST = 5e5  # the largest |u| of e^u: for larger ones, n · ln 2 below would be rounded
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # their sum is ln 2


class Wide:
    """An array m · 2^e, with m = 0 or 1/2 <= |m| < 1; m may be complex.

    >>> one = Wide.of(np.array([1.0]))
    >>> exp(Wide.of(np.array([1000.0]))).times(reciprocal(exp(Wide.of(np.array([999.0]))))).float()
    array([2.71828183])
    """

    __slots__ = ("m", "e")

    def __init__(self, m, e):
        size = np.frexp(np.abs(m))[1]
        self.m = _shifted(m, -size)
        self.e = np.maximum(np.where(m == 0, _LEAST, e + size), _LEAST)

    @classmethod
    def of(cls, values):
        return cls(np.asarray(values), 0.0)

    def float(self):
        """As floats: what is too large is infinite, what is too small is 0."""
        return _shifted(self.m, self.e)

    def plus(self, other):
        e = np.maximum(self.e, other.e)
        return Wide(_shifted(self.m, self.e - e) + _shifted(other.m, other.e - e), e)

    def times(self, other):
        return Wide(self.m * other.m, self.e + other.e)


def _shifted(m, e):
    """m · 2^e in floats, rounded once."""
    e = np.clip(e, -4000, 4000).astype(int)
    if np.iscomplexobj(m):
        return np.ldexp(m.real, e) + 1j * np.ldexp(m.imag, e)
    return np.ldexp(m, e)


def reciprocal(number):
    return Wide(1 / number.m, -number.e)


def exp(number):
    u = number.float()
    n = np.rint(np.real(u) / (_LN2_HIGH + _LN2_LOW))
    rest = (u - n * _LN2_HIGH) - n * _LN2_LOW
    small, large = np.real(u) < -_FARTHEST, np.real(u) > _FARTHEST
    m = np.exp(np.where(small | large, 0.0, rest))
    return Wide(np.where(small, 0.0, np.where(large, np.inf, m)), n)


def log(number):
    return Wide.of(np.log(number.m) + number.e * _LN2_HIGH + number.e * _LN2_LOW)


def power(number, n):
    """number^n for a whole number n >= 1, by squaring."""
    result, square = None, number
    while n:
        if n % 2:
            result = square if result is None else result.times(square)
        square, n = square.times(square), n // 2
    return result


def sqrt(number):
    odd = np.mod(number.e, 2)
    return Wide(np.sqrt(number.m * (1 + odd)), (number.e - odd) / 2)


def minus(number):
    return Wide(-number.m, number.e)


def cosh(number):
    up = exp(number)
    return up.plus(reciprocal(up)).times(Wide.of(0.5))


def sinh(number):
    return choose(
        np.abs(number.float()) < 1,
        Wide.of(np.sinh(_near(number))),
        exp(number).plus(minus(exp(minus(number)))).times(Wide.of(0.5)),
    )


def log1p(number):
    """ln(1 + u), with every digit of a small u."""
    small = np.abs(number.float()) < 0.5
    u = _near(number)
    near = Wide.of(2 * np.arctanh(u / (2 + u)))
    near = choose(number.e < -60, number, near)
    return choose(small, near, log(number.plus(Wide.of(1.0))))


def expm1(number):
    small = np.abs(number.float()) < 0.5
    near = choose(number.e < -60, number, Wide.of(np.expm1(_near(number))))
    return choose(small, near, exp(number).plus(Wide.of(-1.0)))


def _near(number):
    """As floats where it is below 1, else 0."""
    u = number.float()
    return np.where(np.abs(u) < 1, u, 0.0)


def choose(where, a, b):
    """a where it is true, else b."""
    return Wide(np.where(where, a.m, b.m), np.where(where, a.e, b.e))


def by_floats(f):
    """A function that stays near its argument, on wide numbers."""
    return lambda number: Wide.of(f(number.float()))
