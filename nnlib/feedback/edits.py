"""What is wrong with a formula: the smallest change that makes it right, said in a sentence.

A factor is taken out, put in or exchanged, a sign is turned, a Σ is dropped, and so on; where the
changed formula has the right value in every random network, that change is the fault.
"""

from itertools import combinations, combinations_with_replacement, permutations, product

import numpy as np
from sympy import Add, Indexed, Integer, KroneckerDelta, Mul, Pow, Sum, Symbol, expand, nan

from ..symbolic import L, Loss, W, d, g, g_prime, h, k, loss_prime, n, p, z, z_out
from ..symbolic.errors import WrongForm
from ..symbolic.symbols import family, layer, node, y
from .numbers import alike, ratio
from .typed import typed
from .verdict import listed

PREDICTION = g(z_out)
_MOST_FACTORS = 12  # of a sum, where brackets may be missing
_MOST_NODES = 10  # that a Σ runs over, where a letter may be wrong
_FAMILIES = {"W": W, "z": z, "h": h}
_KINDS = {
    "W": "a weight",
    "h": "what leaves a node below (an h or an input)",
    "z": "a z",
    "g_prime": "a slope of g",
    "d": "the slope of the loss",
    "loss_prime": "the slope of the loss",
    "y": "the label y",
    "g": "the prediction g(z_out)",
}


