"""Tasks whose answer is a numpy function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from .arrays import difference, parts, same
from .running import Stopped, call
from .task import Diagnosis, Task
from .verdict import Complaint


class Case(NamedTuple):
    """The arguments of one call, and what should come back: taken anew from the definition."""

    arguments: tuple
    wanted: object


@dataclass(frozen=True, kw_only=True)
class NumericTask(Task):
    """Write a function of arrays.

    `cases()` lists the calls to try, of unequal sizes: `wanted` goes back to the definition (a loop
    over a sum, or a derivative by a complex step through a forward pass). `mistakes` maps catalogue
    ids to the function that a student with this belief writes.
    """

    cases: Callable
    mistakes: dict

    def diagnose(self, answer):
        if not callable(answer):
            raise Complaint(f"{self.name} should be a function, not {type(answer).__name__}.")
        cases = self.cases()
        outcomes = [outcome(answer, case) for case in cases]
        return judged(outcomes, cases, self.mistakes)


def judged(outcomes, cases, mistakes):
    """A `Diagnosis` of the outcomes: all right, or the one mistake that gives the same ones."""
    wanted = [parts(case.wanted, case.wanted) for case in cases]
    if agree(outcomes, wanted):
        return Diagnosis()
    fitting = [id for id, mistake in mistakes.items() if fits(mistake, outcomes, cases)]
    if len(fitting) == 1:
        return Diagnosis(fitting[0])
    for answer, right in zip(outcomes, wanted, strict=True):
        if isinstance(answer, Stopped):
            raise answer
        if not same(answer, right):
            raise Complaint(difference(answer, right))


def outcome(function, case):
    """What a function does in one case: its arrays, or the error with which it stopped."""
    try:
        return parts(call(function, case.arguments), case.wanted)
    except Stopped as stopped:
        return stopped


def fits(mistake, outcomes, cases):
    """Whether a mistake gives these outcomes: the same arrays, errors in the same cases."""
    return agree(outcomes, (outcome(mistake, case) for case in cases))


def agree(outcomes, others):
    """Whether two lists of outcomes are the same; two that only stop say nothing."""
    some = False
    for a, b in zip(outcomes, others, strict=True):
        if isinstance(a, Stopped) or isinstance(b, Stopped):
            if type(a) is not type(b):
                return False
        elif same(a, b):
            some = True
        else:
            return False
    return some
