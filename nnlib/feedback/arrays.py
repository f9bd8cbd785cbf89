"""A student's arrays beside the wanted ones: the same, or how and where they differ."""

import numpy as np

from .verdict import Complaint

CLOSE = 1e-5  # relative: float32 answers and other orders of summing pass, mistakes do not


def parts(result, like):
    """`result` as a dict of float arrays, one for each part of `like` (a dict, tuple or array).

    Lists and numbers count as arrays, and a list as a tuple. Raises Complaint for what does not.
    """
    if isinstance(like, dict):
        return {f"[{key}]": _array(result[key]) for key in _keys(result, like)}
    if isinstance(like, tuple):
        single = isinstance(result, np.ndarray) and result.ndim == 0
        if single or not isinstance(result, (tuple, list, np.ndarray)):
            raise Complaint(f"{len(like)} results were wanted, but it returned {_kind(result)}.")
        if len(result) != len(like):
            raise Complaint(f"{len(like)} results were wanted, but it returned {len(result)}.")
        return {f"result {place}": _array(part) for place, part in enumerate(result, start=1)}
    return {"": _array(result)}


def _keys(result, like):
    if not isinstance(result, dict):
        raise Complaint(f"A dict with one array per layer was wanted, not {_kind(result)}.")
    if result.keys() != like.keys():
        came, wanted = (", ".join(map(str, each)) for each in (result, like))
        raise Complaint(f"The dict should have the keys {wanted}, but it has {came or 'none'}.")
    return like


def _array(part):
    try:
        array = np.asarray(part)
        if array.dtype.kind in "biuf":
            return array.astype(float)
    except ValueError:
        pass  # lists of unequal lengths
    raise Complaint(f"Real numbers or arrays of them were wanted, not {_kind(part)}.")


def _kind(value):
    if isinstance(value, np.ndarray):
        return f"an array of type {value.dtype}"
    return f"something of type {type(value).__name__}"


def same(a, b):
    """Whether two dicts of arrays agree, each array as a whole to a relative `CLOSE`."""
    return all(_close(a[name], b[name]) for name in b)


def _close(a, b):
    if a.shape != b.shape:
        return False
    return a.size == 0 or _error(a, b).max() <= CLOSE


def _error(a, b):
    """|a - b| entry by entry, in units of b's largest entry."""
    return np.abs(a - b) / max(np.abs(b).max(), 1e-300)


def difference(answer, wanted):
    """How and where `answer` differs, without giving the right value away."""
    name = next(name for name in wanted if not _close(answer[name], wanted[name]))
    a, b = answer[name], wanted[name]
    return (f"In {name}: " if name else "") + _how(a, b)


def _how(a, b):
    if a.shape != b.shape and a.T.shape == b.shape and _close(a.T, b):
        return "the numbers are right, but rows and columns are exchanged."
    if a.shape != b.shape:
        return f"the shape is {a.shape}, but it should be {b.shape}."
    if not np.isfinite(a).all():
        return "it contains a value that is not a finite number (NaN or infinity)."
    with np.errstate(all="ignore"):
        ratios = a[b != 0] / b[b != 0]
    if a.size > 1 and ratios.size and np.ptp(ratios) <= CLOSE * np.abs(ratios).max():
        return f"every entry is {ratios[0]:.3g} times what it should be."
    off = np.argwhere(_error(a, b) > CLOSE)
    place = tuple(int(n) for n in off[0])
    which = f"{len(off)} of {a.size} entries differ; the first is at position {place}"
    factor = a[place] / b[place] if b[place] else None
    if not place:
        which = "the number differs"
    return f"{which}." if factor is None else f"{which}, {factor:.3g} times what it should be."