class Search:
    """Looks for the fault of one answer.

    `value(expression)` gives its values in all cases, `wanted` are the right ones, `asked` is what
    the task asks for, and `pool` lists the factors that may belong in it.
    """

    def __init__(self, answer, asked, value, wanted, pool, short=False):
        self.answer, self.asked, self.pool = answer, asked, pool
        self.value, self.wanted, self.short = value, wanted, short

    def fault(self):
        """A sentence that names the fault, or None."""
        for look in (
            self._multiple,
            self._another_slope,
            self._one_factor_too_many,
            self._sum_too_many,
            self._brackets_missing,
            self._one_factor_missing,
            self._added,
            self._terms,
            self._powers,
            self._exchanged_letters,
            self._another_node,
            self._one_factor_exchanged,
            self._coefficients,
            self._one_factor_missing_in_each,
            self._several_factors,
        ):
            if said := look():
                return said
        return None

    def single_factor(self):
        """A sentence on one factor that is missing or too much, or None."""
        return self._one_factor_too_many() or self._one_factor_missing()

    def layer_as_number(self):
        """A sentence where it would be right with the letter k or L for a layer's number, or None.

        It may be right as it is, for the number of layers of one network.
        """
        places = self.asked.atoms(Indexed) - {z_out}  # which has a name without a layer
        letter = next((one for one in (k, L) if any(e.has(one) for e in places)), None)
        entries = [e for e in self.answer.atoms(Indexed) if family(e) in _FAMILIES]
        if letter is None or not any(layer(e).is_Integer and layer(e) > 0 for e in entries):
            return None
        places = [e for e in (*entries, *self.answer.atoms(n)) if _layer(e).is_Integer]
        for own in range(1, 5):
            changed = {e: _in_layer(e, letter + _layer(e) - own) for e in places}
            if self.right(_replaced(self.answer, changed)):
                return (
                    "You wrote a layer as a number. "
                    f"It should hold for every {letter}: write it with the letter {letter}."
                )
        return None

    def one_letter(self):
        """A sentence on one index letter that should be another, or None."""
        limits = [limit for e in self.answer.atoms(Sum) for limit in e.limits]
        if any(last.is_Integer and last > _MOST_NODES for *_, last in limits):
            return None
        letters = indices(self.asked) | {letter for letter, *_ in limits}
        entries = [e for e in self.answer.atoms(Indexed, KroneckerDelta) if _letters(e)]
        for e in sorted(entries, key=str):
            for letter, other in product(_letters(e), sorted(letters, key=str)):
                changed = {e: e.xreplace({letter: other})}
                if other not in _letters(e) and self.right(_replaced(self.answer, changed)):
                    return f"{self.says(e)} has a wrong letter: {letter}. {_which(e)}"
        return None

    def says(self, e):
        return typed(e, self.short)

    def right(self, e):
        return alike(self.value(e), self.wanted)

    def times(self, e):
        """How many times what is wanted e is, if that is one number for all: 1 is right."""
        return ratio(self.value(e), self.wanted)

    def _multiple(self):
        number = self.times(self.answer)
        return number and factor(number, "your expression")

    def _one_factor_too_many(self):
        for part, put in factors(self.answer):
            number = self.times(put(Integer(1)))
            if number and not part.is_number:
                return f"{self.says(part)} is one factor too many.{besides(number)}"
        return None

    def _another_slope(self):
        """The slope by another weight or node than the one that is asked for."""
        if not isinstance(self.asked, d) or indices(self.asked):
            return None
        own = node(self.asked.v)
        for places in product(map(Integer, range(1, 5)), repeat=len(own.indices)):
            other = d(self.asked.f, own.base[places])
            if other != self.asked and self.right_for(other):
                exchanged = "i and j are exchanged. " * (places == own.indices[::-1])
                return f"{exchanged}That is the slope for {typed(own.base[places])}."
        return None

    def right_for(self, e):
        return alike(self.value(self.answer), self.value(e))

    def _sum_too_many(self):
        for total in self.answer.atoms(Sum):
            letters = ", ".join(map(str, total.variables))
            if self.right(self.answer.xreplace({total: total.function})):
                return (
                    f"The Σ over {letters} is too much: what is asked is for one {letters}, "
                    "and nothing is added."
                )
            (letter, *_), *others = total.limits
            for at in () if others else map(Integer, range(1, 5)):
                if self.right(self.answer.xreplace({total: total.function.subs(letter, at)})):
                    return f"The Σ over {letter} is too much: only one of its terms belongs."
            for letter, first, last in total.limits:
                for bound in (n(k - 1), n(k), n(k + 1), n(L), *map(Integer, range(1, 5))):
                    other = Sum(total.function, (letter, 1, bound))
                    if self.right(self.answer.xreplace({total: other})):
                        wrong = last if first == 1 else first
                        return (
                            f"The Σ over {letter} does not run over the right nodes: look at its "
                            f"end {wrong}. Which layer does {letter} count?"
                        )
        return None

    def _brackets_missing(self):
        """Factors of one term that belong to all of them, before the brackets or after them."""
        terms = self.answer.args if isinstance(self.answer, Add) else ()
        own = [(at, e) for at, t in enumerate(terms) for e in Mul.make_args(t) if not e.is_number]
        values = {e: self.value(e) for _, e in own if len(own) <= _MOST_FACTORS}
        for many in (1, 2, 3) if values else ():
            for moved in combinations(own, many):
                rest, before = [self.value(term) for term in terms], 1
                for at, e in moved:
                    rest[at], before = rest[at] / values[e], before * values[e]
                if alike(before * sum(rest), self.wanted):
                    which = listed([self.says(e) for _, e in moved])
                    does = "multiplies" if many == 1 else "multiply"
                    belongs = "it belongs" if many == 1 else "they belong"
                    return (
                        f"A pair of brackets is missing: {which} {does} one term only, and "
                        f"{belongs} to all."
                    )
        return None

    def _one_factor_missing(self):
        for wanted in self.pool:
            for e in with_factor(self.answer, wanted):
                if number := self.times(e):
                    return f"A factor is missing: {self._missing(wanted)}.{besides(number)}"
        return None

    def _missing(self, wanted):
        """What kind of factor is missing, beside those of its kind that are there."""
        if not isinstance(wanted, g_prime) or not family(wanted.args[0]):
            return kind(wanted)
        (place,) = wanted.args
        if any(e.f == Loss and node(e.v) == node(g(place)) for e in self.answer.atoms(d)):
            begin = d(Loss, place)
            return f"the slope of g at {self.says(place)}; or begin with {self.says(begin)}"
        return "another slope of g" if self.answer.has(g_prime) else kind(wanted)

    def _terms(self):
        for term, put in terms(self.answer):
            if self.right(put(-term)):
                return f"The sign of {self.says(term)} is turned round."
            if self.right(put(Integer(0))):
                return f"{self.says(term)} is too much: nothing like it is added."
        value = self.value(self.answer)
        constant = (value - self.wanted).ravel()
        if np.ptp(constant) <= 1e-9 * abs(constant[0]):
            return f"{constant[0]:.3g} is added that does not belong there."
        for term, put in terms(self.answer):
            rest = self.value(put(Integer(0)))
            if number := ratio(self.wanted - rest, value - rest):
                times = f"{_fraction(1 / number)} times what it should be"
                return f"The number before {self.says(_bare(term))} is {times}."
        return self._other_terms()

    def _other_terms(self):
        for wanted, sign in product(self.pool, (1, -1)):
            if self.right(self.answer + sign * wanted):
                return f"A term is missing: {kind(wanted)}."
            for term, put in terms(self.answer):
                changed = put(sign * wanted)
                said = f"{self.says(term)} stands where another term belongs: {kind(wanted)}."
                if self.right(changed):
                    return said
                for more in self.pool if len(self.pool) < 10 else ():
                    if self.right(changed * more):
                        return f"{said} And a factor is missing: {kind(more)}."
        return None

    def _powers(self):
        single = self.answer.replace(lambda e: isinstance(e, Pow) and e.exp == 2, lambda e: e.base)
        if single != self.answer and self.right(single):
            return "There is a square too much: nothing is squared here."
        bare = self.answer.replace(g, lambda u: u)
        if bare != self.answer and self.right(bare):
            return "g is too much: what reaches a node is the value before g."
        return None

    def _coefficients(self):
        """The terms whose number is not right, where other numbers make it right."""
        e = _expanded(self.answer)
        if not isinstance(e, Add) or len(e.args) > self.wanted.size - 2:
            return None
        parts = np.array([self.value(term).ravel() for term in e.args]).T
        found, _, rank, _ = np.linalg.lstsq(parts, self.wanted.ravel(), rcond=None)
        fits = np.allclose(parts @ found, self.wanted.ravel(), rtol=1e-9, atol=0)
        if not fits or rank < len(e.args):
            return None
        wrong = [
            self.says(_bare(t)) for t, c in zip(e.args, found, strict=True) if abs(c - 1) > 1e-6
        ]
        return f"The numbers before {' and '.join(sorted(wrong))} are not right."

    def _exchanged_letters(self):
        letters = sorted(indices(self.asked), key=str)
        for one, other in combinations_with_replacement(letters, 2):
            both = {one: other, other: one}
            if one != other and self.right(self.answer.subs(both, simultaneous=True)):
                return f"{one} and {other} are exchanged. At which of them does the edge end?"
        return None

    def _another_node(self):
        """An index that is wrong wherever it stands: the weights of another node."""
        entries = sorted((e for e in self.answer.atoms(Indexed) if family(e)), key=str)
        for base, at in product({e.base for e in entries}, range(5)):
            known = base.label.args[0].name in _FAMILIES
            changed = {e: _in_layer(e, at) for e in entries if e.base == base and known}
            if changed and self.right(self.answer.xreplace(changed)):
                which = " and ".join(map(self.says, changed))
                return f"{which}: of the wrong layer. Where does the edge start?"
        numbers = sorted({a for e in entries for a in e.indices if a.is_Integer})
        for one, other, place in product(numbers, map(Integer, range(1, 5)), (0, 1)):
            for base in {e.base for e in entries}:
                changed = {
                    e: e.base[(*e.indices[:place], other, *e.indices[place + 1 :])]
                    for e in entries
                    if e.base == base and len(e.indices) > place and e.indices[place] == one
                }
                if changed and one != other and self.right(self.answer.xreplace(changed)):
                    which = " and ".join(map(self.says, changed))
                    return f"{which}: the index {one} is not the right one. Which node is meant?"
        return None

    def _added(self):
        e = self.answer
        if isinstance(e, Add) and any(
            self.right(part * (e - part)) for part in e.args if not part.is_number
        ):
            return "You added where slopes along one path are multiplied."
        sums = [part for part in e.args if isinstance(part, Sum)] if isinstance(e, Mul) else []
        if len(sums) == 2 and sums[0].limits == sums[1].limits:
            one = Sum(sums[0].function * sums[1].function, *sums[0].limits)
            if self.right(e.xreplace({sums[0]: one, sums[1]: Integer(1)})):
                return "You multiplied two Σ: first multiply for each node, then add."
        sums = [part for part in e.args if isinstance(part, Add)] if isinstance(e, Mul) else []
        if len(sums) == 2 and len(sums[0].args) == len(sums[1].args) <= 4:
            for others in permutations(sums[1].args):
                paths = Add(*map(Mul, sums[0].args, others))
                if self.right(e.xreplace({sums[0]: paths, sums[1]: Integer(1)})):
                    return "You multiplied two sums: first multiply along each path, then add."
        if isinstance(e, Mul):
            edges = {}
            for part in e.args:
                edges.setdefault(part.indices[-1:] if family(part) else (), []).append(part)
            apart = [Add(*(Mul(*parts) for parts in edges.values()))]
            apart += [part + put(Integer(1)) for part, put in factors(e)]
            if any(map(self.right, apart)):
                return "You multiplied where terms are added."
        return None

    def _one_factor_exchanged(self):
        for part, put in factors(self.answer):
            if not part.is_number:
                if self.right(put(1 / part)):
                    how = "divided by" if isinstance(part, Pow) else "multiplied by"
                    what = 1 / part if isinstance(part, Pow) else part
                    return f"You {how} {self.says(what)}, and it is the other way round."
                for wanted in self.pool:
                    if number := self.times(put(wanted)):
                        return instead(self.says(part), part, wanted) + besides(number)
        atoms = {a for a in self.answer.atoms(*_ATOMS) if family(a) or not isinstance(a, Symbol)}
        for part, wanted in product(sorted(atoms, key=str), self.pool):
            if type(part) is type(wanted) and self.right(_replaced(self.answer, {part: wanted})):
                return instead(self.says(part), part, wanted)
        return None

    def _one_factor_missing_in_each(self):
        """Two terms, each without a factor of the same kind."""
        e = _expanded(self.answer)
        if not isinstance(e, Add) or len(e.args) != 2:
            return None
        one, other = map(self.value, e.args)
        values = [(wanted, self.value(wanted)) for wanted in self.pool]
        for (a, first), (b, second) in product(values, repeat=2):
            if type(a) is type(b) and alike(first * one + second * other, self.wanted):
                return f"A factor is missing in each term: {kind(a)}."
        return None

    def _several_factors(self):
        """Up to two factors missing and two too many, in a product."""
        own = [part for part, _ in factors(self.answer) if not part.is_number]
        own = list(dict.fromkeys(part for part in own if part != self.answer))
        values = {e: self.value(e) for e in {*self.pool, *own}}
        missing, own = (self._products(es, values) for es in (self.pool, own))
        with np.errstate(all="ignore"):
            missed = self.wanted / self.value(self.answer)
            for surplus, extra in own:
                quotients = missed * extra / np.array([value for _, value in missing])
                flat = quotients.reshape(len(quotients), -1)
                spread = np.ptp(flat, axis=1) <= 1e-8 * np.abs(flat).max(axis=1)
                for place in np.flatnonzero(spread):
                    lacking = missing[place][0]
                    if 0 < len(surplus + lacking) < 4 and not set(surplus) & set(lacking):
                        return self._said(surplus, lacking, 1 / flat[place, 0])
        return None

    def _products(self, parts, values):
        """Pairs (factors, value of their product) of none, one or two of these parts."""
        some = [(), *((a,) for a in parts), *combinations_with_replacement(parts, 2)]
        found = [
            (s, np.prod([np.ones_like(self.wanted), *(values[a] for a in s)], axis=0)) for s in some
        ]
        return [(s, value) for s, value in found if np.isfinite(value).all()]

    def _said(self, surplus, lacking, number):
        said = []
        if surplus:
            does = "does" if len(surplus) == 1 else "do"
            said.append(f"{' and '.join(map(self.says, surplus))} {does} not belong in it")
        if lacking:
            kinds = " and ".join(dict.fromkeys(map(kind, lacking)))
            said.append(f"{kinds} {'is' if len(lacking) == 1 else 'are'} missing")
        return f"{'; '.join(said)}.{besides(number)}"


