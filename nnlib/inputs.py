"""Bad input is refused where it enters: what came, what was wanted, how to mend it."""

from math import inf, isfinite

import numpy as np

# Above this, a float no longer holds every integer: 2**53 + 1 would silently become 2**53.
_LARGEST_EXACT_INTEGER = 2**53
_MOST_WEIGHTS = 10**8  # 0.8 GB: more is a slip of the pen, and would end in a MemoryError


def numbers(value, name):
    """`value` as a new float array, or an error that says why it is none.

    Raises TypeError where the entries are not real numbers, ValueError for ragged lists,
    NaN, infinity, or integers that a float cannot hold.

    >>> numbers([1, 2], "x")
    array([1., 2.])
    """
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise ValueError(
            f"{name} has masked entries, which hold no data. Leave those rows out, or fill the "
            f"entries with numbers, for example {name}.filled(0.0)."
        )
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(
            f"{name} has rows of different lengths. Give every row the same number of entries."
        ) from None
    kind = array.dtype.kind
    whole = kind in "iu" or kind == "O" and _holds_integers(array)
    if kind not in "fiub" and not whole:
        raise TypeError(f"{name} must hold real numbers, but {_came(value, array, name)}")
    if whole and array.size and abs(_largest(array)) > _LARGEST_EXACT_INTEGER:
        raise ValueError(
            f"{name} holds the integer {_largest(array)}, which a float would round. "
            f"Scale the data to a smaller unit first."
        )
    with np.errstate(over="ignore"):  # a longer float may become infinite: refused below
        array = array.astype(float)
    if not all_finite([array]):
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            f"{name} holds {array[where]}{f' at position {where}' if where else ''}. Every entry "
            f"must be a finite number: remove or repair that entry."
        )
    return array


_CONVERT = "If these are numerals, convert them: np.asarray({name}).astype(float)."
_LABELS = " Labels become numbers by np.where(np.asarray({name}) == 'yes', 1, 0)."
_KINDS = {  # numpy's kind of entries: what they are, and how to mend it
    "c": ("complex numbers", "Take {name}.real, if that is what is meant."),
    "U": ("text", _CONVERT + _LABELS),
    "S": ("bytes", _CONVERT),
    "O": ("Python objects", "Give numbers; fractions as np.asarray({name}, dtype=float)."),
}
_MEND = {  # what came in place of a list
    type(None): "Did a function forget its return?",
    dict: "Give its values: list({name}.values()).",
    type(n for n in ()): "It gives its numbers one by one: write list({name}).",
}


def _came(value, array, name):
    if array.ndim == 0 and array.dtype.kind == "O":
        mend = _MEND.get(type(value), "Give a list of numbers, or an array.")
        return f"it is {named(value)}. {mend.format(name=name)}"
    text = all(isinstance(entry, str) for entry in array.flat)
    kind = "U" if text else array.dtype.kind
    entries, mend = _KINDS.get(kind, (f"of type {array.dtype}", "Give numbers."))
    return f"its entries are {entries}. {mend.format(name=name)}"


def named(value):  # for a sentence
    return "None" if value is None else f"of type {type(value).__name__}"


def _holds_integers(array):
    """Whether these are Python's integers, which numpy keeps as objects where they are too long."""
    return all(isinstance(entry, int) for entry in array.flat)


def _largest(array):
    return max(int(array.max()), int(array.min()), key=abs)


def scalar(value, name, least=-inf, or_else=""):
    """`value` as one finite float, `least` or more; `or_else` names what else would be taken."""
    array = numbers(value, name)
    if array.ndim:
        raise ValueError(f"{name} must be one number{or_else}, but it has shape {array.shape}.")
    if array < least:
        raise ValueError(f"{name} is {float(array):g}, but it must be {least:g} or more.")
    return float(array)


