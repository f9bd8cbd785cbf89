"""All errata on one page: the table with links to the lessons, and every equation refuted again."""

from .errata import ERRATA
from .lessons import links
from .plain import Sentence
from .printing import latex


def _inline(lhs, rhs):
    return f"${latex(lhs)} = {latex(rhs)}$"


def _row(erratum):
    printed, true = erratum.printed, erratum.true
    if erratum.is_equation:
        printed = "<br>".join(_inline(lhs, rhs) for lhs, rhs in printed)
        true = _inline(true.lhs, true.rhs)
    cells = (erratum.id, erratum.section, printed, true, erratum.refuted_by, links(erratum.id))
    return f"| {' | '.join(cells)} |"


class Table:
    """A Markdown table for a notebook; `ids` are the errata that making it has refuted."""

    def __init__(self, head, rows, ids=()):
        rule = "|:--" * head.count("|") + "|"
        self.markdown = "\n".join([f"| {head} |", rule + ":--|", *rows])
        self.ids = list(ids)

    def __repr__(self):
        return self.markdown

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": self.markdown, "text/markdown": self.markdown}
        return bundle, {"nnlib": {"refutes": self.ids}} if self.ids else {}


def errata_table():
    """Every erratum: what is printed, what is true, and links to where the lessons refute it.

    >>> print(errata_table())  # doctest: +ELLIPSIS
    | id | section | printed | true | refuted by | where |
    ...
    """
    return Table("id | section | printed | true | refuted by | where", map(_row, ERRATA))


def refute_all():
    """Every erratum that is an equation, refuted now: why each printed form fails.

    Raises ValueError if one of them can no longer be refuted.

    >>> refute_all().ids[:3]
    ['E1', 'E2', 'E3']
    """
    refused = [refutation for erratum in ERRATA for refutation in erratum.refutations()]
    rows = [
        f"| {one.id} | {_inline(one.lhs, one.printed)} | {one.refusal.reasons(Sentence.latex)} |"
        for one in refused
    ]
    return Table("id | printed | why not", rows, dict.fromkeys(one.id for one in refused))