_ATOMS = (d, g, g_prime, Indexed)


def pool(asked, answer, sizes):
    """The factors that may belong in it: entries, slopes of g, and slopes of the loss."""
    letters = indices(asked)
    layers = [k - 1, k, k + 1] if asked.has(k) else [L, L + 1] if asked.has(L) and letters else []
    nodes = [*sorted(letters, key=str), *(v for s in answer.atoms(Sum) for v in s.variables)]
    layers = layers or list(range(len(sizes)))
    nodes = list(dict.fromkeys([*nodes, *map(Integer, range(1, 2 if letters else max(sizes) + 1))]))
    yield from {d(Loss, z_out), *asked.atoms(d)} - {asked}
    in_layer = lambda m: [a for a in nodes if not (a.is_Integer and m in known) or a <= sizes[m]]
    known = range(len(sizes))
    for m in layers:
        own = in_layer(m)
        if m != 0:
            yield from (f for a in own for f in (g_prime(z(m)[a]), d(Loss, z(m)[a])) if f != asked)
            yield from (W(m)[a, b] for a, b in product(own, in_layer(m - 1)))
        yield from (h(m)[a] for a in own)


# The factors that may belong in the slope at the output, with g and Loss put in.
AT_OUTPUT = [loss_prime(PREDICTION, y), g_prime(z_out), PREDICTION, 1 - PREDICTION, y]


