"""What has been shown in this notebook so far, kept from what really ran.

`Derivation`, `Refutation`, `compare` and `confirm` write here when they succeed; `proved_so_far`
shows it. A displayed result also carries its ledger id in the output's metadata, so that a test
can see that a tagged cell shows what its tag says.
"""

import json
from pathlib import Path

from .ledger import COST, STATEMENTS
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


class Ledger:
    """What was shown in this notebook, entry by entry, and the ids shown in earlier lessons."""

    def __init__(self, here, earlier):
        self.here, self.earlier = here, earlier

    def __repr__(self):
        lines = [f"{id}: {'; '.join(ways)}" for id, ways in self.here.items()]
        return "\n".join(["shown in this lesson", *lines, f"earlier: {self._earlier()}"])

    def _repr_markdown_(self):
        rows = [f"| {id} | {_equation(id)} | {'; '.join(ways)} |" for id, ways in self.here.items()]
        table = ["| id | equation | how |", "|:--|:--|:--|", *rows]
        return "\n".join([*table, "", f"Shown in earlier lessons: {self._earlier()}."])

    def _earlier(self):
        return ", ".join(self.earlier) or "nothing yet"

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": repr(self), "text/markdown": self._repr_markdown_()}
        return bundle, {"nnlib": {"ledger": list(self.here)}}


def _equation(id):
    statement = COST if id == COST.id else STATEMENTS.get(id)
    return f"${latex(statement.lhs)} = {latex(statement.rhs)}$" if statement else ""


def proved_so_far(lesson=""):
    """The ledger at the end of a lesson: what this notebook proved, refuted and compared, and how.

    `lesson` is the beginning of its file's name, such as "03_2". What earlier lessons showed is
    read from their stored outputs beside it; a lesson without stored outputs adds nothing.

    >>> proved_so_far()  # doctest: +ELLIPSIS
    shown in this lesson...
    """
    here = {id: tuple(ways) for id, ways in _shown.items()}
    paths = sorted(Path.cwd().glob("[0-9][0-9]_*.ipynb")) if lesson else []
    before = [path for path in paths if path.name < lesson]
    return Ledger(here, list(dict.fromkeys(id for path in before for id in _ids_stored_in(path))))


def _ids_stored_in(path):
    """The ids in the ledger that a stored notebook ends with."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        stored = [output.get("metadata", {}).get("nnlib", {}).get("ledger") for output in outputs]
    except (OSError, ValueError, KeyError):
        return []
    return [id for ids in stored if ids for id in ids]
