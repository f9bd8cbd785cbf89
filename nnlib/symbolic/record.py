"""What has been shown: in this notebook, kept from what really ran, and in the stored lessons.

`Derivation`, `Refutation`, `compare` and `confirm` write here when they succeed; `proved_so_far`
gives it. What is displayed says in its output's metadata what it shows, so that a test can see
that a tagged cell shows what its tag says.
"""

import ast
import inspect
import json
import linecache
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from ..inputs import choice
from .ledger import BEYOND, FOLLOWS

_shown = {}  # id -> {how: None}, in the order in which it was shown


def note(id, how):
    """Remember that the ledger entry `id` was shown, and how."""
    _shown.setdefault(id, {})[how] = None


class Confirmation(NamedTuple):
    """A sentence that `confirm` has checked, and the number of the equation that it is about."""

    sentence: str
    equation: str = ""

    def __repr__(self):
        return f"✓ {self.sentence}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        said = {"confirms": self.sentence}
        if self.equation:
            said["shows"] = self.equation
        return {"text/plain": repr(self)}, {"nnlib": said}


def confirm(sentence, *facts, equation=""):
    """A `Confirmation`: the sentence holds, since every fact is true.

    `equation` is the number of the equation that it is about, in the document or beyond it, where
    that is no formula to prove. Raises AssertionError if a fact does not hold, ValueError if none
    can fail: if there is none, or for one that names nothing, such as True or 1 == 1, which holds
    whatever is claimed.

    >>> maps = 2
    >>> confirm("Two linear maps make one.", maps - 1 == 1)
    ✓ Two linear maps make one.
    >>> confirm("The moon is made of cheese.", True)
    Traceback (most recent call last):
    ValueError: the fact True cannot fail. Give one that is computed from what is claimed.
    """
    if not facts:
        raise ValueError(f"“{sentence}” needs at least one fact that can fail.")
    for fact in _arguments(inspect.currentframe().f_back)[1:]:
        if not any(isinstance(part, ast.Name) for part in ast.walk(fact)):
            raise ValueError(
                f"the fact {ast.unparse(fact)} cannot fail. "
                f"Give one that is computed from what is claimed."
            )
    for place, fact in enumerate(facts, start=1):
        if not fact:
            raise AssertionError(f"fact {place} of {len(facts)} does not hold: {sentence}")
    if equation:
        choice(equation, {**FOLLOWS, **dict.fromkeys(BEYOND)}, "equation of the ledger")
        note(equation, "confirmed")
    return Confirmation(sentence, equation)


def _arguments(frame):
    """The arguments of the call that `frame` is in, as they are written; [] without its source."""
    place = tuple(inspect.getframeinfo(frame).positions or ())
    written = ast.parse("".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals)))
    for call in ast.walk(written):
        if isinstance(call, ast.Call) and place == (
            *(call.lineno, call.end_lineno, call.col_offset, call.end_col_offset),
        ):
            return call.args
    return []


class Progress(NamedTuple):
    """How far the proof has come: the equations shown in this notebook `here` {number: ways}, those
    shown in `earlier` lessons, and for each equation which ones it `follows` from.

    `plots.proof_map` draws it.
    """

    here: dict
    earlier: tuple
    follows: dict

    def __repr__(self):
        lines = [f"{id}: {'; '.join(ways)}" for id, ways in self.here.items()]
        earlier = ", ".join(self.earlier) or "nothing yet"
        return "\n".join(["shown in this lesson", *lines, f"earlier: {earlier}"])


def proved_so_far(lesson="", folder=None):
    """The `Progress` at the end of a lesson.

    `lesson` is the beginning of its file's name, such as "03_2". What earlier lessons showed is
    read from their stored outputs in `folder`, by default the one in which the notebook runs; a
    lesson without stored outputs adds nothing.

    >>> proved_so_far()  # doctest: +ELLIPSIS
    shown in this lesson...
    """
    here = {id: tuple(ways) for id, ways in _shown.items() if id in FOLLOWS}
    before = [path for path in stored_lessons(folder) if path.name < lesson] if lesson else []
    earlier = dict.fromkeys(id for path in before for id in _ids_stored_in(path))
    return Progress(here, tuple(earlier), FOLLOWS)


# --- the stored lessons -----------------------------------------------------------------------

NO_LESSONS = "not known, since no lessons are stored where this notebook runs: give folder=…"
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


def stored_lessons(folder=None):
    """The lessons' files in `folder`, in order, those beyond the document last; by default where
    the notebook runs, which is the folder that it lies in.

    Raises ValueError where a folder is given that has none.

    >>> stored_lessons("nnlib")
    Traceback (most recent call last):
    ValueError: there are no lessons (00_….ipynb and so on) in the folder nnlib.
    """
    paths = sorted(
        path
        for pattern in ("[0-9][0-9]*_*.ipynb", "beyond_[0-9][0-9]_*.ipynb")
        for path in Path(folder or Path.cwd()).glob(pattern)
    )
    if folder and not paths:
        raise ValueError(f"there are no lessons (00_….ipynb and so on) in the folder {folder}.")
    return paths


def links(id, folder=None):
    """Markdown links to the lessons that show `id`, each to the heading above it.

    Looks for code cells tagged `id` in the stored lessons of `folder`; "" where there is none.

    >>> links("no such id")
    ''
    """
    found = {}
    for path in stored_lessons(folder):
        heading = _heading_above(id, path)
        if heading:
            anchor = quote(heading.replace(" ", "-"), safe="?!,:;'")
            found[path] = f"[{lesson_number(path.name)}]({path.name}#{anchor})"
    return ", ".join(found.values())


def _cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def _ids_stored_in(path):
    """The ids in the ledger that a stored notebook ends with."""
    try:
        outputs = [output for cell in _cells(path) for output in cell.get("outputs", [])]
        stored = [output.get("metadata", {}).get("nnlib", {}).get("ledger") for output in outputs]
    except (OSError, ValueError, KeyError):
        return []
    return [id for ids in stored if ids for id in ids]


def _heading_above(id, path):
    """The last heading before the first code cell tagged `id`, None if there is no such cell."""
    heading = None
    for cell in _cells(path):
        if cell["cell_type"] == "markdown":
            # A heading with a formula or a code word in it has no name that a link can rely on.
            found = _HEADING.findall("".join(cell["source"]))
            texts = [text for text in found if not set(text) & set("$`*")]
            heading = texts[-1] if texts else heading
        elif id in cell["metadata"].get("tags", []):
            return heading
    return None


def lesson_number(name):
    """The number of a lesson from the beginning of its file's name.

    >>> [lesson_number(name) for name in ("03_4_last_hidden_layer", "01b_what", "beyond_04_biases")]
    ['03.4', '01b', '04']
    """
    return ".".join(part for part in name.split("_") if part[:1].isdigit())
