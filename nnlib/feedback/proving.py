"""Tasks whose answer is a derivation, and what a refused line of one mistakes."""

from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from sympy import Expr

from ..symbolic import Derivation, L, Refusal, Statement, examine
from .formula import FormulaTask
from .running import TooLong, whole_limit
from .steps import leap
from .task import Diagnosis, Task, forms, lessons, tasks_of
from .typed import typed
from .verdict import Complaint, Unexplained, Untouched, listed

HINT_SECONDS = 1  # for what a refused line mistakes


class Lines(NamedTuple):
    """A derivation as it travels: where it starts, and pairs (line, reason). It proves nothing."""

    lhs: Expr
    lines: list


@dataclass(frozen=True, kw_only=True)
class ProofTask(Task):
    """Write a derivation that starts from `asked`, line by line.

    Any true way is right, as long as no step leaps over more than one rule, and the last line has
    no derivatives but those of Loss by `keep`, and by the other nodes of that layer. A step by one
    of the equations in `known` is one rule. k runs from `first` to `last`. `mistakes` maps
    catalogue ids to what the last line would be with that belief: a wrong line has its value, so
    it is found in every line.
    """

    asked: Expr
    sizes: tuple
    mistakes: dict
    keep: tuple
    first: int = 1
    last: Expr = L
    known: tuple[Statement, ...] = ()
    symbols = FormulaTask.symbols

    @cached_property
    def line(self):
        """The task that one line answers: to be equal to what is asked."""
        both = {f.name for f in fields(self)} & {f.name for f in fields(FormulaTask)}
        return FormulaTask(**{name: getattr(self, name) for name in both})

    def diagnose(self, answer):
        start = f"{self.name} = Derivation({typed(self.asked)})"
        if not (hasattr(answer, "lhs") and hasattr(answer, "lines")):
            kind = type(answer).__name__
            raise Complaint(f"{self.name} should be a derivation, not {kind}. Begin with {start}.")
        if answer.lhs != self.asked:
            raise Complaint(f"Your proof starts from something else. Begin with {start}.")
        lines = [line for line, *_ in answer.lines]
        if not lines:
            raise Untouched
        if not self._proved(answer):
            for number, (before, line) in self._steps(lines):
                refusal = examine(before, line, self.first, self.last)
                if isinstance(refusal, Refusal):
                    return self._refused(number, line, refusal)
        if lines[-1] == self.asked:
            raise Untouched("Your last line is where you began.")
        self._refuse_leaps(lines)
        self.line.refuse_unfinished(lines[-1])
        return Diagnosis()

    def _proved(self, answer):
        """Whether each line was proved when it was added, for the layers that are asked for."""
        whole = Derivation(self.asked, first=self.first, last=self.last)
        asked_for = lambda a: (a.first, a.last, a.sizes)
        return isinstance(answer, Derivation) and asked_for(answer) == asked_for(whole)

    def _steps(self, lines):
        """For each line its number, and the line before it with itself."""
        return enumerate(zip([self.asked, *lines], lines, strict=False), start=1)

    def _refused(self, number, line, refusal):
        id, said = mistake(self.line, line)
        if id:
            return Diagnosis(id, f"line {number}: ")
        raise Complaint(f"Line {number} {refusal.verdict}. {said or refusal.reasons()}")

    def _refuse_leaps(self, lines):
        for number, (before, line) in self._steps(lines) if self.keep else ():
            if rules := leap(before, line, self.keep[0], self.known):
                between = "the line" if len(rules) == 2 else "a line for each rule"
                raise Untouched(
                    f"All is true, but line {number} leaps: it takes {listed(rules)} at once. "
                    f"Write {between} between."
                )


def mistake(task, line):
    """What a false line mistakes, by the `FormulaTask` of its value: (id, sentence) or (None, "").

    The id is that of a misconception, if it is one.
    """
    try:
        with whole_limit(HINT_SECONDS):
            id, where = task.diagnose(line)
            return (id, where + task.hint(id).replace("\n ", "")) if id else (None, "")
    except Complaint as complaint:
        return None, "" if isinstance(complaint, Unexplained) else str(complaint)
    except (Exception, TooLong):
        return None, ""  # no more to say than what the refusal says


def hint(chain, refusal):
    """What the refused line of a chain mistakes, in a sentence, or ""."""
    if refusal.strangers or not isinstance(chain, Derivation):
        return ""
    if "does not exist" in refusal.reasons():
        return ""  # the task's own network may have that node, and to say so would contradict it
    return mistake(_about(chain.lhs), refusal.rhs)[1]


@lru_cache
def _about(asked):
    """The task of a line that starts from `asked`, with the beliefs of all exercises about it."""
    found = [task for task in proofs() if task.asked == asked]
    if not found:
        sizes = (2, 3, 3, 1)
        return FormulaTask(id="", title="", read="", asked=asked, sizes=sizes, mistakes={})
    beliefs = {}
    for task in reversed(found):
        for id, belief in task.mistakes.items():
            beliefs[id] = [*forms(belief), *beliefs.get(id, [])]
    # The earlier exercise says where to read: the later one's lesson may be still to come.
    elsewhere = {id: task.where_to_read(id) for task in reversed(found) for id in task.mistakes}
    return replace(found[0].line, mistakes=beliefs, elsewhere=elsewhere)


def proofs():
    """All proofs that the exercises ask for."""
    return [t for lesson in lessons() for t in tasks_of(lesson) if isinstance(t, ProofTask)]
