"""Kinds of task. Each goes back to a definition; none holds an answer to compare with."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .catalogue import CATALOGUE
from .running import Complaint, Untouched, call
from .verdict import OPEN, RIGHT, WRONG, Verdict

_CLOSE = 1e-6  # relative: float32 answers and other orders of summing pass, mistakes do not


class NumericTask(NamedTuple):
    """Write a function of arrays.

    `definition(*arguments)` is the ledger's sum, written as a loop. `arguments()` lists the inputs
    to try, of unequal sizes. `mistakes` maps catalogue ids to the function that the belief gives,
    and `lesson` says where to read again.
    """

    id: str
    title: str
    lesson: str
    definition: Callable
    arguments: Callable
    mistakes: dict

    def judge(self, function):
        """A `Verdict` on the student's function."""
        if function is None or function is Ellipsis:
            return _open(self)
        if not callable(function):
            came = type(function).__name__
            return _wrong(self, f"A function was wanted here, but this is of type {came}.")
        cases = self.arguments()
        try:
            answers = [_as_arrays(call(function, case)) for case in cases]
        except Untouched:
            return _open(self)
        except Complaint as complaint:
            return _wrong(self, str(complaint))
        return self._compare(answers, [_as_arrays(self.definition(*case)) for case in cases], cases)

    def _compare(self, answers, wanted, cases):
        if all(map(_all_close, answers, wanted)):
            return _right(self)
        named = [
            id
            for id, mistaken in self.mistakes.items()
            if _matches(answers, lambda case, mistaken=mistaken: mistaken(*case), cases)
        ]
        if len(named) == 1:
            return _named(self, named[0])
        case = next(
            c for c, pair in enumerate(zip(answers, wanted, strict=True)) if not _all_close(*pair)
        )
        return _wrong(self, _difference(answers[case], wanted[case]))


class SymbolicTask(NamedTuple):
    """Write an expression with the course's symbols, for a network of `sizes`.

    `definition()` is the quantity itself, such as z(1)[2], written out by the definitions 2.1-2.3;
    `mistakes()` maps catalogue ids to functions that give the expression of that belief.
    """

    id: str
    title: str
    lesson: str
    sizes: tuple
    definition: Callable
    mistakes: Callable

    def judge(self, expression):
        """A `Verdict` on the student's expression."""
        from sympy import Expr, Indexed, expand, sympify

        from ..symbolic import NoSuchNode, Undecided, composed

        if expression is None or expression is Ellipsis:
            return _open(self)
        if isinstance(expression, (int, float)):
            expression = sympify(expression)
        if not isinstance(expression, Expr):
            came = type(expression).__name__
            return _wrong(
                self, f"An expression in W, h, x, g was wanted, but this is of type {came}."
            )
        if expression == self.definition():
            return _wrong(
                self, "That is the name of what is asked. Write it out in weights and inputs."
            )
        try:
            difference = lambda other: expand(
                composed(expression, self.sizes) - composed(other, self.sizes)
            )
            if difference(self.definition()) == 0:
                return _right(self)
            named = [id for id, mistaken in self.mistakes().items() if difference(mistaken()) == 0]
        except (NoSuchNode, Undecided) as error:
            return _wrong(self, f"{error}.")
        if len(named) == 1:
            return _named(self, named[0])
        wanted = composed(self.definition(), self.sizes)
        missing = wanted.atoms(Indexed) - composed(expression, self.sizes).atoms(Indexed)
        surplus = composed(expression, self.sizes).atoms(Indexed) - wanted.atoms(Indexed)
        return _wrong(self, _letters(missing, surplus))


