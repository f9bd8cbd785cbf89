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
        results = list(result) if isinstance(result, (tuple, list)) else result
        if isinstance(result, np.ndarray) and result.ndim > 1:
            results = list(result)  # the results as the rows of one array
        if not isinstance(results, list):
            raise Complaint(f"A pair was wanted, both of its results, not {_kind(result)} alone.")
        if len(results) != len(like):
            raise Complaint(f"{len(like)} results were wanted, but it returned {len(results)}.")
        return {f"result {place}": _array(part) for place, part in enumerate(results, start=1)}
    if isinstance(result, tuple) and np.ndim(like) < 2:
        wanted = "one number" if np.ndim(like) == 0 else "one vector"
        raise Complaint(f"{wanted} was wanted, but it returned {len(result)} results.")
    return {"": _array(result)}


def _keys(result, like):
    if not isinstance(result, dict):
        raise Complaint(f"A dict with one array per layer was wanted, not {_kind(result)}.")
    if result.keys() != like.keys():
        came, wanted = (", ".join(map(str, each)) for each in (result, like))
        raise Complaint(f"The dict should have the keys {wanted}, but it has {came or 'none'}.")
    return like


def _array(part):
    if isinstance(part, np.ma.MaskedArray):
        raise Complaint("It has masked entries. Give each entry its number.")
    if callable(part):
        raise Complaint("A function is returned where its value belongs: g(z), not g.")
    _refuse_letters([part])
    if not isinstance(part, (np.ndarray, np.generic, list, tuple, int, float)):
        raise Complaint(f"Real numbers or arrays of them were wanted, not {_kind(part)}.")
    try:
        array = np.asarray(part)
    except Exception:  # lists of unequal lengths, or what a class of one's own raises
        raise Complaint(f"Real numbers or arrays of them were wanted, not {_kind(part)}.") from None
    if array.dtype.kind in "biuf":
        return array.astype(float)
    _refuse_letters(array.flat)
    raise Complaint(f"Real numbers or arrays of them were wanted, not {_kind(part)}.")


def _refuse_letters(entries):
    letters = {s for entry in entries for s in getattr(entry, "free_symbols", ())}
    if letters:
        letter = min(map(str, letters), key=lambda name: (len(name), name))
        raise Complaint(
            f"{letter} is a symbol of the course in your function: it has no number there. "
            f"Give {letter} its value first."
        )


def _kind(value):
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biuf":
            return f"an array of type {value.dtype}"
        return "one number" if value.ndim == 0 else f"an array of shape {value.shape}"
    if isinstance(value, (int, float, np.integer, np.floating)):
        return "one number"
    return f"something of type {type(value).__name__}"


def same(a, b):
    """Whether two dicts of arrays agree, each array as a whole to a relative `CLOSE`."""
    return all(_close(a[name], b[name]) for name in b)


def _close(a, b):
    if a.shape != b.shape:
        return False
    if np.isfinite(b).all():
        return a.size == 0 or bool(_error(a, b).max() <= CLOSE)
    finite = np.isfinite(b)  # where b is infinite or NaN, a must be the same
    rest = np.where(finite, b, 0.0)
    return np.array_equal(a[~finite], b[~finite], equal_nan=True) and _close(
        np.where(finite, a, 0.0), rest
    )


def _error(a, b):
    """|a - b| entry by entry, in units of b's largest entry."""
    return np.abs(a - b) / max(np.abs(b).max(), 1e-300)


def difference(answer, wanted):
    """How and where `answer` differs, without giving the right value away."""
    name = next(name for name in wanted if not _close(answer[name], wanted[name]))
    a, b = answer[name], wanted[name]
    return (f"In {name}: " if name else "") + _how(a, b)


def _how(a, b):
    if a.shape != b.shape:
        return _shape_said(a, b)
    if not np.isfinite(a).all():
        return "it contains a value that is not a finite number (NaN or infinity)."
    surplus = (a - b).ravel()
    if a.size and np.ptp(surplus) <= CLOSE * abs(surplus[0]) and abs(surplus[0]) > CLOSE:
        much = f"{abs(surplus[0]):.3g} too {'large' if surplus[0] > 0 else 'small'}"
        return f"every entry is {much}." if a.size > 1 else f"the number is {much}."
    if a.ndim and (number := _ratio(a, b)):
        return _constant(number, "every entry is")
    off = np.argwhere(_error(a, b) > CLOSE)
    if not a.ndim:
        which = "the number differs"
    else:
        place = ", ".join(str(int(n)) for n in off[0])
        which = f"{len(off)} of {a.size} entries differ; the first is at [{place}]"
    here, there = a[tuple(off[0])], b[tuple(off[0])]
    return f"{which}{_times(here, there)}."


