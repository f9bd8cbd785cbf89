"""Proved, or refused with a counterexample: what may be said of one line lhs = rhs."""

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from mpmath import nstr
from sympy import Expr, Integer, Tuple

from .composition import in_words, instances, written_out
from .errors import NoSuchNode, NoValue, TooLong
from .exact import counted, denominators, has_value, powers_apart, same, spend
from .formulas import DIGITS, leaves_of, random_leaves, values_apart
from .general import given_for_every_size, is_definition
from .grammar import complaints, countless, expression, strangers, unclear
from .ledger import Statement
from .printing import Sentence, aligned, latex, plain
from .symbols import L, d, y

# Unequal sizes, so that no transpose and no exchanged layer can hide; one and two hidden layers;
# and a hidden layer of one node, where a Σ to n - 1 is empty.
SIZES = ((4, 2, 1), (2, 4, 3, 1), (3, 1, 2, 1))
# Where no proof for every size is found: other sizes, up to three hidden layers.
SPARE_SIZES = ((3, 2, 3, 2, 1), (2, 1, 1), (1, 1, 1))
# The functions of a counterexample. What holds of one g or one Loss only fails for another.
_TO_WRITE_OUT, _TO_EVALUATE = 500, 500  # what they cost, in steps
RULES = (("sigmoid", "squared"), ("softplus", "squared"), ("sigmoid", "log"))
TOO_LONG = Sentence("Deciding it takes too many steps: split it into smaller ones")


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a line, or a chain of them, stands on. As text, the badge that a reader sees.

    `definition`: there is nothing to prove. `every_size`: proved with the sizes, k and L as
    letters, taking as `given` what is named there. `sizes`: the networks for which both sides were
    written out in full, in `cases` cases, and `derivatives` in them really taken. `divides`: there
    is a denominator, and the line holds where it is not 0.

    >>> print(Proof(every_size=False, cases=2, sizes=((4, 2, 1),)))
    proved for 4-2-1 only, written out in full (2 cases)
    """

    definition: bool = False
    every_size: bool
    given: tuple = ()
    cases: int
    sizes: tuple
    derivatives: bool = False
    divides: bool = False

    def __str__(self):
        if self.definition:
            return "the definition itself"
        where = ", wherever no denominator is 0" * self.divides
        given = "".join(f", given {rule}" for rule in self.given)
        how = "really differentiated" if self.derivatives else "written out in full"
        cases = f"({self.cases} case{'s' * (self.cases > 1)})"
        if self.every_size:
            return f"proved for every size{given}{where}; {how} for {_named(self.sizes)} {cases}"
        return f"proved for {_named(self.sizes)} only{where}, {how} {cases}"

    def sentence(self):
        """The badge as a sentence of its own."""
        badge = str(self)
        return f"{badge[0].upper()}{badge[1:]}."

    @classmethod
    def of_all(cls, proofs):
        """What a chain of lines stands on: each line on all that the others need."""
        first = proofs[0]
        return replace(
            first,
            definition=all(proof.definition for proof in proofs),
            every_size=all(proof.every_size for proof in proofs),
            given=tuple(dict.fromkeys(rule for proof in proofs for rule in proof.given)),
            derivatives=any(proof.derivatives for proof in proofs),
            divides=any(proof.divides for proof in proofs),
        )


class Refusal(NamedTuple):
    """Why lhs = rhs is not accepted: what does not belong there, and numbers that differ.

    `strangers` and `complaints` are tuples of `Sentence`; `counterexample` is one, or None.
    `missing` says where the right side has no value though the left one has; `obstacle` why nothing
    can be said: no such node in the networks tried, too many steps.
    `given` says for which functions, where the line is about a loss and an activation.

    >>> from nnlib.symbolic import h, k, z
    >>> examine(z(k)[1], h(k)[1]).refuted
    True
    """

    lhs: Expr
    rhs: Expr
    strangers: tuple = ()
    complaints: tuple = ()
    counterexample: Sentence | None = None
    missing: Sentence | None = None
    obstacle: Sentence | None = None
    given: str = ""

    def __str__(self):
        line = f"{plain(self.lhs)} = {plain(self.rhs)}"
        return f"{line} {self.verdict}{self.given}. {self.reasons()}"

    @property
    def verdict(self):
        """What is known of the line. Only one with a counterexample "does not follow"."""
        if self.counterexample:
            return "does not follow"
        if self.strangers or self.obstacle:
            return "cannot be judged"
        lacks = self.complaints or self.missing
        return "cannot stand as it is" if lacks else "could not be proved"

    @property
    def refuted(self):
        """Whether the line is known to be wrong, or to say nothing: not only unproved."""
        return self.verdict in ("does not follow", "cannot stand as it is") or bool(self.strangers)

    def reasons(self, write=str):
        """The complaints and the counterexample; `write` makes text or LaTeX of a `Sentence`."""
        said = []
        if self.strangers:
            said.append(f"This cannot stand there: {'; '.join(map(write, self.strangers))}.")
        if self.complaints:
            said.append(f"The letters do not fit: {'; '.join(map(write, self.complaints))}.")
        for found in filter(None, (self.counterexample, self.missing, self.obstacle)):
            said.append(write(found) + ".")
        return " ".join(said) or "No counterexample was found either: split it into smaller steps."


def examine(lhs, rhs, first=1, last=L, sizes=SIZES):
    """A `Proof` that lhs = rhs, or a `Refusal`.

    Proved for every size where the rules of `nnlib.symbolic.general` reach, and always written out
    in full for each of `sizes` and every k from `first` to `last`, wherever the left side exists.
    Raises WrongForm where a side is no expression, ValueError where no such k exists in `sizes`.

    >>> from nnlib.symbolic import W, d, h, i, j, k, z
    >>> print(examine(d(z(k)[i], W(k)[i, j]), h(k - 1)[j]))
    proved for every size; really differentiated for 4-2-1, 2-4-3-1 and 3-1-2-1 (33 cases)
    """
    lhs, rhs = expression(lhs), expression(rhs)
    if foreign := strangers(lhs, rhs):
        return Refusal(lhs, rhs, strangers=tuple(foreign))
    line = _Line(lhs, rhs, first, last)
    cases, too_long, holds, given = [], False, False, None
    try:
        with counted():
            cases = line.cases(sizes)
            if not cases:
                raise ValueError(
                    f"there is no layer k from {first} to {last} in {_named(sizes)}: "
                    f"give sizes=[…] with more hidden layers."
                )
            cases, obstacle = line.where_left_exists(cases)
            holds = bool(cases) and not line.unclear and line.holds_in(cases)
            given = given_for_every_size(lhs, rhs) if holds else None
    except TooLong:
        too_long, obstacle = True, TOO_LONG
    if not holds:
        return line.refusal(line.tried_in(cases, too_long), obstacle)
    beyond = line.cases(SPARE_SIZES) if given is None and sizes == SIZES else []
    if found := line.tried_in(beyond):
        return line.refusal(found)
    return Proof(
        definition=is_definition(lhs, rhs),
        every_size=given is not None,
        given=given or (),
        cases=len(cases),
        sizes=tuple(dict.fromkeys(shape for _, shape in cases)),
        derivatives=lhs.has(d) or rhs.has(d),
        divides=bool(denominators(lhs) or denominators(rhs)),
    )


class _Line:
    """lhs = rhs, for every value of its letters and every k from `first` to `last`."""

    def __init__(self, lhs, rhs, first, last):
        self.lhs, self.rhs, self.layers = lhs, rhs, (first, last)
        self.unclear = unclear(lhs, rhs)
        self.memo = {}

    def refusal(self, found, obstacle=None):
        """A `Refusal` for what was `found`, as `tried_in` says it; else for the obstacle."""
        said = complaints(self.lhs, self.rhs) if found else self.unclear
        why = found or {"obstacle": obstacle}
        return Refusal(self.lhs, self.rhs, complaints=tuple(said), **why)

    def cases(self, sizes):
        """Pairs (letters' values, sizes): every way to read the line in these networks."""
        if any(isinstance(shape, int) for shape in sizes):
            raise ValueError(
                f"sizes lists networks, each a list of its layers, but it is {sizes!r}. "
                f"Write sizes=[(4, 2, 1)] for one network."
            )
        both, others = Tuple(self.lhs, self.rhs), countless(self.lhs, self.rhs)
        return [
            (case | dict(zip(others, map(Integer, values), strict=True)), shape)
            for shape in sizes
            for case in instances(both, shape, *self.layers)
            for values in product((1, 2), repeat=len(others))
        ]

    def written_out(self, side, case, shape):
        """A side written out in one case. Raises NoSuchNode also where it divides by 0."""
        key = side, tuple(case.items()), shape
        if key not in self.memo:
            self.memo[key] = self._write_out(side, case, shape)
        if isinstance(self.memo[key], NoSuchNode):
            raise self.memo[key]
        return self.memo[key]

    def _write_out(self, side, case, shape):
        spend(_TO_WRITE_OUT)
        e = getattr(self, side)
        try:
            written = written_out(powers_apart(e), case, shape)
            if denominators(e) and not has_value(written):
                raise NoValue("it divides by 0")
        except NoValue:
            name = {"lhs": "left", "rhs": "right"}[side]
            return NoSuchNode(Sentence(f"the {name} side divides by 0"))
        except NoSuchNode as error:
            return error
        return written

    def where_left_exists(self, cases):
        """The cases in which the left side has a value, and a `Sentence` on one without."""
        found, missing = [], None
        for case, shape in cases:
            try:
                self.written_out("lhs", case, shape)
                found.append((case, shape))
            except NoSuchNode as error:
                missing = missing or _in(case, shape, error.sentence)
        return found, None if found else missing

    def holds_in(self, cases):
        try:
            return all(self._same(case, shape) for case, shape in cases)
        except NoSuchNode:
            return False

    def _same(self, case, shape):
        return same(self.written_out("lhs", case, shape), self.written_out("rhs", case, shape))

    def tried_in(self, cases, too_long=False):
        """{"counterexample": the first case in which the two sides differ}, or {"missing": one in
        which only the right side has no value}, or {}.

        Where it takes `too_long` to see whether they are the same, numbers alone are tried.
        """
        missing, counterexample, unlike = None, None, []
        with suppress(TooLong), counted():
            for case, shape in cases:
                try:
                    self.written_out("lhs", case, shape)
                except NoSuchNode:
                    continue
                try:
                    if too_long or not self._same(case, shape):
                        unlike.append((case, shape))
                except NoSuchNode as error:
                    missing = missing or _in(case, shape, error.sentence)
        with suppress(TooLong), counted():
            counterexample = self._in_numbers(unlike)
        if counterexample:
            return {"counterexample": counterexample}
        return {"missing": missing} if missing else {}

    def _in_numbers(self, cases):
        for seed, rule in enumerate(RULES):
            for case, shape in cases:
                spend(_TO_EVALUATE)
                left, right = (self.written_out(side, case, shape) for side in ("lhs", "rhs"))
                leaves = random_leaves({y} | leaves_of(left, right), seed)
                if found := values_apart(left, right, leaves, *rule):
                    numbers = " with random numbers" + _chosen(rule)
                    return _in(case, shape, Sentence(differing(*found)), numbers)
        return None


def _in(case, shape, said, how=""):
    """Where it is that something is so: "In a 4-2-1 network at k = 1: …"."""
    place = f"In a {_named([shape])} network{how}{in_words(case)}"
    return Sentence(f"{place}: {said.text}", *said.formulas)


def _named(sizes):
    *most, last = ("-".join(map(str, shape)) for shape in sizes)
    return f"{', '.join(most)} and {last}" if most else last


def _chosen(rule):
    return "" if rule == RULES[0] else f", g = {rule[0]} and {rule[1]} loss"


def differing(left, right):
    """Both numbers in words, with as many digits as it takes to see that they differ.

    >>> differing(1, 1 + 1e-7)
    'the left side is 1, the right side 1.0000001'
    """
    for digits in (4, 12, 2 * DIGITS):
        a, b = (f"{float(v):.{digits}g}" if digits < 16 else nstr(v, digits) for v in (left, right))
        if a != b:
            break
    return f"the left side is {a}, the right side {b}"


class Refutation:
    """A printed equation that is wrong, with the reason, beside the true one, proved.

    `true` is a `Statement`, or the right side that belongs to the same `lhs`. `called` is
    "printed", or "would mean" where words are printed and the equation says what they would mean.
    Raises ValueError if the printed form cannot be refuted or the true one not proved: neither can
    go unnoticed.

    >>> from nnlib.symbolic import STATEMENTS, Sum, W, i, j, n, x, z
    >>> printed = Sum(W(1)[i, j] * x[i], (j, 1, n(0)))
    >>> print(Refutation(z(1)[i], printed, STATEMENTS["2.1"]))  # doctest: +ELLIPSIS
    refuted: z_i^(1) = Σ_{j=1}^{n_0} W_ij^(1) · x_i does not follow. The letters do not fit: ...
    """

    def __init__(self, lhs, printed, true, first=1, last=L, called="printed"):
        self.lhs, self.printed = expression(lhs), expression(printed)
        self.called = called
        if not isinstance(true, Statement):
            true = Statement("", "", self.lhs, expression(true), first, last)
        self.true = true
        self.refusal = examine(lhs, printed, first, last)
        self.proof = examine(true.lhs, true.rhs, true.first, true.last)
        if isinstance(self.refusal, Proof) or not self.refusal.refuted:
            line = f"{plain(self.lhs)} = {plain(self.printed)}"
            raise ValueError(f"the printed form {line} could not be refuted.")
        if isinstance(self.proof, Refusal):
            raise ValueError(f"the form given as true is not: {self.proof}")

    def __str__(self):
        return f"refuted: {self.refusal}"

    __repr__ = __str__

    def _repr_latex_(self):
        equations = aligned(
            rf"\text{{{self.called}:}} && {latex(self.lhs)} &= {latex(self.printed)} && \times",
            rf"\text{{true:}} && {latex(self.true.lhs)} &= {latex(self.true.rhs)} && \checkmark",
        )
        reasons = self.refusal.reasons(Sentence.latex)
        return f"{equations}\n{reasons} The true form is {self.proof}."
