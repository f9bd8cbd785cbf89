"""Slips of Python and of the course's notation: said from an error, or from the cell's text."""

import io
import re
import tokenize

CRIB = "All of the notation on one page: docs/notation.md"
_POWER = "in Python, ^ is no power: write **"
# What an error says, and what the student should read.
_TERM = r"'(Mul|Add|Indexed|Symbol|Pow|Sum|d|g|g_prime|Integer)' object is not "
_ERRORS = {
    r"for \^|bitwise_xor": _POWER,
    _TERM + "iterable": "a sum over nodes is written Sum, with a capital S: sum is Python's own",
    _TERM + "subscriptable": (
        "the layer stands in round brackets, the indices together in square ones: W(k)[i, j]"
    ),
    _TERM + "callable": "a * is missing before a bracket: a product is written d(Loss, z_out) * …",
    r"Family\.__call__\(\) takes 2": (
        "the layer alone stands in round brackets, the indices in square ones: z(k)[i]"
    ),
    "'IndexedBase' object is not callable": "indices stand in square brackets: h(k)[j]",
    r"'n'? (object )?is not subscriptable|'FunctionClass' object is not subscriptable": (
        "n takes its layer in round brackets: n(0), n(k + 1)"
    ),
    r"d\.__new__\(\) (missing|takes)": (
        "a derivative is written d(Loss, z(k)[i]): of what, and then by what"
    ),
    r"Derivation\.__init__\(\) missing": (
        "a derivation needs something to start from: Derivation(d(Loss, z(k)[j]))"
    ),
    r"name 'dL\w*' is not defined": "a derivative is written d(Loss, z(k)[i])",
    r"name '[Wzh]_?[1-9ijkL]{1,3}' is not defined": (
        "layer and indices are no part of a name: W(k)[i, j], z(k)[i], h(k)[i]"
    ),
    r"name 'n_?[0-9kL]' is not defined": "the number of nodes of layer k is written n(k)",
    r"name '(gprime|g_dash|dg)' is not defined": "the slope of g is written g_prime(z(k)[i])",
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
    r"Invalid limits given|requires values for lower|specify dummy variables": (
        "a Σ has its letter, with its first and last value, in brackets: Sum(…, (i, 1, n(k + 1)))"
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
