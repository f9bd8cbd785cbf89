"""Tasks whose answer is a small table {name: value}: shapes, counts, signs, predictions."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .catalogue import CATALOGUE
from .task import Diagnosis, Task, forms
from .verdict import Complaint, Untouched, listed


@dataclass(frozen=True, kw_only=True)
class TableTask(Task):
    """Fill in a dict {name: value}.

    `measured()` finds the true values when it is called: by making the arrays, by running the
    network. `mistakes` maps catalogue ids to functions that give the table of that belief, or the
    part of it that is wrong. Each
    value is a whole number, a shape (a pair), or one of the words in `words`.
    """

    measured: Callable
    mistakes: dict
    words: tuple = ()
    kind: type = field(default=int)

    def diagnose(self, answer):
        if not isinstance(answer, dict):
            raise Complaint(f"{self.name} should be a dict, not {type(answer).__name__}.")
        wanted = self.measured()
        came = {name: _blank(answer.get(name)) for name in wanted}
        blank = [name for name, value in came.items() if value is None]
        if len(blank) == len(wanted):
            raise Untouched
        if blank:
            raise Complaint(f"Still empty: {_quoted(blank)}.")
        came = {name: self._read(name, value) for name, value in came.items()}
        off = [name for name in wanted if came[name] != wanted[name]]
        if not off:
            return Diagnosis()
        believed = [(id, form()) for id, belief in self.mistakes.items() for form in forms(belief)]
        whole = {id for id, table in believed if wanted | table == came}
        partly = {id for id, table in believed if all(table.get(n) == came[n] for n in off)}
        for fitting, where in ((whole, ""), (partly, f"{_quoted(off)}: ")):
            if len(fitting) == 1:
                return Diagnosis(*fitting, where)
        for id, names in self._in_part(believed, came, wanted):
            return Diagnosis(id, f"{_quoted(names)}: ")
        raise Complaint(self._row_by_row(believed, came, wanted, off))

    def _in_part(self, believed, came, wanted):
        """Pairs (id, names): beliefs that give some of the wrong values, and are alone in it."""
        for id, table in believed:
            names = [name for name in wanted if table.get(name, wanted[name]) != wanted[name]]
            same = {i for i, other in believed if all(other.get(n) == came[n] for n in names)}
            if len(names) > 1 and same == {id}:
                yield id, names

    def _row_by_row(self, believed, came, wanted, off):
        """How many values are right, and of each other one what it believes, if that is known."""
        good, unknown = len(wanted) - len(off), []
        said = [f"{good} of {len(wanted)} {'is' if good == 1 else 'are'} right."]
        for name in off:
            alone = {id for id, t in believed if wanted | t == wanted | {name: came[name]}}
            if len(alone) == 1:
                said.append(f"{_quoted([name])}: {CATALOGUE[alone.pop()].hint}")
            else:
                unknown.append(name)
        return " ".join([*said, f"Not yet: {_quoted(unknown)}."] if unknown else said)

    def _read(self, name, value):
        """The value as it is compared, or a Complaint that says what was wanted."""
        if self.words:
            word = str(value) if type(value) is int else value
            word = word.strip().lower().replace("−", "-") if isinstance(word, str) else word
            if isinstance(word, str) and word in self.words:
                return word
            raise Complaint(f"{name} should be one of {', '.join(map(repr, self.words))}.")
        if self.kind is tuple:
            if isinstance(value, (tuple, list, np.ndarray)) and np.ndim(value) == 1:
                sizes = [_whole(number) for number in value]
                if None not in sizes:
                    return tuple(sizes)
            raise Complaint(
                f"{name} should be a shape such as (7, 4), whole numbers in their order, "
                f"not {_shown(value)}."
            )
        number = _whole(value)
        if number is None:
            raise Complaint(f"{name} should be a whole number, not {_shown(value)}.")
        return number


def _whole(value):
    """The whole number that a value is, or None."""
    if isinstance(value, (int, float, np.integer, np.floating)) and np.isfinite(value):
        return int(value) if int(value) == value else None
    return None


def _quoted(names):
    return listed([f"“{name}”" for name in names])


def _shown(value):
    try:
        text = repr(value)
    except Exception:  # what a class of one's own raises
        text = "..."
    return text if len(text) < 60 else f"something of type {type(value).__name__}"


def _blank(value):
    return None if value is Ellipsis or isinstance(value, str) and not value.strip() else value


def sign_word(number):
    """ "+", "-" or "0" for a number, as a table of signs has it.

    >>> sign_word(-0.3)
    '-'
    """
    return {1: "+", -1: "-", 0: "0"}[int(np.sign(number))]