def _times(here, there):
    """How many times what it should be a number is, where three digits say something of it."""
    if not here and there:
        return ", which is 0 here and should not be"
    said = f"{here / there:.3g}" if there else "1"
    return "" if said in ("1", "0", "-0") else f", {said} times what it should be"


def _shape_said(a, b):
    """What became of the shape: exchanged, flattened, added up, or not added up."""
    came = "one number" if a.ndim == 0 else f"shape {a.shape}"
    wanted = "one number" if b.ndim == 0 else f"shape {b.shape}"
    said = f"{came} came, but {wanted} was wanted"
    if a.ndim == 2 and a.T.shape == b.shape and (number := _ratio(a.T, b)):
        besides = (
            "" if abs(number - 1) <= CLOSE else f" Besides, it is {number:.3g} times too large."
        )
        return f"rows and columns are exchanged: the shape is {a.shape}, not {b.shape}.{besides}"
    if a.size == b.size and _ratio(a.reshape(b.shape), b):
        return f"{said}: the numbers are there, their shape is not."
    for axis in range(a.ndim):
        if a.ndim == b.ndim + 1 and _ratio(a.sum(axis=axis), b):
            return f"{said}. It is still to be added up."
    for axis in range(b.ndim):
        rest = b.shape[:axis] + b.shape[axis + 1 :]
        if a.shape == rest and b.ndim > 1 and (number := _ratio(a, b.sum(axis=axis))):
            what = "samples" if axis == 0 else "entries"
            return f"{said}: {_joined(number, b.shape[axis])} the {what}, and each keeps its own."
    if a.ndim == 0 and (number := _ratio(a, b.sum())):
        return f"{said}: {_joined(number, b.size)} what should stay apart."
    return f"{said}."


def _joined(number, count):
    mean = abs(number * count - 1) <= CLOSE
    return "you took the mean of" if mean else "you added up"


def _ratio(a, b):
    """The one number that a is times b, entry by entry, or None."""
    if a.shape != b.shape or not a.size or not np.isfinite(a).all():
        return None
    if not _close(np.where(b == 0, a, 0.0), np.zeros_like(b)):
        return None
    ratios = a[b != 0] / b[b != 0]
    constant = ratios.size and np.ptp(ratios) <= CLOSE * np.abs(ratios).max()
    return float(np.median(ratios)) if constant else None


def factor(outcomes, wanted, named=(), what="every entry is"):
    """A sentence on the one factor that stands before everything, in all cases, or None.

    `named` holds for each case {name: number}, what the factor may come from.
    """
    found = []
    for came, right in zip(outcomes, wanted, strict=True):
        if any(came[name].shape != right[name].shape for name in right):
            return None
        some = [np.concatenate([each[name].ravel() for name in right]) for each in (came, right)]
        if (number := _ratio(*some)) is None:
            return None
        found.append(number)
    if what == "every entry is" and all(
        array.size == 1 for each in wanted for array in each.values()
    ):
        what = "it is"
    if np.ptp(found) <= CLOSE * abs(found[0]):
        return _constant(found[0], what)
    if len(named) != len(found):
        return None
    names = list(named[0])
    for above in [None, *names]:
        for below in [None, *names]:
            expected = [of.get(above, 1) / of.get(below, 1) for of in named]
            if np.allclose(found, expected, rtol=CLOSE):
                return _of_number(above, below, what)
    return None


def _constant(number, what):
    times = f"{what} {number:.3g} times what it should be."
    if abs(number + 1) <= CLOSE:
        return f"the sign is turned round: {times}"
    for value, written in ((2, "2"), (0.5, "½")):
        if abs(number - value) <= CLOSE:
            return f"a factor {written} too much: {times}"
    return None if abs(number - 1) <= CLOSE else times


def _of_number(above, below, what):
    if above and below:
        return f"you divide by {below}; it should be {above}."
    if above:
        return f"{what} too large by the factor {above}."
    return f"{what} too small: you divide by {below}, and nothing is to be divided by it."