def indices(e):
    """The letters that count nodes."""
    return {letter for a in e.atoms(*_ATOMS, KroneckerDelta) for letter in _letters(a)}


def _letters(e):
    """The letters that stand as an index of an entry, or in a δ."""
    places = e.indices if family(e) else e.args if isinstance(e, KroneckerDelta) else ()
    return [place for place in places if isinstance(place, Symbol)]


def _layer(e):
    return e.args[0] if isinstance(e, n) else layer(e)


def _in_layer(e, at):
    """An entry, or a number of nodes, in another layer."""
    return n(at) if isinstance(e, n) else _FAMILIES[family(e)](at)[e.indices]


def _which(e):
    """What to ask of an entry or a δ that has a wrong letter."""
    if isinstance(e, KroneckerDelta):
        return "Which of the nodes should the δ pick?"
    return "Where does the edge start?" if family(e) == "h" else "Which node is meant?"


def factors(e):
    """Pairs (part, put) for every factor in e: put(x) is e with x in the place of that factor."""
    same = lambda x: x
    if isinstance(e, (Mul, Add)):
        if isinstance(e, Add):
            yield e, same
        for place, argument in enumerate(e.args):
            rest = e.args[:place] + e.args[place + 1 :]
            for part, put in factors(argument):
                if part is argument and isinstance(e, Add) and part.is_number:
                    continue
                yield part, lambda x, put=put, rest=rest: e.func(put(x), *rest)
    elif isinstance(e, Pow) and e.exp.is_Integer and e.exp > 1:
        for part, put in factors(e.base):
            yield part, lambda x, put=put: put(x) * e.base ** (e.exp - 1)
    elif isinstance(e, Sum):
        yield e, same
        for part, put in factors(e.function):
            yield part, lambda x, put=put: Sum(put(x), *e.limits)
    elif not e.is_number:
        yield e, same


