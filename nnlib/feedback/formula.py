"""Tasks whose answer is an expression in the course's symbols."""

from dataclasses import dataclass

import numpy as np
from sympy import (
    Expr,
    Float,
    Indexed,
    Integer,
    Pow,
    Rational,
    Sum,
    Symbol,
    expand,
    fraction,
    nsimplify,
    sympify,
    together,
)

from ..symbolic import L, NoSuchNode, Undecided, composed, d, g_prime, loss, loss_prime, n, p
from ..symbolic.composition import instance, instances
from ..symbolic.grammar import strangers
from ..symbolic.symbols import Loss, layer, node, y
from .edits import AT_OUTPUT, PREDICTION, Search, indices, pool, read_p
from .numbers import alike, numbers
from .running import TooLong, time_limit
from .task import Diagnosis, Task
from .typed import typed
from .verdict import Complaint, Untouched

_ANY_NUMBER = Rational(1009, 2003)  # stands for a letter that is not one of the course's, as η
_PROOF_SECONDS = 5
# Pairs of g and Loss, None for any, for which an answer may hold and in general not.
_SPECIAL = (
    ("sigmoid", None),
    ("tanh", None),
    (None, "squared"),
    (None, "log"),
    ("identity", "squared"),
    ("sigmoid", "log"),
)


@dataclass(frozen=True, kw_only=True)
class FormulaTask(Task):
    """Write what is `asked`, such as d(Loss, W(2)[1, 3]), with the course's symbols.

    The answer is right if it is the same expression once both are written out down to weights
    and inputs, for a network of `sizes`; letters in `asked` run through all their values, k from
    `first` to `last`. Of derivatives, it may keep those of Loss by what stands in `keep`, such as
    z(k + 1)[1], and by the other nodes of that layer; with `keep` None, all of them. `extra` names
    letters beside the course's own. With `functions` (activation, loss) both are compared with
    these put in, and none of `put_in` may be left; with `cancel`, no denominator. `mistakes` maps
    catalogue ids to what that belief gives.
    """

    asked: Expr
    sizes: tuple
    mistakes: dict
    keep: tuple | None = ()
    extra: tuple = ()
    functions: tuple = (None, None)
    put_in: tuple = ()
    cancel: bool = False
    first: int = 1
    last: Expr = L

    def diagnose(self, answer):
        answer = read(answer, self.extra)
        self._refuse_names(answer)
        expression = read_p(answer)
        cases = list(instances(self.asked, self.sizes, self.first, self.last))
        self._refuse_loose_letters(expression, cases)
        value = lambda e: self._values(e, cases)
        wanted = value(self.asked)
        try:
            came = value(expression)
        except (NoSuchNode, Undecided) as error:
            raise Complaint(f"{error}.") from None
        if alike(came, wanted):
            self._prove(expression, cases)
            self._refuse_unfinished(expression, cases)
            return Diagnosis()
        self._refuse_missing_nodes(expression, came, cases)
        self._refuse_other_loss(expression, cases)
        fitting = [id for id, mistake in self.mistakes.items() if alike(came, value(mistake))]
        if len(fitting) == 1:
            return Diagnosis(fitting[0])
        self._refuse_special(expression, cases)
        fault = self._search(expression, cases, answer.has(p)).fault()
        raise Complaint(fault or self._difference(expression, came, wanted, cases))

    def _search(self, expression, cases, short=False):
        def value(e):
            try:
                return self._values(e, cases)
            except Undecided:  # a part of a Σ, taken out of it
                return np.full_like(wanted, np.nan)

        wanted = self._values(self.asked, cases)
        candidates = AT_OUTPUT if self.put_in else list(pool(self.asked, expression, self.sizes))
        return Search(expression, self.asked, value, wanted, candidates, short)

    def _values(self, expression, cases, functions=None):
        found = numbers(self.sizes, *(functions or self.functions))
        return found.over(sympify(expression), cases)

    def _prove(self, expression, cases):
        """Equal in numbers: now exactly, so that nothing is said that is not so."""
        if any(self.functions):
            return  # sympy cannot decide all that holds of a sigmoid; the numbers are the judge
        try:
            with time_limit(_PROOF_SECONDS):
                if all(self._same(expression, case) for case in cases):
                    return
        except TooLong:
            raise Complaint(
                f"It agrees in numbers, but a proof takes longer than {_PROOF_SECONDS} s. "
                "Write it shorter."
            ) from None
        raise Complaint("It agrees in numbers to nine digits, but it is not the same formula.")

    def _written(self, expression, case):
        """Down to weights and inputs; a number stands for a letter of the task's own."""
        own = expression.subs(dict.fromkeys(self.extra, _ANY_NUMBER))
        return composed(instance(own, case, self.sizes), self.sizes)

    def _same(self, expression, case):
        a, b = (
            composed(instance(e, case, self.sizes), self.sizes) for e in (expression, self.asked)
        )
        difference = expand(a - b)
        if difference == 0 or not any(power.exp.is_negative for power in difference.atoms(Pow)):
            return difference == 0
        return expand(fraction(together(difference))[0]) == 0

    def _refuse_names(self, expression):
        if expression == self.asked and isinstance(expression, (Indexed, d)):
            raise Complaint("That is the name of what is asked. Write it out.")

    def _refuse_loose_letters(self, expression, cases):
        """A letter that counts nodes, and is neither in what is asked nor in a Σ."""
        loose = indices(_without_sums(expression)) & expression.free_symbols - indices(self.asked)
        for letter in sorted(loose - set(cases[0]), key=str):
            said = f"{letter} is free in your expression, but not in what is asked"
            total = Sum(expression, (letter, 1, _last_value(expression, letter)))
            if all(isinstance(a, Symbol) for a in loose - {letter}) and len(loose) == 1:
                if self._holds(total, cases, self.functions):
                    raise Complaint(f"{said}: a Σ over {letter} is missing.")
                if more := self._search(total, cases).single_factor():
                    raise Complaint(f"{said}: a Σ over {letter} is missing. {more}")
            raise Complaint(f"{said}: which node is {letter}?")

    def _refuse_missing_nodes(self, expression, came, cases):
        for row, case in zip(came, cases, strict=True):
            if row[0] != row[0]:
                why = numbers(self.sizes, *self.functions).why_not(expression, case)
                raise Complaint(f"{_at(case)}{why or 'it has no value: is it divided by 0?'}.")

    def _refuse_other_loss(self, expression, cases):
        """Where the loss is given: the answer for another one, whatever g is."""
        for name in ("squared", "log") if self.functions[1] else ():
            if name != self.functions[1] and self._holds(expression, cases, (None, name)):
                raise Complaint(f"That is right for the {name} loss, and another loss is asked.")

    def _refuse_special(self, expression, cases):
        """An answer that holds for some g or some Loss only."""
        g_name, loss_name = self.functions
        if g_name:
            for other in ("tanh", "identity"):
                if expression.has(PREDICTION) and self._holds(
                    expression, cases, (other, loss_name)
                ):
                    raise Complaint(f"That is right for g = {other}, and here g is the {g_name}.")
            if alike(
                self._values(expression, cases),
                self._values(loss(PREDICTION, y), cases),
            ):
                raise Complaint("That is the loss itself. What is asked is its slope.")
            return
        for special in _SPECIAL:
            if self._holds(expression, cases, special):
                g_name, loss_name = special
                which = " and ".join(
                    [f"g = {g_name}"] * bool(g_name) + [f"the {loss_name} loss"] * bool(loss_name)
                )
                keeps = [f"{'its' if not loss_name else 'the'} slope of g is written g_prime(…)"]
                keeps = keeps * bool(g_name) + ["keep d(Loss, …)"] * bool(loss_name)
                any_ = " and ".join(["any g"] * bool(g_name) + ["any loss"] * bool(loss_name))
                raise Complaint(f"That is right for {which} only. It should hold for {any_}.")

    def _holds(self, expression, cases, functions):
        return alike(*(self._values(e, cases, functions) for e in (expression, self.asked)))

    def _refuse_unfinished(self, expression, cases):
        """A true line that still has a derivative in it which is to be worked out."""
        left = [f for f in self.put_in if expression.has(f)]
        if left or self.cancel and _denominator(expression).has(PREDICTION):
            put = " and ".join({loss_prime: "the loss", g_prime: "g"}[f] for f in left)
            then = ["cancel"] * self.cancel
            raise Untouched(
                f"True so far; now {' and '.join([f'put in {put}'] * bool(put) + then)}."
            )
        if self.keep is None:
            return
        for atom in sorted(expression.atoms(d), key=str):
            for case in cases:
                kept = {instance(place, case, self.sizes).base for place in self.keep}
                left = instance(atom, case, self.sizes)
                if isinstance(left, d) and (left.f != Loss or node(left.v).base not in kept):
                    same_node = node(atom.f) != atom.f and node(atom.f) != Loss
                    how = " The slope of g is written g_prime(…)." * same_node
                    raise Untouched(f"True so far; now work out {typed(atom)}.{how}")

    def _difference(self, expression, came, wanted, cases):
        """Which entries are missing or too much; if none is, in which case the values differ."""
        case = next(
            c for c, a, b in zip(cases, came, wanted, strict=True) if not alike(a[None], b[None])
        )
        a, b = (self._written(e, case).atoms(Indexed) for e in (expression, self.asked))
        missing, surplus = (sorted(s, key=str) for s in (b - a, a - b))
        said = []
        if missing:
            said.append(f"{typed(missing[0])} is missing: what is asked depends on it")
        if surplus:
            own = [e for e in expression.atoms(Indexed) if e in surplus]
            which = min(own, key=str) if own else surplus[0]
            said.append(f"{typed(which)} does not belong in it")
        if said:
            return f"{_at(case)}{'; '.join(said)}."
        return (
            f"{_at(case)}its value is not that of {typed(instance(self.asked, case, self.sizes))}."
        )


