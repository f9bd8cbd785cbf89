"""Slips of Python and of the course's notation: said from an error, or from the cell's text."""

import io
import re
import tokenize

_POWER = "in Python, ^ is no power: write **"
# What an error says, and what the student should read.
_ERRORS = {
    r"for \^|bitwise_xor": _POWER,
    r"'(Mul|Add|Indexed|Symbol|Pow)' object is not iterable": (
        "a sum over nodes is written Sum, with a capital S: sum is Python's own"
    ),
    r"'?n'? is not subscriptable|'FunctionClass' object is not subscriptable": (
        "n takes its layer in round brackets: n(0), n(k + 1)"
    ),
    r"unsupported operand.*'FunctionClass'": (
        "a function stands without its argument: n(0), g(z_out), g_prime(z_out)"
    ),
    r"unsupported operand.*'(function|numpy\.ufunc|builtin_function\w*)'": (
        "a function stands where its value belongs: g(z), not g"
    ),
    r"Invalid limits given: \(\(\d": (
        "a Σ runs over a letter, and here a number stands in its place. Did a loop give your "
        "letter a number? Then run the first cell again"
    ),
}


def of_error(text):
    """What slip an error's text tells of, or None.

    >>> of_error("'Mul' object is not iterable")
    "a sum over nodes is written Sum, with a capital S: sum is Python's own"
    """
    return next((said for words, said in _ERRORS.items() if re.search(words, text)), None)


def of_source(source, namespace=(), symbols=()):
    """What slip the text of a cell tells of, where its answer is wrong, or None.

    `symbols` maps names to what they should be in `namespace`.

    >>> of_source("node = x[1]^2")
    'in Python, ^ is no power: write **'
    """
    words = _tokens(source)
    if "^" in words:
        return _POWER
    for name in symbols:
        if name in words and name in namespace and namespace[name] is not symbols[name]:
            return (
                f"{name} is no longer the course's letter: another cell gave it a value. "
                "Run the first cell again, then this one"
            )
    return None


def shown_only(source, name):
    """Whether a cell gives the variable `name` what print returns, which is None."""
    return bool(re.search(rf"^{name}\s*=[\s(]*print\(", source, re.MULTILINE))


def _tokens(source):
    """The words and signs of a cell, without its comments and texts."""
    kinds = tokenize.NAME, tokenize.OP
    try:
        read = tokenize.generate_tokens(io.StringIO(source).readline)
        return [token.string for token in read if token.type in kinds]
    except (tokenize.TokenError, SyntaxError):
        return []
