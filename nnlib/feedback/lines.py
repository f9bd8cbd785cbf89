"""Tasks whose answer is a list of lines about K classes, each proved from the one before."""

from dataclasses import dataclass, field

from sympy import Expr

from ..symbolic.classes import d, given_for_every_k
from .task import Diagnosis, Task, forms
from .verdict import Complaint, Untouched


@dataclass(frozen=True, kw_only=True)
class LinesTask(Task):
    """Write the lines of a proof about K classes, as a list; each is proved from the one before.

    It starts from `asked`. The last line has no derivative in it, and there are at least two.
    `mistakes` maps catalogue ids to lists with the false line of that belief. Right lines are
    written with the letters of `nnlib.symbolic.classes`.
    """

    asked: Expr
    mistakes: dict = field(default_factory=dict)

    def diagnose(self, answer):
        if not isinstance(answer, (list, tuple)):
            raise Complaint(f"{self.name} should be a list of lines, not {type(answer).__name__}.")
        lines = [line for line in answer if line is not Ellipsis and line is not None]
        if not lines:
            raise Untouched
        before = self.asked
        for number, line in enumerate(lines, start=1):
            if not isinstance(line, Expr):
                raise Complaint(f"Line {number} is no expression, but a {type(line).__name__}.")
            if why := _refusal(before, line):
                return self._explained(number, line, why)
            before = line
        if lines[-1].has(d):
            raise Untouched("True so far; now work out the derivative that is left")
        if len(lines) < 2:
            raise Untouched("All is true, but it leaps: write the line between")
        return Diagnosis()

    def _explained(self, number, line, why):
        for id, belief in self.mistakes.items():
            if any(not _refusal(line, wrong) for form in forms(belief) for wrong in form):
                return Diagnosis(id, f"line {number}: ")
        raise Complaint(f"Line {number}: {why}")


def _refusal(before, line):
    """Why a line does not follow, or ""."""
    try:
        given_for_every_k(before, line)
    except ValueError as error:
        return str(error)
    return ""
