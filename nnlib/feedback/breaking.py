"""Tasks that break things: a wrong gradient that passes a weak check, and inputs that catch it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .arrays import difference, parts, same
from .catalogue import CATALOGUE
from .numeric import Case, agree, outcome
from .running import Stopped
from .task import Diagnosis, Task
from .verdict import Complaint


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
    and how many dimensions each has. A function that gets through is named, if it is the only one;
    `called` says what they all compute.
    `leaks()` gives, for the tests, inputs {id: arrays} that let this one through and no other.
    """

    definition: Callable
    shapes: dict
    mistakes: dict
    called: str = "gradient"
    most: int = 200  # numbers in one array: a good check needs few
    leaks: Callable = field(repr=False)

    def diagnose(self, answer):
        inputs = self._read(answer)
        try:
            wanted = self.definition(*inputs)
        except (ValueError, IndexError):
            sizes = " and ".join(str(array.shape) for array in inputs)
            raise Complaint(f"The shapes {sizes} do not go together: n rows in each.") from None
        case = Case(inputs, wanted)
        slips = [id for id, wrong in self.mistakes.items() if _slips(wrong, case)]
        if not slips:
            return Diagnosis()
        if len(slips) == 1:
            return Diagnosis(slips[0])
        beliefs = "; ".join(CATALOGUE[id].change for id in slips)
        raise Complaint(f"{len(slips)} wrong {self.called}s get through: {beliefs}.")

    def hint(self, id):
        """Which wrong function gets through."""
        entry = CATALOGUE[id]
        return (
            f"One wrong {self.called} gets through ({entry.change}). It believes: {entry.belief}."
        )

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
                raise Complaint(f"{name} has shape {array.shape}; one row per sample was wanted.")
            if array.size > self.most:
                few = f"{array.size} numbers, and at most {self.most} are tried: few will do"
                raise Complaint(f"{name} has {few}.")
            if not np.isfinite(array).all():
                raise Complaint(f"{name} contains a value that is not a finite number.")
        return arrays


def _slips(wrong, case):
    return agree([outcome(wrong, case)], [_right(case)])
