"""A derivative worked out one rule at a time, as on paper: lines with reasons, each checked."""

from sympy import (
    Add,
    Derivative,
    Dummy,
    Mul,
    Piecewise,
    Pow,
    Rational,
    cos,
    cosh,
    exp,
    expand,
    factor_terms,
    fraction,
    log,
    sin,
    sinh,
    together,
)

_MOST_LINES = 7
_TOO_LONG = 300  # to be written in another way
_CONSTANT = "a constant has slope 0"


def lines(formula, letter):
    """[(line, reason), …] from the derivative of `formula` in `letter` to a line without one.

    In the last line the terms are collected, where that makes it shorter.

    >>> from sympy import Symbol
    >>> z = Symbol("z", real=True)
    >>> for line, reason in lines(z * exp(-(z**2)), z):
    ...     print(line, "|", reason)
    z*Derivative(exp(-z**2), z) + exp(-z**2) | product rule
    -2*z**2*exp(-z**2) + exp(-z**2) | chain rule
    (1 - 2*z**2)*exp(-z**2) | collected
    """
    found, line = [], Derivative(formula, letter)
    while line.has(Derivative) and len(found) < _MOST_LINES:
        line, reasons = _one_step(line, letter)
        found.append((line, ", ".join(reasons)))
    if line.has(Derivative):
        found.append((line.doit(), "the rules again, to the end"))
    shorter = collected(found[-1][0])
    if shorter != found[-1][0]:
        found.append((shorter, "collected"))
    return found


def collected(slope):
    """The shortest of a few ways to write it: as it is, with common factors out, over one bar.

    >>> from sympy import Symbol
    >>> z = Symbol("z", real=True)
    >>> collected(2 * z * exp(z) + z**2 * exp(z))
    z*(z + 2)*exp(z)
    """
    if isinstance(slope, Piecewise):
        return Piecewise(*((collected(value), when) for value, when in slope.args))
    if _length(slope) > _TOO_LONG:
        return slope
    powers = {e: Dummy(positive=True) for e in slope.atoms(exp)}  # e^-z stays what it is
    back = {letter: e for e, letter in powers.items()}
    ways = [way(slope.xreplace(powers)).xreplace(back) for way in (factor_terms, together)]
    above, below = fraction(ways[-1], exact=True)
    high = [power for power in above.atoms(Pow) if power.exp.is_Rational and abs(power.exp) > 4]
    if not high:
        known = {cosh(*e.args) ** 2: 1 + sinh(*e.args) ** 2 for e in above.atoms(cosh)}
        known |= {cos(*e.args) ** 2: 1 - sin(*e.args) ** 2 for e in above.atoms(cos)}
        ways.append(expand(above.xreplace(known)) / below)
    return min([slope, *ways], key=_length)


def _length(e):
    return len(str(e))


def _one_step(line, letter):
    """The line with one rule applied to each derivative that stands in it, and their names."""
    reasons, known = [], {}
    for part in sorted(line.atoms(Derivative), key=str):
        known[part], reason = _rule(part.expr, letter)
        if reason not in reasons:
            reasons.append(reason)
    return line.xreplace(known), reasons


def _slope(u, letter):
    """The derivative of u, worked out at once where everybody sees it."""
    if not u.has(letter):
        return Rational(0)
    if isinstance(u, Add):
        return Add(*(_slope(term, letter) for term in u.args))
    number, rest = u.as_independent(letter, as_Add=False)
    if rest == letter:
        return number
    if isinstance(rest, Pow) and rest.base == letter and rest.exp.is_number:
        return number * rest.exp * letter ** (rest.exp - 1)
    return number * Derivative(rest, letter)


def _rule(u, letter):
    if not u.has(letter) or u == letter:
        return (
            (Rational(1), "slope of a straight line") if u == letter else (Rational(0), _CONSTANT)
        )
    if isinstance(u, Piecewise):
        pieces = ((_slope(value, letter), when) for value, when in u.args)
        return Piecewise(*pieces, evaluate=False), "each piece on its own"
    if isinstance(u, Add):
        return _slope(u, letter), "sum rule"
    if isinstance(u, Mul):
        return _rule_of_products(u, letter)
    if isinstance(u, Pow) and not isinstance(u, exp):
        return _rule_of_powers(u, letter)
    inner = u.args[0]
    a = Dummy(real=True)
    outer = u.func(a).diff(a).xreplace({a: inner})
    known = inner == letter
    return outer * _slope(inner, letter), f"slope of {_name(u)}" if known else "chain rule"


def _name(u):
    return {log: "ln"}.get(u.func, u.func.__name__)


def _rule_of_products(u, letter):
    number, rest = u.as_independent(letter, as_Add=False)
    if number != 1:
        return number * Derivative(rest, letter), "constant factor"
    above, below = fraction(u, exact=True)
    if below.has(letter):
        a, b = _slope(above, letter), _slope(below, letter)
        if not above.has(letter):
            return -above * b / below**2, "quotient rule"
        return (a * below - above * b) / below**2, "quotient rule"
    first, rest = u.args[0], Mul(*u.args[1:])
    return _slope(first, letter) * rest + first * _slope(rest, letter), "product rule"


def _rule_of_powers(u, letter):
    base, n = u.args
    if not n.has(letter):
        if n == -1:
            return -_slope(base, letter) / base**2, "quotient rule"
        name = "power rule" if base == letter else "power rule and chain rule"
        return n * base ** (n - 1) * _slope(base, letter), name
    return u * _slope(n * log(base), letter), "u^v = e^(v ln u), chain rule"
