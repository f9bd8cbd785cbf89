"""Tasks whose answer is an expression in the course's symbols."""

from dataclasses import dataclass

import numpy as np
from sympy import (
    E,
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
    nan,
    nsimplify,
    oo,
    sympify,
    together,
    zoo,
)

from .. import symbolic
from ..symbolic import L, Undecided, composed, d, g_prime, loss, loss_prime, n, p
from ..symbolic.composition import instance, instances
from ..symbolic.grammar import strangers, unapplied
from ..symbolic.symbols import Loss, family, layer, node, y
from .edits import AT_OUTPUT, PREDICTION, Search, indices, pool, read_p
from .numbers import alike, numbers
from .running import TooLong, time_limit
from .task import Diagnosis, Task, forms, searching
from .typed import typed
from .verdict import Complaint, Unexplained, Untouched

_ANY_NUMBER = Rational(1009, 2003)  # stands for a letter that is not one of the course's, as η
PROOF_SECONDS = 5
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
    z(k + 1)[1], and by the other nodes of that layer; with `keep` None, all of them. Where a node
    is asked for by number, such as z(2)[1], no other node may be left. `extra` names letters
    beside the course's own. With `functions` (activation, loss) both are compared with these put
    in, and none of `put_in` may be left. `mistakes` maps catalogue ids to what that belief gives.
    """

    asked: Expr
    sizes: tuple
    mistakes: dict
    keep: tuple | None = ()
    extra: tuple = ()
    functions: tuple = (None, None)
    put_in: tuple = ()
    first: int = 1
    last: Expr = L
    symbols = {name: getattr(symbolic, name) for name in symbolic.__all__}

    def diagnose(self, answer):
        answer = read(answer, self.extra)
        if isinstance(answer, (Indexed, d)) and self._at_sizes(answer) == self._at_sizes(
            self.asked
        ):
            raise Complaint("That is the name of what is asked. Write it out.")
        expression = read_p(answer)
        cases = self._cases()
        letter = self._forgotten_sum(expression, cases)
        if letter and "one-path" in self.mistakes and self._is_above(letter, expression):
            return Diagnosis("one-path", f"{_free(letter)}: a Σ over {letter} is missing. ")
        self._refuse_loose_letters(expression, cases)
        wanted = self._values(self.asked, cases)
        try:
            came = self._values(expression, cases)
        except Undecided as error:
            raise Complaint(f"{error}.") from None
        if alike(came, wanted):
            if said := self._search(expression, cases).layer_as_number():
                raise Complaint(said)
            self._prove(expression, cases)
            self.refuse_unfinished(expression)
            return Diagnosis()
        with searching(self._plain(cases[0])):
            return self._fault(expression, came, wanted, cases, answer.has(p))

    def _at_sizes(self, e):
        """e with the number of hidden layers in the place of L: z_out is then z(2)[1], say."""
        return e.subs(L, len(self.sizes) - 2)

    def _cases(self):
        return list(instances(self.asked, self.sizes, self.first, self.last))

    def _fault(self, expression, came, wanted, cases, short):
        """The one misconception that gives these values, or a Complaint."""
        if not came.any():
            letter = " In a derivative, p is a letter of its own: write g(z_out)." * bool(
                self.put_in
            )
            if not letter and isinstance(self.asked, d):
                letter = f" So no change of {typed(self.asked.v)} would reach {self.asked.f}."
            raise Complaint(f"Your answer is 0.{letter}")
        self._refuse_other_loss(expression, cases)
        fitting = [id for id in self.mistakes if self._is(id, came, cases)]
        if len(fitting) == 1:
            return Diagnosis(fitting[0])
        search = self._search(expression, cases, short)
        if fault := search.layer_as_number() or search.one_letter():
            raise Complaint(fault)
        self._refuse_missing_nodes(expression, came, cases)
        self._refuse_special(expression, cases, _SPECIAL[:4])
        if fault := search.fault():
            raise Complaint(fault)
        self._refuse_special(expression, cases, _SPECIAL[4:])
        raise Unexplained(self._difference(expression, came, wanted, cases))

    def _is(self, id, came, cases):
        return any(alike(came, self._values(e, cases)) for e in forms(self.mistakes[id]))

    def _values(self, expression, cases, functions=None):
        found = numbers(self.sizes, *(functions or self.functions))
        return found.over(sympify(expression), cases)

    def _tried(self, expression, cases, functions=None):
        """The values of an answer that is changed: NaN where it has none."""
        try:
            return self._values(expression, cases, functions)
        except Undecided:
            return np.full_like(self._values(self.asked, cases), np.nan)

    def _holds(self, expression, cases, functions):
        return alike(*(self._tried(e, cases, functions) for e in (expression, self.asked)))

    def _search(self, expression, cases, short=False):
        wanted, value = self._values(self.asked, cases), lambda e: self._tried(e, cases)
        candidates = AT_OUTPUT if self.put_in else list(pool(self.asked, expression, self.sizes))
        return Search(expression, self.asked, value, wanted, candidates, short)

    def _prove(self, expression, cases):
        """Equal in numbers: now exactly, so that nothing is said that is not so."""
        if any(self.functions):
            return  # sympy cannot decide all that holds of a sigmoid: there, numbers are the judge
        try:
            with time_limit(PROOF_SECONDS):
                if all(self._same(expression, case) for case in cases):
                    return
        except TooLong:
            raise Complaint(
                f"It agrees in numbers, but a proof takes longer than {PROOF_SECONDS} s. "
                "Write it shorter."
            ) from None
        raise Complaint("It agrees in numbers to nine digits, but it is not the same formula.")

    def _same(self, expression, case):
        a, b = (self._written(e, case) for e in (expression, self.asked))
        difference = expand(a - b)
        if difference == 0 or not any(power.exp.is_negative for power in difference.atoms(Pow)):
            return difference == 0
        return expand(fraction(together(difference))[0]) == 0

    def _written(self, expression, case):
        """Down to weights and inputs; a number stands for a letter of the task's own."""
        own = expression.subs(dict.fromkeys(self.extra, _ANY_NUMBER))
        return composed(instance(own, case, self.sizes), self.sizes)

    def _loose(self, expression):
        return indices(_without_sums(expression)) - indices(self.asked)

    def _is_above(self, letter, expression):
        """Whether a letter counts other nodes than those of the layer that is asked for."""
        own = n(layer(node(self.asked.v))) if isinstance(self.asked, d) else None
        entries = [e for e in expression.atoms(Indexed) if letter in e.indices]
        return any(n(layer(e) - e.indices.index(letter)) != own for e in entries)

    def _forgotten_sum(self, expression, cases):
        """The letter over which a Σ would make it right, or None."""
        for letter in self._loose(expression):
            total = Sum(expression, (letter, 1, _last_value(expression, letter)))
            if self._loose(total) == set() and self._holds(total, cases, self.functions):
                return letter
        return None

    def _refuse_loose_letters(self, expression, cases):
        """A letter that counts nodes, and is neither in what is asked nor in a Σ."""
        loose = self._loose(expression)
        if letter := self._forgotten_sum(expression, cases):
            raise Complaint(f"{_free(letter)}: a Σ over {letter} is missing.")
        for letter in sorted(loose, key=str):
            said = _free(letter)
            end = (letter, 1, _last_value(expression, letter))
            for own in expression.atoms(Sum):
                other = expression.xreplace({own: Sum(own.function, end)})
                if len(loose) == 1 and self._holds(other, cases, self.functions):
                    over = ", ".join(map(str, own.variables))
                    raise Complaint(f"The Σ runs over {over}, and {letter} is left free.")
            for letter_of_sum in {v for own in expression.atoms(Sum) for v in own.variables}:
                other = expression.xreplace({letter: letter_of_sum})
                if self._holds(other, cases, self.functions):
                    raise Complaint(f"{said}: the Σ runs over {letter_of_sum}, not over {letter}.")
            more = len(loose) == 1 and self._search(Sum(expression, end), cases).single_factor()
            if more:
                raise Complaint(f"{said}: a Σ over {letter} is missing. {more}")
            raise Complaint(f"{said}: which node is {letter}?")

    def _refuse_missing_nodes(self, expression, came, cases):
        for row, case in zip(came, cases, strict=True):
            if np.isnan(row).any():
                why = numbers(self.sizes, *self.functions).why_not(expression, case)
                network = "-".join(map(str, self.sizes))
                place = f"In a {network} network at {_letters(case)}: " if case else ""
                said = why or "it has no value: is it divided by 0?"
                raise Unexplained(f"{place}{said}.")

    def _refuse_other_loss(self, expression, cases):
        """Where the loss is given: the answer for another one, whatever g is."""
        for name in ("squared", "log") if self.put_in else ():
            if name != self.functions[1] and self._holds(expression, cases, (None, name)):
                raise Complaint(f"That is right for the {name} loss, and another loss is asked.")

    def _refuse_special(self, expression, cases, specials):
        """An answer that holds for some g or some Loss only."""
        g_name, loss_name = self.functions
        if self.put_in:
            for other in ("tanh", "sigmoid") if expression.has(PREDICTION) else ():
                if other != g_name and self._holds(expression, cases, (other, loss_name)):
                    raise Complaint(f"That is right for g = {other}, and here g is {g_name}.")
            if alike(*(self._values(e, cases) for e in (expression, loss(PREDICTION, y)))):
                raise Complaint("That is the loss itself. What is asked is its slope.")
            return
        for g_name, loss_name in specials:
            if self._holds(expression, cases, (g_name, loss_name)):
                one = [f"g = {g_name}"] * bool(g_name) + [f"the {loss_name} loss"] * bool(loss_name)
                any_ = ["any g"] * bool(g_name) + ["any loss"] * bool(loss_name)
                raise Complaint(
                    f"That is right for {' and '.join(one)}. It should hold for "
                    f"{' and '.join(any_)}."
                )

    def refuse_unfinished(self, expression):
        """Raise Untouched for a true line with a derivative in it that is to be worked out."""
        cases = self._cases()
        if slopes := self._slopes_left(expression):
            raise Untouched(f"True so far; now put in the slope of {' and that of '.join(slopes)}.")
        if nodes := self._nodes_left(expression):
            raise Untouched(f"True so far; now write out {typed(nodes[0])}, down to the inputs.")
        for atom in () if self.keep is None else sorted(expression.atoms(d), key=str):
            if not all(self._may_stay(atom, case) for case in cases):
                of_one_node = atom.f != Loss and node(atom.f) != atom.f
                if keep := self._kept_below(atom, cases[0]):
                    raise Untouched(
                        f"True so far, but {typed(atom)} leads away from the weight: go back to "
                        f"{keep}, which may stand."
                    )
                how = " The slope of g is written g_prime(…)." * of_one_node
                raise Untouched(f"True so far; now work out {typed(atom)}.{how}")

    def _slopes_left(self, expression):
        """The functions whose slopes stand as letters or as derivatives, and are to be put in."""
        left = {loss_prime if e.f == Loss else g_prime for e in expression.atoms(d) - {self.asked}}
        activation, loss_name = self.functions
        names = {loss_prime: f"the {loss_name} loss", g_prime: activation}
        return [names[f] for f in self.put_in if f in left or expression.has(f)]

    def _nodes_left(self, expression):
        """The nodes above the input in an answer that is to be in weights and inputs."""
        if not family(self.asked) or indices(self.asked):
            return []
        entries = instance(expression, {}, self.sizes).atoms(Indexed)
        return sorted((e for e in entries if family(e) in "zh" and layer(e) > 0), key=str)

    def _may_stay(self, atom, case):
        kept = {instance(place, case, self.sizes).base for place in self.keep}
        return atom.f == Loss and instance(node(atom.v), case, self.sizes).base in kept

    def _kept_below(self, atom, case):
        """What may stand, where this derivative of Loss is by a layer above it; or None."""
        for place in self.keep if atom.f == Loss else ():
            own, kept = (layer(instance(node(e), case, self.sizes)) for e in (atom.v, place))
            if own.is_Integer and own > kept:
                return typed(d(Loss, place))
        return None

    def _difference(self, expression, came, wanted, cases):
        """Which entries are missing or too much; if none is, in which case the values differ."""
        good = [alike(a[None], b[None]) for a, b in zip(came, wanted, strict=True)]
        case = cases[good.index(False)]
        a, b = (self._written(e, case).atoms(Indexed) for e in (expression, self.asked))
        missing, surplus = (sorted(entries, key=str) for entries in (b - a, a - b))
        absent = [str(letter) for letter in self.extra if not expression.has(letter)]
        if absent:
            return f"{' and '.join(absent)} is missing: it says how far the step goes."
        if self.keep and not expression.atoms(d, loss_prime):
            return f"The slope of the loss is missing: {typed(d(Loss, self.keep[0]))} may stand."
        if expression.is_number:
            return "That is one number, and what is asked is another in each network."
        said = []
        if missing:
            which = min(missing, key=lambda e: (family(e) != "h", str(e)))
            said.append(f"{typed(which)} is missing: what is asked depends on it")
        if surplus:
            own = [e for e in expression.atoms(Indexed) if e in surplus]
            which = min(own, key=str) if own else surplus[0]
            number = family(which) == "W" and not any(family(e) == "W" for e in b)
            said.append(f"{typed(which)} does not belong in it" + ": write its number" * number)
        if said:
            return f"{_at(case)}{'; '.join(said)}."
        if any(good):
            right = _letters(cases[good.index(True)])
            return f"It is right for {right}, but not for {_letters(case)}."
        return self._plain(case)

    def _plain(self, case):
        """That an answer is wrong in this case, and nothing else."""
        name = isinstance(self.asked, (Indexed, d))
        asked = instance(self.asked, case, self.sizes) if case else self.asked
        right = f"that of {typed(asked)}" if name else "right"
        return f"{_at(case)}its value is not {right}."


def _free(letter):
    return f"{letter} is free in your expression, but not in what is asked"


def _letters(case):
    return ", ".join(f"{letter} = {value}" for letter, value in case.items())


def _at(case):
    return f"For {_letters(case)}: " if case else ""


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
    if said := unapplied(answer):
        raise Complaint(f"{said}.")
    if answer.has(zoo, nan, oo, -oo):
        raise Complaint("You divide by 0.")
    for number in sorted(answer.atoms(Float)):
        if abs(number - E) < 1e-2:
            raise Complaint(f"{float(number):.10g} is rounded: write exp(…), from sympy.")
    if answer.has(Float):
        answer = nsimplify(answer, rational=True)
    own = {letter.name: letter for letter in extra}
    answer = answer.xreplace({s: own[s.name] for s in answer.atoms(Symbol) if s.name in own})
    found = strangers(answer.subs(dict.fromkeys(extra, _ANY_NUMBER)))
    if found:
        raise Complaint(f"{found[0]}.")
    return answer