def terms(e):
    """Pairs (term, put) for every term of a sum in e, as in `factors`."""
    if isinstance(e, Add):
        for place, term in enumerate(e.args):
            rest = e.args[:place] + e.args[place + 1 :]
            yield term, lambda x, rest=rest: Add(x, *rest)
            for part, put in terms(term):
                yield part, lambda x, put=put, rest=rest: Add(put(x), *rest)
    elif isinstance(e, (Mul, Pow, Sum)):
        for place, argument in enumerate(e.args):
            if not isinstance(e, Sum) or place == 0:
                for part, put in terms(argument):
                    yield (
                        part,
                        lambda x, put=put, at=place: e.func(
                            *e.args[:at], put(x), *e.args[at + 1 :]
                        ),
                    )


def with_factor(e, wanted):
    """e times a factor: outside, and inside each Σ and each term."""
    yield e * wanted
    for total in e.atoms(Sum):
        yield e.xreplace({total: Sum(total.function * wanted, *total.limits)})
    for term, put in terms(e):
        yield put(term * wanted)


def kind(e):
    """What a factor is, without saying which."""
    if family(e):
        return _KINDS[family(e)]
    if e == 1 - PREDICTION:
        return "a part of the sigmoid's slope"
    return _KINDS[str(e) if e == y else type(e).__name__]


