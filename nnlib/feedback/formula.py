"""Tasks whose answer is an expression in the course's symbols."""

from dataclasses import dataclass

from sympy import (
    Expr,
    Float,
    Indexed,
    Pow,
    Rational,
    cancel,
    expand,
    fraction,
    nsimplify,
    sympify,
    together,
)

from ..symbolic import L, NoSuchNode, Undecided, composed, d, plain
from ..symbolic.composition import instance, instances
from ..symbolic.formulas import evaluate, random_leaves
from ..symbolic.grammar import strangers
from ..symbolic.symbols import Loss, node, y
from .task import Diagnosis, Task
from .verdict import Complaint, Untouched

_ANY_NUMBER = Rational(1009, 2003)  # stands for a letter that is not one of the course's, as η


@dataclass(frozen=True, kw_only=True)
class FormulaTask(Task):
    """Write what is `asked`, such as d(Loss, W(2)[1, 3]), with the course's symbols.

    The answer is right if it is the same expression once both are written out down to weights
    and inputs, for a network of `sizes`; letters in `asked` run through all their values, k from
    `first` to `last`. Of derivatives, it may keep those of Loss by what stands in `keep`, such as
    z(k + 1)[1], and by the other nodes of that layer. `extra` names letters beside the course's
    own. With `functions` (activation, loss) both are compared with these put in. `mistakes`
    maps catalogue ids to what that belief gives.
    """

    asked: Expr
    sizes: tuple
    mistakes: dict
    keep: tuple = ()
    extra: tuple = ()
    functions: tuple | None = None
    first: int = 1
    last: Expr = L

    def diagnose(self, answer):
        expression = read(answer, self.extra)
        if expression == self.asked and isinstance(expression, (Indexed, d)):
            raise Complaint("That is the name of what is asked. Write it out.")
        cases = list(instances(self.asked, self.sizes, self.first, self.last))
        written = [self._written(expression, case) for case in cases]
        wanted = [self._written(self.asked, case) for case in cases]
        if self._agree(written, wanted):
            self._refuse_unfinished(expression, cases)
            return Diagnosis()
        fitting = [
            id
            for id, mistake in self.mistakes.items()
            if self._agree(written, (self._written(mistake, case) for case in cases))
        ]
        if len(fitting) == 1:
            return Diagnosis(fitting[0])
        raise Complaint(self._difference(written, wanted, cases))

    def _written(self, expression, case):
        """`expression` written out in one case, or the error that says that it does not exist."""
        expression = sympify(expression).subs(dict.fromkeys(self.extra, _ANY_NUMBER))
        try:
            return composed(instance(expression, case, self.sizes), self.sizes)
        except (NoSuchNode, Undecided) as error:
            return error

    def _agree(self, some, others):
        """Whether two lists agree case by case; where neither exists, nothing is said."""
        pairs = list(zip(some, others, strict=True))
        exist = [pair for pair in pairs if not any(isinstance(e, ValueError) for e in pair)]
        both_fail = all(type(a) is type(b) for a, b in pairs if (a, b) not in exist)
        return bool(exist) and both_fail and all(self._equal(*pair) for pair in exist)

    def _equal(self, a, b):
        if self.functions:
            return _equal_in_numbers(a, b, self.functions)
        difference = expand(a - b)
        if difference == 0 or not any(power.exp.is_negative for power in difference.atoms(Pow)):
            return difference == 0
        return expand(fraction(together(difference))[0]) == 0

    def _refuse_unfinished(self, expression, cases):
        """A true line that still has a derivative in it which is to be worked out."""
        for case in cases:
            kept = {instance(atom, case, self.sizes).base for atom in self.keep}
            left = instance(expression, case, self.sizes).atoms(d)
            for found in sorted(left, key=str):
                if found.f != Loss or node(found.v).base not in kept:
                    raise Untouched(f"True so far; now work out {plain(found)}.")

    def _difference(self, written, wanted, cases):
        a, b, case = next(
            found
            for found in zip(written, wanted, cases, strict=True)
            if isinstance(found[0], ValueError) or not self._equal(*found[:2])
        )
        if isinstance(a, ValueError):
            return f"{a}."
        letters = ", ".join(f"{letter} = {value}" for letter, value in case.items())
        return (f"For {letters}: " if letters else "") + _how(a, b)


def read(answer, extra=()):
    """The answer as an exact expression, or a Complaint. `extra` symbols may stand in it."""
    answer = sympify(answer) if isinstance(answer, (int, float)) else answer
    if not isinstance(answer, Expr):
        raise Complaint(
            f"An expression in the course's symbols was wanted, not {type(answer).__name__}."
        )
    if answer.has(Float):
        answer = nsimplify(answer, rational=True)
    found = strangers(answer.subs(dict.fromkeys(extra, _ANY_NUMBER)))
    if found:
        raise Complaint(f"{found[0]}.")
    return answer


def _equal_in_numbers(a, b, functions):
    """Whether two expressions have the same value at three sets of random weights and inputs."""
    leaves = a.atoms(Indexed) | b.atoms(Indexed) | {y}
    for seed in range(3):
        numbers = random_leaves(leaves, seed)
        left, right = (float(evaluate(side, numbers, *functions)) for side in (a, b))
        if not abs(left - right) <= 1e-9 * max(abs(left), abs(right)):
            return False
    return True


def _how(a, b):
    """How a written-out answer `a` differs from `b`: by a factor, or in its letters."""
    ratio = cancel(a / b) if b != 0 else None
    if ratio is not None and ratio.is_number:
        return f"your expression is {ratio} times what it should be."
    missing = b.atoms(Indexed) - a.atoms(Indexed)
    surplus = a.atoms(Indexed) - b.atoms(Indexed)
    said = []
    if missing:
        kinds = sorted({str(atom.base.label.args[0]) for atom in missing})
        what = " or ".join({"W": "a weight", "h": "an input"}[kind] for kind in kinds)
        said.append(f"{what} that it depends on is missing.")
    if surplus:
        said.append(f"{plain(min(surplus, key=str))} does not belong in it.")
    return " ".join(said) or "the right weights and inputs, but not put together rightly."
