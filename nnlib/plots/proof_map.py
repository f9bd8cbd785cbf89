"""The map of the proof: all equations of the document, and which one follows from which."""

import string

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from . import style
from .diagram import inches_axes
from .picture import figure, finish, styled

_WIDTH, _HEIGHT = 9.2, 3.7
_BOX, _APART = (0.74, 0.4), 0.56
_TITLES = {  # of the columns, by the section whose equations stand there
    "2": "forward",
    "3.1": "loss, output",
    "3.2": "output weights",
    "3.3": "hidden weights",
    "3.4": "last hidden layer",
    "3.5": "any layer",
    "3.6": "all together",
}
_HERE, _EARLIER, _TO_COME = "in this lesson", "in an earlier lesson", "still to come"
_LOOKS = {
    _HERE: {"facecolor": style.ABOVE[2], "edgecolor": style.PLUS, "linewidth": 2.2},
    _EARLIER: {"facecolor": style.BELOW[4], "edgecolor": style.MINUS, "linewidth": 1.2},
    _TO_COME: {"facecolor": style.WHITE, "edgecolor": style.GRAY, "linewidth": 1, "linestyle": ":"},
}
_MARKS = {_HERE: "✓ ", _EARLIER: "✓ ", _TO_COME: ""}


@styled
def proof_map(progress):
    """All equations from 2.1 to 3.6b, with arrows for "follows from", in three states: shown in
    this lesson by this kernel, shown in an earlier lesson, still to come.

    `progress` is what `nnlib.symbolic.proved_so_far` gives. Source: ledger, sections 2 and 3.

    >>> from nnlib.symbolic.record import FOLLOWS, Progress
    >>> print(proof_map(Progress({"3.1": ("proved",)}, ("2.1", "2.2"), FOLLOWS)).alt[:84])
    The map of the proof. In this lesson: 3.1. In an earlier lesson: 2.1, 2.2. Still to
    """
    states = {
        id: _HERE if id in progress.here else _EARLIER if id in progress.earlier else _TO_COME
        for id in progress.follows
    }
    fig = figure(_WIDTH, _HEIGHT)
    ax = inches_axes(fig, 0, 0, _WIDTH, _HEIGHT)
    places = _places(states)
    for column, title in enumerate(_TITLES.values()):
        ax.text(_x(column), 3.5, title, ha="center", va="center", size=9.5, color=style.INK)
    for id, state in states.items():
        _box(ax, places[id], id, state)
    for id, sources in progress.follows.items():
        for source in sources:
            _arrow(ax, places[source], places[id], states[id])
    _legend(ax)
    picture = finish(fig, _describe(states))
    picture.note = {"ledger": list(progress.here)}
    return picture


def _x(column):
    return 0.72 + 1.293 * column


def _section(id):
    """The column of an equation: those of section 2 share one, and so do 3.0 and 3.1."""
    section = id.rstrip(string.ascii_lowercase)
    return "2" if section.startswith("2.") else "3.1" if section == "3.0" else section


def _places(ids):
    """The middle of each equation's box, in inches."""
    columns = {section: [id for id in ids if _section(id) == section] for section in _TITLES}
    return {
        id: (_x(column), 1.9 + _APART * ((len(rows) - 1) / 2 - row))
        for column, rows in enumerate(columns.values())
        for row, id in enumerate(rows)
    }


def _box(ax, place, text, state):
    corner = [middle - size / 2 for middle, size in zip(place, _BOX, strict=True)]
    shape = "round,pad=0,rounding_size=0.1"
    ax.add_patch(FancyBboxPatch(corner, *_BOX, boxstyle=shape, zorder=3, **_LOOKS[state]))
    weight = "bold" if state == _HERE else "normal"
    ax.text(*place, _MARKS[state] + text, ha="center", va="center", zorder=4, weight=weight)


def _arrow(ax, source, target, state):
    same = source[0] == target[0]  # within a column, round the outside
    bend = -0.5 * ((source[1] - target[1]) / _APART) ** -0.7 if same else 0
    to_come = state == _TO_COME
    ax.add_patch(
        FancyArrowPatch(
            (source[0] + _BOX[0] / 2, source[1]),
            (target[0] + (_BOX[0] / 2 if same else -_BOX[0] / 2), target[1]),
            connectionstyle=f"arc3,rad={bend}",
            arrowstyle="-|>,head_length=4,head_width=2",
            color=style.GRAY if to_come else style.INK,
            linewidth=0.8 if to_come else 1.3 if state == _HERE else 1,
            zorder=2,
        )
    )


def _legend(ax):
    for column, state in enumerate(_LOOKS):
        x = 1.6 + 2.4 * column
        ax.add_patch(FancyBboxPatch((x, 0.12), 0.3, 0.2, boxstyle="round,pad=0", **_LOOKS[state]))
        ax.text(x + 0.4, 0.22, _MARKS[state] + state, va="center", size=9.5)


def _describe(states):
    said = [
        f"{name[0].upper()}{name[1:]}: {', '.join(ids)}."
        for name in _LOOKS
        if (ids := [id for id, state in states.items() if state == name])
    ]
    return f"The map of the proof. {' '.join(said)}"
