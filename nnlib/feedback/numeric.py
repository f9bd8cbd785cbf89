"""Tasks whose answer is a numpy function."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from .arrays import difference, factor, parts, same
from .running import Stopped, call
from .task import Diagnosis, Task, forms, searching
from .verdict import Complaint


class Case(NamedTuple):
    """The arguments of one call, and what should come back: taken anew from the definition."""

    arguments: tuple
    wanted: object


@dataclass(frozen=True, kw_only=True)
class NumericTask(Task):
    """Write a function of arrays.

    `cases()` lists the calls to try, of unequal sizes and with more than one g and Loss where these
    enter: `wanted` goes back to the definition (a loop over a sum, or a derivative by a complex
    step through a forward pass). `mistakes` maps catalogue ids to the function that a student with
    this belief writes, or a list of them; `repairs` maps ids to what the arguments would have to be
    for the belief to be right. `numbers(*arguments)` names what a wrong factor may be: the number
    of samples, of nodes. `start(*arguments)` is what a step is taken from.
    """

    cases: Callable
    mistakes: dict
    repairs: dict = field(default_factory=dict)
    numbers: Callable | None = None
    start: Callable | None = None

    def diagnose(self, answer):
        if not callable(answer):
            raise Complaint(f"{self.name} should be a function, not {type(answer).__name__}.")
        cases = self.cases()
        wanted = [parts(case.wanted, case.wanted) for case in cases]
        outcomes = [outcome(answer, case) for case in cases]
        if agree(outcomes, wanted):
            return Diagnosis()
        with searching("Its values are not the right ones."):
            return self._fault(answer, cases, outcomes, wanted)

    def _fault(self, answer, cases, outcomes, wanted):
        """The one misconception that gives these outcomes, or a Complaint."""
        fitting = [id for id in self.mistakes if self._fits(id, outcomes, cases)]
        if len(fitting) == 1:
            return Diagnosis(fitting[0])
        repaired = [id for id in self.repairs if self._repairs(id, answer, cases)]
        if len(repaired) == 1:
            return Diagnosis(repaired[0])
        for came in outcomes:
            if isinstance(came, Stopped):
                raise came
        said = self._factor(outcomes, wanted, cases) or _first(outcomes, wanted)
        raise Complaint(f"{said[0].upper()}{said[1:]}")

    def _fits(self, id, outcomes, cases):
        """Whether a mistake gives these outcomes: the same arrays, errors in the same cases."""
        tried = forms(self.mistakes[id])
        return any(agree(outcomes, (outcome(f, case) for case in cases)) for f in tried)

    def _repairs(self, id, answer, cases):
        changed = [Case(self.repairs[id](*case.arguments), case.wanted) for case in cases]
        try:
            came = [outcome(answer, case) for case in changed]
        except Complaint:
            return False
        return agree(came, (parts(case.wanted, case.wanted) for case in cases))

    def _factor(self, outcomes, wanted, cases):
        """A sentence on one factor that stands before every entry, in all cases."""
        named = [self.numbers(*case.arguments) for case in cases] if self.numbers else []
        if said := factor(outcomes, wanted, named):
            return said
        if self.start is None:
            return None
        starts = [parts(self.start(*case.arguments), case.wanted) for case in cases]
        moved = [_minus(came, start) for came, start in zip(outcomes, starts, strict=True)]
        right = [_minus(came, start) for came, start in zip(wanted, starts, strict=True)]
        return None if None in moved else factor(moved, right, named, "your step is")


def _minus(some, others):
    if any(some[name].shape != others[name].shape for name in others):
        return None
    return {name: some[name] - others[name] for name in others}


def _first(outcomes, wanted):
    return next(difference(a, b) for a, b in zip(outcomes, wanted, strict=True) if not same(a, b))


def outcome(function, case):
    """What a function does in one case: its arrays, or the error with which it stopped."""
    try:
        return parts(call(function, case.arguments), case.wanted)
    except Stopped as stopped:
        return stopped


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