def flag(value, name):
    """True or False, and nothing that merely counts as one of them."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, but it is {value!r}.")
    return bool(value)


def all_finite(arrays):
    """Whether every array holds finite numbers only.

    A finite sum of squares says so at once; an infinite one may only have overflowed.
    """
    return all(isfinite(np.vdot(a, a)) or bool(np.isfinite(a).all()) for a in arrays)


def finite(arrays, what, weights):
    """Refuse what overflowed on the way from finite input, or a weight that is no number itself."""
    if not all_finite(arrays):
        for k, W in weights.items():
            numbers(W, f"W[{k}]")
        raise ValueError(
            f"{what} overflowed: the weights, inputs or labels are too large. "
            f"Scale the data, or start again from smaller weights."
        )


def sizes(value):
    """Layer sizes [n_0, …, n_{L+1}] as a tuple of at least two whole numbers ≥ 1.

    >>> sizes([4, 2, 1])
    (4, 2, 1)
    """
    try:
        layers = tuple(value)
    except TypeError:
        layers = ()
    if len(layers) < 2:
        raise ValueError(
            f"sizes must list the nodes of at least two layers, but it is {value!r}. "
            f"Write, for example, sizes=[4, 2, 1]: 4 inputs, 2 hidden nodes, 1 output."
        )
    for k, n in enumerate(layers):
        if not _is_whole(n) or n < 1:
            raise ValueError(
                f"layer {k} must have a whole number of nodes, 1 or more, but sizes[{k}] is {n!r}."
            )
    layers = tuple(int(n) for n in layers)
    weights = sum(a * b for a, b in zip(layers, layers[1:], strict=False))
    if weights > _MOST_WEIGHTS:
        raise ValueError(
            f"sizes {list(layers)} asks for {weights:,} weights, but {_MOST_WEIGHTS:,} is the "
            f"most that fits into an ordinary memory. Give smaller layers."
        )
    return layers


def samples(X, n_0):
    """X as a float array (n, n_0); one sample (n_0,) becomes one row.

    >>> samples([1, 2, 3], 3).shape
    (1, 3)
    """
    array = numbers(X, "X")
    if array.size == 0:
        raise ValueError(f"X is empty: it has shape {array.shape}. Give at least one sample.")
    rows = array[np.newaxis] if array.ndim == 1 else array
    if rows.ndim != 2 or rows.shape[1] != n_0:
        raise ValueError(
            f"X has shape {array.shape}, but this network has {n_0} input{'s' * (n_0 > 1)}: "
            f"X must have shape (n, {n_0}), one row per sample, or ({n_0},) for one sample."
            + _turned(array.shape, n_0)
        )
    return rows


def _turned(shape, n_0):
    if len(shape) == 2 and shape[0] == n_0:
        return " Did you mean X.T?"
    return " Did you mean X.reshape(-1, 1)?" if n_0 == 1 and len(shape) == 1 else ""


def labels(y, n, n_out, loss):
    """y as a float array (n, n_out) whose values the loss knows.

    A network with one output takes y of shape (n,) too, and one sample takes a bare number.
    """
    array = numbers(y, "y")
    if array.shape == (n,) and n_out == 1 or array.shape == (n_out,) and n == 1:
        array = array.reshape(n, n_out)
    elif array.shape == () and (n, n_out) == (1, 1):
        array = array.reshape(1, 1)
    if array.shape != (n, n_out):
        wanted = f"({n},)" if n_out == 1 else f"({n}, {n_out})"
        raise ValueError(
            f"y has shape {array.shape}, but there {'are' if n > 1 else 'is'} {n} sample"
            f"{'s' * (n > 1)} and {n_out} output node{'s' * (n_out > 1)}: "
            f"y must have shape {wanted}."
        )
    a, b = loss.labels or (None, None)
    if loss.labels and not ((array == a) | (array == b)).all():
        stranger = array[(array != a) & (array != b)][0]
        raise ValueError(
            f"y holds the label {stranger:g}, but the {loss.name} loss knows only {a} and {b}. "
            f"Recode the labels, for example y = np.where(y > 0, {b}, {a})."
        )
    return array


def classes(y, n, K):
    """y as one-hot rows (n, K): from class numbers 0 … K-1, (n,), or from rows that are one-hot.

    >>> classes([1, 0], 2, 3)
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    array = numbers(y, "y")
    if array.shape == () and n == 1 or array.shape == (K,) and n == 1 and K > 1:
        array = array.reshape((1, K) if array.shape else 1)
    if array.shape == (n,):
        strangers = array[(array != np.round(array)) | (array < 0) | (array >= K)]
        if strangers.size:
            raise ValueError(
                f"y holds the class {strangers[0]:g}, but {K} output nodes are the classes 0 to "
                f"{K - 1}. Count from 0, or give the network a node for each class."
            )
        return np.eye(K)[array.astype(int)]
    if array.shape != (n, K):
        raise ValueError(
            f"y has shape {array.shape}, but there are {n} samples and {K} classes: y must hold a "
            f"class number for each sample, ({n},), or rows with one 1 among zeros, ({n}, {K})."
        )
    wrong = np.flatnonzero(((array != 0) & (array != 1)).any(axis=1) | (array.sum(axis=1) != 1))
    if wrong.size:
        raise ValueError(
            f"row {wrong[0]} of y is {array[wrong[0]].tolist()}, which names no class: a row has "
            f"one 1, at its class, and zeros. Or give class numbers, shape ({n},)."
        )
    return array


def several_classes(y):
    """Refuse one-hot rows that all name the same class: there is nothing to tell apart."""
    present = np.flatnonzero(y.any(axis=0))
    if len(y) > 1 and len(present) == 1:
        raise ValueError(
            f"every label is the class {present[0]}: there is nothing to tell apart. "
            f"Give samples of two classes or more."
        )


def choice(name, table, what):
    """The entry of `table` called `name`, or one of one's own; else an error with the nearest."""
    if isinstance(name, tuple) and isinstance(name, tuple(map(type, table.values()))):
        return name
    if isinstance(name, str) and name in table:
        return table[name]
    from difflib import get_close_matches  # only on the way to an error

    near = isinstance(name, str) and get_close_matches(name.lower(), table, n=1, cutoff=0.4)
    raise ValueError(
        f"there is no {what} {name!r}."
        + (f" Did you mean {near[0]!r}?" if near else "")
        + f" Known: {', '.join(table)}."
    )


def _is_whole(value):
    """An integer that counts: not True, and not numpy's timedelta, which is an integer to numpy."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.timedelta64))


def count(value, name, least=1):
    """A whole number, `least` or more."""
    if not _is_whole(value) or value < least:
        raise ValueError(f"{name} must be a whole number, {least} or more, but it is {value!r}.")
    return int(value)