def _at(case):
    letters = ", ".join(f"{letter} = {value}" for letter, value in case.items())
    return f"For {letters}: " if letters else ""


def _denominator(e):
    return fraction(together(e))[1]


def _without_sums(e):
    """e with 1 in the place of each letter that a Σ runs over."""
    ones = lambda total: total.function.xreplace(dict.fromkeys(total.variables, Integer(1)))
    return e.replace(lambda part: isinstance(part, Sum), ones)


def _last_value(e, letter):
    """The number of nodes that an index letter counts, by its first place in e."""
    for entry in sorted(e.atoms(Indexed), key=str):
        if letter in entry.indices:
            return n(layer(entry) - entry.indices.index(letter))
    return n(L)


def read(answer, extra=()):
    """The answer as an exact expression, or a Complaint. `extra` symbols may stand in it."""
    answer = sympify(answer) if isinstance(answer, (int, float)) else answer
    if not isinstance(answer, Expr):
        raise Complaint(
            f"An expression in the course's symbols was wanted, not {type(answer).__name__}."
        )
    if answer.has(Float):
        answer = nsimplify(answer, rational=True)
    own = {letter.name: letter for letter in extra}
    answer = answer.xreplace({s: own[s.name] for s in answer.atoms(Symbol) if s.name in own})
    found = strangers(answer.subs(dict.fromkeys(extra, _ANY_NUMBER)))
    if found:
        raise Complaint(f"{found[0]}.")
    return answer
