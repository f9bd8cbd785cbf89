"""What has been shown in this notebook so far, kept from what really ran.

`Derivation`, `Refutation`, `compare` and `confirm` write here when they succeed; `proved_here`
shows it. A displayed result also carries its ledger id in the output's metadata, so that a test
can see that a tagged cell shows what its tag says.
"""

from .ledger import STATEMENTS
from .printing import latex

_shown = {}  # id -> {how: None}, in the order in which it was shown


def note(id, how):
    """Remember that the ledger entry `id` was shown, and how."""
    _shown.setdefault(id, {})[how] = None


class Confirmation:
    """A sentence about a ledger entry, with facts that were checked when it was made.

    Raises AssertionError if a fact does not hold, ValueError if there is none.

    >>> Confirmation("defs", "h^(0) is the input.", 1 + 1 == 2)
    ✓ defs: h^(0) is the input.
    """

    def __init__(self, id, sentence, *facts):
        if not facts:
            raise ValueError(f"{id}: a confirmation needs at least one fact that can fail.")
        for place, fact in enumerate(facts, start=1):
            if not fact:
                raise AssertionError(
                    f"{id}: fact {place} of {len(facts)} does not hold: {sentence}"
                )
        self.id, self.sentence = id, sentence
        note(id, "confirmed")

    def __repr__(self):
        return f"✓ {self.id}: {self.sentence}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self)}, {"nnlib": {"shows": self.id}}


def confirm(id, sentence, *facts):
    """A `Confirmation`: `sentence` about the ledger entry `id` holds, since every fact is true.

    >>> confirm("why-g", "two linear maps make one.", True)
    ✓ why-g: two linear maps make one.
    """
    return Confirmation(id, sentence, *facts)


class ProvedHere:
    """The ledger of this notebook: each entry, and how it was shown."""

    def __init__(self, entries):
        self.entries = entries

    def __repr__(self):
        lines = [f"{id}: {'; '.join(ways)}" for id, ways in self.entries.items()]
        return "\n".join(["shown in this notebook", *lines])

    def _repr_markdown_(self):
        rows = [
            f"| {id} | {_equation(id)} | {'; '.join(ways)} |" for id, ways in self.entries.items()
        ]
        return "\n".join(["| id | equation | how |", "|:--|:--|:--|", *rows])


def _equation(id):
    statement = STATEMENTS.get(id)
    return f"${latex(statement.lhs)} = {latex(statement.rhs)}$" if statement else ""


def proved_here():
    """What has been proved, refuted and compared in this notebook so far, as a table.

    >>> proved_here()  # doctest: +ELLIPSIS
    shown in this notebook...
    """
    return ProvedHere({id: tuple(ways) for id, ways in _shown.items()})