def instead(said, part, wanted):
    """A sentence on a factor that stands where `wanted` belongs."""
    if isinstance(part, g_prime) and isinstance(wanted, g_prime):
        return f"{said} is taken at another place. What goes into g there?"
    if isinstance(part, d) and isinstance(wanted, d):
        same = family(node(part.v)) == family(node(wanted.v))
        return f"{said} is the slope for another {'node' if same else 'place'}. Which one is meant?"
    if family(part) and family(part) == family(wanted):
        if layer(part) != layer(wanted):
            return (
                f"{said} is of the wrong layer. Where does the edge start, and where does it end?"
            )
        return f"{said} has the wrong index. Which node is meant?"
    if isinstance(part, Add) and isinstance(wanted, d):
        return (
            f"{said} is the slope of one loss, with one g. Loss may be any: keep {typed(wanted)}."
        )
    return f"{said} stands where another factor belongs: {kind(wanted)}."


def factor(number, what):
    """A sentence on a constant factor, if there is one."""
    exact = _fraction(number)
    times = f"{what} is {exact} times what it should be."
    if exact == "1":
        return None
    if exact == "-1":
        return f"The sign is turned round: {times}"
    return {"2": f"A factor 2 too much: {times}", "1/2": f"A factor ½ too much: {times}"}.get(
        exact, times[0].upper() + times[1:] if what == "it" else times
    )


def besides(number):
    """The same, after another fault."""
    said = factor(number, "the rest")
    return f" And {said[0].lower()}{said[1:]}" if said else ""


def _fraction(number):
    for below in range(1, 13):
        if abs(number * below - round(number * below)) < 1e-7 * abs(number * below):
            above = round(number * below)
            return str(above) if below == 1 else f"{above}/{below}"
    return f"{number:.3g}"


def _expanded(e):
    """e as a sum of terms; as it is where that would be long."""
    long = any(abs(power.exp) > 3 for power in e.atoms(Pow) if power.exp.is_number)
    return e if long else expand(e)


def _replaced(e, changed):
    try:
        return e.xreplace(changed)
    except WrongForm:  # no derivative can be taken of it, or by it
        return nan


def _bare(term):
    """A term without its number."""
    return term.as_coeff_Mul()[1]


def read_p(e):
    """e with the letter p, where it counts no nodes, read as the prediction g(z_out)."""
    if family(e) or isinstance(e, Sum) and p in e.variables or not e.has(p):
        return e
    return PREDICTION if e == p else e.func(*map(read_p, e.args))