class ShapeTask(NamedTuple):
    """Say which shape each array has: a dict {name: tuple}. `definition()` measures the shapes."""

    id: str
    title: str
    lesson: str
    definition: Callable

    def judge(self, shapes):
        """A `Verdict` on the student's dict of shapes."""
        wanted = self.definition()
        if shapes is None or shapes is Ellipsis:
            return _open(self)
        if not isinstance(shapes, dict):
            return _wrong(
                self, f"A dict of shapes was wanted, but this is {type(shapes).__name__}."
            )
        blank = [name for name in wanted if shapes.get(name) in (None, Ellipsis)]
        if len(blank) == len(wanted):
            return _open(self)
        if blank:
            return _wrong(self, f"Still without a shape: {', '.join(blank)}.")
        off = [name for name, shape in wanted.items() if _shape(shapes[name]) != shape]
        if not off:
            return _right(self)
        if all(_shape(shapes[name]) == wanted[name][::-1] for name in off):
            turned = CATALOGUE["transposed"]
            return _wrong(self, f"{', '.join(off)}: rows and columns exchanged. {turned.hint}")
        return _wrong(self, f"Not right yet: {', '.join(off)}.")


def _shape(value):
    try:
        return tuple(int(n) for n in value)
    except (TypeError, ValueError):
        return value


def _open(task):
    return Verdict(OPEN, f"not done yet: {task.title}")


def _right(task):
    return Verdict(RIGHT, f"{task.title}: right.")


def _wrong(task, why):
    return Verdict(WRONG, f"{task.title}: {why}")


def _named(task, id):
    return _wrong(task, f"{CATALOGUE[id].hint}\n  Read again: {task.lesson}.")


def _as_arrays(result):
    """The result as a tuple of float arrays, so that lists and numbers count as arrays too."""
    parts = result if isinstance(result, tuple) else (result,)
    try:
        return tuple(np.asarray(part, dtype=float) for part in parts)
    except (TypeError, ValueError):
        kinds = ", ".join(type(part).__name__ for part in parts)
        raise Complaint(f"Your function must return numbers or arrays, not {kinds}.") from None


def _all_close(answer, wanted):
    return len(answer) == len(wanted) and all(map(_close, answer, wanted))


def _close(a, b):
    if a.shape != b.shape or not np.isfinite(a).all():
        return False
    return np.abs(a - b).max() <= _CLOSE * max(np.abs(b).max(), 1e-300)


def _matches(answers, mistaken, cases):
    try:
        return all(
            _all_close(answer, _as_arrays(mistaken(case)))
            for answer, case in zip(answers, cases, strict=True)
        )
    except (ValueError, IndexError):  # the belief does not even fit the shapes
        return False


def _difference(answer, wanted):
    """How and where the answer differs, without giving the right value away."""
    if len(answer) != len(wanted):
        return f"it should return {len(wanted)} thing(s), but it returned {len(answer)}."
    for part, (a, b) in enumerate(zip(answer, wanted, strict=True), start=1):
        which = f"result {part}: " if len(wanted) > 1 else ""
        if a.shape != b.shape:
            return f"{which}the shape is {a.shape}, but it should be {b.shape}."
        if not np.isfinite(a).all():
            return f"{which}it contains a value that is not a finite number (NaN or infinity)."
        if not _close(a, b):
            return which + _where(a, b)
    return "it differs."


def _where(a, b):
    ratios = (a / np.where(b == 0, np.nan, b)).ravel()
    if a.size > 1 and np.ptp(ratios) <= _CLOSE * np.abs(ratios).max():
        return f"every entry is {ratios[0]:.3g} times what it should be."
    off = np.argwhere(np.abs(a - b) > _CLOSE * max(np.abs(b).max(), 1e-300))
    place = tuple(int(n) for n in off[0])
    return f"{len(off)} of {a.size} entries differ; the first is at position {place}."


def _letters(missing, surplus):
    said = []
    if missing:
        said.append(f"{len(missing)} of the weights or inputs that belong in it are not there.")
    if surplus:
        said.append(f"{min(map(str, surplus))} does not belong in it.")
    return " ".join(said) or "the right letters, but put together wrongly: check signs and g."
