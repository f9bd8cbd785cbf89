"""Tasks that break things: a wrong function that passes a weak check, and inputs that catch it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .arrays import difference, parts, same
from .numeric import Case, agree, outcome
from .running import Stopped
from .task import Diagnosis, Task
from .verdict import Complaint, listed


@dataclass(frozen=True, kw_only=True)
class FoolTask(Task):
    """Write a wrong function that a weak check does not catch.

    `weak()` lists the cases of the weak check, `strong()` those that show that it is wrong.
    """

    weak: Callable
    strong: Callable

    def diagnose(self, answer):
        if not callable(answer):
            raise Complaint(f"{self.name} should be a function, not {type(answer).__name__}.")
        for case in self.weak():
            came = outcome(answer, case)
            if isinstance(came, Stopped):
                raise came
            wanted = parts(case.wanted, case.wanted)
            if not same(came, wanted):
                raise Complaint(f"The weak check catches it: {difference(came, wanted)}")
        strong = self.strong()
        if agree((outcome(answer, case) for case in strong), map(_right, strong)):
            raise Complaint(
                "The strong check finds no error in it, and a wrong gradient is wanted."
            )
        return Diagnosis()


def _right(case):
    return parts(case.wanted, case.wanted)


@dataclass(frozen=True, kw_only=True)
class CatchTask(Task):
    """Give inputs, a tuple of arrays, that catch every wrong function in `mistakes`.

    `definition(*inputs)` takes the right value from the definition; `shapes` names the arrays
    and how many dimensions each has. `called` has for each the name that the exercise gives it, and
    a question about the arrays, which is asked where it is the only one to get through.
    `leaks()` gives, for the tests, inputs {id: arrays} that let this one through and no other.
    In words: an array holds `rows`, and shapes that go together have `fit`.
    """

    definition: Callable
    shapes: dict
    mistakes: dict
    called: dict
    rows: str = "one row per sample"
    fit: str = "n rows in each"
    most: int = 200  # numbers in one array: a good check needs few
    leaks: Callable = field(repr=False)

    def diagnose(self, answer):
        inputs = self._read(answer)
        try:
            wanted = self.definition(*inputs)
        except (ValueError, IndexError):
            sizes = " and ".join(str(array.shape) for array in inputs)
            raise Complaint(f"The shapes {sizes} do not go together: {self.fit}.") from None
        case = Case(inputs, wanted)
        slips = [id for id, wrong in self.mistakes.items() if _slips(wrong, case)]
        if not slips:
            return Diagnosis()
        if len(slips) == 1:
            return Diagnosis(slips[0])
        names = listed([self.called[id][0] for id in slips])
        raise Complaint(f"{len(slips)} of {len(self.mistakes)} get through: {names}.")

    def hint(self, id):
        """Which wrong function gets through, and what to look at."""
        name, question = self.called[id]
        return f"Only {name} gets through. {question}"

    def _read(self, answer):
        names = " and ".join(self.shapes)
        if not isinstance(answer, (tuple, list)) or len(answer) != len(self.shapes):
            raise Complaint(f"A pair of arrays was wanted: {names}.")
        try:
            arrays = tuple(np.array(array, dtype=float) for array in answer)
        except Exception:  # also what a class of one's own raises
            raise Complaint(f"{names} should be arrays of numbers.") from None
        for array, (name, ndim) in zip(arrays, self.shapes.items(), strict=True):
            if array.ndim != ndim or array.size == 0:
                raise Complaint(f"{name} has shape {array.shape}; {self.rows} was wanted.")
            if array.size > self.most:
                few = f"{array.size} numbers, and at most {self.most} are tried: few will do"
                raise Complaint(f"{name} has {few}.")
            if not np.isfinite(array).all():
                raise Complaint(f"{name} contains a value that is not a finite number.")
        return arrays


def _slips(wrong, case):
    return agree([outcome(wrong, case)], [_right(case)])
